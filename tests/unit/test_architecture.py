"""The rules of CONTRIBUTING.md that a tree can be checked against."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from orchestration.lib.contracts import load_contracts
from orchestration.lib.settings import PROJECT

MODELS = sorted((PROJECT / "models").rglob("*.sql"))
MACROS = sorted((PROJECT / "macros").rglob("*.sql"))
LIB = sorted((PROJECT / "orchestration" / "lib").rglob("*.py"))
CONTRACTS = load_contracts(PROJECT / "models")

CLOCK_OR_CHANCE = re.compile(
    r"\b(current_date|current_timestamp|current_time|now\s*\(|today\s*\(|localtimestamp|getdate\s*\(|random\s*\(|rand\s*\("
    r"|uuid\s*\(|gen_random_uuid|run_started_at|env_var)\b|modules\.datetime",
    re.IGNORECASE,
)
ENGINE_ONLY = re.compile(
    r"::|\bread_(parquet|csv|json)\b|\bstrftime\b|\bdate_diff\b|\bdatediff\b|\blist_\w+\(|\bstruct_pack\b|\bexclude\s*\(",
    re.IGNORECASE,
)


def _code(file: Path) -> str:
    """SQL without comments, Jinja's or SQL's."""
    text = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"--[^\n]*", "", text)


def _relative(file: Path) -> str:
    return file.relative_to(PROJECT).as_posix()


def test_there_is_something_to_check() -> None:
    assert len(MODELS) > 40 and len(MACROS) > 5 and len(LIB) > 10


@pytest.mark.parametrize("file", [*MODELS, *MACROS], ids=_relative)
def test_models_know_no_clock_chance_or_environment(file: Path) -> None:
    assert not CLOCK_OR_CHANCE.search(_code(file))


@pytest.mark.parametrize("file", [f for f in (*MODELS, *MACROS) if "macros/engine" not in _relative(f)], ids=_relative)
def test_engine_differences_live_in_macros_engine(file: Path) -> None:
    assert not ENGINE_ONLY.search(_code(file))


@pytest.mark.parametrize("file", MODELS, ids=_relative)
def test_layers_read_only_what_they_may(file: Path) -> None:
    layer = file.relative_to(PROJECT / "models").parts[0]
    code = _code(file)
    read = set(re.findall(r"ref\(\s*'(\w+)'", code))
    if layer != "staging" and not (layer == "marts" and file.stem in {"release_info", "source_quality"}):
        assert not re.search(r"\bsource\(", code), "only staging reads sources"
    if layer == "staging":
        assert not {name for name in read if name.startswith("int_")}
    if layer in {"staging", "intermediate"}:
        marts = {mart.stem for mart in (PROJECT / "models" / "marts").rglob("*.sql")}
        assert not read & marts, "marts are built last"


UNIONED = {"crm", "engagement", "intent"}
"""The sources whose canonical tables vendors may feed; a vendor's own are those with `feeds`."""


def test_only_canonical_models_read_what_vendors_feed() -> None:
    vendors = {contract.source for contract in CONTRACTS.values() if contract.feeds}
    folders = [PROJECT / "models" / "staging" / source for source in UNIONED | vendors]
    mapped = {model.stem for folder in folders for model in folder.glob("*.sql")}
    readers = {file: set(re.findall(r"ref\(\s*'(\w+)'", _code(file))) & mapped for file in MODELS}
    allowed = {
        file
        for file in MODELS
        if "staging" in file.parts or file.parent.parent.name == "canonical" or file.stem.endswith("_unioned")
    }
    assert {_relative(file): read for file, read in readers.items() if read and file not in allowed} == {}
    assert mapped == set().union(*readers.values()), "a staging model that becomes no canonical record"


def test_vendor_tables_feed_canonical_ones() -> None:
    canonical = {contract.name for contract in CONTRACTS.values() if not contract.feeds}
    assert {c.name: c.feeds for c in CONTRACTS.values() if not canonical.issuperset(c.feeds)} == {}


@pytest.mark.parametrize("file", MODELS, ids=_relative)
def test_every_deciding_order_says_where_nulls_go(file: Path) -> None:
    for clause in re.findall(r"\border by\b(.*?)(?:\)|$)", _code(file), flags=re.DOTALL | re.IGNORECASE):
        for term in clause.split(","):
            if re.search(r"\bdesc\b", term):
                assert "nulls last" in term or "nulls first" in term, f"no nulls order in: {term.strip()}"


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("file", LIB, ids=_relative)
def test_lib_knows_neither_dagster_nor_what_is_above_it(file: Path) -> None:
    above = ("dagster", "dagster_dbt", "orchestration.defs", "orchestration.cli", "orchestration.console")
    assert not [name for name in _imports(file) if name.startswith(above)]


@pytest.mark.parametrize("file", MODELS, ids=_relative)
def test_every_model_is_described_beside_it(file: Path) -> None:
    described = {
        model["name"]: model
        for notes in file.parent.glob("_*.yml")
        for model in yaml.safe_load(notes.read_text(encoding="utf-8")).get("models", [])
    }
    assert file.stem in described, f"{file.stem} has no entry in a _*.yml beside it"
    assert described[file.stem].get("description"), f"{file.stem} does not say its grain"


@pytest.mark.parametrize("file", MODELS, ids=_relative)
def test_model_names_say_their_layer(file: Path) -> None:
    layer = file.relative_to(PROJECT / "models").parts[0]
    prefix = {"staging": "stg_", "intermediate": "int_", "gates": "gate_", "marts": ""}[layer]
    assert file.stem.startswith(prefix)


def test_every_layer_states_its_rule() -> None:
    layers = {file.relative_to(PROJECT / "models").parts[0] for file in MODELS}
    folders = {PROJECT / "models" / layer for layer in layers}
    folders |= {file.parent for file in MODELS if "intermediate" in file.parts}
    assert [_relative(folder) for folder in sorted(folders) if not (folder / "README.md").exists()] == []


def test_files_stay_small_enough_to_read_in_one_go() -> None:
    long = {
        _relative(file): lines
        for file in [*MODELS, *MACROS, *LIB]
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_the_lock_names_no_host_and_hashes_everything() -> None:
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock and "index-url" not in lock
    pins = re.findall(r"^[A-Za-z0-9][^\n]*==[^\n]*", lock, flags=re.MULTILINE)
    assert len(pins) > 100
    assert all(pin.endswith("\\") for pin in pins), "a pin without a hash"


def test_nothing_tracked_names_a_secret_or_a_machine() -> None:
    confided = r"(api[_-]?key|password|secret|token)\s*[:=]\s*['\"][^'\"{$]{6,}"
    own_folder = r"(?<![\w.~}/])/(home|Users|root|work|workspace)/(?!you/)[\w.-]"
    suspicious = re.compile(f"(?i){confided}|{own_folder}")
    folders = ("benchmarks", "docs", "macros", "models", "orchestration", "seeds", "tests")
    kinds = {".css", ".csv", ".md", ".py", ".sql", ".toml", ".yml"}
    files = [*PROJECT.iterdir(), *(file for folder in folders for file in (PROJECT / folder).rglob("*"))]
    written = [file for file in files if file.suffix in kinds or file.name in {"Makefile", "Containerfile"}]
    assert {"CHANGELOG.md", "test_architecture.py", "tiers.csv", "platforms.md"} <= {file.name for file in written}
    assert [_relative(file) for file in written if suspicious.search(file.read_text(encoding="utf-8"))] == []
    assert suspicious.search("see /home/" + "ann/tiers") and suspicious.search("password = 'hun" + "ter22'")
