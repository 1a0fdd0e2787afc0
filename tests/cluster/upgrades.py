"""Nodes started anew one after the other, tables that change under load, a change of tables that is cut short."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.servers import ROOT
from tests.cluster import checks
from tests.cluster.driver import Crowd
from tests.cluster.failover import front, takes_again
from tests.cluster.machines import until
from tests.cluster.table import Row, judged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cluster.nodes import Portal

REVISION = '''"""{what}"""

import sqlalchemy as sa
from alembic import op

revision = "{name}"
down_revision = "{before}"


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        {first}
        {second}
'''
EXPAND = ('op.create_table("rig_table", sa.Column("id", sa.Integer, primary_key=True))',)
EXPAND += ('op.add_column("signed_copy", sa.Column("rig_note", sa.Text))',)
CONTRACT = ('op.drop_column("signed_copy", "rig_note")', 'op.drop_table("rig_table")')
HAS = "SELECT (SELECT count(*) FROM pg_tables WHERE tablename = 'rig_table'), (SELECT version_num FROM alembic_version)"
WAITS = "SELECT 1 FROM pg_stat_activity WHERE usename = 'ydan' AND wait_event_type = 'Lock'"


def with_revisions(portal: Portal) -> Path:
    """The portal's revisions and two of ours, in a folder of their own: one that adds, one that takes away."""
    folder = portal.site.folder / "migrations"
    if not folder.exists():
        shutil.copytree(ROOT / "migrations", folder)
        [(_tables, head)] = portal.databases.ask(HAS)
        (folder / "head").write_text(head)
        for name, before, (first, second) in (("rig1", head, EXPAND), ("rig2", "rig1", CONTRACT)):
            text = REVISION.format(what=name, name=name, before=before, first=first, second=second)
            (folder / "versions" / f"{name}.py").write_text(text)
    return folder


def upgrade(portal: Portal, to: str) -> None:
    portal.office.flask(portal.office.owner, "db", "upgrade", "--directory", str(with_revisions(portal)), to)


def rolling_restart(portal: Portal) -> list[Row]:
    """Tables are widened, both nodes started anew one after the other, then tables are narrowed."""
    with Crowd(portal, [front(portal)], 30) as crowd:
        takes_again(crowd)
        upgrade(portal, "rig1")
        for node in portal.nodes.values():
            node.restart()
            time.sleep(3)  # the proxy in front has seen it
        upgrade(portal, "rig2")
        takes_again(crowd)
    forget_revisions(portal)
    faults = checks.faults_after(portal, crowd.ledger)
    failed = crowd.refused()
    faults += (
        [f"{failed} FAILED POSTS ({dict(crowd.ledger.statuses)}, {crowd.ledger.unreachable} cut)"] if failed else []
    )
    told = f"{failed} failed posts; {checks.told(crowd.ledger)}"
    return [judged("rolling restart, tables widened, then narrowed", "0 failed posts", told, faults)]


def migration_half_done(portal: Portal) -> list[Row]:
    """Killed between its first statement and its second; then run again."""
    folder, office = with_revisions(portal), portal.office
    with Crowd(portal, [front(portal)], 20) as crowd:
        takes_again(crowd)
        before = portal.databases.ask(HAS)
        program = office.program("migration", office.owner, "db", "upgrade", "--directory", str(folder), "rig1")
        with held(portal):
            program.start()
            until(lambda: portal.databases.ask(WAITS), 60, "the migration to wait in its middle")
            program.kill()
        until(lambda: not portal.databases.ask(WAITS), 60, "the cut migration to be gone")
        time.sleep(1)
        after = portal.databases.ask(HAS)
        upgrade(portal, "rig1")
        [(tables, finished)] = portal.databases.ask(HAS)
        upgrade(portal, "rig2")
        takes_again(crowd)
    forget_revisions(portal)
    faults = checks.faults_after(portal, crowd.ledger)
    faults += [f"HALF OF IT STAYED ({after})"] if after != before else []
    faults += [] if (tables, finished) == (1, "rig1") else [f"run again it came to {finished}"]
    told = f"cut short: nothing of it stayed; run again: whole; {checks.told(crowd.ledger)}"
    return [judged("migration half done", "all of it or nothing, run again it is whole, 0 lost", told, faults)]


def forget_revisions(portal: Portal) -> None:
    """The tables are as the portal's own newest revision has them: say so."""
    head = (portal.site.folder / "migrations" / "head").read_text()
    with portal.databases.primary().connection() as connection:
        for table in ("alembic_version", "alembic_version_media"):
            connection.execute(f"UPDATE {table} SET version_num = %s", (head,))


@contextmanager
def held(portal: Portal) -> Iterator[None]:
    """Somebody reads the table that the second statement changes."""
    with portal.databases.primary().connection() as connection, connection.transaction():
        connection.execute("SELECT count(*) FROM signed_copy")
        yield
