"""Writes the reference seeds that come from well-kept libraries: `python -m orchestration.reference_data`.

Run by whoever maintains the project, with `pip install '.[reference]'`, when a new release of a library is wanted; a
refresh reads nothing but the seeds. Rows that somebody added to a seed stay.

* tldextract (the public-suffix list, its bundled snapshot, no network): reference/public_suffixes.csv, and the domains
  under which hosters let many parties live, kind `hosting` of reference/free_mail_domains.csv.
* cleanco: the rows of reference/name_affixes.csv whose source is `cleanco`.
* holidays: playbook/holidays.csv, for the countries of playbook/business_calendars.csv.
* DuckDB's strip_accents: macros/engine/accented_letters.sql, for the engine that has no such function.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration.lib.settings import PROJECT

REFERENCE = PROJECT / "seeds" / "reference"
PLAYBOOK = PROJECT / "seeds" / "playbook"
ACCENTED_LETTERS = PROJECT / "macros" / "engine" / "accented_letters.sql"

HOLIDAY_YEARS = range(2015, 2041)
"""From the first day that a refresh may be for."""

SOLD_LIKE_A_SUFFIX = "CentralNic"
"""Block of the private section whose names (uk.com, de.com) companies register under as under a top-level domain."""

ORDINARY_WORDS = frozenset({
    "a", "aat", "adsitz", "at", "aj", "ba", "bl", "bm", "cpt", "cra", "crl", "da", "dat", "ec", "ee", "ei",
    "ent", "ep", "esv", "et", "etat", "fa", "fcp", "fie", "fop", "gie", "gp", "gs", "gte", "ij", "ik", "is",
    "kf", "kk", "kt", "kv", "mb", "nl", "oaj", "od", "oe", "og", "ok", "ong", "peec", "pp", "private", "ps",
    "pse", "psu", "qj", "qk", "rt", "saa", "sab", "sad", "sc", "scoop", "sd", "sem", "sep", "ses", "sf", "sgr",
    "sp", "ss", "stg", "tapui", "teo", "ud", "uk", "vat", "xk", "xt", "yk", "zat",
})  # fmt: skip
"""Terms of cleanco that are words, countries or initials of a name more often than a legal form."""


def main() -> None:
    """Writes the four seeds and the macro."""
    suffixes, hosting = public_suffixes()
    write(REFERENCE / "public_suffixes.csv", ("suffix", "suffix_labels"), suffixes)
    shared = rows_of(REFERENCE / "free_mail_domains.csv")
    known = {domain for domain, _ in shared}
    added = sorted(domain for domain in widest(hosting | known) if domain not in known)
    write(REFERENCE / "free_mail_domains.csv", ("domain", "kind"), shared + [(domain, "hosting") for domain in added])
    affixes = [row for row in rows_of(REFERENCE / "name_affixes.csv") if row[3] != "cleanco"]
    known = {term for term, *_ in affixes}
    write(
        REFERENCE / "name_affixes.csv",
        ("affix", "position", "kind", "source"),
        affixes + [(term, "end", "legal_form", "cleanco") for term in legal_forms() if term not in known],
    )
    countries = [row[0] for row in rows_of(PLAYBOOK / "business_calendars.csv") if row[0] != "*"]
    days = {(country, day): name for country, day, name in rows_of(PLAYBOOK / "holidays.csv")}
    days.update({(country, day): name for country, day, name in national_holidays(countries)})
    write(PLAYBOOK / "holidays.csv", ("country", "holiday_on", "holiday"), [(*key, days[key]) for key in sorted(days)])
    ACCENTED_LETTERS.write_text(accented_letters(), encoding="utf-8")


def national_holidays(countries: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(country, day, name) of the national holidays of countries by their ISO codes, in English where it can be."""
    import holidays

    for country in countries:
        kept = holidays.country_holidays(country, years=HOLIDAY_YEARS, language="en_US")
        yield from ((country, day.isoformat(), name) for day, name in kept.items())


