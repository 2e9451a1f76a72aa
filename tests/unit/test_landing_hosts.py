"""INPUTS, "Identity": host names of other scripts are kept in ASCII, and nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.lib.contracts import load_contracts
from orchestration.lib.landing import hosts
from orchestration.lib.settings import PROJECT

HOLDERS = {"domain", "website", "email"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("müller.de", "xn--mller-kva.de"),
        ("https://www.MÜLLER.de:80/über uns?x=ä", "https://www.xn--mller-kva.de:80/über uns?x=ä"),
        ("http://https://bücher.example", "http://https://xn--bcher-kva.example"),
        ("8f3c@bücher.example", "8f3c@xn--bcher-kva.example"),
        ("acme.de/café", "acme.de/café"),
        ("ä" * 80 + ".de", "ä" * 80 + ".de"),
        ("…", "…"),
    ],
)
def test_only_the_host_becomes_ascii(text: str, expected: str) -> None:
    with duckdb.connect() as connection:
        hosts.register(connection)
        row = connection.execute(f"select {hosts.ascii_sql('$1::varchar')}", [text]).fetchone()
    assert row == (expected,)


def test_every_column_that_holds_a_host_says_so() -> None:
    contracts = load_contracts(Path(PROJECT / "models")).values()
    silent = [
        f"{contract.name}.{column.name}"
        for contract in contracts
        for column in contract.columns
        if column.name.lower() in HOLDERS and not column.has_host
    ]
    assert silent == []
