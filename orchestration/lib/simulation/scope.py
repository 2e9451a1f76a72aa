"""Which models a simulation builds: what the comparison reads, and of that only what can differ from the release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from orchestration.lib.gates import INTEGRITY_CHECKS
from orchestration.lib.warehouse import A_COMPONENT_IS_ON, Part

READ = ("account_tiers", "account_score_factors", "account_tier_changes", "gate_release_metrics")
"""What is compared, explained and checked; histories, exports and the rest of the marts say nothing of a what-if."""
THE_PAST = ("published", "published_config", "refresh")
"""dbt sources that a simulation sees otherwise than the release it starts from: there the past is that release."""

Manifest = Mapping[str, Any]


def everything(manifest: Manifest) -> Part:
    """All that READ rests on, seeds included."""
    return _part(manifest, _reached(manifest["parent_map"], _read(manifest)))


def changed(manifest: Manifest, seeds: Iterable[str]) -> Part:
    """The changed seeds (by name), and what READ rests on and reads them, the past or the facts of the refresh."""
    nodes = manifest["nodes"]
    names = set(seeds)
    roots = [key for key, node in nodes.items() if node["resource_type"] == "seed" and node["name"] in names]
    roots += [key for key, source in manifest["sources"].items() if source["source_name"] in THE_PAST]
    roots += [key for key, node in nodes.items() if "refresh_var(" in node.get("raw_code", "")]
    below = _reached(manifest["child_map"], roots)
    return _part(manifest, below & _reached(manifest["parent_map"], _read(manifest)))


def integrity(manifest: Manifest) -> Part:
    """The dbt tests that no release may fail, and that there is something to score by."""
    names = {*INTEGRITY_CHECKS, A_COMPONENT_IS_ON}
    return _select(node for node in manifest["nodes"].values() if node["name"] in names)


def _read(manifest: Manifest) -> list[str]:
    return [key for key, node in manifest["nodes"].items() if node["name"] in READ and _is_built(node)]


def _reached(edges: Mapping[str, Sequence[str]], roots: Iterable[str]) -> set[str]:
    """The roots and everything that can be walked to from them."""
    reached: set[str] = set()
    ahead = list(roots)
    while ahead:
        node = ahead.pop()
        if node not in reached:
            reached.add(node)
            ahead += edges.get(node, ())
    return reached


def _part(manifest: Manifest, keys: Iterable[str]) -> Part:
    nodes = (manifest["nodes"][key] for key in keys if key in manifest["nodes"])
    return _select(node for node in nodes if _is_built(node))


def _is_built(node: Mapping[str, Any]) -> bool:
    return node["resource_type"] in {"model", "seed"}


def _select(nodes: Iterable[Mapping[str, Any]]) -> Part:
    """By full name; tests only where they are named themselves."""
    names = sorted(f"fqn:{'.'.join(node['fqn'])}" for node in nodes)
    return {"select": tuple(names), "exclude": ("resource_type:unit_test",), "indirect-selection": ("empty",)}
