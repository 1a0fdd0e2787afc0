"""How often one source may ask: counted in memory or Redis under a keyed name of its address, never on disk.

While a Redis does not answer nobody is held up: `flask doctor` says so, and the slowing of guesses is in the database.
"""

import hmac
import logging
from ipaddress import IPv6Address, ip_address

from flask import current_app, request
from limits import RateLimitItem

from portal.extensions import limiter

log = logging.getLogger(__name__)
HOME_BITS = 72


def hit(limit: RateLimitItem, what: str) -> bool:
    """Count a request for something and say whether its source stays within the limit."""
    if not current_app.config["SOURCE_LIMITS"]:
        return True
    key: bytes = current_app.config["SECRETS"]["source"]
    # an address itself is kept nowhere, in memory neither (P1)
    source = hmac.digest(key, network(request.remote_addr or ""), "sha256").hex()
    try:
        return bool(limiter.limiter.hit(limit, what, source))
    except limiter.storage.base_exceptions as error:
        log.warning("limits_not_counted", extra={"why": type(error).__name__})
        return True


def network(address: str) -> bytes:
    """The bytes of an IPv4 address, written either way, or of the /56 that an IPv6 home is given."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return b""
    if isinstance(parsed, IPv6Address):
        return parsed.ipv4_mapped.packed if parsed.ipv4_mapped else (int(parsed) >> HOME_BITS).to_bytes(8)
    return parsed.packed
