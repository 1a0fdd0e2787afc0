"""web/http/rate_limit.py: limits counted in a Redis, and nobody held up while it does not answer."""

from __future__ import annotations

from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from portal.extensions import REDIS_TIMEOUTS, limiter
from portal.web.http import rate_limit

NOBODY_LISTENS = "redis://127.0.0.1:1/0"
ONE = parse("1 per minute")


def tries(app, monkeypatch, url, addresses=("203.0.113.7", "203.0.113.7")):
    """Whether each of two requests in a row is within a limit of one."""
    storage = storage_from_string(url, **REDIS_TIMEOUTS)
    monkeypatch.setattr(limiter, "_storage", storage)
    monkeypatch.setattr(limiter, "_limiter", MovingWindowRateLimiter(storage))
    monkeypatch.setitem(app.config, "SOURCE_LIMITS", value=True)
    return [is_within(app, address) for address in addresses]


def is_within(app, address):
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        return rate_limit.hit(ONE, "test")


def test_what_is_counted_has_an_end(app, monkeypatch):
    assert tries(app, monkeypatch, "memory://") == [True, False]


def test_a_home_with_many_addresses_is_one_source(app, monkeypatch):
    assert tries(app, monkeypatch, "memory://", ("2001:db8:0:1200::1", "2001:db8:0:12ff::9")) == [True, False]
    assert tries(app, monkeypatch, "memory://", ("2001:db8:0:1200::1", "2001:db8:0:1300::1")) == [True, True]


def test_a_redis_can_be_set_and_its_silence_holds_nobody_up(app, monkeypatch, caplog):
    assert tries(app, monkeypatch, NOBODY_LISTENS) == [True, True]
    assert "limits_not_counted" in caplog.messages
