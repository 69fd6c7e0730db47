"""Trends as pictures: bars of characters for a terminal, SVG or PNG by matplotlib (optional)."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Any

from gongbao.indexer.errors import InputError, MissingExtra
from gongbao.search.analyses.trend import Point, Trend

_BLOCKS = " ▏▎▍▌▋▊▉█"
_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Microsoft YaHei", "SimHei", "PingFang SC", "Hiragino Sans GB", "Heiti SC", "Heiti TC",
    "Arial Unicode MS", "Droid Sans Fallback", "AR PL UMing CN", "SimSun", "Noto Serif CJK SC",
)  # fmt: skip
"""Fonts that have simplified Chinese, in the order of preference."""

MEASURES = ("per_10000", "count", "documents", "share")


def bars(trend: Trend, measure: str = "per_10000", width: int = 60, ascii_only: bool = False) -> str:
    """The trend as text, a bar a line, at most ``width`` columns; "no document" where a group has none."""
    _check(measure)
    values = [_value(point, measure) for point in trend.points]
    highest = max((value for value in values if value is not None), default=0.0)
    labels = {point.group: " ".join(map(str, point.group)) for point in trend.points}
    wide = max((_columns(label) for label in labels.values()), default=0)
    room = max(8, width - wide - 12)
    lines: list[str] = []
    term = None
    for point, value in zip(trend.points, values, strict=True):
        if point.term != term:
            term = point.term
            lines.append(f"{term} ({measure})")
        label = labels[point.group]
        name = label + " " * (wide - _columns(label))
        if value is None:
            lines.append(f"  {name} (no document)")
        else:
            bar = _bar(value / highest * room if highest else 0.0, ascii_only)
            lines.append(f"  {name} {bar} {value:.4g}")
    return "\n".join(lines)


def draw(trend: Trend, path: str | os.PathLike[str], measure: str = "per_10000") -> Path:
    """The trend as an SVG, PNG or PDF file: lines over years, bars over anything else.

    Raises MissingExtra without matplotlib, InputError for another ending or when no installed font has Chinese.
    """
    _check(measure)
    target = Path(path)
    if target.suffix.lower() not in (".svg", ".png", ".pdf"):
        raise InputError("plot.format", name=target.name)
    try:
        import matplotlib  # optional, and slow to import
        from matplotlib import font_manager
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("extra.matplotlib") from None
    installed = {font.name for font in font_manager.fontManager.ttflist}
    font = next((name for name in _FONTS if name in installed), None)
    if font is None:
        raise InputError("plot.no_font")
    settings = {"font.family": font, "svg.fonttype": "none", "axes.unicode_minus": False, "svg.hashsalt": "gongbao"}
    settings |= {"text.parse_math": False}  # names are not formulas
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(8, 4.5), layout="constrained")
        _plot(figure.subplots(), trend, measure)
        figure.savefig(target, dpi=150)
    return target


def _plot(axes: Any, trend: Trend, measure: str) -> None:
    terms = list(dict.fromkeys(point.term for point in trend.points))
    over_years = trend.by[-1] == "year"
    series: dict[str, list[Point]] = {}
    for point in trend.points:
        head = " ".join(map(str, point.group[:-1])) if over_years else ""
        series.setdefault(f"{point.term} {head}".strip(), []).append(point)
    for number, (name, points) in enumerate(series.items()):
        values = [_value(point, measure) for point in points]
        heights = [float("nan") if value is None else value for value in values]
        if over_years:
            axes.plot([point.group[-1] for point in points], heights, marker="o", label=name)
        else:
            step = 0.8 / len(terms)
            axes.bar([i + number * step for i in range(len(points))], heights, step, label=name)
            ticks = [i + step * (len(terms) - 1) / 2 for i in range(len(points))]
            axes.set_xticks(ticks, [" ".join(map(str, p.group)) for p in points], rotation=30, ha="right")
    if over_years:
        axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_ylabel({"per_10000": "每万字次数", "count": "次数", "documents": "文档数", "share": "文档占比"}[measure])
    axes.set_ylim(bottom=0)
    axes.legend()


def _value(point: Point, measure: str) -> float | None:
    value = getattr(point, measure)
    return None if value is None else float(value)


def _check(measure: str) -> None:
    if measure not in MEASURES:
        raise InputError("plot.measure", known=", ".join(MEASURES), measure=measure)


def _bar(length: float, ascii_only: bool) -> str:
    if ascii_only:
        return "#" * round(length)
    whole, rest = divmod(round(length * 8), 8)
    return "█" * whole + (_BLOCKS[rest] if rest else "")


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
