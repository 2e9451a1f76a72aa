"""The errors a user can cause: one family, each with the exit code of MARTS.md ("The command")."""

from __future__ import annotations


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


class GateRefused(TieringError):
    """A gate or a dbt test refused, or approval is needed: the last good release still stands."""

    exit_code = 1


class LockHeld(TieringError):
    """Another refresh holds the lock."""

    exit_code = 3
