"""How often one source may ask: counted in memory or Redis under a keyed name of its address, never on disk."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from flask import current_app, request

from portal.extensions import limiter

if TYPE_CHECKING:
    from limits import RateLimitItem


def within(limit: RateLimitItem, what: str) -> bool:
    """Count a request for something and say whether its source stays within the limit."""
    if current_app.config["BENCH"] or current_app.config.get("TESTING_NO_LIMITS"):
        return True
    key: bytes = current_app.config["SECRETS"]["source"]
    source = hmac.digest(key, (request.remote_addr or "").encode(), "sha256").hex()
    return bool(limiter.limiter.hit(limit, what, source))
