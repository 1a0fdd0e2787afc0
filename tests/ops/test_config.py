"""Settings and keys: an unsafe installation does not start, and says how to mend it."""

from __future__ import annotations

import pytest

from portal import secret_keys
from portal.config import read_config
from portal.errors import SettingsError
from portal.web.http.hosts import is_loopback

EVERYWHERE = "0.0.0.0"  # noqa: S104 - the address that is refused


def settings(tmp_path, **changes):
    return {"PORTAL_INSTANCE": str(tmp_path / "instance"), **changes}


def test_a_bare_start_uses_sqlite_on_loopback(tmp_path):
    config = read_config(settings(tmp_path))
    assert config["BASE_URL"] == "http://127.0.0.1:8000"
    assert str(config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite:///")
    assert config["DEBUG"] is False


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"PORTAL_BASE_URL": "http://khaosat.example.vn"}, "plain http"),
        ({"PORTAL_BASE_URL": "khaosat.example.vn"}, "must begin with https"),
        ({"PORTAL_BENCH": "1", "PORTAL_HOST": EVERYWHERE, "PORTAL_BASE_URL": "http://127.0.0.1:8000"}, "PORTAL_BENCH"),
        ({"PORTAL_BENCH": "1", "PORTAL_BASE_URL": "https://khaosat.example.vn"}, "PORTAL_BENCH"),
        ({"PORTAL_DEBUG": "1", "PORTAL_BASE_URL": "https://khaosat.example.vn"}, "PORTAL_DEBUG"),
        ({"PORTAL_SITE": "everything"}, "PORTAL_SITE"),
        ({"PORTAL_DURABILITY": "three"}, "PORTAL_DURABILITY «three» must be one or two"),
        ({"PORTAL_DURABILITY": "two"}, "PORTAL_DURABILITY=two needs PostgreSQL"),
        ({"PORTAL_CONFIRM_SECONDS": "long"}, "PORTAL_CONFIRM_SECONDS"),
        ({"PORTAL_PORT": "80a"}, "PORTAL_PORT «80a» must be a number"),
        ({"PORTAL_REQUEST_SECONDS": "long"}, "PORTAL_REQUEST_SECONDS"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(tmp_path, changes, word):
    with pytest.raises(SettingsError, match=word):
        read_config(settings(tmp_path, **changes))


def test_https_makes_cookies_secure_and_host_bound(tmp_path):
    config = read_config(settings(tmp_path, PORTAL_BASE_URL="https://khaosat.example.vn"))
    assert config["SESSION_COOKIE_NAME"] == "__Host-sid"
    assert config["SESSION_COOKIE_SECURE"] is True


def test_keys_are_made_once_each_its_own_and_readable_by_the_owner_alone(tmp_path):
    first, again = secret_keys.load(tmp_path / "keys"), secret_keys.load(tmp_path / "keys")
    assert first == again
    assert set(first) == set(secret_keys.NAMES)
    assert len(set(first.values())) == len(first)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda path: path.write_bytes(b"short"), "too short"),
        (lambda path: path.chmod(0o644), "read by others"),
        (lambda path: path.write_bytes((path.parent / "csrf.key").read_bytes()), "equal"),
    ],
)
def test_a_short_open_or_shared_key_stops_the_start(tmp_path, spoil, word):
    folder = tmp_path / "keys"
    secret_keys.load(folder)
    spoil(folder / "session.key")
    with pytest.raises(SettingsError, match=word):
        secret_keys.load(folder)


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), (EVERYWHERE, False), ("khaosat.example.vn", False)],
)
def test_loopback_is_known(host, local):
    assert is_loopback(host) is local
