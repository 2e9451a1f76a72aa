"""The (!) rules of SCORING 1: one function each, yielding what breaks it.

What a single cell or key must be (set, a share, positive, unique) stands in `seeds/scoring/_scoring__seeds.yml` and
has been checked before: rows are typed, keys unique and required cells set by now.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from orchestration.lib.configuration.rules import Book, grouped, unknown_name
from orchestration.lib.configuration.tables import Row, normalised
from orchestration.lib.errors import InputError

REQUIRED_COMPONENTS = ("icp_fit", "intent")
LOOKUP, BANDS, RANGE, SIGNALS = "lookup", "bands", "range", "signals"
ZERO = Decimal(0)


def component_weights(book: Book) -> Iterator[InputError]:
    """The weights of components sum to exactly 1 (each is a share by its schema)."""
    table = book.table("scoring_components")
    total = sum((row.number("weight") or ZERO for row in table), ZERO)
    if total != 1:
        yield table.problem(f"the component weights sum to {total}, not to exactly 1", "change one of the weights")


def components_present(book: Book) -> Iterator[InputError]:
    """The components icp_fit and intent exist."""
    table = book.table("scoring_components")
    present = {row.text("component") for row in table}
    for component in REQUIRED_COMPONENTS:
        if component not in present:
            yield table.problem(f"component '{component}' is missing", "add its row; weight 0 retires a component")


def components_have_features(book: Book) -> Iterator[InputError]:
    """A component is the name of a features model."""
    for row in book.table("scoring_components"):
        if row.text("component") not in book.facts.factors:
            yield unknown_name(row, "component", book.facts.factors, "a features model int_<component>_features")


def factors_known(book: Book) -> Iterator[InputError]:
    """Every factor belongs to a component and names a column of that component's features model."""
    components = {row.text("component") for row in book.table("scoring_components")}
    for row in book.table("scoring_factors"):
        component, factor = row.text("component"), row.text("factor")
        if component not in components:
            yield unknown_name(row, "component", components, "scoring_components.csv")
        elif component in book.facts.factors and factor not in book.facts.factors[component]:
            where = f"the factor columns of int_{component}_features"
            yield unknown_name(row, "factor", book.facts.factors[component], where)


def features_configured(book: Book) -> Iterator[InputError]:
    """Every factor column of a configured component's features model has a row: weight 0 retires one."""
    table = book.table("scoring_factors")
    configured = {(row.text("component"), row.text("factor")) for row in table}
    for row in book.table("scoring_components"):
        component = row.text("component")
        for factor in book.facts.factors.get(component, ()):
            if (component, factor) not in configured:
                rule = (
                    f"factor '{factor}' of component '{component}' has no row, though int_{component}_features has it"
                )
                yield table.problem(rule, "add its row; weight 0 retires a factor")


def factor_weights(book: Book) -> Iterator[InputError]:
    """Within a component the weights of factors sum to exactly 1 (each is a share by its schema)."""
    table = book.table("scoring_factors")
    by_component = grouped(table, "component")
    for row in book.table("scoring_components"):
        component = row.text("component")
        rows = by_component.get(component, [])
        total = sum((factor.number("weight") or ZERO for factor in rows), ZERO)
        if total != 1:
            rule = f"the factor weights of component '{component}' sum to {total}, not to exactly 1"
            remedy = "change one of the weights"
            yield rows[0].problem(rule, remedy) if rows else table.problem(rule, "add rows for its factors")


def method_fits_feature(book: Book) -> Iterator[InputError]:
    """Lookup compares text, the other methods compute with a number: the feature's type decides."""
    for row in book.table("scoring_factors"):
        data_type = book.facts.factors.get(row.text("component"), {}).get(row.text("factor"))
        method = row.text("method")
        if data_type is not None and (method == LOOKUP) != (data_type == "string"):
            rule = f"method '{method}' does not fit factor '{row.text('factor')}', whose feature is a {data_type}"
            yield row.problem(rule, "lookup for text; range, bands or signals for numbers")


def factor_sources(book: Book) -> Iterator[InputError]:
    """`sources` names landing tables, separated by spaces."""
    for row in book.table("scoring_factors"):
        for source in row.text("sources").split():
            if source not in book.facts.landing:
                yield row.problem(f"unknown source '{source}'", f"one of {', '.join(sorted(book.facts.landing))}")


