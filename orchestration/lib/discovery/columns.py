"""Which column of a recognised file is which of the contract: what landing knows by itself, and what is proposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from orchestration.lib.contracts import Column, TableContract, spelling
from orchestration.lib.discovery.profiles import ColumnProfile, FileProfile
from orchestration.lib.landing.columns_map import TableEntry
from orchestration.lib.landing.headers import fitting, header_sql
from orchestration.lib.sql import literal

ALIKE, ALIKE_AND_TYPED = 0.8, 0.7
"""Least similarity (difflib, 0 to 1) of a header to a column's name: of texts, and of values of the column's type."""
LISTED = 0.8
"""Least share of a column's values that a word list has to know."""
REFERRING = 0.9
"""Least share of a column's values that have to be keys of another table."""
PER_EMPLOYEE = 1e4, 1e7
"""Within what a company's revenue per employee lies, in any currency: outside, the file counts in another unit."""
UNITS = (1e3, 1e6)
REPAIRED = 20
"""Most misspelled keys that are put right one by one."""

_WON = {"won", "closedwon", "win", "gewonnen"}
_LOST = {"lost", "closedlost", "verloren"}
_FORMS = {"email": "email", "website": "url", "domain": "domain"}
"""Contract column -> the form that its values alone have."""


class Standing(StrEnum):
    """How far a column's source can be relied upon."""

    sure = "sure"
    yours = "columns.yml"
    confirm = "to confirm"
    answer = "to answer"


@dataclass(frozen=True)
class Finding:
    """Where a contract column comes from. `expression` is None for a question that nobody has answered."""

    column: str
    expression: str | None
    standing: Standing
    why: str
    choices: Mapping[str, str] = field(default_factory=dict)
    """Of a question: answer -> expression."""


@dataclass(frozen=True)
class Surroundings:
    """What a file's values are compared with."""

    words: Mapping[str, frozenset[str]]
    """Contract column -> words of its list in reference/, in lower case."""
    event_types: tuple[str, ...]
    """The signal types that score."""
    keys: Mapping[str, frozenset[str]]
    """Name of a key column -> its values, over the recognised tables."""


