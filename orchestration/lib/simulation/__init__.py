"""What if: another configuration on the book of the current release, and how much hangs on its weights."""

from orchestration.lib.simulation.run import POLICY, Simulated, simulate
from orchestration.lib.simulation.sensitivity import Draws, Sensitivity, sensitivity
from orchestration.lib.simulation.summary import sensitivity_page, simulation_page
from orchestration.lib.simulation.tables import Page, Table, write_markdown
from orchestration.lib.simulation.weights import parse_weights

__all__ = [
    "POLICY",
    "Draws",
    "Page",
    "Sensitivity",
    "Simulated",
    "Table",
    "parse_weights",
    "sensitivity",
    "sensitivity_page",
    "simulate",
    "simulation_page",
    "write_markdown",
]
