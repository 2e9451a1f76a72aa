"""The planning session: what a proposal hands to each owner, and what comes back.

See docs/guides/reviewing-a-proposal.md.
"""

from orchestration.lib.review.feedback import Answer, Feedback, Proposal, Rate, collect
from orchestration.lib.review.pack import INDEX, write_pack
from orchestration.lib.review.results import as_json, write_results

__all__ = [
    "INDEX",
    "Answer",
    "Feedback",
    "Proposal",
    "Rate",
    "as_json",
    "collect",
    "write_pack",
    "write_results",
]
