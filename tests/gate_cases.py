"""How each check of the gates is provoked in a real home.

A case begins where one release of the demo company is published, and changes what a user can change: files in landing/,
the configuration, the day. Rules that only a broken program breaks have a copy of the project with one broken model.
The refresh that follows must have the check end as `outcome`, and leave `current` unmoved when that is "fail".
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from orchestration.lib.settings import PROJECT, Settings

Row = dict[str, str]
Rows = Callable[[list[Row]], Sequence[Row]]
Change = Callable[[Settings, date], None]


@dataclass(frozen=True)
class GateCase:
    """One way to provoke a check; the landing holds CSV files, the configuration folder a full copy of the seeds."""

    check: str
    outcome: Literal["warn", "fail"]
    change: Change | None = None
    """Changes landing or configuration; takes the settings and the as_of of the refresh to come."""
    days_later: int = 1
    """How many days after the published release's as_of the refresh is asked for."""
    broken_model: str | None = None
    """A model file whose last line, `select * from final`, `broken_by` replaces (see `broken_project`)."""
    broken_by: str = ""
    told: str = ""
    """What the refusal names, besides the check and its remedy."""

    def broken_project(self, folder: Path) -> Path:
        """A copy of the project in `folder` with the broken model; the project itself when no model is to be broken."""
        if self.broken_model is None:
            return PROJECT
        for name in ("models", "macros", "seeds", "tests/dbt"):
            shutil.copytree(PROJECT / name, folder / name)
        for name in ("dbt_project.yml", "profiles.yml", "requirements.lock"):
            shutil.copyfile(PROJECT / name, folder / name)
        (folder / "orchestration").symlink_to(PROJECT / "orchestration")
        model = folder / self.broken_model
        sql = model.read_text(encoding="utf-8")
        sound, last_line = sql.rstrip().rsplit("\n", 1)
        assert last_line == "select * from final", f"{self.broken_model} does not end as models do"
        model.write_text(f"{sound}\n{self.broken_by}\n", encoding="utf-8")
        return folder


def read(file: Path) -> tuple[list[str], list[Row]]:
    """Header and rows of a CSV file."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


def rewrite(file: Path, change: Rows) -> None:
    """Replaces the rows of a CSV file."""
    columns, rows = read(file)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(change(rows))


def landed(table: str, change: Rows) -> Change:
    """A change of the file of a landing table `source/table`."""
    return lambda settings, as_of: rewrite(settings.landing / f"{table}.csv", change)


def configured(path: str, change: Rows) -> Change:
    """A change of a configuration file."""
    return lambda settings, as_of: rewrite(settings.config / path, change)


def every(step: int, **cells: str) -> Rows:
    """Every so-manyth row gets these cells."""
    return lambda rows: [{**row, **cells} if index % step == 0 else row for index, row in enumerate(rows)]


def _contradicted(rows: list[Row]) -> list[Row]:
    """Every tenth row a second time, with another name."""

    def doubled() -> Iterator[Row]:
        for index, row in enumerate(rows):
            yield row
            if index % 10 == 0:
                yield {**row, "name": f"Not {row['name']}"}

    return list(doubled())


def _cut_off(settings: Settings, as_of: date) -> None:
    """Every export of the accounts is the whole truth, and that of the day ends half way."""
    (settings.landing / "columns.yml").write_text("crm: {accounts: {mode: full}}\n", encoding="utf-8")
    export = settings.landing / "crm" / f"accounts_{as_of}.csv"
    shutil.copyfile(settings.landing / "crm" / "accounts.csv", export)
    rewrite(export, lambda rows: rows[: len(rows) // 2])


def _emptied(rows: list[Row]) -> list[Row]:
    """Nothing but key, domain and day of observation is left."""
    return [{name: row[name] for name in ("company_key", "domain", "observed_at")} for row in rows]


def _taking_part(settings: Settings) -> list[Row]:
    """CRM records that are prospects, alive, and not merged."""
    _, rows = read(settings.landing / "crm" / "accounts.csv")
    return [
        row
        for row in rows
        if row["account_type"].strip().lower() == "prospect"
        and row["lifecycle_stage"].strip().lower() != "out_of_business"
        and row["is_deleted"].strip().lower() != "true"
        and not row["merged_into_id"]
    ]


def _override(settings: Settings, as_of: date, *keys: str) -> None:
    """Overrides into the best tier that begin with the refresh."""
    cells = {"tier": "1", "reason": "asked for", "approved_by": "CRO"}
    days = {"effective_from": as_of.isoformat(), "expires_on": (as_of + timedelta(days=30)).isoformat()}
    added = [{"account_key": key, **cells, **days} for key in keys]
    rewrite(settings.config / "tiering" / "tier_overrides.csv", lambda rows: [*rows, *added])


def _override_of_nobody(settings: Settings, as_of: date) -> None:
    _override(settings, as_of, "nobody-by-that-name.example")


def _overrides_of_one_account(settings: Settings, as_of: date) -> None:
    """By its id and by its domain, one that no other record has."""
    _, rows = read(settings.landing / "crm" / "accounts.csv")
    domains = [row["domain"].strip().lower() for row in rows]
    account = next(row for row in _taking_part(settings) if row["domain"] and domains.count(row["domain"]) == 1)
    _override(settings, as_of, account["account_id"], account["domain"])


def _overrides_of_many_accounts(settings: Settings, as_of: date) -> None:
    """More than half of the best tier's seats."""
    accounts = dict.fromkeys(row["account_id"] for row in _taking_part(settings))
    _override(settings, as_of, *list(accounts)[:12])


