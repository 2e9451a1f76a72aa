"""Whether the files of a table are one full export after another: then the newest is the whole truth (`mode: full`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from orchestration.lib.contracts import TableContract
from orchestration.lib.discovery.columns import Finding
from orchestration.lib.discovery.profiles import FileProfile
from orchestration.lib.landing.headers import header_sql

REPEATED = 0.8
"""Least share of an export's records that the next one has again. A delta repeats those alone that changed."""

_DAY = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(0[1-9]|1[0-2])([-_. ]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
"""A day or a month in a file's name, year first: landing takes files in the order of their names."""


def full_exports(contract: TableContract, files: Sequence[FileProfile], findings: Mapping[str, Finding]) -> str | None:
    """Why each of the files may be the whole table; None where nothing says so.

    Their names differ by a day alone, and each has most of the records of the one before, by the table's only key.
    """
    series = sorted(files, key=lambda file: file.path.name)
    names = {file.path.name for file in series}
    if len(series) < 2 or len(names) < len(series) or len({_DAY.sub("", name, count=1) for name in names}) > 1:
        return None
    keys = [_keys(contract, file, findings) for file in series]
    shares = [len(before & after) / len(before) if before else 0.0 for before, after in pairwise(keys)]
    if min(shares) < REPEATED:
        return None
    *_, before, after = series
    return f"{after.path.name} has {shares[-1]:.0%} of the records of {before.path.name}"


def _keys(contract: TableContract, file: FileProfile, findings: Mapping[str, Finding]) -> frozenset[str]:
    """The values of the column that is the table's only key; none where it has no such key."""
    keys = [findings[column.name].expression for column in contract.keys if column.required and column.name in findings]
    found = [profile.values for profile in file.columns if [header_sql(profile.name)] == keys]
    return found[0] if found else frozenset()