class Columns:
    """The findings for one file, rule after rule: the first that finds a column keeps it, and its header."""

    def __init__(self, contract: TableContract, file: FileProfile, entry: TableEntry) -> None:
        self.contract, self.file = contract, file
        self.findings: dict[str, Finding] = {}
        self.constant: str | None = None
        """The type of event that the file's name says all its rows are."""
        self._taken: set[str] = set()
        for name, expression in entry.columns.items():
            self.findings[name] = Finding(name, expression, Standing.yours, "you say so")
        for column in contract.columns:
            self._by_name(column)

    def _by_name(self, column: Column) -> None:
        places = fitting(self.contract, column, self.file.shape.headers)
        if not places or column.name in self.findings:
            return
        found = [self.file.columns[place] for place in places]
        self._taken |= {profile.name for profile in found}
        fullest = max(found, key=lambda profile: profile.filled)
        if len(found) == 1:
            self._add(column.name, fullest, Standing.sure, "its name")
        else:
            names = " and ".join(profile.name for profile in found)
            self._add(column.name, fullest, Standing.confirm, f"{names} both say so; this one is fuller")

    def _add(self, column: str, profile: ColumnProfile, standing: Standing, why: str) -> None:
        self.findings[column] = Finding(column, header_sql(profile.name), standing, why)
        self._taken.add(profile.name)

    def _say(self, column: str, expression: str, why: str) -> None:
        self.findings[column] = Finding(column, expression, Standing.confirm, why)

    # -- what the rules look at -------------------------------------------------------------------------------------

    @property
    def unmatched(self) -> list[ColumnProfile]:
        """The file's columns that no finding takes as they are."""
        return [profile for profile in self.file.columns if profile.name not in self._taken]

    @property
    def missing(self) -> list[str]:
        """Required columns without a source."""
        return [column.name for column in self.contract.columns if column.required and self.is_open(column.name)]

    def is_open(self, name: str) -> bool:
        """Whether the contract has a column of that name, and nothing was found for it."""
        return self.contract.column(name) is not None and name not in self.findings

    def profile_of(self, name: str) -> ColumnProfile | None:
        """The file's column that a contract column is, when it is one as it stands."""
        found = self.findings.get(name)
        return next((p for p in self.file.columns if found and found.expression == header_sql(p.name)), None)

    @property
    def key(self) -> ColumnProfile | None:
        """The column that holds the table's only key."""
        keys = [column for column in self.contract.keys if column.required]
        return self.profile_of(keys[0].name) if len(keys) == 1 else None

    # -- rules, in their order --------------------------------------------------------------------------------------

    def find_key(self) -> None:
        """A table without an id: the column that names its records and has another value in every row.

        Not where records are people: a name that became an id would stay in raw as it is.
        """
        if any(column.personal for column in self.contract.columns):
            return
        keys = [column for column in self.contract.keys if column.required and self.is_open(column.name)]
        candidates = [profile for profile in self.file.columns if profile.is_key and self._may_be_key(profile)]
        if len(keys) != 1 or not candidates:
            return
        best = max(candidates, key=self._names_record)
        why = f"there is no id; {best.name} is filled and another one in every row"
        self._add(keys[0].name, best, Standing.confirm, why)

    def _may_be_key(self, profile: ColumnProfile) -> bool:
        return profile.is_worded or self._names_record(profile) >= ALIKE_AND_TYPED

    def _names_record(self, profile: ColumnProfile) -> float:
        nouns = [self.contract.table.removesuffix("s"), "name", *(column.name for column in self.contract.keys)]
        return max(_likeness(profile.name, noun) for noun in nouns)

    def find_name(self) -> None:
        """Records whose key reads like a name are called by it."""
        key = self.key
        if self.is_open("name") and key is not None and key.is_worded and _reads_like_names(key):
            self._say("name", header_sql(key.name), f"there is no other name; {key.name} reads like one")

    def find_alike(self) -> None:
        """Headers that are nearly a name of a column, with values of its type."""
        pairs = [
            (max(_likeness(profile.name, name) for name in (column.name, *column.aliases)), column, profile)
            for column in self.contract.columns
            for profile in self.unmatched
            if self.is_open(column.name) and profile.fits(column) and not column.personal
        ]
        for likeness, column, profile in sorted(pairs, key=lambda pair: -pair[0]):
            least = ALIKE if column.data_type == "string" else ALIKE_AND_TYPED
            if likeness >= least and self.is_open(column.name) and profile in self.unmatched:
                self._add(column.name, profile, Standing.confirm, f"{profile.name} is nearly its name")

    def find_by_values(self, around: Surroundings) -> None:
        """Columns that their values give away: addresses, words of a list, keys of another table."""
        for column in self.contract.columns:
            for profile in self.unmatched:
                why = self._given_away(column, profile, around)
                if why and self.is_open(column.name):
                    self._add(column.name, profile, Standing.confirm, why)

    def _given_away(self, column: Column, profile: ColumnProfile, around: Surroundings) -> str | None:
        if _FORMS.get(column.name) in profile.forms:
            return f"{profile.name} holds nothing but {_FORMS[column.name]}s"
        lower = frozenset(value.lower() for value in profile.values)
        listed = around.words.get(column.name, frozenset())
        if profile.is_worded and len(lower & listed) >= LISTED * len(lower):
            return f"{len(lower & listed)} of {len(lower)} values of {profile.name} are listed as {column.name}"
        key = _referred(column, around.keys)
        if key and len(profile.values) > 1 and profile.share_in(around.keys[key]) >= REFERRING:
            return f"the values of {profile.name} are values of {key}"
        return None

    def find_outcome(self) -> None:
        """Whether an opportunity is decided, from the words of its stage."""
        stage = self.profile_of("stage")
        if stage is None:
            return
        won = sorted(value for value in stage.values if spelling(value) in _WON)
        lost = sorted(value for value in stage.values if spelling(value) in _LOST)
        if won and self.is_open("is_won"):
            self._say("is_won", _is_one_of(stage, won), f"{stage.name} says {', '.join(won)}")
        if won and lost and self.is_open("is_closed"):
            words = [*won, *lost]
            self._say("is_closed", _is_one_of(stage, words), f"{stage.name} says {', '.join(words)}")

    def find_unit(self) -> None:
        """A revenue that makes no sense per employee is counted in thousands or millions."""
        revenue, employees = self.profile_of("annual_revenue"), self.profile_of("employee_count")
        if revenue is None or employees is None or not revenue.median or not employees.median:
            return
        each = revenue.median / employees.median
        unit = next((unit for unit in UNITS if PER_EMPLOYEE[0] <= each * unit < PER_EMPLOYEE[1]), None)
        if each < PER_EMPLOYEE[0] and unit and self.findings["annual_revenue"].standing is not Standing.yours:
            what = "millions" if unit == UNITS[-1] else "thousands"
            expression = f"{header_sql(revenue.name)} * 1e{len(str(int(unit))) - 1}"
            self._say("annual_revenue", expression, f"in {what}? else {each:,.2f} a year per employee")

    def find_event_type(self, around: Surroundings) -> None:
        """A file of one kind of event says which by its name alone."""
        name = spelling(self.file.path.name)
        types = [kind for kind in around.event_types if spelling(kind) in name]
        if self.is_open("event_type") and len(types) == 1:
            self.constant = types[0]
            self._say("event_type", literal(types[0]), "the file's name says so, and no column does")

    def repair_references(self, around: Surroundings) -> None:
        """Keys of another table in a second spelling; without the repair their rows would belong to nothing."""
        for column in self.contract.columns:
            profile, key = self.profile_of(column.name), _referred(column, around.keys)
            is_own = column.key or self.findings.get(column.name, _NONE).standing is Standing.yours
            if profile is None or key is None or is_own:
                continue
            spelled = {spelling(value): value for value in around.keys[key]}
            strays = sorted(value for value in profile.values - around.keys[key] if spelling(value) in spelled)
            if 0 < len(strays) <= REPAIRED and profile.is_worded:
                whens = " ".join(f"when {literal(v)} then {literal(spelled[spelling(v)])}" for v in strays)
                name = header_sql(profile.name)
                why = f"{', '.join(strays)}: the same {key} in another spelling"
                self._say(column.name, f"case {name} {whens} else {name} end", why)


