"""Where things are: the three folders of MARTS.md ("The command") and everything inside a home."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.lib.errors import InputError

PROJECT = Path(__file__).resolve().parents[2]
"""The checkout: dbt_project.yml, models/, macros/, seeds/."""
DEMO_HOME = Path("demo") / "home"
"""Where `make demo` keeps its releases, in the folder it is called in."""

NOT_IN_A_HOME = "'[]*?"
"""dbt loads seeds by an unquoted path, and Dagster looks its configuration up by a pattern."""


@dataclass(frozen=True)
class Settings:
    """Absolute paths of one refresh. Flags win over TIERING_* variables, which win over the defaults."""

    landing: Path
    home: Path
    config: Path

    @classmethod
    def resolve(
        cls, landing: str | Path | None = None, home: str | Path | None = None, config: str | Path | None = None
    ) -> Settings:
        """Flags (or None) to absolute paths. Raises InputError for a home whose path the tools below cannot take."""

        def pick(flag: str | Path | None, variable: str, default: str | Path) -> Path:
            return Path(flag or os.environ.get(variable) or default).expanduser().absolute()

        settings = cls(
            landing=pick(landing, "TIERING_LANDING", "landing"),
            home=pick(home, "TIERING_HOME", ".tiering"),
            config=pick(config, "TIERING_CONFIG", PROJECT / "seeds"),
        )
        if set(NOT_IN_A_HOME) & set(str(settings.home)):
            rule = f"the path of a home has none of {' '.join(NOT_IN_A_HOME)}: dbt and Dagster would misread it"
            raise InputError(rule, file=settings.home, remedy="name another with --home")
        return settings

    @property
    def raw(self) -> Path:
        return self.home / "raw"

    @property
    def keys(self) -> Path:
        return self.home / "keys" / "persons.duckdb"

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def dbt(self) -> Path:
        return self.home / "dbt"

    @property
    def releases(self) -> Path:
        return self.home / "releases"

    @property
    def feedback(self) -> Path:
        return self.home / "feedback"

    @property
    def handouts(self) -> Path:
        return self.home / "handouts"

    @property
    def notifications(self) -> Path:
        return self.home / "notifications"

    @property
    def spark(self) -> Path:
        """What a Spark cluster reads and writes."""
        return self.home / "spark"

    @property
    def spark_marts(self) -> Path:
        """What a Spark cluster serves; there since the first release that was made on one."""
        return self.spark / "marts"

    @property
    def dagster(self) -> Path:
        return self.home / "dagster"

    @property
    def lock(self) -> Path:
        return self.home / "lock"
