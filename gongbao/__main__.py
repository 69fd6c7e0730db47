"""``python -m gongbao`` is the ``gongbao`` command."""

from gongbao.tui.cli.entry_point import start

if __name__ == "__main__":
    start()
