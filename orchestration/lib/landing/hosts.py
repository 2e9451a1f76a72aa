"""Host names in other scripts, in ASCII: what SQL cannot convert is converted at landing (INPUTS.md, "Identity")."""

from __future__ import annotations

import re

import duckdb
import idna

_HOST = re.compile(r"^((?:[a-z]+:|/)*(?:[^/@]*@)?)([^/?#:@\s]+)(.*)$", re.IGNORECASE | re.DOTALL)
_FUNCTION = "host_in_ascii"


def in_ascii(text: str) -> str:
    """A domain, web address or e-mail address with its host name in ASCII (`müller.de` is xn--mller-kva.de).

    Everything else of the text stays, and so does a host name that is none.
    """
    found = _HOST.match(text)
    if found is None:
        return text
    before, host, after = found.groups()
    try:
        return f"{before}{idna.encode(host, uts46=True).decode()}{after}"
    except idna.IDNAError:
        return text


def spellings(text: str) -> set[str]:
    """A domain or e-mail address as it is, with its host name in ASCII, and in its own script."""
    ascii_text = in_ascii(text)
    before, at, host = ascii_text.rpartition("@")
    try:
        return {text, ascii_text, f"{before}{at}{idna.decode(host)}"}
    except idna.IDNAError:
        return {text, ascii_text}


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes `in_ascii` callable in the SQL of this connection."""
    connection.create_function(_FUNCTION, in_ascii, ["VARCHAR"], "VARCHAR")


def ascii_sql(text: str) -> str:
    """SQL: the text with its host name in ASCII; what is ASCII is never handed to Python."""
    return f"(case when strlen({text}) = length({text}) then {text} else {_FUNCTION}({text}) end)"