def _out_of_reach(settings: Settings, as_of: date) -> None:
    """Nobody reaches the better tiers any more, nothing holds anybody there, and the policy lets them fall."""
    scores = {"1": "99.9", "2": "99.8"}
    rewrite(
        settings.config / "tiering" / "tiers.csv",
        lambda rows: [{**row, "min_score": scores.get(row["tier"], row["min_score"])} for row in rows],
    )
    free = every(1, allow_demotion="true", apply_band="false", apply_dwell="false")
    rewrite(settings.config / "tiering" / "retier_policies.csv", free)
    for rules in ("hold_rules", "trigger_rules"):
        rewrite(settings.config / "tiering" / f"{rules}.csv", lambda rows: [])


ACCOUNT_TIERS = "models/marts/tiers/account_tiers.sql"
FACTORS = "models/marts/tiers/account_score_factors.sql"

CASES = (
    # source gate: a bad export
    GateCase("stale_source", "fail", days_later=40),
    GateCase("volume_drop", "fail", _cut_off, told="newest file: crm/accounts_2026-07-01.csv"),
    GateCase("reject_share", "fail", landed("crm/contacts", every(20, created_at="a while ago"))),
    GateCase("duplicate_keys", "fail", landed("crm/accounts", _contradicted)),
    GateCase("unlisted_signals", "warn", landed("engagement/events", every(5, event_type="page_scroll"))),
    GateCase("missing_required", "fail", landed("crm/accounts", every(5, name=""))),
    # integrity: a broken program
    GateCase(
        "accounts_conserved",
        "fail",
        broken_model=ACCOUNT_TIERS,
        broken_by="select * from final where account_id > (select min(account_id) from final)",
    ),
    GateCase(
        "contributions_sum",
        "fail",
        broken_model=FACTORS,
        broken_by="select * replace (cast(contribution + 0.0001 as decimal(7, 4)) as contribution) from final",
    ),
    GateCase(
        "score_range",
        "fail",
        broken_model=ACCOUNT_TIERS,
        broken_by="select * replace (cast(-1 as decimal(7, 4)) as icp_fit_score) from final",
    ),
    GateCase(
        "one_tier_each",
        "fail",
        broken_model=ACCOUNT_TIERS,
        broken_by="select * replace (case when tier < 3 then tier end as tier) from final",
    ),
    GateCase(
        "capacity_respected",
        "fail",
        broken_model=ACCOUNT_TIERS,
        broken_by="select * replace (case when tier is not null then 1 end as tier) from final",
    ),
    GateCase("overrides_unique", "fail", _overrides_of_one_account),
    # release gate: a candidate that moved too far
    GateCase("overrides_matched", "fail", _override_of_nobody),
    GateCase("empty_tier", "fail", _out_of_reach),
    GateCase("tier_turnover", "fail", _out_of_reach),
    GateCase("forced_share", "warn", _overrides_of_many_accounts),
    GateCase("newly_excluded", "fail", landed("crm/accounts", every(10, account_type="competitor"))),
    GateCase("coverage_drop", "fail", landed("firmographics/companies", _emptied)),
    GateCase(
        "score_psi",
        "fail",
        broken_model="models/gates/gate_score_psi.sql",  # fewer accounts than a distribution needs: say it shifted
        broken_by="select * replace (cast(0.9 as double) as value) from final",
    ),
)
