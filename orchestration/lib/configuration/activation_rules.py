"""Rules of the folder activation/: what leaves the house, and who is notified."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.lib.configuration.rules import Book, grouped, unknown_name
from orchestration.lib.errors import InputError

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")


def bands_from_zero(book: Book) -> Iterator[InputError]:
    """Every score has one band: no two begin at the same score, and the lowest begins at 0."""
    table = book.table("score_bands")
    starts = grouped(table, "min_score")
    for rows in starts.values():
        for row in rows[1:]:
            rule = f"band '{row.text('score_band')}' begins where that of line {rows[0].line} does"
            yield row.problem(rule, "give every band a min_score of its own")
    lowest = min((row.number("min_score") or 0 for row in table), default=None)
    if lowest != 0:
        rule = "there is no band" if lowest is None else f"scores below {lowest} have no band"
        yield table.problem(rule, "let the lowest band have min_score 0")


def fields_known(book: Book) -> Iterator[InputError]:
    """What a file carries are columns of its mart."""
    for table, mart in (("crm_fields", "crm_tier_state"), ("audience_fields", "audience_members")):
        for row in book.table(table):
            if row.text("field") not in book.facts.activation_fields[mart]:
                yield unknown_name(row, "field", book.facts.activation_fields[mart], mart)


def crms_known(book: Book) -> Iterator[InputError]:
    """A CRM goes by the name of its landing folder, and its import file says which record to update."""
    for crm, rows in grouped(book.table("crm_fields"), "crm").items():
        if crm not in book.facts.crms:
            yield unknown_name(rows[0], "crm", book.facts.crms, "CRMs")
        if "crm_record_id" not in {row.text("field") for row in rows}:
            yield rows[0].problem(f"'{crm}' has no field for crm_record_id", "add a row: no record could be found")


def recipients_without_secrets(book: Book) -> Iterator[InputError]:
    """A recipient's URL, which holds secrets, stands in the environment; a team is named where one is meant."""
    for row in book.table("recipients"):
        if not _VARIABLE.fullmatch(row.text("url_variable")):
            remedy = "write the name of a variable, such as TIERING_NOTIFY_SALES, and put the URL into the environment"
            yield row.problem("url_variable is no name of an environment variable", remedy)
        if bool(row.text("team")) != (row.text("gets") == "team_accounts"):
            rule = f"recipient '{row.text('recipient')}' gets {row.text('gets')}, team is '{row.text('team')}'"
            yield row.problem(rule, "set team for team_accounts, and only then")


RULES = (bands_from_zero, fields_known, crms_known, recipients_without_secrets)
