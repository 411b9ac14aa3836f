"""Loads what a run needs, for the process that runs are forked from."""

from __future__ import annotations

import extract.cli.commands.running
import extract.pipeline.run

LOADED = (extract.cli.commands.running, extract.pipeline.run)
