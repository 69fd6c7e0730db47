"""Textual's driver on a terminal that shows the first frame already."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from gongbao.tui.textual_patches.first_frame_cache import FirstFrame

WAIT = 0.005
"""Seconds between two looks whether the app has drawn itself."""


def taking_over(frame: FirstFrame) -> type[LinuxDriver]:
    """The driver that goes on from ``frame``."""

    class TakingOver(LinuxDriver):
        def start_application_mode(self) -> None:
            frame.taken_over = True
            super().start_application_mode()
            self.attrs_before = frame.attributes  # it has read those that held what was typed

        def stop_application_mode(self) -> None:
            super().stop_application_mode()
            frame.given_back = True

        def process_message(self, message: Message) -> None:
            """In the thread that reads the keys: until something is there that they go to, they would be lost."""
            while not frame.painted and not self.exit_event.wait(WAIT):
                pass
            super().process_message(message)

        def write(self, data: str) -> None:
            if frame.wanted(data):
                super().write(data)

    return TakingOver
