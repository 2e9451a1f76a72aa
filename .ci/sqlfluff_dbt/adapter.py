"""dbt's `adapter`, as far as a linter needs it: a macro that differs between engines reads like a function call."""

from __future__ import annotations

from collections.abc import Callable


def dispatch(macro_name: str) -> Callable[..., str]:
    """`adapter.dispatch('x')(a, b)` becomes the SQL text `x(a, b)`."""

    def call(*arguments: object) -> str:
        return f"{macro_name}({', '.join(map(str, arguments))})"

    return call
