"""The table and the chart of `make bench`, in docs/benchmarks.md between two marks."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib import memory

START, END = "<!-- make bench: start -->", "<!-- make bench: end -->"
COLUMNS = ["accounts", "events", "floor", "same score", "first refresh", "of the floor", "rows/s", "peak"]
COLUMNS += ["the day after", "of the floor", "peak"]


@dataclass(frozen=True)
class Measured:
    """One size: what benchmarks.floor and benchmarks.refreshed (twice) printed."""

    accounts: int
    events: int
    floor: dict[str, Any]
    first: dict[str, Any]
    daily: dict[str, Any]

    def row(self) -> list[str]:
        floor, first, daily = (part["seconds"] for part in (self.floor, self.first, self.daily))
        cells = [f"{self.accounts:,}", f"{self.events:,}", f"{floor:.1f} s", f"{self.floor['same_score']:.0%}"]
        cells += [f"{first:.0f} s", f"{first / floor:.1f}", f"{self.events / first:,.0f}"]
        cells += [f"{self.first['peak_mb'] / 1024:.1f} GB", f"{daily:.0f} s", f"{daily / floor:.1f}"]
        return [*cells, f"{self.daily['peak_mb'] / 1024:.1f} GB"]


def _markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (columns, ["---"] * len(columns), *rows)]


def table(measured: Sequence[Measured]) -> str:
    """Markdown: sizes and ratios, then seconds per stage, then where it was measured."""
    stages = list(measured[0].first["stages"])
    by_stage = [
        [f"{each.accounts:,}: {run}", *(f"{part['stages'].get(stage, 0):.1f}" for stage in stages)]
        for each in measured
        for run, part in (("first refresh", each.first), ("the day after", each.daily))
    ]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    where = f"{machine}, held to {memory.limit()} of memory"
    lines = [*_markdown(COLUMNS, [each.row() for each in measured]), ""]
    lines += [*_markdown(["seconds in", *stages], by_stage), "", f"Measured on {where}."]
    return "\n".join(lines)


def chart(measured: Sequence[Measured]) -> str:
    """Mermaid: seconds for every 10,000 accounts, so that a level line is growth in proportion."""
    runs: dict[str, list[float]] = {"floor": [], "the day after": [], "first refresh": []}
    for each in measured:
        for run, part in zip(runs, (each.floor, each.daily, each.first), strict=True):
            runs[run].append(part["seconds"] * 10_000 / each.accounts)
    sizes = ", ".join(f'"{each.accounts:,}"' for each in measured)
    lines = ["```mermaid", "xychart-beta", f'    title "Seconds per 10,000 accounts: {", ".join(runs)}"']
    lines += [f"    x-axis [{sizes}]", '    y-axis "seconds"']
    lines += [f"    line [{', '.join(f'{value:.2f}' for value in values)}]" for values in runs.values()]
    return "\n".join([*lines, "```"])


def write(measured: Sequence[Measured], page: Path) -> str:
    """Writes the marked part of docs/benchmarks.md; returns the table."""
    text = table(measured)
    part = f"{START}\n{text}\n\n{chart(measured)}\n{END}"
    marked = re.compile(f"{re.escape(START)}.*{re.escape(END)}", re.DOTALL)
    page.write_text(marked.sub(lambda _: part, page.read_text(encoding="utf-8")), encoding="utf-8")
    return text
