"""`python -m orchestration` is the `tiering` command."""

from orchestration.cli import main

main()
