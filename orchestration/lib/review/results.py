"""The result of a planning session as files, for the people who decide on it, and as JSON for scripts."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.lib.errors import InputError
from orchestration.lib.releases import content
from orchestration.lib.releases.files import fsync_tree, remove, rename_durably
from orchestration.lib.review.feedback import Feedback, Rate

TABLES = {
    "answers": (
        "release_id varchar, account_id varchar, account_name varchar, owner_id varchar, pool varchar, tier integer, "
        "tier_reason varchar, verdict varchar, wanted_tier integer, comment varchar, file varchar, line integer"
    ),
    "disagreement": (
        "release_id varchar, tier integer, tier_reason varchar, agreed integer, disagreed integer, "
        "unanswered integer, disagreement_rate double"
    ),
    "override_proposals": (
        "release_id varchar, account_id varchar, account_name varchar, tier integer, wanted_tier integer, "
        "reason varchar, command varchar"
    ),
    "rejected": "file varchar, line integer, rule varchar, remedy varchar",
}
"""File name -> its columns, as DuckDB declares them."""


def as_json(feedback: Feedback) -> dict[str, Any]:
    """Files, counts of lines, and the rows of every table."""
    return {"files": list(feedback.files), "lines": feedback.lines, **feedback.counts(), "tables": _tables(feedback)}


def write_results(feedback: Feedback, folder: Path) -> None:
    """Replaces `folder`: each table as Parquet and as CSV that is safe to open in a spreadsheet, even an empty one."""
    scratch = folder.with_name(f"{folder.name}.{os.getpid()}.tmp")
    remove(scratch)
    scratch.mkdir(parents=True)
    with content.connect(Path(":memory:")) as connection:
        connection.execute(f"create schema {content.SCHEMA}")
        for name, rows in _tables(feedback).items():
            connection.execute(f"create table {content.relation(name)} ({TABLES[name]})")
            if rows:
                marks = ", ".join(f"${column}" for column in rows[0])
                connection.executemany(f"insert into {content.relation(name)} values ({marks})", rows)
            content.export(connection, name, content.facts_of(connection, content.relation(name)), scratch)
    fsync_tree(scratch)
    remove(folder)
    rename_durably(scratch, folder)


def _tables(feedback: Feedback) -> Mapping[str, Sequence[dict[str, Any]]]:
    """The rows of each of TABLES, columns in its order."""
    return {
        "answers": [dataclasses.asdict(answer) for answer in feedback.answers],
        "disagreement": [_rate(rate) for rate in feedback.rates()],
        "override_proposals": [dataclasses.asdict(proposal) for proposal in feedback.proposals()],
        "rejected": [_rejection(problem) for problem in feedback.rejected],
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {**dataclasses.asdict(rate), "disagreement_rate": rate.disagreement_rate}


def _rejection(problem: InputError) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("file", "line", "rule", "remedy")}
