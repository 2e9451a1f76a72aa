"""Overrides as data: lines of tiering/tier_overrides.csv, added and ended without touching any other line (SCORING 4).

Whatever is written has passed every rule of the whole configuration before; the file is replaced as a whole.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.lib import configuration
from orchestration.lib.configuration.tables import normalised
from orchestration.lib.errors import InputError
from orchestration.lib.reading import OWN_ID, closest, query
from orchestration.lib.releases.files import write_durably

FILE = Path("tiering") / "tier_overrides.csv"
ASKED_BY = {
    "tier": "--tier",
    "reason": "--reason",
    "approved_by": "--approved-by",
    "effective_from": "--from",
    "expires_on": "--expires",
    "the cell": "it in",
}
"""How `tiering override add` calls what the file calls otherwise."""


@dataclass(frozen=True)
class Override:
    """A person's decision: the account has this tier from `effective_from` up to the day before `expires_on`."""

    account_key: str
    tier: int
    reason: str
    approved_by: str
    effective_from: date
    expires_on: date

    def state(self, day: date) -> str:
        """`active`, `upcoming` or `expired` on that day."""
        if day >= self.expires_on:
            return "expired"
        return "active" if day >= self.effective_from else "upcoming"


@dataclass(frozen=True)
class Ended:
    """What ending an account's overrides changed: those now shorter, as they stand, and those that never began."""

    shortened: tuple[Override, ...]
    withdrawn: tuple[Override, ...]


def read(config: Path) -> list[Override]:
    """Every override of a configuration, by first day, then key. Raises InputError when the configuration is wrong."""
    found = [_override(row) for row in configuration.load(config)["tier_overrides"]]
    return sorted(found, key=lambda override: (override.effective_from, override.account_key))


def _override(row: configuration.Row) -> Override:
    cells = row.cells
    begin, end, tier = row.day("effective_from"), row.day("expires_on"), row.integer("tier")
    if begin is None or end is None or tier is None:
        raise row.problem("the override is not complete", "fill every cell")
    return Override(str(cells["account_key"]), tier, str(cells["reason"]), str(cells["approved_by"]), begin, end)


def add(config: Path, override: Override) -> None:
    """Appends one line. Raises InputError, and writes nothing, when it breaks a rule, in the words of ASKED_BY."""
    text = _text(config)
    line_end = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += line_end
    header = _records(text)[0][1]
    values = {name: str(getattr(override, name)) for name in Override.__dataclass_fields__}
    line = io.StringIO()
    csv.writer(line, lineterminator=line_end).writerow([values.get(name, "") for name in header])
    try:
        _replace(config, text + line.getvalue())
    except configuration.ConfigurationError as error:
        place = (config / FILE, text.count("\n") + 1)
        found = [_as_asked(one) if (one.file, one.line) == place else one for one in error.problems]
        raise configuration.ConfigurationError(found) from error


def _as_asked(problem: InputError) -> InputError:
    """What is wrong with the line that was to be added, for a person who has not seen it."""
    words = re.compile(rf"\b({'|'.join(ASKED_BY)})\b")
    rule, remedy = (words.sub(lambda word: ASKED_BY[word.group()], text) for text in (problem.rule, problem.remedy))
    return InputError(rule, remedy=remedy)


def known_key(database: Path, key: str) -> str:
    """The id or domain of an account as the release in `database` spells it: `key` itself where it is one, else the one
    that differs in case alone or by the namespace of its CRM, or the host name of a web address.

    Raises InputError when no account, or more than one, has it.
    """
    wanted = key.strip()
    same_id = f"lower(?) in (lower(account_id), lower({OWN_ID}))"
    ids = query(database, f"select account_id from marts.account_tiers where {same_id}", [wanted])
    same = sorted(str(row["account_id"]) for row in ids)
    written_so = [own for own in same if wanted in (own, own.partition(":")[2])]
    if len(found := written_so or same) == 1:
        return found[0]
    if found:
        raise InputError(f"'{key}' may be {' or '.join(found)}", remedy="write the whole id with its capital letters")
    host = re.sub(r"^(https?:/+)?(www\.)?|[/?#:].*$", "", wanted.lower())
    if query(database, "select 1 from marts.account_tiers where domain = ? limit 1", [host]):
        return host
    remedy = f"{closest(database, key)}an account that is new has to be in a release first: tiering refresh"
    raise InputError(f"no account has the id or domain '{key}'", remedy=remedy)


