"""`ydan-upgrade`: what it refuses, how far it widens, when it goes back; under posts by ./test --long."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bench import visitors
from portal.config import ROOT
from portal.ops.serving import HANDED_OVER, listen
from portal.ops.upgrade import misfits, notes_between, stands, widened_to
from tests import databases
from tests.ops.upgrade_host import Host

pytestmark = pytest.mark.once
OLD = {"main.event": {"id": False, "action": False}, "main.unit": {"id": False}}
NOTES = "# Notes\n\n## 0.10.0\n\n- a\n\n## 0.9.0\n\n- b\n\n## 0.8.0\n\n- c\n"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (OLD, []),
        ({**OLD, "main.spare": {"id": False}}, []),
        ({**OLD, "main.unit": {"id": False, "spare": True}}, []),
        ({**OLD, "main.unit": {"id": False, "key": False}}, ["thêm cột bắt buộc main.unit.key"]),
        ({**OLD, "main.event": {"id": False}}, ["bỏ cột main.event.action"]),
        ({"main.event": OLD["main.event"]}, ["bỏ bảng main.unit"]),
    ],
)
def test_tables_that_the_old_release_cannot_live_with_are_named(new, said):
    assert misfits(OLD, new) == said


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ([], ("0002", [])),
        ([("0003", False), ("0004", False)], ("0004", [])),
        ([("0003", False), ("0004", True)], ("0003", ["0004"])),
        ([("0003", True), ("0004", False)], ("0002", ["0003", "0004"])),
    ],
)
def test_what_takes_away_waits_and_so_does_what_comes_after_it(new, found):
    known = [("0001", False), ("0002", True)]
    assert widened_to([*known, *new], [name for name, _ in known]) == found


@pytest.mark.parametrize(
    ("looks", "well"),
    [
        ("+++", True),
        ("-----+++", True),
        ("+" + "--" + "+", True),
        ("+" + "---" + "+", False),
        ("-" * 30 + "+", False),
        ("+++-", False),
        ("", False),
    ],
)
def test_a_release_stands_unless_it_is_late_or_fails_three_times_in_a_row(looks, well):
    assert stands(look == "+" for look in looks) is well


@pytest.mark.parametrize(
    ("old", "new", "told"), [("0.8.0", "0.10.0", "ab"), ("0.9.0", "0.10.0", "a"), ("0.10.0", "0.10.0", "")]
)
def test_the_notes_of_the_versions_between_are_told(old, new, told):
    assert "".join(re.findall(r"- (\w)", notes_between(NOTES, old, new))) == told


def test_the_notes_of_this_version_are_written():
    version = (ROOT / "VERSION").read_text().strip()
    assert notes_between((ROOT / "docs" / "upgrade-notes.md").read_text(), "0.0.0", version)


def test_a_socket_that_systemd_holds_is_taken_over(monkeypatch):
    taken = []
    monkeypatch.setattr(socket, "socket", lambda **held: taken.append(held))
    monkeypatch.setenv("LISTEN_FDS", "1")
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
    listen("127.0.0.1", 1)
    assert taken == [{"fileno": HANDED_OVER}]


WIDEN = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9001", "{head}"
def upgrade(engine_name):
    if engine_name == "main":
        op.create_table("spare", sa.Column("id", sa.Integer(), primary_key=True))
"""
AILING = '''    """The process answers."""
    import os
    if os.environ.get("LISTEN_PID"):
        return jsonify(status="red"), 500
'''


@pytest.fixture
def release(tmp_path):
    """`release(version)` makes a folder of this code, to which a test may do what it wants."""

    def make(version: str) -> Path:
        folder = tmp_path / version
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "node_modules", "instance", "tests", "out"))
        (folder / ".venv").symlink_to(ROOT / ".venv")
        (folder / "VERSION").write_text(version)
        return folder

    return make


FAILING = """
    if engine_name == "main":
        assert op.get_bind().dialect.name == "sqlite", "no such function"
"""


FILL = """
from datetime import timedelta
from portal import create_app
from portal.extensions import db
from portal.surveys import queries
from portal.web.data import clock
from tests import make
with create_app().app_context():
    survey = make.survey_round(first_day=clock.today(), last_day=clock.today() + timedelta(days=2))
    db.session.commit()
    print(*(point.code for point in queries.points_of(survey)))
"""


@pytest.fixture
def environment(tmp_path, request):
    """Settings of an installation on the database that a test names: files, or a server of the tests' own."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    found |= {"PORTAL_INSTANCE": str(tmp_path / "instance"), "PORTAL_BENCH": "1", "FLASK_APP": "wsgi"}
    if request.param == "postgresql":
        found["PORTAL_DATABASE_URL"] = databases.new_postgres_database("upgrade")
    return found | {"PORTAL_BACKUP_DIR": str(tmp_path)}


def widen(after: Path, fault: str) -> None:
    """Give the new release a table more; with a migration or a health that fails where a test asks for it."""
    head = max(path.name for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))[:4]
    migration = WIDEN.format(head=head) + (FAILING if fault == "migration" else "")
    (after / "migrations" / "versions" / "9001_widen.py").write_text(migration)
    if fault == "health":
        health = after / "portal" / "web" / "jobs" / "health.py"
        health.write_text(health.read_text().replace('    """The process answers."""\n', AILING))


def form_paths(release: Path, environment: dict[str, str]) -> list[str]:
    """Fill an installation with a round that is open and say the addresses of its forms."""
    subprocess.run([sys.executable, "-m", "flask", "db", "upgrade"], cwd=release, env=environment, check=True)
    filled = subprocess.run(
        [sys.executable, "-c", FILL], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return [f"/p/{code}" for code in filled.stdout.splitlines()[-1].split()]


def revision(release: Path, environment: dict[str, str]) -> str:
    """How far the tables of an installation are."""
    command = [sys.executable, "-m", "flask", "db", "current"]
    return subprocess.run(command, cwd=release, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.mark.long
@pytest.mark.parametrize(
    ("environment", "fault"),
    [("sqlite", ""), ("sqlite", "health"), ("postgresql", ""), ("postgresql", "health"), ("postgresql", "migration")],
    indirect=["environment"],
)
def test_no_post_fails_while_a_release_takes_over_or_goes_back(release, tmp_path, environment, fault):
    before, after, link = release("0.1.0"), release("0.2.0"), tmp_path / "current"
    widen(after, fault)
    link.symlink_to(before)
    paths = form_paths(before, environment)
    with Host(link, environment) as host:
        place, times, over = visitors.LoadTarget(host.port, paths, apart=True), list[float](), threading.Event()
        host.wait_until_it_answers()
        place.learn()

        def post() -> None:
            while not over.is_set():
                times.extend(visitors.open_load(place, 5, 20))

        posting = threading.Thread(target=post)
        posting.start()
        upgrade = [sys.executable, "-m", "portal.ops.upgrade", "--from", str(before), "--to", str(after), "--yes"]
        upgrade += ["--link", str(link), "--probe", str(host.port), "--seconds", "15", "--", *host.restart]
        known = {**environment, "PORTAL_BASE_URL": f"http://127.0.0.1:{host.port}"}
        done = subprocess.run(upgrade, cwd=after, env=known, capture_output=True, text=True, check=False)
        alive = posting.is_alive()
        over.set()
        posting.join()
    assert done.returncode == bool(fault), done.stderr
    assert alive, "a post failed: its error is above"
    assert len(times) > 100
    assert link.resolve() == (before if fault else after)
    assert ("9001" in revision(after, environment)) == (fault != "migration")
    assert fault != "migration" or "cổng vẫn chạy bản 0.1.0" in done.stderr
