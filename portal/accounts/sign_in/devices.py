"""The mark a browser keeps, which tells it from others at sign-in.

It holds no right: but what strangers do elsewhere does not concern a device that an account knows.
"""

import secrets

from flask import Response, current_app, g, request

from portal.accounts import operations, queries
from portal.accounts.models import Account

COOKIE = "device"
# as long as browsers keep a cookie at most
MAX_AGE = 400 * 24 * 3600


def current_device() -> str:
    """The mark of this browser; a new one where it has none yet."""
    if "device" not in g:
        g.device = request.cookies.get(COOKIE, "")[:64] or secrets.token_urlsafe(24)
    return str(g.device)


def known_device(account: Account) -> str:
    """The mark of this browser where the account has been all the way in with it; else empty."""
    device = current_device()
    return device if queries.knows_device(account, operations.device_hash(device)) else ""


def remember(account: Account) -> None:
    """Note that the account went all the way in with this browser, if it has a mark."""
    if COOKIE in request.cookies:
        operations.remember_device(account, current_device())


def set_device_cookie(answer: Response) -> Response:
    """Let the browser keep its mark."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(COOKIE, current_device(), max_age=MAX_AGE, secure=secure, httponly=True, samesite="Lax")
    return answer
