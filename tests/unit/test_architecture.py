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
    r"\b(current_date|current_timestamp|current_time|localtimestamp|localtime|gen_random_uuid|run_started_at|env_var)\b"
    r"|\b(now|today|getdate|get_current_timestamp|transaction_timestamp|random|rand|uuid)\s*\(|modules\.datetime",
    re.IGNORECASE,
)
ENGINE_ONLY = re.compile(
    r"::|\bread_(parquet|csv|json)|\b(strftime|strptime|date_diff|datediff|epoch_ms|struct_pack|string_split)\b"
    r"|\blist_\w+\(|\bexclude\s*\(",
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


@pytest.mark.parametrize("call", ["now()", "hash(today ())", "current_date", "rand()", "uuid()", "env_var('X')"])
def test_a_clock_chance_and_the_environment_are_recognised(call: str) -> None:
    assert CLOCK_OR_CHANCE.search(f"select {call} as x")


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
    if layer != "staging":
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
    for term in _ordered(_code(file)):
        if re.search(r"\bdesc\b", term):
            assert "nulls last" in term or "nulls first" in term, f"no nulls order in: {term.strip()}"


def test_an_order_by_the_value_of_a_function_is_seen() -> None:
    assert list(_ordered("over (order by coalesce(a, 0) desc, b) from c")) == [" coalesce(a, 0) desc", " b"]


def _ordered(sql: str) -> Iterator[str]:
    """The terms of every `order by`, up to the parenthesis that it stands in."""
    for begin in re.finditer(r"\border by\b", sql, flags=re.IGNORECASE):
        depth, term = 0, ""
        for character in sql[begin.end() :]:
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth < 0:
                break
            if character == "," and depth == 0:
                yield term
                term = ""
            else:
                term += character
        yield term


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("file", LIB, ids=_relative)
def test_lib_knows_neither_dagster_nor_what_is_above_it(file: Path) -> None:
    ours = [name for name in _imports(file) if name.split(".")[0] in {"orchestration", "dagster", "dagster_dbt"}]
    assert not [name for name in ours if not name.startswith("orchestration.lib.")]


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
