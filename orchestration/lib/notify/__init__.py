"""Notifications: who hears of what, once (docs/guides/handing-out-and-notifying.md)."""

from orchestration.lib.notify.notify import Delivery, Draft, failure, notify, preview
from orchestration.lib.notify.recipients import set_up

__all__ = ["Delivery", "Draft", "failure", "notify", "preview", "set_up"]
