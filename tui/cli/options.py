"""The options that commands share: those that every one takes, and those that narrow a search."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from gongbao.indexer import FIELDS
from gongbao.indexer.errors import InputError
from gongbao.tui.cli.ask import State


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options every command takes, in any place on the line."""

    def remember(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
        def callback(context: click.Context, _: click.Parameter, value: Any) -> Any:
            if value is not None and value is not False:
                setattr(context.ensure_object(State), name, value)
            return value

        return callback

    options = (
        click.option("--index", "index_dir", metavar="DIR", expose_value=False, callback=remember("index_dir"),
                     help="Where the index is (default: config.yaml's)."),
        click.option("--config", "config_path", metavar="FILE", expose_value=False, callback=remember("config_path"),
                     help="A config file to lay over the shipped one."),
        click.option("--json", "as_json", is_flag=True, expose_value=False, callback=remember("as_json"),
                     help="Print JSON instead of text."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def filters(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that narrow a search."""
    options = (
        click.option("--city", multiple=True, metavar="NAME", help="City: 淄博, 淄博市, zibo… (repeat for any of)."),
        click.option("--province", multiple=True, metavar="NAME", help="Province."),
        click.option("--county", multiple=True, metavar="NAME", help="County or district."),
        click.option("--year", multiple=True, metavar="YEAR", help="2021, 2019..2021, 2019-2021, 2019.. or ..2021."),
        click.option("--genre", multiple=True, metavar="GENRE", help="政府工作报告, 规划计划, 新闻报道…"),
        click.option("--level", multiple=True, metavar="LEVEL", help="national, province, prefecture or county."),
        click.option("--date", metavar="RANGE", help="2021-02-26, or 2021-01-01..2021-06-30."),
        click.option("--source", multiple=True, metavar="NAME", help="Publisher."),
        click.option("--where", multiple=True, metavar="FACET=VALUE", help="A custom facet from config.yaml."),
        click.option("--exclude", multiple=True, metavar="FACET=VALUE", help="Leave out, such as genre=新闻报道."),
        click.option("--copies", is_flag=True, help="Take in documents that repeat another one."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def filter_values(options: Mapping[str, Any]) -> dict[str, Any]:
    """The keyword filters of ``Index.search``, and ``copies``, from command-line options."""
    values: dict[str, Any] = {
        spec.name: list(options[spec.name])
        for spec in FIELDS
        if spec.option and spec.kind != "number" and options[spec.name]
    }
    if options["year"]:
        values["year"] = _years(options["year"])
    if options["date"]:
        low, mark, high = options["date"].partition("..")
        values["date"] = (low or None, high or None) if mark else low
    for name in ("where", "exclude"):
        if options[name]:
            values[name] = _pairs(f"--{name}", options[name])
    if options["copies"]:
        values["copies"] = True
    return values


def _years(given: Sequence[str]) -> Any:
    years: list[Any] = []
    for typed in given:
        text = re.sub(r"^(\d{4})\s*[-–—~～至到]\s*(\d{4})$", r"\1..\2", typed.strip())
        low, mark, high = text.partition("..")
        if not re.fullmatch(r"(\d{4})?(\.\.)?(\d{4})?", text) or not (low or high):
            raise InputError("option.year", value=typed)
        years.append((int(low) if low else None, int(high) if high else None) if mark else int(low))
    if len(years) == 1:
        return years[0]
    if any(isinstance(year, tuple) for year in years):
        raise InputError("option.one_range")
    return years


def _pairs(option: str, given: Sequence[str]) -> dict[str, list[Any]]:
    pairs: dict[str, list[Any]] = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark or not value:
            raise InputError("option.no_pair", option=option, value=text)
        pairs.setdefault(name, []).append(int(value) if name == "year" and re.fullmatch(r"[0-9]{4}", value) else value)
    return pairs


DASHES_ARE_WORDS = {"ignore_unknown_options": True}
"""So that ``search 数字 -贵州`` excludes 贵州 instead of being an unknown option."""
