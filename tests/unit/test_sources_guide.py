"""The guide to the sources is what the contracts say."""

from __future__ import annotations

from orchestration.lib.contracts import load_contracts
from orchestration.lib.settings import PROJECT
from orchestration.lib.sources_guide import GUIDE, text


def test_the_committed_guide_is_what_the_contracts_give() -> None:
    assert GUIDE.read_text(encoding="utf-8") == text(), "run `make docs` and commit the guide"


def test_every_name_of_every_column_is_in_the_guide() -> None:
    sections = dict(section.split("\n", 1) for section in text().split("\n### ")[1:])
    for contract in load_contracts(PROJECT / "models").values():
        for column in contract.columns:
            missing = [name for name in (column.name, *column.aliases) if f"`{name}`" not in sections[contract.name]]
            assert not missing, f"{contract.name}.{column.name}"