def public_suffixes() -> tuple[list[tuple[str, str]], set[str]]:
    """(rows of public_suffixes.csv, domains of hosters). A suffix of one label is the rule for all others: no row.

    `suffix_labels`: how many labels the public suffix of a name has that ends with `suffix`; the longest row decides.
    So `*.ck` is (ck, 2), and its exception `!www.ck` is (www.ck, 1).
    """
    import idna
    import tldextract

    snapshot = Path(tldextract.__file__).with_name(".tld_set_snapshot").read_text(encoding="utf-8")
    rules: dict[str, int] = {}
    hosting: set[str] = set()
    is_private = is_sold = False
    for line in map(str.strip, snapshot.splitlines()):
        is_private = is_private or "BEGIN PRIVATE" in line
        if not line:
            is_sold = False
        elif line.startswith("//"):
            is_sold = is_sold or SOLD_LIKE_A_SUFFIX in line
        else:
            name = line.lstrip("!*").lstrip(".")
            ascii_name = name if name.isascii() else idna.encode(name).decode()
            labels = ascii_name.count(".") + 1 + (1 if line[0] == "*" else -1 if line[0] == "!" else 0)
            if is_private and not is_sold:
                hosting.add(ascii_name)
            elif labels > 1 or line[0] == "!":
                rules[ascii_name] = labels
    return [(name, str(labels)) for name, labels in sorted(rules.items())], hosting


def widest(domains: set[str]) -> Iterator[str]:
    """Domains that are not below another one of the set."""
    for domain in domains:
        labels = domain.split(".")
        if not any(".".join(labels[start:]) in domains for start in range(1, len(labels))):
            yield domain


def legal_forms() -> list[str]:
    """cleanco's terms, spelled as `int_names_normalised` spells a name, without single letters and ordinary words."""
    from cleanco.termdata import terms_by_country, terms_by_type

    terms: Iterable[str] = (
        term for table in (terms_by_type, terms_by_country) for terms in table.values() for term in terms
    )
    folded = {spelled(term) for term in terms if "\x99" not in term}  # one of its terms is damaged
    return sorted(term for term in folded if len(term) > 1 and term not in ORDINARY_WORDS)


def spelled(term: str) -> str:
    """Lower case, no accents, no dots after single letters, every other sign a space, no `and`."""
    text = "".join(sign for sign in unicodedata.normalize("NFKD", term.lower()) if not unicodedata.combining(sign))
    text = re.sub(r"\b(\w)\.", r"\1", text.replace("ł", "l").replace("/", ""))
    words = re.sub(r"\W+", " ", text).split()
    return " ".join(word for word in words if word != "and")


def accented_letters() -> str:
    """The macros of every lower-case letter in Unicode that DuckDB's strip_accents gives another one, and of those."""
    import duckdb

    with duckdb.connect() as connection:
        pairs = connection.execute(
            """
            select chr(point) as letter, strip_accents(letter) as base
            from (select cast(unnest(range(128, 1114112)) as integer) as point) as points
            where point not between 55296 and 57343 and letter = lower(letter) and base not in ('', letter)
            order by point
            """
        ).fetchall()
    letters, bases = ("".join(column) for column in zip(*pairs, strict=True))

    def macro(name: str, text: str) -> str:
        lines = "\n        ".join(f"'{text[start : start + 80]}'" for start in range(0, len(text), 80))
        return f"{{% macro {name}() -%}}\n    {{{{-\n        {lines}\n    -}}}}\n{{%- endmacro %}}\n"

    head = "Every lower-case letter that DuckDB's strip_accents gives another one; and below, in the same order, those."
    written = "Written by `python -m orchestration.reference_data`."
    texts = macro("accented_letters", letters), macro("letters_without_accents", bases)
    return f"{{#- {head}\n    {written} -#}}\n" + "\n".join(texts)


def rows_of(file: Path) -> list[tuple[str, ...]]:
    """The rows of a seed without its header."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [tuple(row) for row in list(csv.reader(lines))[1:]]


def write(file: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Writes a seed."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    main()
