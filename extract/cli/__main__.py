"""`python -m extract.cli` is the `vouchline` command."""

from extract.cli import main

main()
