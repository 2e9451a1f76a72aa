"""What changed between two configurations, cell by cell: what a release records and people read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.lib.configuration.tables import Schema, content, normalised, read_schemas
from orchestration.lib.settings import PROJECT

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """One change of `file`: a cell (`column`, `old`, `new`), or, without column, a row that came or went.

    A row is named by `key`, its key cells in words; a row that came or went gives its cells as `new` or `old`. A file
    that was rewritten without changing a value has neither.
    """

    file: str
    key: str
    column: str | None = None
    old: str | None = None
    new: str | None = None

    def __str__(self) -> str:
        if self.column is not None:
            return f"{self.file}, {self.key}: {self.column} {self.old or 'not set'} -> {self.new or 'not set'}"
        if self.old is None and self.new is None:
            return f"{self.file}: rewritten without changing a value"
        return f"{self.file}, {self.key}: {'added' if self.old is None else 'removed'} ({self.new or self.old})"


def changes(before: Path, after: Path, *, project: Path = PROJECT) -> list[Change]:
    """Every change from the configuration folder `before` to `after`, by file, in the order of the rows.

    None exactly where both have the same configuration hash. Cells are compared as text, so that also what an older
    program wrote can be compared; columns that only one side has are not set on the other.
    """
    found: list[Change] = []
    for schema in sorted(read_schemas(project / "seeds").values(), key=lambda schema: schema.path):
        old, new = _text(before / schema.path), _text(after / schema.path)
        if old != new:
            found += list(_row_changes(schema, _rows(old, schema), _rows(new, schema))) or [Change(schema.path, "")]
    return found


def write_changes(file: Path, previous_release_id: str | None, found: Sequence[Change]) -> None:
    """Writes `{previous_release_id, changes}` as JSON."""
    content = {"previous_release_id": previous_release_id, "changes": [asdict(change) for change in found]}
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def read_changes(file: Path) -> list[Change]:
    """What `write_changes` wrote."""
    return [Change(**change) for change in json.loads(file.read_text(encoding="utf-8"))["changes"]]


def _text(file: Path) -> str:
    """The bytes that the configuration hash sees, as text; nothing for a file that is not there."""
    return content(file).decode("utf-8") if file.is_file() else ""


def _rows(text: str, schema: Schema) -> dict[str, Cells]:
    """Key in words -> cells that are set, as they stand."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    found: dict[str, Cells] = {}
    for row in rows:
        cells = {name: cell.strip() for name, cell in row.items() if name and isinstance(cell, str) and cell.strip()}
        found[", ".join(f"{name} {normalised(cells[name])}" for name in schema.key if name in cells)] = cells
    return found


def _row_changes(schema: Schema, before: Mapping[str, Cells], after: Mapping[str, Cells]) -> Iterator[Change]:
    for key in dict.fromkeys([*after, *before]):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            told = [None if cells is None else _in_words(cells, schema) for cells in (old, new)]
            yield Change(schema.path, key, None, *told)
            continue
        for column in dict.fromkeys([*schema.types, *old, *new]):
            if old.get(column) != new.get(column):
                yield Change(schema.path, key, column, old.get(column), new.get(column))


def _in_words(cells: Cells, schema: Schema) -> str:
    """The cells that are not part of the key."""
    return ", ".join(f"{name} {cell}" for name, cell in cells.items() if name not in schema.key) or "nothing else set"
