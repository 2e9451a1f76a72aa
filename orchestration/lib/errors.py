"""The errors a user can cause: one family, each with the exit code of MARTS.md ("The command")."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType


class TieringError(Exception):
    """Base of every error with a message for people. `exit_code` is what the command returns."""

    exit_code = 4


class InputError(TieringError):
    """Bad input, configuration or usage: says where, which rule, and what to do. Nothing has been written."""

    exit_code = 2

    def __init__(self, rule: str, *, file: object = None, line: int | None = None, remedy: str = "") -> None:
        """`rule`: what is wrong, in words; `file` and `line` (1-based): where; `remedy`: what to do about it."""
        where = "" if file is None else f"{file}{'' if line is None else f', line {line}'}: "
        super().__init__(f"{where}{rule}{'' if not remedy else f' -> {remedy}'}")
        self.rule, self.file, self.line, self.remedy = rule, file, line, remedy


class InputErrors(InputError):
    """Several things that are wrong, told at once: `problems`, one line each."""

    def __init__(self, problems: Sequence[InputError]) -> None:
        first = problems[0]
        super().__init__(first.rule, file=first.file, line=first.line, remedy=first.remedy)
        self.problems = tuple(problems)
        self.args = ("\n".join(str(problem) for problem in problems),)


class Collected:
    """Bad input that is to be told together: `with collected:` around each part that may find some."""

    def __init__(self) -> None:
        self.problems: list[InputError] = []

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        """Keeps an InputError, so that the next part is looked at too; others go on."""
        if not isinstance(error, InputError):
            return False
        self.problems += error.problems if isinstance(error, InputErrors) else [error]
        return True

    def refuse(self) -> None:
        """Raises what was found: one error as it is, several as InputErrors."""
        if self.problems:
            raise self.problems[0] if len(self.problems) == 1 else InputErrors(self.problems)


class GateRefused(TieringError):
    """A gate or a dbt test refused, or approval is needed: the last good release still stands."""

    exit_code = 1


class LockHeld(TieringError):
    """Another refresh holds the lock."""

    exit_code = 3
