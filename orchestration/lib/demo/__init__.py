"""The demo company: exports of the made-up Packwell Machinery, deterministic by seed, with a known cause in them.

`write` fills a landing folder with every canonical table of INPUTS.md. `build_world` gives measurement tests the truth
behind the files: the table `companies` with the hidden `propensity` that drives intent, engagement, opportunities and
wins. All of it is SQL (folder sql/): macros (chance), vocabulary (words), world (who, what, when), tables (exports),
crm (the CRM's exports in a vendor's shape).
"""

from __future__ import annotations

from orchestration.lib.demo.files import DemoSummary, Format, write
from orchestration.lib.demo.world import Crm, World, build_world

__all__ = ["Crm", "DemoSummary", "Format", "World", "build_world", "write"]
