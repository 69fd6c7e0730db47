"""Corrections of a document's facts: what a typed place means, and the sidecar file that corrections go into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

PLACE = ("province", "city", "county")
"""From the widest to the narrowest. They are corrected together: a city in the province it lies in."""
NEAREST = 8
"""Places offered instead of one that is not known."""
CONSIDERED = 50
"""Names that begin alike from which they are taken."""
_KINDS: Mapping[str, Literal["province", "city", "county"]] = {
    "province": "province",
    "city": "city",
    "county": "county",
}


def fields_with(field: str) -> tuple[str, ...]:
    """The fields that are written, and taken back, together with this one."""
    return PLACE if field in PLACE else (field,)


PlaceFacts = dict[str, str | None]
"""Province, city and county, None where a place has none."""


def places_named(field: str, typed: str) -> list[PlaceFacts]:
    """The places that a name typed for ``field`` means: full, short, old, or in pinyin; homonyms are several."""
    from gongbao.indexer.places import find, matches  # its table takes 140 ms to load

    units = [unit for name in matches(typed, _KINDS[field]) for unit in find(name) if unit.name == name]
    places = [unit.place for unit in units if getattr(unit.place, field)]
    meant = [{"province": place.province, "city": place.city, "county": place.county} for place in places]
    return list({tuple(each.items()): each for each in meant}.values())


def places_near(field: str, typed: str) -> list[PlaceFacts]:
    """Places to offer instead of a name that none has: those that share the most of its beginning."""
    from gongbao.indexer.places import suggest

    for length in range(len(typed), 0, -1):
        near = [place for name in suggest(typed[:length], CONSIDERED) for place in places_named(field, name)]
        if near:
            return near[:NEAREST]
    return []


def correct(path: str, values: Mapping[str, str | None]) -> bool:
    """Write values into the file's NAME.meta.yaml, keeping what else stands there; None takes one out.

    Gives whether that changed anything. Raises OSError where it cannot be written, ValueError where what stands there
    is no YAML in UTF-8; nothing is changed then.
    """
    import yaml

    sidecar = Path(path).with_name(Path(path).name + ".meta.yaml")
    try:
        held = yaml.safe_load(sidecar.read_text(encoding="utf-8")) if sidecar.exists() else {}
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error)) from error
    held = held if isinstance(held, dict) else {}
    wanted = dict(held)
    for field, value in values.items():
        if value is None:
            wanted.pop(field, None)
        else:
            wanted[field] = int(value) if field == "year" and re.fullmatch("[0-9]{4}", value) else value
    if wanted == held:
        return False
    if not wanted:
        sidecar.unlink()
        return True
    # In place of the old one at once: killed in between, no earlier correction is lost.
    beside = sidecar.with_name(f".{sidecar.name}.tmp")
    beside.write_text(yaml.safe_dump(wanted, allow_unicode=True, sort_keys=False), encoding="utf-8")
    beside.replace(sidecar)
    return True
