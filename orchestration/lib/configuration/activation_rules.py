"""Rules of the folder activation/: what leaves the house, and who is notified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from orchestration.lib.configuration.rules import Book, grouped, unknown_name
from orchestration.lib.errors import InputError

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")


def bands_from_zero(book: Book) -> Iterator[InputError]:
    """Every score has one band: no two begin at the same score, and the lowest begins at 0."""
    rows = sorted(book.table("score_bands"), key=lambda row: row.number("min_score") or 0)
    if not rows:
        yield book.table("score_bands").problem("there is no band", "add one with min_score 0")
    elif rows[0].number("min_score") != 0:
        rule = f"scores below {rows[0].text('min_score')} have no band"
        yield rows[0].problem(rule, "let the lowest band have min_score 0")
    for lower, upper in pairwise(rows):
        if lower.number("min_score") == upper.number("min_score"):
            rule = f"band '{upper.text('score_band')}' begins where that of line {lower.line} does"
            yield upper.problem(rule, "give every band a min_score of its own")


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
            rule = f"'{crm}' has no field for crm_record_id"
            yield book.table("crm_fields").problem(rule, "add a row: without it no record is found")


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
