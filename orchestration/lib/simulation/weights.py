"""`--weights`: component weights typed on the command line, in a copy of the configuration (SCORING 1)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from orchestration.lib.configuration import Configuration
from orchestration.lib.errors import InputError

EXAMPLE = "icp_fit=0.5,intent=0.2"

Weights = Mapping[str, Decimal]


def parse_weights(text: str) -> dict[str, Decimal]:
    """Component -> weight from `icp_fit=0.5,intent=0.2`. Raises InputError when it is not of that form."""
    found: dict[str, Decimal] = {}
    for part in text.split(","):
        component, equals, number = (piece.strip() for piece in part.partition("="))
        try:
            weight = Decimal(number)
        except InvalidOperation:
            weight = Decimal("NaN")
        if not component or not equals or not weight.is_finite():
            raise InputError(f"--weights: '{part.strip()}' is no component=weight", remedy=f"write {EXAMPLE}")
        if component in found:
            raise InputError(f"--weights names {component} twice", remedy="name each component once")
        found[component] = weight
    return found


def write_with_weights(base: Configuration, weights: Weights, folder: Path) -> None:
    """Copies the CSV files of `base` to `folder` with these component weights; a component not named keeps its own.

    Raises InputError for an unknown component, a negative weight, and weights that do not sum to exactly 1.
    """
    table = base["scoring_components"]
    before = {row.text("component"): row.number("weight") or Decimal(0) for row in table}
    for component in weights:
        if component not in before:
            raise InputError(f"--weights: there is no component '{component}'", remedy=f"there are {', '.join(before)}")
    after = {**before, **weights}
    told = ", ".join(f"{component} {weight}" for component, weight in after.items())
    if negative := [component for component, weight in after.items() if weight < 0]:
        raise InputError(f"--weights: the weight of {negative[0]} is negative", remedy="weights are 0 or more")
    if (total := sum(after.values(), Decimal(0))) != 1:
        rule = f"--weights: the component weights sum to {total}, not to exactly 1 ({told})"
        raise InputError(rule, remedy="a component that is not named keeps its weight: name those that give way")
    base.copy_to(folder)
    _rewrite(folder / table.file.relative_to(base.directory), after)


def _rewrite(file: Path, weights: Weights) -> None:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    names = [name.strip() for name in header]
    component, weight = names.index("component"), names.index("weight")
    for row in rows:
        if row:
            row[weight] = f"{weights[row[component].strip(' ').lower()]:f}"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
