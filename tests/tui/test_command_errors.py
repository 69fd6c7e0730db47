"""Whatever goes wrong, the command line says one sentence and returns a code; tracebacks are for --debug."""

from __future__ import annotations

import pytest

from gongbao.tui.cli.commands import main


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (OSError(28, "No space left on device", "out.csv"), 2, "out.csv: No space left on device."),
        (IndexError("index 7 is out of bounds"), 3, "gongbao doctor"),
        (RecursionError(), 3, "gongbao doctor"),
        (MemoryError("\x1b[31m"), 3, "gongbao doctor"),
    ],
)
def test_an_unforeseen_fault_is_one_line(
    raised: BaseException, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: object) -> None:
        raise raised

    monkeypatch.setattr("gongbao.open", failing)
    with pytest.raises(SystemExit) as ended:
        main(["stats", "--index", "somewhere"])
    assert ended.value.code == code
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 1
    assert "\x1b" not in told
    with pytest.raises(type(raised)):
        main(["--debug", "stats", "--index", "somewhere"])
