"""Every check of the gates has a case that provokes it in a real home."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib import gates
from tests.gate_cases import CASES, GateCase


def test_every_check_has_a_case() -> None:
    assert {case.check for case in CASES} == {*gates.SOURCE_CHECKS, *gates.RELEASE_CHECKS}


@pytest.mark.parametrize("case", [case for case in CASES if case.broken_model], ids=lambda case: case.check)
def test_a_model_can_be_broken(case: GateCase, tmp_path: Path) -> None:
    project = case.broken_project(tmp_path / "project")
    assert case.broken_model is not None
    assert (project / case.broken_model).read_text(encoding="utf-8").endswith(f"{case.broken_by}\n")
