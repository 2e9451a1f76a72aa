"""Who is this account (INPUTS, "Identity"): what a person decides reaches the next release."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import duckdb

from orchestration.lib.settings import Settings
from tests.conftest import AS_OF, Refresh

TOMORROW = AS_OF + timedelta(days=1)


def one(settings: Settings, sql: str, *values: object) -> dict[str, Any]:
    with duckdb.connect(str(settings.releases / "current" / "tiers.duckdb"), read_only=True) as connection:
        found = connection.execute(sql, values)
        columns = [column[0] for column in found.description]
        rows = found.fetchall()
    assert len(rows) == 1, f"{sql}: {rows}"
    return dict(zip(columns, rows[0], strict=True))


def account(settings: Settings, account_id: str) -> dict[str, Any]:
    return one(settings, "select * from marts.account_tiers where account_id = ?", account_id)


def links(settings: Settings, which: str, columns: str = "account_id, matched_by") -> list[tuple[Any, ...]]:
    sql = f"select {columns} from intermediate.int_account_links where {which}"
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_persons_decisions_merge_accounts_and_attach_records(workplace: Settings, refresh: Refresh) -> None:
    best = "pool = 'new_business' and tier_reason = 'qualified' order by score"
    better = one(workplace, f"select * from marts.account_tiers where tier = 1 and {best} desc, account_id limit 1")
    lesser = one(workplace, f"select * from marts.account_tiers where tier = 3 and {best}, account_id limit 1")
    stray = min(links(workplace, "account_id is null and source_table = 'lists/accounts'", "record_key"))[0]
    with (workplace.config / "reference" / "identity_decisions.csv").open("a", encoding="utf-8") as seed:
        seed.write(f"crm/accounts,{better['account_id']},{lesser['account_id']},Ada,{AS_OF},one company\n")
        seed.write(f"lists/accounts,{stray},{lesser['account_id']},Ada,{AS_OF},asked them\n")

    done = refresh(as_of=TOMORROW)
    assert done.returncode == 0, done.stderr
    merged = account(workplace, lesser["account_id"])
    inherited = ("previous_tier", "earned_tier", "earned_since", "tier_since")
    assert [merged[name] for name in inherited] == [1, 1, better["earned_since"], better["tier_since"]]
    assert merged["tier"] == 1, "a daily re-tier demotes nobody"
    gone = "select count(*) as accounts from marts.account_tiers where account_id = ?"
    assert one(workplace, gone, better["account_id"])["accounts"] == 0
    spells = "select valid_from, valid_to, tier from marts.account_tier_history where account_id = ?"
    assert one(workplace, spells, better["account_id"]) == {"valid_from": AS_OF, "valid_to": TOMORROW, "tier": 1}

    assert links(workplace, f"record_key = '{stray}'") == [(lesser["account_id"], "decision")]
