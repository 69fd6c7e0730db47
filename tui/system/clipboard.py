"""The clipboard: the system's own where there is one, the terminal's (OSC 52) over SSH or without."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

_COMMANDS = (
    ("darwin", ("pbcopy",), ""),
    ("linux", ("wl-copy",), "WAYLAND_DISPLAY"),
    ("linux", ("xclip", "-selection", "clipboard"), "DISPLAY"),
    ("linux", ("xsel", "--clipboard", "--input"), "DISPLAY"),
    ("linux", ("clip.exe",), "WSL_DISTRO_NAME"),
)
"""Platform, command, and the environment variable without which it cannot work."""


def native_command() -> tuple[str, ...] | None:
    """The command that fills this machine's clipboard, or None over SSH and where there is none."""
    if os.environ.get("SSH_CONNECTION"):
        return None
    for platform, command, needs in _COMMANDS:
        if sys.platform.startswith(platform) and (not needs or os.environ.get(needs)) and shutil.which(command[0]):
            return command
    return None


def copy_natively(text: str) -> bool:
    """Fill the machine's own clipboard; False where that cannot be done."""
    command = native_command()
    if command is None:
        return False
    encoding = "utf-16" if command[0] == "clip.exe" else "utf-8"
    try:
        subprocess.run(command, input=text.encode(encoding), timeout=2, check=True, capture_output=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True
