"""What makes a release the same release: its id, and the version of the code that computes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

CODE = ("models", "macros", "orchestration/lib", "dbt_project.yml", "profiles.yml", "requirements.lock")
"""Everything that can change a number. Seeds are configuration; their column types stand in models/."""


def code_version(project: Path) -> str:
    """SHA-256 (hex) over the relative path and bytes of every file of CODE; documents, caches, hidden files apart."""
    digest = hashlib.sha256()
    for file in _code_files(project):
        for part in (file.relative_to(project).as_posix().encode(), file.read_bytes()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _code_files(project: Path) -> Iterator[Path]:
    for name in CODE:
        root = project / name
        for file in sorted(root.rglob("*")) if root.is_dir() else [root]:
            parts = file.relative_to(project).parts
            is_cache = any(part == "__pycache__" or part.startswith(".") for part in parts)
            if file.is_file() and not is_cache and file.suffix != ".md":
                yield file


def release_id(
    *,
    as_of: date,
    input_hash: str,
    config_hash: str,
    code_version: str,
    policy: str,
    waivers: Mapping[str, str],
    previous_release_id: str | None,
) -> str:
    """`<as_of>-<8 hex>`: the same inputs, configuration, code, policy, waivers and predecessor give the same id."""
    facts = {
        "as_of": as_of.isoformat(),
        "input_hash": input_hash,
        "config_hash": config_hash,
        "code_version": code_version,
        "policy": policy,
        "waivers": dict(waivers),
        "previous_release_id": previous_release_id,
    }
    return f"{as_of.isoformat()}-{hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:8]}"
