"""The configuration folder: read, checked against every (!) rule of SCORING, and hashed.

`load` is the only way in. What it returns has passed every check, so nothing downstream checks again.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from orchestration.lib.configuration import (
    activation_rules,
    identity_rules,
    other_rules,
    outcome_rules,
    playbook_rules,
    scoring_rules,
    settings_table,
    tiering_rules,
)
from orchestration.lib.configuration.changes import Change, changes, read_changes, write_changes
from orchestration.lib.configuration.facts import Facts
from orchestration.lib.configuration.rules import Book
from orchestration.lib.configuration.settings_table import RefreshSettings
from orchestration.lib.configuration.tables import Row, Schema, Table, content, read_schemas, read_table
from orchestration.lib.errors import InputError, InputErrors
from orchestration.lib.settings import PROJECT

__all__ = [
    "RULES",
    "Change",
    "Configuration",
    "ConfigurationError",
    "Policy",
    "RefreshSettings",
    "Row",
    "Table",
    "changes",
    "columns_of",
    "load",
    "load_settings",
    "read_changes",
    "write_changes",
]

RULES = (
    *scoring_rules.RULES,
    *tiering_rules.RULES,
    *outcome_rules.RULES,
    *playbook_rules.RULES,
    *other_rules.RULES,
    *identity_rules.RULES,
    *activation_rules.RULES,
    *settings_table.RULES,
)


class ConfigurationError(InputErrors):
    """Everything that is wrong with the configuration. Nothing has been written."""


@dataclass(frozen=True)
class Policy:
    """One row of tiering/retier_policies.csv (SCORING 4)."""

    policy: str
    allow_promotion: bool
    allow_demotion: bool
    max_turnover_share: Decimal | None
    reserve_share: Decimal
    apply_band: bool
    apply_dwell: bool
    requires_approval: bool
    requires_reason: bool


@dataclass(frozen=True)
class Configuration:
    """A checked configuration folder."""

    directory: Path
    tables: Mapping[str, Table]

    def __getitem__(self, name: str) -> Table:
        """The table of that name, for example `scoring_factors`."""
        return self.tables[name]

    @cached_property
    def hash(self) -> str:
        """The configuration hash of SCORING: the same on every machine, whatever its line ends.

        SHA-256 (hex) over, for each file by relative path in byte order: path, LF, byte length, LF, bytes with CRLF
        made LF. The length is that of the bytes which follow it, so a checkout with CRLF has the same hash.
        """
        digest = hashlib.sha256()
        paths = {
            table.file.relative_to(self.directory).as_posix().encode(): table.file for table in self.tables.values()
        }
        for path in sorted(paths):
            read = content(paths[path])
            digest.update(b"%s\n%d\n%s" % (path, len(read), read))
        return digest.hexdigest()

    @cached_property
    def settings(self) -> RefreshSettings:
        """reference/settings.csv, typed."""
        return settings_table.parse(self["settings"])

    @property
    def notices(self) -> list[str]:
        """What breaks no rule and is worth a second look, in words."""
        odd = [
            *tiering_rules.unlisted_triggers(self["trigger_rules"], self["signal_types"]),
            *playbook_rules.unheld_triggers(self["next_best_actions"], self["trigger_rules"]),
        ]
        return [str(line) for line in odd]

    def copy_to(self, folder: Path) -> None:
        """Copies its files to another folder, over what is there."""
        for table in self.tables.values():
            target = folder / table.file.relative_to(self.directory)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not (target.exists() and target.samefile(table.file)):
                shutil.copyfile(table.file, target)

    def scoring_version(self, as_of: date) -> str:
        """Name of the scoring version in force: the latest valid_from <= `as_of`. InputError when there is none."""
        table = self["version"]
        begun = [(day, row.text("scoring_version")) for row in table if (day := row.day("valid_from")) and day <= as_of]
        if not begun:
            rule = f"no scoring version is valid on {as_of}"
            raise InputError(rule, file=table.file, line=1, remedy="add a row with an earlier valid_from")
        return max(begun)[1]

    def policy(self, name: str) -> Policy:
        """The re-tier policy of that name. InputError when there is none."""
        table = self["retier_policies"]
        for row in table:
            if row.text("policy") == name:
                return Policy(
                    policy=name,
                    allow_promotion=row.flag("allow_promotion"),
                    allow_demotion=row.flag("allow_demotion"),
                    max_turnover_share=row.number("max_turnover_share"),
                    reserve_share=row.number("reserve_share") or Decimal(0),
                    apply_band=row.flag("apply_band"),
                    apply_dwell=row.flag("apply_dwell"),
                    requires_approval=row.flag("requires_approval"),
                    requires_reason=row.flag("requires_reason"),
                )
        known = ", ".join(row.text("policy") for row in table) or "none"
        raise InputError(f"unknown policy '{name}'", file=table.file, remedy=f"the policies are {known}")

    def check_landed(self, tables: AbstractSet[str]) -> None:
        """At least one component of weight > 0 is on (SCORING 3), by the landing tables `source/table` with a file.

        InputError when none is. What only the rows can tell (all dated later) is the dbt test a_component_is_on, which
        a refresh answers with the same error.
        """
        if not self._weighty_sources & tables:
            raise self.no_component_on()

    def no_component_on(self) -> InputError:
        """The rule of SCORING 3 that no line breaks by itself."""
        return self["scoring_components"].problem(
            "no component of weight > 0 is on: nothing has landed, dated up to this day, that its factors are made of",
            f"give a weight to another component, land one of {', '.join(sorted(self._weighty_sources))}, "
            "or choose a later day",
        )

    @property
    def _weighty_sources(self) -> set[str]:
        """Landing tables that factors of weight > 0 in components of weight > 0 are made of."""
        components = {row.text("component") for row in self["scoring_components"] if row.number("weight")}
        factors = [row for row in self["scoring_factors"] if row.number("weight")]
        return {
            source for row in factors if row.text("component") in components for source in row.text("sources").split()
        }

    @property
    def thresholds(self) -> tuple[Row, ...]:
        """Rows of gates/gate_thresholds.csv."""
        return self["gate_thresholds"].rows


def load(config_dir: Path, *, project: Path = PROJECT) -> Configuration:
    """The checked configuration in `config_dir`. ConfigurationError lists everything that is wrong with it.

    `project` is the checkout whose YAML says which tables, columns, factors and fields there are. Files are checked
    one by one first; rules across files run only on files that are sound by themselves.
    """
    if not config_dir.is_dir():
        raise InputError("the configuration folder is missing", file=config_dir, remedy="set TIERING_CONFIG")
    schemas = read_schemas(project / "seeds")
    tables: dict[str, Table] = {}
    problems = list(_unknown_files(config_dir, schemas))
    for schema in schemas.values():
        tables[schema.name], wrong = read_table(config_dir, schema)
        problems += wrong
    if not problems:
        book = Book(tables, Facts.read(project))
        problems = [problem for rule in RULES for problem in rule(book)]
    if problems:
        raise ConfigurationError(problems)
    return Configuration(config_dir, tables)


def load_settings(config_dir: Path, *, project: Path = PROJECT) -> RefreshSettings:
    """reference/settings.csv alone, whatever is wrong with the other files. ConfigurationError: with this one."""
    table, problems = read_table(config_dir, read_schemas(project / "seeds")["settings"])
    problems = problems or list(settings_table.problems(table))
    if problems:
        raise ConfigurationError(problems)
    return settings_table.parse(table)


def columns_of(*places: str, project: Path = PROJECT) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Tables of configuration folders (`scoring/`) or files: name -> (path, (column, type) pairs), by the checkout."""
    schemas = read_schemas(project / "seeds").values()
    return {s.name: (s.path, list(s.types.items())) for s in schemas if s.path.startswith(places)}


def _unknown_files(config_dir: Path, schemas: Mapping[str, Schema]) -> list[InputError]:
    known = {schema.path for schema in schemas.values()}
    files = sorted(file.relative_to(config_dir).as_posix() for file in config_dir.rglob("*.csv"))
    remedy = "it would be ignored: check its name, or move it elsewhere"
    return [
        InputError("unknown configuration file", file=config_dir / file, remedy=remedy)
        for file in files
        if file not in known
    ]
