"""Compares the figures found with the gold mentions: detection, value, unit, qualifier; the errors are listed.

usage: python tests/tools/measure_mentions.py GOLD.jsonl FILE...        (a document's name up to the first _ is the gold's ``doc``)
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

from extraction.mentions.quantities import Quantity, find_quantities
from extraction.text.articles import Paragraph, articles
from extraction.text.cleaning import clean
from extraction.text.decoding import decode

Found = tuple[int, int, Quantity, str]


def paragraphs(raw: str) -> list[Paragraph]:
    found: list[Paragraph] = []
    for article in articles(clean(raw)).articles:
        found.extend(article.titles)
        for section in article.sections:
            found.extend([section.heading] if section.heading else [])
            found.extend(section.paragraphs)
    return found


def quantities(raw: str) -> list[Found]:
    found: list[Found] = []
    for paragraph in paragraphs(raw):
        for quantity in find_quantities(paragraph.text):
            span = paragraph.aligned.raw_span(quantity.span)
            around = paragraph.text[max(0, quantity.span.start - 14) : quantity.span.end + 8]
            found.append((span.start, span.end, quantity, around))
    return found


def main() -> None:
    gold: dict[str, list[dict]] = defaultdict(list)
    for line in Path(sys.argv[1]).read_text("utf-8").splitlines():
        fact = json.loads(line)
        gold[fact["doc"]].append(fact)
    count: Counter[str] = Counter()
    for name in sys.argv[2:]:
        path = Path(name)
        doc = path.stem.split("_")[0]
        found = quantities(decode(path.read_bytes()).text)
        compare(doc, gold[doc], found, count)
    hits, total, offered = count["found"], count["gold"], count["offered"]
    print(f"gold {total}  found {hits}  offered {offered}  false {count['false']}")
    print(f"detection P {hits / max(1, hits + count['false']):.3f} R {hits / max(1, total):.3f}")
    print("  ".join(f"{field} {count[field] / max(1, hits):.3f}" for field in ("span", "value", "unit", "qualifier")))


def compare(doc: str, gold: list[dict], found: list[Found], count: Counter[str]) -> None:
    offered = [item for item in found if item[2].not_a_fact is None]
    used: set[int] = set()
    for fact in gold:
        hit = next((i for i, item in enumerate(offered) if item[0] < fact["end"] and fact["start"] < item[1]), None)
        if hit is not None:
            used.add(hit)
        if fact.get("optional") or fact.get("damaged"):
            continue
        count["gold"] += 1
        if hit is None:
            why = next((item[2].not_a_fact for item in found if item[0] < fact["end"] and fact["start"] < item[1]), "not seen")
            print(f"{doc} {fact['start']} missed {fact['text']} ({fact['indicator']}): {why}")
            continue
        count["found"] += 1
        judge(doc, fact, offered[hit], count)
    for i, (start, _, quantity, around) in enumerate(offered):
        count["offered"] += 1
        if i not in used and not quantity.optional:
            count["false"] += 1
            print(f"{doc} {start} false alarm {quantity.text} in {around}")


def judge(doc: str, fact: dict, item: Found, count: Counter[str]) -> None:
    start, end, quantity, around = item
    rights = {
        "span": (start, end) == (fact["start"], fact["end"]),
        "value": quantity.value == abs(Decimal(fact["value"])),
        "unit": quantity.unit in [fact["unit"], *fact.get("unit_alt", [])],
        "qualifier": quantity.qualifier == fact["qualifier"],
    }
    for field, right in rights.items():
        count[field] += right
    wrong = [field for field, right in rights.items() if not right]
    if wrong:
        print(
            f"{doc} {start} {quantity.text} wrong {wrong}: {quantity.value} {quantity.unit} {quantity.qualifier}; gold {fact['text']} in {around}"
        )


if __name__ == "__main__":
    main()
