"""Freed memory stays with the process.

glibc returns the arrays of one answer to the system at once, and fetching the pages anew for the next answer takes
longer than the arithmetic done in them: over 40,000 matches, 2.2 ms with and 1.1 ms without that.
"""

from __future__ import annotations

import ctypes
import functools

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""glibc's numbers for its settings (malloc.h)."""

KEPT = 64 << 20
"""Bytes that may lie free."""


@functools.cache
def keep_freed() -> bool:
    """Tells glibc to keep up to ``KEPT`` freed bytes; False, and nothing done, where there is no glibc."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):
        return False
    return bool(mallopt(_TRIM_THRESHOLD, KEPT) and mallopt(_MMAP_THRESHOLD, KEPT // 2))