def refuse_second(config: Path, database: Path, override: Override) -> None:
    """Raises InputError when another key of the same account has an override on one of these days, which the gate
    `overrides_unique` would refuse. A domain that several accounts of the release have tells none of them apart."""
    account = _account(database, override.account_key)
    for other in read(config) if account else []:
        is_apart = other.expires_on <= override.effective_from or override.expires_on <= other.effective_from
        is_same_key = normalised(other.account_key) == normalised(override.account_key)
        if not (is_apart or is_same_key) and _account(database, other.account_key) == account:
            days = f"from {other.effective_from} until {other.expires_on}"
            rule = f"{override.account_key} and {other.account_key} are one account, with Tier {other.tier} {days}"
            raise InputError(
                rule, remedy=f"choose other days, or end that one: tiering override end {other.account_key}"
            )


def _account(database: Path, key: str) -> str | None:
    """The one account of the release with this id, else with this domain."""
    sql = "select account_id from marts.account_tiers where account_id = ? or domain = ? order by account_id = ? desc"
    found = [str(row["account_id"]) for row in query(database, sql, [key, normalised(key), key])]
    return found[0] if found and (len(found) == 1 or found[0] == key) else None


def end(config: Path, account_key: str, on: date) -> Ended:
    """Lets no override of the account hold from `on`: what is running ends then, what would begin later is withdrawn.

    Raises InputError, and writes nothing, when none holds on that day or later.
    """
    wanted = normalised(account_key)
    kept, shortened, withdrawn = [], [], []
    header: list[str] = []
    overrides = iter(configuration.load(config)["tier_overrides"])
    for number, (text, cells) in enumerate(_records(_text(config))):
        if number == 0 or not cells:
            header = header or cells
            kept.append(text)
            continue
        override = _override(next(overrides))
        if normalised(override.account_key) != wanted or override.expires_on <= on:
            kept.append(text)
        elif override.effective_from >= on:
            withdrawn.append(override)
        else:
            kept.append(_with_expiry(text, cells, header.index("expires_on"), on))
            shortened.append(Override(**{**override.__dict__, "expires_on": on}))
    if not shortened and not withdrawn:
        known = ", ".join(sorted({override.account_key for override in read(config)})) or "none"
        rule = f"'{account_key}' has no override on {on} or later"
        raise InputError(rule, file=config / FILE, remedy=f"there are overrides of: {known}")
    _replace(config, "".join(kept))
    return Ended(tuple(shortened), tuple(withdrawn))


def _with_expiry(text: str, cells: list[str], column: int, on: date) -> str:
    line_end = text[len(text.rstrip("\r\n")) :]
    line = io.StringIO()
    csv.writer(line, lineterminator=line_end).writerow([*cells[:column], on.isoformat(), *cells[column + 1 :]])
    return line.getvalue()


def _text(config: Path) -> str:
    """The file as it is, line ends and byte order mark included; InputError when it cannot be read."""
    configuration.load(config)
    return (config / FILE).read_bytes().decode("utf-8")


def _records(text: str) -> list[tuple[str, list[str]]]:
    """(text with its line end, cells) of every record, blank lines included; a byte order mark is in no cell."""
    lines = list(_lines(text))
    reader = csv.reader(line.removeprefix("\ufeff") for line in lines)
    records, start = [], 0
    for cells in reader:
        records.append(("".join(lines[start : reader.line_num]), cells))
        start = reader.line_num
    return records


def _lines(text: str) -> Iterator[str]:
    """Lines as CSV means them, ends kept: `splitlines` would also split at a form feed within a cell."""
    start = 0
    while start < len(text):
        stop = text.find("\n", start) + 1 or len(text)
        yield text[start:stop]
        start = stop


def _replace(config: Path, text: str) -> None:
    """Checks the whole configuration with the new text, then replaces the file in one step."""
    with tempfile.TemporaryDirectory(prefix="tiering-") as scratch:
        trial = Path(scratch) / "config"
        shutil.copytree(config, trial)
        (trial / FILE).write_bytes(text.encode("utf-8"))
        try:
            configuration.load(trial)
        except configuration.ConfigurationError as error:
            raise configuration.ConfigurationError(
                [_placed(found, trial, config) for found in error.problems]
            ) from error
    write_durably(config / FILE, text)


def _placed(problem: InputError, trial: Path, config: Path) -> InputError:
    """The problem as one of the real folder."""
    file = config / Path(str(problem.file)).relative_to(trial)
    return InputError(problem.rule, file=file, line=problem.line, remedy=problem.remedy)
