"""From a sealed release to its readers: `current` moves, then those elsewhere are handed the same release."""

from __future__ import annotations

import os
from pathlib import Path

from orchestration.lib import releases
from orchestration.lib.settings import Settings


def publish(store: releases.Store, release: releases.Release, settings: Settings, *, approved_by: str | None) -> None:
    """Moves `current` to a sealed release, then hands it on (`share`)."""
    releases.publish(store, release, approved_by=approved_by)
    share(release, settings)


def share(release: releases.Release, settings: Settings) -> None:
    """Hands the release that is current now on, where it is not there yet.

    To the readers of the Spark cluster, when a release of this home was made on one, and to TIERING_PUBLISH_TO, when
    set. Raises TieringError, which says that the release is published, when it cannot be handed on.
    """
    if settings.spark_marts.exists():
        from orchestration.lib import spark

        spark.serve(release, settings)
    if target := os.environ.get("TIERING_PUBLISH_TO"):
        releases.publish_to(release, Path(target).expanduser().absolute())
