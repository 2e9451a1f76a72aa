"""The dictionary and the exposures say what the marts are and who reads them."""

from __future__ import annotations

import re

import pytest

from orchestration.lib.configuration.tables import read_yaml
from orchestration.lib.dictionary import GUIDE, text
from orchestration.lib.settings import PROJECT

MARTS = PROJECT / "models" / "marts"
EXPOSURES = {exposure["name"]: exposure for exposure in read_yaml(MARTS / "_exposures.yml")["exposures"]}
READING = [name for name, exposure in EXPOSURES.items() if "config" in exposure]


def exposed(name: str) -> set[str]:
    return {reference.split("'")[1] for reference in EXPOSURES[name]["depends_on"]}


def test_the_committed_dictionary_is_what_the_models_give() -> None:
    assert GUIDE.read_text(encoding="utf-8") == text(), "run `make docs` and commit the dictionary"


def test_every_mart_has_a_consumer() -> None:
    assert {mart.stem for mart in MARTS.rglob("*.sql")} == set().union(*map(exposed, EXPOSURES))


@pytest.mark.parametrize("name", READING)
def test_an_exposure_names_the_marts_that_its_code_reads(name: str) -> None:
    paths = [PROJECT / path for path in EXPOSURES[name]["config"]["meta"]["code"]]
    files = [file for path in paths for file in ([path] if path.is_file() else sorted(path.glob("*.py")))]
    read = {mart for file in files for mart in re.findall(r"\bmarts\.([a-z_]+)", file.read_text(encoding="utf-8"))}
    assert read == exposed(name)


def test_every_column_of_every_mart_is_in_the_dictionary() -> None:
    sections = dict(section.split("\n", 1) for section in text().split("\n### ")[1:])
    models = [model for file in MARTS.rglob("_*__models.yml") for model in read_yaml(file)["models"]]
    assert sections.keys() == {*(model["name"] for model in models), "release_checks"}
    for model in models:
        missing = [
            column["name"] for column in model["columns"] if f"| `{column['name']}` |" not in sections[model["name"]]
        ]
        assert not missing, model["name"]
