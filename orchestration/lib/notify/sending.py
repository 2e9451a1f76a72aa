"""Messages through Apprise: e-mail, webhooks, Slack, Teams and whatever else it has a URL for."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from orchestration.lib.errors import InputError

if TYPE_CHECKING:
    import apprise

ADDRESS = re.compile(r"[^\s\"'<>]+@[^\s\"'<>]+")


def check_url(url: str, variable: str) -> None:
    """Raises InputError when Apprise does not understand the URL, which is never shown: it may hold a password."""
    if not _receiver(url):
        remedy = "write it as Apprise does: mailtos://..., jsons://..., slack://..., msteams://..."
        raise InputError(f"the URL in {variable} is none that messages can be sent to", remedy=remedy)


def send(url: str, title: str, body: str) -> str | None:
    """Sends a plain-text message; returns why it could not be delivered, addresses masked, or None when it was."""
    import apprise

    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log:
        if _receiver(url).notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT):
            return None
        reasons = " ".join(log.getvalue().split())
    return ADDRESS.sub("<address>", reasons) or "no reason given"


def _receiver(url: str) -> apprise.Apprise:
    """Empty, and so false, when the URL is not understood."""
    import apprise

    receiver = apprise.Apprise()
    with apprise.LogCapture(level=logging.CRITICAL):
        receiver.add(url)
    return receiver
