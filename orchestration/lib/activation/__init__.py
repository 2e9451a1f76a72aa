"""What leaves the house: import files for CRMs and audiences for advertising, each told once."""

from orchestration.lib.activation.hand_out import Handed, hand_out
from orchestration.lib.activation.ledger import HandedFile, HandOut, Ledger

__all__ = ["HandOut", "Handed", "HandedFile", "Ledger", "hand_out"]
