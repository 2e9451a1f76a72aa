"""releases/journal.jsonl: every move of `current`, written ahead of the move.

The pointer is the only state; the journal says how it came to stand where it stands. An entry that a crash left without
its move is recognised: the next entry starts somewhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestration.lib.releases.files import append_durably

Action = Literal["publish", "rollback"]


class Move(BaseModel):
    """One move of `current`; `before` is None when there was no pointer."""

    model_config = ConfigDict(frozen=True)

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    action: Action
    before: str | None
    after: str
    approved_by: str | None = None


def append(file: Path, move: Move) -> None:
    """Adds one line and forces it to disk."""
    append_durably(file, move.model_dump_json())


def read(file: Path, pointer: str | None) -> list[Move]:
    """The moves that took place, oldest first; `pointer` is the name `current` holds now, None without a pointer."""
    if not file.exists():
        return []
    return _effective(_parsed(file), pointer)


def _parsed(file: Path) -> list[Move]:
    moves = []
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            moves.append(Move.model_validate_json(line))
        except ValidationError:  # cut short by a crash, so its move was never made
            continue
    return moves


def _effective(moves: Sequence[Move], pointer: str | None) -> list[Move]:
    """Where the pointer is lost (None), the entry before is taken at its word."""
    starts = [following.before for _, following in pairwise(moves)] + [pointer]
    return [move for move, start in zip(moves, starts, strict=True) if start in (move.after, None)] if moves else []


def stack(moves: Sequence[Move]) -> tuple[list[str], set[str]]:
    """The releases that stand, published one upon the other, oldest first; and those that were rolled back since."""
    standing: list[str] = []
    gone: set[str] = set()
    for move in moves:
        if move.action == "rollback" and move.after in standing:
            keep = standing.index(move.after) + 1
            gone |= set(standing[keep:])
            standing = standing[:keep]
        else:
            standing = [release_id for release_id in standing if release_id != move.after] + [move.after]
        gone.discard(move.after)
    return standing, gone