def range_bounds(book: Book) -> Iterator[InputError]:
    """A range has a scale and lower < upper, both set, and >= 0 on the log scale."""
    for row in _factors(book, RANGE):
        lower, upper, scale = row.number("lower"), row.number("upper"), row.text("scale")
        if scale not in ("linear", "log"):
            yield row.problem(f"a range needs a scale, this is '{scale}'", "write linear or log")
        if lower is None or upper is None:
            yield row.problem("a range needs lower and upper", "set both")
        elif lower >= upper:
            yield row.problem(f"lower {lower} is not below upper {upper}", "set lower < upper")
        elif scale == "log" and lower < 0:
            yield row.problem(f"lower {lower} is negative on the log scale", "set lower >= 0, or scale linear")


def signal_bounds(book: Book) -> Iterator[InputError]:
    """A signals factor has upper > 0."""
    for row in _factors(book, SIGNALS):
        upper = row.number("upper")
        if upper is None or upper <= 0:
            yield row.problem(
                f"a signals factor needs upper > 0, this is {row.text('upper') or 'not set'}", "set upper"
            )


def points_known(book: Book) -> Iterator[InputError]:
    """Points belong to a factor and lie between 0 and 100."""
    factors = {row.text("factor") for row in book.table("scoring_factors")}
    for row in book.table("scoring_points"):
        if row.text("factor") not in factors:
            yield unknown_name(row, "factor", factors, "scoring_factors.csv")
        if not 0 <= (row.number("points") or ZERO) <= 100:
            yield row.problem(f"points are {row.text('points')}", "write a number from 0 to 100")


def bands_cover_once(book: Book) -> Iterator[InputError]:
    """The bands of a factor cover all numbers exactly once: open below, open above, without gap or overlap."""
    by_factor = grouped(book.table("scoring_points"), "factor")
    for factor in _factors(book, BANDS):
        name = factor.text("factor")
        rows = sorted(by_factor.get(name, []), key=_band_begin)
        if not rows:
            yield factor.problem(f"factor '{name}' has no bands", "add its rows to scoring_points.csv")
            continue
        if rows[0].number("min_value") is not None:
            yield rows[0].problem(f"the first band of '{name}' is not open below", "leave its min_value empty")
        if rows[-1].number("max_value") is not None:
            yield rows[-1].problem(f"the last band of '{name}' is not open above", "leave its max_value empty")
        for before, row in pairwise(rows):
            end, begin = before.number("max_value"), row.number("min_value")
            if end is None or begin is None or end != begin:
                what = f"{row.text('min_value') or 'open'}, the one before ends {before.text('max_value') or 'open'}"
                yield row.problem(f"a band of '{name}' begins {what}", "begin each band where the one before ends")
        for row in rows:
            begin, end = row.number("min_value"), row.number("max_value")
            if begin is not None and end is not None and begin >= end:
                yield row.problem(f"a band of '{name}' is empty: {begin} to {end}", "set min_value < max_value")


def lookup_values(book: Book) -> Iterator[InputError]:
    """The values of a lookup factor are set and unique, compared as text is; so there is at most one `*`."""
    lookups = {row.text("factor") for row in _factors(book, LOOKUP)}
    for name, rows in grouped(book.table("scoring_points"), "factor").items():
        seen: dict[str, Row] = {}
        for row in rows if name in lookups else ():
            value = normalised(row.text("value"))
            if not value:
                yield row.problem(f"a row of lookup factor '{name}' has no value", "set it, or * for all others")
            elif value in seen:
                rule = f"value '{row.text('value')}' of factor '{name}' stands in line {seen[value].line} already"
                yield row.problem(rule, "keep one of the two")
            seen.setdefault(value, row)


def signal_factors(book: Book) -> Iterator[InputError]:
    """Each signal type counts for a factor whose method is signals."""
    factors = {row.text("factor"): row for row in book.table("scoring_factors")}
    for row in book.table("signal_types"):
        name = row.text("factor")
        if name not in factors:
            yield unknown_name(row, "factor", factors, "scoring_factors.csv")
        elif factors[name].text("method") != SIGNALS:
            rule = f"factor '{name}' has method '{factors[name].text('method')}', so no signal type can count for it"
            yield row.problem(rule, "name a factor with method signals")


def _factors(book: Book, method: str) -> Iterator[Row]:
    return (row for row in book.table("scoring_factors") if row.text("method") == method)


def _band_begin(row: Row) -> tuple[bool, Decimal]:
    begin = row.number("min_value")
    return (begin is not None, begin or ZERO)


RULES = (
    component_weights,
    components_present,
    components_have_features,
    factors_known,
    features_configured,
    factor_weights,
    method_fits_feature,
    factor_sources,
    range_bounds,
    signal_bounds,
    points_known,
    bands_cover_once,
    lookup_values,
    signal_factors,
)
