"""Content addresses: one key names one model call in the cache, the journal and the recordings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping


def canonical_json(value: object) -> str:
    """Return `value` as JSON with sorted keys and no white space. Changing this changes every key.

    Raises:
        TypeError: `value` holds something that JSON has no form for.
        ValueError: `value` holds NaN or an infinity.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def fingerprint(value: object) -> str:
    """Return the sha256 (64 hex digits) of the canonical JSON of `value`."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def request_key(wire: Mapping[str, object], *, prompt_fingerprint: str, provider: str, mode: str, server: str) -> str:
    """Return the content address (64 hex digits) of a model call.

    `wire` is the request's body: messages, schema or grammar, model, temperature, seed, token limit, logprobs.
    `server` is the endpoint's address, "" for the embedded model, whose port differs from run to run. Timeouts, retries
    and keys are left out: they cannot change the answer.
    """
    return fingerprint(
        {"wire": wire, "prompt": prompt_fingerprint, "provider": provider, "mode": mode, "server": server}
    )
