"""What the tests of the review's server share."""

from __future__ import annotations

ZOE = {"group": "profiles", "name": "zoe_lindqvist"}
