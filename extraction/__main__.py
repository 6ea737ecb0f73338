"""``python -m extraction``: files in, facts out, one JSON object a line; ``clean`` and ``score`` beside it."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from extraction.evaluation.gold import GoldFact, MalformedGold, document_id, read_gold, records
from extraction.evaluation.reporting import errors, report
from extraction.evaluation.scoring import by_document, score
from extraction.pipeline import extract
from extraction.text.decoding import UndecodableBytes, decode

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")


class BadInput(ValueError):
    """What the caller gave cannot be used; the message is the one line that says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where all went well, 2 where the input is bad."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    commands = {"clean": _clean, "score": _score}
    try:
        if given and given[0] in commands:
            commands[given[0]](given[1:])
        else:
            _extract(given)
    except (BadInput, MalformedGold) as error:
        print(f"extraction: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return 0


def _extract(arguments: Sequence[str]) -> None:
    parser = _parser("extraction", "Print the facts that the files state, one JSON object a line.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _add_published(parser)
    options = parser.parse_args(arguments)
    dates = _dates(options)
    for path in options.files:
        for record in predictions(path, read_text(path), dates.get(path.name, options.published)):
            print(json.dumps(record, ensure_ascii=False))


def _clean(arguments: Sequence[str]) -> None:
    parser = _parser("extraction clean", "Show what cleaning made of a file.")
    parser.add_argument("file", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    from extraction.text.showing import show

    for line in show(read_text(options.file)):
        print(line)


def _score(arguments: Sequence[str]) -> None:
    parser = _parser("extraction score", "Score documents (read anew) or predictions (.jsonl) against gold facts.")
    parser.add_argument("gold", type=Path, metavar="GOLD")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--errors", action="store_true", help="list every wrong, missed and invented fact with its context")
    _add_published(parser)
    options = parser.parse_args(arguments)
    gold = _gold(options.gold)
    dates = _dates(options)
    predicted: list[Mapping[str, Any]] = []
    texts: dict[str, str] = {}
    for path in options.files:
        if path.suffix == ".jsonl":
            predicted += [record for _, record in _records(path)]
        else:
            texts[document_id({"document": path.name})] = read_text(path)
            predicted += predictions(path, read_text(path), dates.get(path.name, options.published))
    result = score(gold, by_document(predicted))
    for line in report(result):
        print(line)
    if options.errors:
        for line in errors(result, texts):
            print(line)


def predictions(path: Path, text: str, published: str | None) -> Iterator[dict[str, Any]]:
    """The facts of one text as they are printed: ``document`` and the fields."""
    for fact in extract(text, published).facts:
        yield {"document": path.name, **fact.as_dict()}


def read_text(path: Path) -> str:
    """A file's text, decoded. Raises BadInput with the reason."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from error
    if not data:
        raise BadInput(f"{path}: the file is empty")
    try:
        text = decode(data).text
    except UndecodableBytes as error:
        raise BadInput(f"{path}: {error}") from error
    if "\0" in text:
        raise BadInput(f"{path}: has NUL characters, so it is no text")
    return text


def _gold(path: Path) -> dict[str, list[GoldFact]]:
    try:
        return read_gold(path)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _records(path: Path) -> list[tuple[int, dict[str, Any]]]:
    try:
        return list(records(path))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _add_published(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--published", metavar="DATE", help="YYYY-MM-DD or YYYY-MM, for every file")
    parser.add_argument(
        "--published-from", type=Path, metavar="CSV", help="columns document,published; a file it does not name is dated from its own text"
    )


def _dates(options: argparse.Namespace) -> dict[str, str]:
    if options.published is not None:
        _checked_date(options.published, "--published")
    if options.published_from is None:
        return {}
    path: Path = options.published_from
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"document", "published"} <= set(reader.fieldnames or ()):
                raise BadInput(f"{path}: needs the columns document,published")
            return {row["document"]: _checked_date(row["published"], f"{path}, line {reader.line_num}") for row in reader}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _checked_date(text: str | None, where: str) -> str:
    if not text or not _DATE.fullmatch(text):
        raise BadInput(f"{where}: {text!r} is neither YYYY-MM-DD nor YYYY-MM")
    return text


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message} (try --help)")


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    return _Parser(prog=f"python -m {name}", description=description)


if __name__ == "__main__":
    sys.exit(main())
