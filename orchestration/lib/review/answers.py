"""The files that come back from a planning session, line by line, as spreadsheet programs write them.

Tolerated: UTF-8 with or without byte order mark, UTF-16, Windows-1252; commas, semicolons or tabs; columns added, moved
or spelled in another case; empty lines; line breaks within a comment.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.lib import landing
from orchestration.lib.errors import InputError
from orchestration.lib.landing import files
from orchestration.lib.releases import content

if TYPE_CHECKING:
    from _csv import Reader

COLUMNS = ("release_id", "account_id", "agree", "disagree", "wanted_tier", "comment")
REQUIRED = COLUMNS[:4]
DELIMITERS = ",;\t"

_YES, _NO = {"x", "✓", "✔", "yes", "y", "true", "1"}, {"no", "n", "false", "0"}
_TIER = re.compile(r"(?:tier\s*)?(\d+)(?:[.,]0+)?", re.IGNORECASE)
_NOT_TEXT = re.compile("[\udc80-\udcff]")
_NEUTRALISED = re.compile(f"^'(?=[{re.escape(content.FORMULA)}])")


@dataclass(frozen=True)
class Line:
    """One line that is not empty: where it stands (`file` below the landing folder, `number` from 1) and its cells."""

    file: str
    number: int
    cells: Mapping[str, str]
    """Column of COLUMNS to its text, trimmed; a column that the file lacks is empty."""
    problem: InputError | None

    def refusal(self, rule: str, remedy: str) -> InputError:
        """What is wrong with this line."""
        return InputError(rule, file=self.file, line=self.number, remedy=remedy)

    def verdict(self) -> bool | None:
        """True: agrees; False: disagrees; None: not answered. Raises InputError for anything else."""
        agrees, disagrees = self._mark("agree", "disagree"), self._mark("disagree", "agree")
        if agrees is None or disagrees is None:
            return agrees if disagrees is None else not disagrees
        if agrees == disagrees:
            raise self.refusal("agree and disagree contradict one another", "mark one of the two, with an x")
        return agrees

    def _mark(self, column: str, other: str) -> bool | None:
        text = self.cells[column].lower()
        if not text:
            return None
        if text in {*_YES, column}:
            return True
        if text in {*_NO, other}:
            return False
        raise self.refusal(f"'{text}' in column {column} is no answer", "write x, yes or no, or leave it empty")

    def wanted_tier(self) -> int | None:
        """The number in `wanted_tier`, which need not be a tier; None when it is empty. Raises InputError."""
        text = self.cells["wanted_tier"]
        found = _TIER.fullmatch(text)
        if text and found is None:
            raise self.refusal(f"'{text}' is no tier", "write the tier's number")
        return int(found[1]) if found else None


def feedback_files(folder: Path) -> list[Path]:
    """The files below `landing/feedback`, by path. Raises InputError for a file that is not text with columns."""
    found = [path for path in files.find(folder) if landing.is_feedback(path, folder)]
    for path in found:
        named = files.kind_of(path)
        if named is None or named[1] != "csv":
            remedy = "save it as CSV, or take it out of the folder"
            raise InputError("this kind of file cannot be read as feedback", file=path, remedy=remedy)
    return found


def read(path: Path, folder: Path) -> Iterator[Line]:
    """The lines of one file that are not empty. Raises InputError when it is no file of a review pack."""
    facts = files.examine(path, "csv")
    with files.text_of(path, facts.encoding) as text:
        delimiter = _delimiter(text.readline())
        text.seek(0)
        records = _records(csv.reader(text, delimiter=delimiter, strict=True), path)
        header = [cell.strip().lower() for cell in next(records, (1, []))[1]]
        _check(header, path)
        for number, cells in records:
            if any(cell.strip() for cell in cells):
                yield _line(path.relative_to(folder).as_posix(), number, header, cells)


def _records(reader: Reader, path: Path) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record; InputError where quotes do not match."""
    first = 1
    try:
        for cells in reader:
            yield first, cells
            first = reader.line_num + 1
    except csv.Error as error:
        remedy = "quotes do not match: save it as CSV again"
        raise InputError(f"the line cannot be read ({error})", file=path, line=first, remedy=remedy) from error


def _delimiter(first: str) -> str:
    return max(DELIMITERS, key=first.count)


def _check(header: Sequence[str], path: Path) -> None:
    wrong = [("lacks", [name for name in REQUIRED if name not in header])]
    wrong += [("has more than one", [name for name in COLUMNS if header.count(name) > 1])]
    for what, names in wrong:
        if names:
            rule = f"the file {what} column {', '.join(names)}"
            raise InputError(rule, file=path, line=1, remedy="fill in the CSV of the review pack, keeping its header")


def _line(file: str, number: int, header: Sequence[str], cells: Sequence[str]) -> Line:
    padded = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
    named = dict.fromkeys(COLUMNS, "") | {
        name: _NEUTRALISED.sub("", cell) for name, cell in zip(header, padded, strict=False) if name in COLUMNS
    }
    line = Line(file, number, named, None)
    if any(padded[len(header) :]):
        problem = line.refusal("the line has more cells than the header", "quote a comment that has a delimiter in it")
    elif any(_NOT_TEXT.search(cell) for cell in named.values()):
        problem = line.refusal("the line is not in the encoding of the file", "save the file as UTF-8")
    else:
        return line
    return Line(file, number, named, problem)
