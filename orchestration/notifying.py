"""`tiering notify`: the command."""

from __future__ import annotations

import dataclasses
import os

from orchestration import console
from orchestration.lib.locking import lock
from orchestration.lib.settings import Settings
from orchestration.options import LOCK_WAIT_SECONDS, Config, Home, Json, day


def notify(home: Home = None, config: Config = None, json: Json = False) -> None:
    """Tell owners what moved and why, and the operator what waits: once per release and recipient."""
    from orchestration.lib import notify as notifications

    settings = Settings.resolve(home=home, config=config)
    file = settings.notifications / "lock"
    with lock(file, wait_seconds=LOCK_WAIT_SECONDS, owner="tiering notify", what="notification"):
        deliveries = notifications.notify(settings, os.environ, day(None))
    if json:
        console.print_json({"deliveries": [dataclasses.asdict(delivery) for delivery in deliveries]})
    elif not deliveries:
        console.out.print("there is nothing new to tell")
    else:
        columns = [("recipient", "left"), ("message", "left"), ("state", "left"), ("", "left")]
        rows = [(one.recipient, one.title, one.state, one.detail) for one in deliveries]
        console.out.print(console.table("Notifications", columns, rows))
    if failure := notifications.failure(deliveries):
        raise failure
