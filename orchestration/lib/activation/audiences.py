"""Advertising audiences: a company list per channel, tier and play, always whole, for channels replace lists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.lib.activation.ledger import HandedFile, HandOut, Written
from orchestration.lib.configuration import Row
from orchestration.lib.releases import content
from orchestration.lib.releases.files import sha256
from orchestration.lib.sql import literal, quoted
from orchestration.lib.words import counted

MEMBERS = "release.marts.audience_members"
AUDIENCE = "concat_ws('_', 'tier', tier, regexp_replace(lower(play), '[^\\p{L}\\p{M}\\p{N}]+', '-', 'g'))"
"""SQL: the audience of a member, as its file is called: `tier_1_strategic-account-plan`."""
NOBODY = ""
"""The audience that no member is in."""


def write(
    connection: duckdb.DuckDBPyConnection,
    channel: str,
    fields: Sequence[Row],
    told: Sequence[tuple[HandOut, Path]],
    folder: Path,
    *,
    anew: bool,
) -> Written:
    """Writes `<channel>_tier_<n>_<play>.csv` for every audience whose list differs from the one the channel has.

    An audience that nobody is in any more becomes a file with its header only, again with every `anew`: the channel
    may not have emptied it. Companies that lack what
    the channel needs are left out.
    """
    has = {name: file for entry, _ in told for name, file in entry.files.items()}
    audiences = {f"{channel}_{audience}.csv": audience for audience in _audiences(connection)}
    needed = [f"{field.text('field')} is not null" for field in fields if field.flag("is_required")] or ["true"]
    files: dict[str, HandedFile] = {}
    for name in sorted(has.keys() | audiences.keys()):
        members = f"from {MEMBERS} where {AUDIENCE} = {literal(audiences.get(name, NOBODY))}"
        cells = ", ".join(f"{field.text('field')} as {quoted(field.text('channel_field'))}" for field in fields)
        listed = f"select distinct {cells} {members} and {' and '.join(needed)} order by all"
        connection.execute(f"create or replace temp view audience as {listed}")
        file = folder / name
        content.export_csv(connection, "audience", file)
        ((rows,),) = connection.execute("select count(*) from audience").fetchall()
        written = HandedFile(rows=rows, sha256=sha256(file))
        is_known = written == has.get(name) and not anew
        if is_known or (rows == 0 and name not in has):
            file.unlink()
        else:
            files[name] = written
    lacking = f"select count(*) from {MEMBERS} where not ({' and '.join(needed)})"
    ((count,),) = connection.execute(lacking).fetchall()
    return Written(files, f"{counted(count, 'company', 'companies')} without {_names(fields)}" if count else None)


def _audiences(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(f"select distinct {AUDIENCE} as audience from {MEMBERS} order by audience").fetchall()
    return [audience for (audience,) in rows]


def _names(fields: Sequence[Row]) -> str:
    return " or ".join(field.text("field") for field in fields if field.flag("is_required"))
