"""How counts are said to people."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 file`, `2 files`, `1,000 companies` (`plural` where it is not the noun and an s)."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
