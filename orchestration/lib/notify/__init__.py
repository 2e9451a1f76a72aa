"""Notifications: who hears of what, once (docs/guides/handing-out-and-notifying.md)."""

from orchestration.lib.notify.notify import Delivery, failure, notify
from orchestration.lib.notify.recipients import set_up

__all__ = ["Delivery", "failure", "notify", "set_up"]
