"""`tiering sla-document`: the command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from orchestration import console
from orchestration.lib import configuration
from orchestration.lib.settings import Settings
from orchestration.options import Config

Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there. [standard output]")]


def sla_document(out: Out = None, config: Config = None) -> None:
    """The service levels as a document to be signed, in Markdown, from playbook/ of the configuration."""
    from orchestration.lib import sla_document as agreement

    checked = configuration.load(Settings.resolve(config=config).config)
    if out is None:
        sys.stdout.write(agreement.text(checked))
    else:
        agreement.write(checked, out)
        console.out.print(f"version {agreement.version(checked)}: {out}", soft_wrap=True)
