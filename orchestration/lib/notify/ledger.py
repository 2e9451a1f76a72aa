"""`<home>/notifications/ledger.jsonl`: who was told what, of which release; a line per message that has gone out.

The first line of a recipient is where it begins: the day whose state it is taken to know.
A crash between sending and noting sends that one message again: to miss an alert is worse than to get it twice
(docs/decisions/0061-a-hand-out-is-its-own-note.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestration.lib.releases.files import append_durably


class Told(BaseModel):
    """One message that went out: to whom, about which release, and the keys of what it said.

    Without keys no message went out: the line says that the recipient knows the state of `as_of`, where it begins.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    recipient: str
    release_id: str
    as_of: date
    items: tuple[str, ...]


class Ledger:
    """Every message that went out. One writer at a time: the caller holds the lock."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "ledger.jsonl"
        self._told: dict[str, list[Told]] = defaultdict(list)
        for told in _read(self.file):
            self._told[told.recipient].append(told)

    def has_heard_of(self, recipient: str, release_id: str) -> bool:
        """Whether the recipient got a message about the release."""
        return any(told.items and told.release_id == release_id for told in self._told[recipient])

    def items(self, recipient: str) -> Collection[str]:
        """The keys of everything that the recipient was told."""
        return set(self.in_order(recipient))

    def in_order(self, recipient: str) -> Iterator[str]:
        """The keys of everything that the recipient was told, as it was told."""
        return (item for told in self._told[recipient] for item in told.items)

    def first_day(self, recipient: str) -> date | None:
        """The day whose state the recipient is taken to know from the beginning; None for a new one."""
        return next((told.as_of for told in self._told[recipient]), None)

    def last_day(self, recipient: str) -> date | None:
        """The date of the newest release that the recipient heard of, or at which it begins; None for a new one."""
        return max((told.as_of for told in self._told[recipient]), default=None)

    def add(self, told: Told) -> None:
        """Notes a message that has gone out, or where a recipient begins; on disk when this returns."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        append_durably(self.file, told.model_dump_json())
        self._told[told.recipient].append(told)


def _read(file: Path) -> Iterator[Told]:
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else ():
        try:
            yield Told.model_validate_json(line)
        except ValidationError:  # cut short by a crash: what it would have noted is sent again
            continue
