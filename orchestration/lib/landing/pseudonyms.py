"""Pseudonyms of personal values: HMAC-SHA256 under a random key per value, kept outside raw (INPUTS.md).

The table holds no value in clear: a person is found by a salted hash. Deleting a row forgets the person, because the
pseudonyms in raw can then be tied to nobody, while raw and replay stay exact (docs/decisions/0051).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.lib.landing.manifest import replace_durably
from orchestration.lib.sql import literal, quoted

_TABLES = """
create table if not exists salt (salt varchar not null);
create table if not exists persons (person varchar not null, key blob not null, pseudonym varchar not null);
"""
_BATCH = 100_000
_BYTES = 32
"""Of a person's key."""
_FUNCTION = "pseudonym"
FEW = 2_000_000
"""So many people of one file are held in memory, about 250 bytes each."""


def normalised(text: str) -> str:
    """SQL: the spelling under which a personal value, without outer blanks, is the same person's."""
    return f"lower({text})"


def pseudonym_of(keys: Path, value: str) -> str | None:
    """The pseudonym that stands for a personal value; None when no key does."""
    with _opened(keys) as store:
        spelled = store.execute(f"select {normalised('$1')}", [value.strip()]).fetchall()[0][0]
        person = _person(_salt(store), spelled)
        found = store.execute("select pseudonym from persons where person = $1", [person]).fetchall()
    return str(found[0][0]) if found else None


def known(keys: Path, pseudonyms: Collection[str]) -> set[str]:
    """Those of the texts that are pseudonyms with a key."""
    with _opened(keys) as store:
        found = store.execute(
            "select pseudonym from persons where pseudonym in (select unnest($1::varchar[]))", [sorted(pseudonyms)]
        ).fetchall()
    return {row[0] for row in found}


def forget(keys: Path, pseudonyms: Collection[str]) -> None:
    """Deletes the keys behind pseudonyms, all or, after a crash, none.

    The file is written anew without them and takes the place of the old one: DuckDB leaves the bytes of deleted rows
    where they were.
    """
    with _opened(keys) as store:
        store.execute("checkpoint")
    kept = keys.with_name("persons.new")
    for left_by_a_crash in (kept, keys.with_name("persons.new.wal")):
        left_by_a_crash.unlink(missing_ok=True)
    with _opened(kept) as store:
        store.execute(f"attach {literal(str(keys))} as old (read_only)")
        store.execute("insert into salt from old.salt")
        store.execute(
            "insert into persons from old.persons "
            "where pseudonym not in (select unnest($1::varchar[])) order by person",
            [sorted(pseudonyms)],
        )
        store.execute("detach old")
        store.execute("checkpoint")
    replace_durably(kept, keys)


@dataclass(frozen=True)
class People:
    """How a file's query finds the pseudonyms of personal values."""

    are_few: bool
    """They are looked up in memory, value by value: unlike a join, that keeps the rows in order."""

    def joined(self, texts: dict[str, str]) -> str:
        """SQL after `from`. `texts`: name of a personal column -> its normalised text."""
        if self.are_few:
            return ""
        return " ".join(
            f"left join pseudonyms as {_alias(name)} on {_alias(name)}.value = {text}" for name, text in texts.items()
        )

    def pseudonym(self, name: str, text: str) -> str:
        """SQL: the pseudonym of a personal column's cell."""
        return f"{_FUNCTION}({text})" if self.are_few else f"{_alias(name)}.pseudonym"


def provide(connection: duckdb.DuckDBPyConnection, keys: Path, values: str) -> People:
    """Fills the temporary table `pseudonyms (value, pseudonym)` for the values of a query with one column `value`.

    New persons get a key, which is durable when this returns: raw files that use it are written afterwards.
    """
    with _opened(keys) as store:
        salt = literal(_salt(store))
    connection.execute(
        f"create or replace temp table personal as select value, sha256({salt} || value) as person "
        f"from (select distinct value from ({values}) where value is not null)"
    )
    connection.execute(f"attach {literal(str(keys))} as keys")
    try:
        connection.execute(
            "create or replace temp table arrived as "
            "select value, person from personal anti join keys.persons using (person)"
        )
        count = connection.execute("select count(*) from arrived").fetchall()[0][0]
        for begin in range(0, count, _BATCH):
            batch = f"select value, person from arrived where rowid between {begin} and {begin + _BATCH - 1}"
            _add(connection, batch)
        connection.execute("checkpoint keys")
        connection.execute(
            "create or replace temp table pseudonyms as "
            "select value, stored.pseudonym from personal inner join keys.persons as stored using (person)"
        )
    finally:
        connection.execute("detach keys")
    are_few = bool(connection.execute("select count(*) <= $1 from pseudonyms", [FEW]).fetchall()[0][0])
    if are_few:
        found = dict(connection.execute("select value, pseudonym from pseudonyms").fetchall())
        connection.create_function(_FUNCTION, lambda value: found[value], ["VARCHAR"], "VARCHAR")
    return People(are_few)


def _add(connection: duckdb.DuckDBPyConnection, arrived: str) -> None:
    """Keys for the rows (value, person) of a query. They pass to DuckDB as texts, many times faster than as lists."""
    new = connection.execute(arrived).fetchall()
    keys = secrets.token_bytes(_BYTES * len(new))
    parts = (keys[begin : begin + _BYTES] for begin in range(0, len(keys), _BYTES))
    names = " ".join(_name(key, value) for key, (value, _) in zip(parts, new, strict=True))
    connection.execute(
        f"""
        insert into keys.persons
        select made.person, unhex(made.key), made.name || {_host("arrived.value")}
        from (
            select
                unnest(string_split($people, ' ')) as person,
                unnest(string_split($keys, ' ')) as key,
                unnest(string_split($names, ' ')) as name
        ) as made
        inner join ({arrived}) as arrived using (person)
        """,
        {"people": " ".join(person for _, person in new), "keys": keys.hex(" ", _BYTES), "names": names},
    )


def _name(key: bytes, value: str) -> str:
    """32 hexadecimal digits."""
    return hmac.digest(key, value.encode(), "sha256")[:16].hex()


def _host(value: str) -> str:
    """SQL: what an e-mail's pseudonym keeps of it, the domain."""
    return f"case when contains({value}, '@') then '@' || split_part({value}, '@', -1) else '' end"


def _alias(name: str) -> str:
    return quoted(f"_pseudonym_of_{name}")


def _person(salt: str, value: str) -> str:
    return hashlib.sha256((salt + value).encode()).hexdigest()


def _salt(store: duckdb.DuckDBPyConnection) -> str:
    found = store.execute("select salt from salt").fetchall()
    if found:
        return str(found[0][0])
    salt = secrets.token_hex(32)
    store.execute("insert into salt values ($1)", [salt])
    return salt


@contextmanager
def _opened(keys: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The keys, readable by their owner alone."""
    keys.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys.parent.chmod(0o700)
    with duckdb.connect(str(keys)) as store:
        keys.chmod(0o600)
        store.execute(_TABLES)
        yield store
