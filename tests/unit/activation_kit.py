"""Handmade releases with the marts that leave the house, and real servers to send to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes, policy
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import duckdb
from aiosmtpd.controller import Controller

from orchestration.lib import configuration, releases
from orchestration.lib.settings import PROJECT, Settings
from tests.unit.releases_kit import CHECK, manifest

Rows = Sequence[Mapping[str, Any]]


def settings_in(folder: Any) -> Settings:
    return Settings(landing=folder / "landing", home=folder / "home", config=PROJECT / "seeds")


@cache
def contracts() -> dict[str, list[tuple[str, str]]]:
    return releases.contracted_marts(PROJECT / "models")


load_once = cache(configuration.load)
"""A test reads the project's configuration many times; it takes a second."""


def seal(
    store: releases.Store, release_id: str, previous: str | None = None, *, marts: Mapping[str, Rows], **changes: Any
) -> releases.Release:
    """A sealed release whose marts have the contract's columns; rows name the cells that matter, others are null."""
    candidate = store.begin(release_id)
    day = date.fromisoformat(release_id[:10])
    facts = {
        "release_id": release_id,
        "as_of_date": day,
        "previous_release_id": previous,
        "previous_as_of_date": None if previous is None else date.fromisoformat(previous[:10]),
    }
    wanted = ["crm_tier_state", "audience_members", "account_tiers", "account_tier_history", "account_tier_changes"]
    wanted += ["account_triggers", "account_plays", "sla_compliance"]
    tables: dict[str, Rows] = dict.fromkeys(wanted, ()) | dict(marts)
    tables["release_info"] = [facts]
    with duckdb.connect(str(candidate.database)) as connection:
        connection.execute("create schema marts")
        for mart, rows in tables.items():
            columns = ", ".join(f'"{name}" {kind}' for name, kind in contracts()[mart])
            connection.execute(f"create table marts.{mart} ({columns})")
            for row in rows:
                names = ", ".join(f'"{name}"' for name in row)
                connection.execute(
                    f"insert into marts.{mart} ({names}) values ({', '.join('?' * len(row))})", [*row.values()]
                )
    candidate.quality_page.write_text("<p>fine</p>")
    (candidate.config / "tiering").mkdir(parents=True)
    (candidate.config / "tiering" / "tiers.csv").write_text("tier\n1\n")
    known = manifest(release_id, previous, **changes)
    return releases.seal(candidate, known, [CHECK], expected={"score_range"}, marts=[*tables])


def publish(
    store: releases.Store,
    release_id: str,
    previous: str | None = None,
    *,
    is_reconstructed: bool = False,
    **marts: Rows,
) -> releases.Release:
    release = seal(store, release_id, previous, marts=marts, is_reconstructed=is_reconstructed)
    releases.publish(store, release)
    return release


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(port: int, answer: str = "250 OK") -> Iterator[list[tuple[list[str], str, str]]]:
    """A real SMTP server on 127.0.0.1; yields what it received: (recipients, subject, text)."""
    received: list[tuple[list[str], str, str]] = []

    class Inbox:
        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
            message = message_from_bytes(envelope.content, policy=policy.default)
            body = message.get_body(("plain",))
            text = "" if body is None else body.get_content()
            received.append((envelope.rcpt_tos, str(message["subject"]), text))
            return answer

    controller = Controller(Inbox(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield received
    finally:
        controller.stop()


@contextmanager
def web_server(port: int) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """A real HTTP server on 127.0.0.1; yields what was posted to it: (path, JSON)."""
    received: list[tuple[str, dict[str, Any]]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, json.loads(content)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Not on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Hook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
