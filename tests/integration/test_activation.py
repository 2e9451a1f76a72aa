"""From a move to the import file and the message: the command, on a refreshed demo and real servers."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.settings import Settings
from tests.conftest import AS_OF, Refresh, tiering
from tests.unit.activation_kit import free_port, mail_server, web_server


def query(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    database = (settings.releases / "current" / "tiers.duckdb").resolve()
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def hand_out(settings: Settings, *arguments: str) -> dict[str, dict[str, int]]:
    """Target -> file -> rows."""
    folders = ("--home", settings.home, "--config", settings.config)
    told = json.loads(tiering("hand-out", *arguments, "--json", *folders, check=True).stdout)
    return {target["target"]: target["files"] for target in told["handed_out"]}


def rows(files: dict[str, int]) -> dict[str, dict[str, str]]:
    """Record -> row of the one file."""
    (name,) = files
    with Path(name).open(encoding="utf-8", newline="") as stream:
        return {row["account_id"]: row for row in csv.DictReader(stream)}


def test_the_import_file_lists_exactly_what_moved_and_owners_hear_of_it(
    workplace: Settings, refresh: Refresh, tmp_path: Path
) -> None:
    everything = rows(hand_out(workplace)["crm"])
    assert everything.keys() == {record for (record,) in query(workplace, "select account_id from marts.account_tiers")}
    ((account, owner),) = query(
        workplace,
        """
        select account_id, owner_id from marts.account_tiers
        where tier = 3 and owner_id is not null and not is_holdout order by account_id limit 1
        """,
    )
    words = ("--tier", 1, "--reason", "pilot customer", "--approved-by", "Ada", "--from", AS_OF + timedelta(days=1))
    folders = ("--home", workplace.home, "--config", workplace.config)
    tiering("override", "add", account, *words, "--expires", AS_OF + timedelta(days=90), *folders, check=True)

    assert refresh(as_of=AS_OF + timedelta(days=1)).returncode == 0

    handed = hand_out(workplace)
    changed = {record for (record,) in query(workplace, "select crm_record_id from marts.crm_tier_sync")}
    assert account in changed and len(changed) < len(everything) / 2
    assert rows(handed["crm"]).keys() == changed
    assert (
        rows(handed["crm"])[account]["tier"] == "1" and "pilot customer" in rows(handed["crm"])[account]["tier_reason"]
    )
    moved = query(workplace, "select account_id from marts.account_tiers where tier is distinct from previous_tier")
    assert {record for (record,) in moved} <= changed
    blocked = query(
        workplace,
        """
        select domain from marts.account_plays inner join marts.account_tiers using (account_id)
        where blocked_by in ('do_not_contact', 'held_out') and domain is not null
        """,
    )
    lists = [Path(name) for files in handed.values() for name in files if "crm" not in Path(name).name]
    listed = "".join(file.read_text(encoding="utf-8") for file in lists)
    assert lists and blocked and not [domain for (domain,) in blocked if f'"{domain}"' in listed]
    assert not any(hand_out(workplace).values()), "nothing is handed out twice"

    book, mail, web = tmp_path / "addresses.csv", free_port(), free_port()
    book.write_text(f"owner_id,address\n{owner},ann@firm.example\n")
    environment = {
        "TIERING_OWNER_ADDRESSES": str(book),
        "TIERING_NOTIFY_OWNERS": f"mailto://127.0.0.1:{mail}?from=tiers@firm.example&to={{address}}",
        "TIERING_NOTIFY_SALES": f"json://127.0.0.1:{web}/sales",
    }
    with mail_server(mail) as mails, web_server(web) as posts:
        first, second = (tiering("notify", "--json", *folders, **environment) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    ((to, _, text),) = mails
    assert to == ["ann@firm.example"] and f"({account}): Tier 3 to Tier 1" in text and "pilot customer" in text
    ((path, post),) = posts
    assert path == "/sales" and f"({account})" in post["message"]
    assert {one["state"] for one in json.loads(second.stdout)["deliveries"]} <= {"no address"}
