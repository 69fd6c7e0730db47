"""Write indexer/data/folding.txt: the one-to-one character map that index and query text go through.

Run by hand when OpenCC is updated: ``python tools/build_folding.py``. Needs the ``opencc`` package
(OpenCC's dictionaries, Apache License 2.0, https://github.com/BYVoid/OpenCC).
"""

from __future__ import annotations

import sys
import unicodedata
from importlib.metadata import version
from pathlib import Path

import opencc

TARGET = Path(__file__).resolve().parent.parent / "indexer" / "data" / "folding.txt"

# Marks that people type for one another; the right column is what all of them become.
MARKS = {
    "“”„‟〝〞＂「」﹁﹂": '"',
    "‘’‚‛＇『』﹃﹄": "'",
    "‐‑‒–—―─━－﹣−": "-",
    "〔［【﹝": "[",
    "〕］】﹞": "]",
    "～〜∼": "~",
    "•‧・∙⋅": "·",
    "○◯": "〇",
    "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000": " ",
}
# Variants OpenCC keeps apart because they differ in some words; both sides fold, so they only ever match more.
VARIANTS = {"著": "着", "麽": "么", "乾": "干", "於": "于", "祇": "只", "衹": "只", "裡": "里", "佔": "占"}
# Simplified characters that OpenCC's regional tables would change although they are words of their own.
KEPT = "么薹吒"


def folded(char: str, converters: list[opencc.OpenCC]) -> str:
    """The character that ``char`` becomes, after one round."""
    for marks, to in MARKS.items():
        if char in marks:
            return to
    if char in VARIANTS:
        return VARIANTS[char]
    if char in KEPT:
        return char
    code = ord(char)
    compatible = 0xFF01 <= code <= 0xFF5E or 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF
    if compatible or 0x2F800 <= code <= 0x2FA1F:
        plain = unicodedata.normalize("NFKC", char)
        if len(plain) == 1 and plain != char:
            return plain
    lower = char.lower()
    if lower != char and len(lower) == 1:
        return lower
    for converter in converters:
        simple = converter.convert(char)
        if len(simple) == 1 and simple != char:
            return simple
    return char


def main() -> None:
    converters = [opencc.OpenCC(name) for name in ("t2s", "tw2s", "hk2s")]
    pairs: dict[str, str] = {}
    for code in (0x09, *range(0x21, 0x30000)):
        char = chr(code)
        if 0xD800 <= code <= 0xDFFF or unicodedata.category(char) in ("Cn", "Co"):
            continue
        to = char
        while (again := folded(to, converters)) != to:
            to = again
        if to != char:
            pairs[char] = to
    TARGET.parent.mkdir(exist_ok=True)
    made = f"made by tools/build_folding.py from OpenCC {version('opencc')} and Unicode {unicodedata.unidata_version}"
    body = f"# the second line's characters become the third's; {made}\n{''.join(pairs)}\n{''.join(pairs.values())}\n"
    TARGET.write_text(body, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(pairs)} characters\n")


if __name__ == "__main__":
    main()
