"""INPUTS, "Identity": how well names alone attach records to accounts, on labelled names, by the project's own SQL."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import pytest

from orchestration.lib.settings import PROJECT
from tests.reference import company_names
from tests.reference.company_names import Company, Written
from tests.reference.sandbox import Sandbox

TEXT = "varchar"
ACCOUNTS = ("account_id", "name", "domain_normalised", "website_domain")
GIVEN: dict[str, dict[str, str]] = {
    "int_accounts_unioned": {**dict.fromkeys(ACCOUNTS, TEXT), "is_deleted": "boolean"},
    "int_accounts_converted": {"account_id": TEXT, "country": TEXT},
    "int_account_merges": {"crm_account_id": TEXT, "account_id": TEXT},
    "int_account_keys": {"account_key": TEXT, "account_id": TEXT},
    "int_account_domains": {"domain": TEXT, "account_id": TEXT},
    "int_domains_registered": {"host": TEXT, "is_shared": "boolean", "domain": TEXT},
    "int_records_unioned": dict.fromkeys(
        ("source_table", "source", "record_key", "account_key", "email_domain", "domain", "company_name", "country"),
        TEXT,
    ),
}
SEEDS = ("name_affixes", "name_words", "company_aliases", "match_levels", "match_settings", "identity_decisions")


@dataclass(frozen=True)
class Outcome:
    """Records by what became of them."""

    right: list[Written]
    wrong: list[tuple[Written, str]]
    missed: list[Written]

    @property
    def precision(self) -> float:
        return len(self.right) / (len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of the records of an account that were attached to it."""
        of_accounts = [record for record, _ in self.wrong if record.account_id]
        return len(self.right) / (len(self.right) + len(self.missed) + len(of_accounts))


def attached(sandbox: Sandbox, crm: Sequence[Company], written: Sequence[Written]) -> Outcome:
    """Every record with the account that the project attaches it to, compared with the truth."""
    for seed in SEEDS:
        with (PROJECT / "seeds" / "reference" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
            sandbox.fill(seed, [{k: v or None for k, v in row.items()} for row in csv.DictReader(file)])
    rows: dict[str, list[dict[str, str | None]]] = {name: [] for name in GIVEN}
    rows["int_accounts_unioned"] = rows["int_accounts_converted"] = [asdict(company) for company in crm]
    rows["int_account_merges"] = [{"crm_account_id": c.account_id, "account_id": c.account_id} for c in crm]
    rows["int_records_unioned"] = [
        {"source_table": "t", "source": "t", "record_key": w.record_key, "company_name": w.name, "country": w.country}
        for w in written
    ]
    for name, types in GIVEN.items():
        sandbox.fill(name, rows[name], types)
    sandbox.run(["int_account_links"], [*GIVEN, *SEEDS], as_of=date(2026, 6, 30))
    found = dict(sandbox.rows("int_account_links", ["record_key", "account_id"]))
    right = [w for w in written if w.account_id and found[w.record_key] == w.account_id]
    wrong = [(w, found[w.record_key]) for w in written if found[w.record_key] not in (None, w.account_id)]
    return Outcome(right, wrong, [w for w in written if w.account_id and found[w.record_key] is None])


def test_the_same_inputs_give_the_same_links_and_a_new_row_changes_no_other(sandbox: Sandbox) -> None:
    crm, written = company_names.made_up(14, accounts=200, records=400)
    columns = ["record_key", "account_id", "matched_by", "weight", "record_value", "account_value"]
    attached(sandbox, crm, written[:300])
    before = sandbox.rows("int_account_links", columns)
    attached(sandbox, list(reversed(crm)), list(reversed(written[:300])))
    assert sandbox.rows("int_account_links", columns) == before
    attached(sandbox, crm, written)
    assert set(before) <= set(sandbox.rows("int_account_links", columns))


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_names_as_systems_write_them(sandbox: Sandbox, seed: int) -> None:
    outcome = attached(sandbox, *company_names.made_up(seed))
    assert outcome.precision >= 0.97, outcome.wrong
    assert outcome.recall >= 0.70, outcome.missed


def test_large_companies_as_people_type_them(sandbox: Sandbox) -> None:
    outcome = attached(sandbox, *company_names.large_companies())
    assert outcome.wrong == []
    assert outcome.recall >= 0.90, outcome.missed
