"""Rules of the files about who is who: decisions of people, other names, levels and thresholds of matching (INPUTS)."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.lib.configuration.rules import Book, grouped, unknown_name
from orchestration.lib.errors import InputError

NOBODY = "none"
ACCOUNTS = "crm/accounts"
LINKED = (
    "company_events/events", "crm/accounts", "crm/contacts", "crm/leads", "crm/opportunities", "finance/orders",
    "firmographics/companies", "installed_base/machines", "lists/accounts", "marketing/spend",
    "technographics/installs",
)  # fmt: skip
"""Tables whose records attach to accounts one by one (int_records_unioned), and accounts themselves."""


def decision_tables(book: Book) -> Iterator[InputError]:
    """A decision is about a table whose records attach to accounts."""
    for row in book.table("identity_decisions"):
        if row.text("source_table") not in LINKED:
            yield unknown_name(row, "source_table", LINKED, "tables whose records attach to accounts")


def decision_merges(book: Book) -> Iterator[InputError]:
    """An account is not merged into itself."""
    for row in book.table("identity_decisions"):
        if row.text("source_table") == ACCOUNTS and row.text("record_key") == row.text("account_id"):
            rule = f"account '{row.text('record_key')}' is merged into itself"
            yield row.problem(rule, f"write {NOBODY} to keep it apart, or the account that survives")


def alias_chains(book: Book) -> Iterator[InputError]:
    """The company of an alias is no alias of another one, and not the alias itself."""
    aliases = {row.text("alias").lower(): row for row in book.table("company_aliases")}
    for row in aliases.values():
        other = aliases.get(row.text("company").lower())
        if other is not None:
            rule = f"company '{row.text('company')}' is itself an alias, in line {other.line}"
            yield row.problem(rule, "name the company as it is called today, once")


def affix_spelling(book: Book) -> Iterator[InputError]:
    """Affixes and words are spelled as names are compared, or they would never be found."""
    for table, column in (("name_affixes", "affix"), ("name_words", "alias"), ("name_words", "word")):
        for row in book.table(table):
            text = row.text(column)
            if text != " ".join(text.lower().split()) or any(sign in text for sign in ".,&/'-"):
                rule = f"{column} '{text}' is not spelled as names are compared"
                yield row.problem(rule, "lower case, no accents or marks, one space between words")
    for row in book.table("name_affixes"):
        if row.text("position") == "start" and " " in row.text("affix"):
            yield row.problem(
                f"affix '{row.text('affix')}' at the start has several words", "write its first word only"
            )


LEVELS = {
    "name": ("same_name", "same_words", "near_name", "contained"),
    "country": ("same_country", "other_country"),
    "domain": ("same_label", "other_label"),
}
"""What int_names_compared and int_candidates_weighed can find."""


def match_levels(book: Book) -> Iterator[InputError]:
    """Every level of every comparison has its two probabilities, and there are no others."""
    table = book.table("match_levels")
    rows = grouped(table, "comparison")
    for comparison, levels in LEVELS.items():
        found = {row.text("level"): row for row in rows.get(comparison, [])}
        for level, row in found.items():
            if level not in levels:
                yield unknown_name(row, "level", levels, f"levels of {comparison}")
        for level in levels:
            if level not in found:
                yield table.problem(f"level '{level}' of {comparison} is missing", "add its row")


SETTINGS = ("prior_weight", "link_weight", "review_weight", "link_margin", "max_accounts_per_block", "max_candidates")


def match_thresholds(book: Book) -> Iterator[InputError]:
    """Every setting is there; what is linked would also be worth a look; a margin is none below 0."""
    table = book.table("match_settings")
    rows = {row.text("key"): row for row in table}
    for key in SETTINGS:
        if key not in rows:
            yield table.problem(f"setting '{key}' is missing", "add its row")
    values = {key: row.number("value") for key, row in rows.items()}
    link, review, margin = values.get("link_weight"), values.get("review_weight"), values.get("link_margin")
    if link is not None and review is not None and link < review:
        yield rows["link_weight"].problem(f"link_weight {link} is below review_weight {review}", "set it higher")
    if margin is not None and margin < 0:
        yield rows["link_margin"].problem(f"link_margin is {margin}", "write 0 or more")


RULES = (decision_tables, decision_merges, alias_chains, affix_spelling, match_levels, match_thresholds)