_NONE = Finding("", None, Standing.sure, "")


def propose(contract: TableContract, file: FileProfile, entry: TableEntry, around: Surroundings) -> Columns:
    """What is known and proposed for a file. A vendor's contract spells its columns: there nothing is guessed."""
    found = Columns(contract, file, entry)
    if contract.feeds:
        return found
    found.find_key()
    found.find_name()
    found.find_by_values(around)
    found.find_alike()
    found.find_outcome()
    found.find_unit()
    found.find_event_type(around)
    found.repair_references(around)
    return found


def key_values(contract: TableContract, file: FileProfile, entry: TableEntry) -> Iterator[tuple[str, frozenset[str]]]:
    """(key column, its values) of a canonical table with one key."""
    found = Columns(contract, file, entry)
    found.find_key()
    if not contract.feeds and found.key is not None:
        yield next(column.name for column in contract.keys if column.required), found.key.values


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, spelling(one), spelling(other)).ratio()


def _reads_like_names(profile: ColumnProfile) -> bool:
    """Words rather than codes: most values have small letters."""
    return sum(value != value.upper() for value in profile.values) > len(profile.values) / 2


def _referred(column: Column, keys: Mapping[str, frozenset[str]]) -> str | None:
    """The key that a column refers to by its name: `parent_account_id` and `account_id` to account_id."""
    return next((key for key in keys if column.name == key or column.name.endswith(f"_{key}")), None)


def _is_one_of(profile: ColumnProfile, words: list[str]) -> str:
    name = header_sql(profile.name)
    listed = ", ".join(literal(word) for word in words)
    return f"{name} = {listed}" if len(words) == 1 else f"{name} in ({listed})"
