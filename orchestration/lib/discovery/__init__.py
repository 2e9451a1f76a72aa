"""From unknown exports to a first answer: what lies in landing/, what columns.yml should say, and what the tiers would
be (`tiering init`).

`survey` looks and writes nothing; `first_look` runs the real flow over it in a scratch home that is emptied again.
"""

from orchestration.lib.discovery.first_look import FactorFill, FirstLook, day_of, first_look, moves
from orchestration.lib.discovery.survey import FileFound, Survey, TableFound, survey, write_proposal

__all__ = [
    "FactorFill",
    "FileFound",
    "FirstLook",
    "Survey",
    "TableFound",
    "day_of",
    "first_look",
    "moves",
    "survey",
    "write_proposal",
]
