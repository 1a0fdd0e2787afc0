"""P19: no secret in the repository; keys are renewed while people work."""

from __future__ import annotations

import os
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from portal import secret_keys
from portal.config import ROOT, read_config
from tests.browser import PageClient

SHAPES = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abp]-[0-9A-Za-z-]{10}"
    rb"|(?:postgres(?:ql)?|redis)(?:\+psycopg)?://[^\s:/@\"']+:[^\s@/\"'{\xe2]+@"
    rb"|SECRET_KEY[\"']?\s*[=:]\s*[\"'][^\"']{16}"
)
NOT_OURS = {".git", ".venv", "node_modules", "instance", "__pycache__", "vendor", "out"}
TEXT = {
    ".py",
    ".html",
    ".js",
    ".css",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".csv",
    ".json",
    ".sh",
    ".ini",
    ".cfg",
    ".yml",
    "",
}


def files_of_ours():
    """Folders that are not ours are not gone through: `.venv` alone has tens of thousands of files."""
    for folder, inside, names in os.walk(ROOT):
        inside[:] = [name for name in inside if name not in NOT_OURS and not name.startswith(".")]
        paths = (Path(folder, name) for name in names if name not in NOT_OURS and not name.startswith("."))
        yield from (path for path in paths if path.is_file())


def test_the_repository_holds_no_secret():
    found = {str(path) for path in files_of_ours() if path.suffix in TEXT and SHAPES.search(path.read_bytes())}
    assert found == set()
    assert [path for path in files_of_ours() if path.suffix in {".key", ".pem", ".p12", ".pfx"}] == []


@pytest.mark.parametrize(
    "text",
    [
        b"-----BEGIN " + b"PRIVATE KEY-----",
        b"AK" + b"IAABCDEFGHIJKLMNOP",
        b"postgresql+psycopg://ydan:" + b"thatpassword@db/ydan",
        b"SECRET_KEY" + b' = "0123456789abcdef"',
    ],
)
def test_the_search_would_see_one(text):
    assert SHAPES.search(text)


@pytest.fixture
def steps(tmp_path):
    """The keys as a server reads them before renewal and after each of its three steps."""
    wanted = ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "WTF_CSRF_SECRET_KEY")
    environ, taken = {"PORTAL_INSTANCE": str(tmp_path)}, []
    for step in ("", "announced", "signing", "forgotten"):
        if step:
            assert secret_keys.renew(tmp_path / "keys") == step
        config = read_config(environ)
        taken.append({name: config[name] for name in wanted})
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").glob("*.key")} == {0o600}
    return taken


def test_servers_that_share_their_older_keys_agree_on_the_key_of_waiting_rows(tmp_path):
    """After an upgrade each makes the missing file by itself; a ballot of one is not strange to another."""
    keys = [secret_keys.load(tmp_path / "one"), secret_keys.load(tmp_path / "stranger")]
    (tmp_path / "two").mkdir(mode=0o700)
    for path in (tmp_path / "one").glob("*.key"):
        if path.stem != "row":
            shutil.copy(path, tmp_path / "two")
    assert secret_keys.load(tmp_path / "two") == keys[0]
    assert keys[0]["row"] != keys[1]["row"]


def test_renewal_ends_with_other_keys_and_no_old_ones(steps):
    before, _announced, _signing, after = steps
    assert before["SECRET_KEY"] != after["SECRET_KEY"]
    assert before["WTF_CSRF_SECRET_KEY"] != after["WTF_CSRF_SECRET_KEY"]
    assert after["SECRET_KEY_FALLBACKS"] == []
    assert len(after["WTF_CSRF_SECRET_KEY"]) == 1


def log_in(app, opened_by, sent_to):
    """The status of a form that one server handed out, sent to another."""
    client = PageClient(app)
    app.config.update(opened_by)
    fields = client.get("/login").fields()
    app.config.update(sent_to)
    return client.http.post("/login", data=fields).status_code


def test_nobody_who_sends_a_form_is_interrupted_at_any_step(app, db, monkeypatch, steps):
    for name in steps[0]:
        monkeypatch.setitem(app.config, name, app.config.get(name))
    for older, newer in pairwise(steps):
        assert log_in(app, older, newer) == 422
        assert log_in(app, newer, older) == 422
    assert log_in(app, steps[0], steps[3]) == 400


def test_the_command_says_which_step_was_taken(app, tmp_path, monkeypatch):
    secret_keys.load(tmp_path / "keys")
    monkeypatch.setitem(app.config, "INSTANCE", str(tmp_path))
    runner = app.test_cli_runner(catch_exceptions=False)
    with app.app_context():  # of this application, whatever paper's context a test before has left open
        said = [runner.invoke(args=["keys", "renew"]).output[:8] for _step in range(3)]
    assert said == ["Bước 1/3", "Bước 2/3", "Bước 3/3"]
