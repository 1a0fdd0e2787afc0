"""Processes are killed under load, the database stops, the disk fills: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psutil
import pytest
from sqlalchemy import create_engine, delete, insert, select

from portal.ballots.models import receipt_pool
from portal.extensions import db
from tests import databases
from tests.faults import crowd
from tests.faults.conftest import installed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.installation import Installation

NOTHING = (0, 0)
RISING_SECONDS = 15


def children(process_id: int) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(process_id).children(recursive=True)
    return []


def kill(processes: list[psutil.Process]) -> int:
    """End them as a fault does. Returns how many were there to be ended."""
    ended = 0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
            ended += 1
    return ended


def served_again(ledger: crowd.Ledger) -> None:
    """Wait until a ballot is acknowledged, or for some seconds: whoever kills faster than they start kills nothing."""
    before, until = len(ledger.acknowledged), time.monotonic() + RISING_SECONDS
    while len(ledger.acknowledged) == before and time.monotonic() < until:
        time.sleep(0.02)


def test_web_workers_are_killed_under_load(installation: Installation, long, note):
    luck, killed = random.Random(1), 0
    with installation.serving() as server, crowd.coming(server.port, installation.paths) as ledger:
        until = time.monotonic() + (60 if long else 3)
        while time.monotonic() < until:
            time.sleep(luck.uniform(0.3, 0.9))
            served_again(ledger)
            workers = children(server.process_ids[0])
            killed += kill(luck.sample(workers, min(1, len(workers))))
    note(kills=killed, ballots=len(ledger.acknowledged), refused=ledger.refused, gave_up=ledger.gave_up)
    assert killed > 1
    assert ledger.gave_up == 0
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING


@pytest.mark.long_fault
def test_the_queue_worker_is_killed_while_it_seals(installation: Installation, long, note):
    with installation.serving() as server, crowd.coming(server.port, installation.paths) as ledger:
        until, killed = time.monotonic() + (45 if long else 4), 0
        while time.monotonic() < until:
            with installation.running("worker") as worker, installation.sealing(1 + killed // 2) as seal:
                time.sleep(1.5)
                seal.kill()
                worker.kill()
                killed += 2
    note(kills=killed, ballots=len(ledger.acknowledged))
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING
    with installation.sealing(1 + killed) as seal:
        assert seal.wait() == 0
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING


@pytest.mark.long_fault
def test_the_machine_goes_down_and_comes_back(installation: Installation, long, note):
    """Kill -9 of the database's process; on SQLite, which has none, of every web process at once."""
    times = 8 if long else 2
    if installation.postgres is None:
        ledger = crashing_servers(installation, times)
    else:
        ledger = crashing_postgres(installation, times)
    note(crashes=times, ballots=len(ledger.acknowledged), refused=ledger.refused, gave_up=ledger.gave_up)
    assert ledger.gave_up == 0
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING


def crashing_postgres(installation: Installation, times: int) -> crowd.Ledger:
    with installation.serving() as server, crowd.coming(server.port, installation.paths, at_once=4) as ledger:
        for _ in range(times):
            time.sleep(1)
            installation.stop_postgres(signal.SIGKILL)
            installation.start_postgres()
        time.sleep(0.5)
    return ledger


def crashing_servers(installation: Installation, times: int) -> crowd.Ledger:
    whole = crowd.Ledger()
    for _ in range(times):
        with installation.serving() as server:
            place = crowd.LoadTarget(server.port, installation.paths)
            place.learn()
            until = time.monotonic() + 1
            with suppress(OSError, crowd.Unexpected):
                while True:
                    crowd.Citizen(server.port, whole, random.Random()).go(place)
                    if time.monotonic() > until:
                        kill([*children(server.process_ids[0]), psutil.Process(server.process_ids[0])])
                        break
    return whole


@pytest.mark.long_fault
def test_the_database_is_away_for_a_while(installation: Installation, long, note):
    """Stopped by its administrator; on SQLite somebody holds the file for themselves."""
    seconds = 60 if long else 2
    with installation.serving() as server, crowd.coming(server.port, installation.paths, at_once=4) as ledger:
        time.sleep(0.5)
        if installation.postgres is None:
            with holding_the_file(installation):
                time.sleep(seconds)
        else:
            installation.stop_postgres(signal.SIGINT)
            time.sleep(seconds)
            installation.start_postgres()
        time.sleep(0.5)
    note(away=f"{seconds} s", ballots=len(ledger.acknowledged), refused=ledger.refused, gave_up=ledger.gave_up)
    assert ledger.gave_up == 0
    assert set(ledger.refused) <= {503}
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING


@contextmanager
def holding_the_file(installation: Installation) -> Iterator[None]:
    engine = create_engine(f"sqlite:///{installation.folder / 'portal.sqlite'}", isolation_level=None)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()


@pytest.fixture
def small_volume() -> Iterator[Path]:
    """A volume of 96 MB, mounted where we may mount; else the machine's own small shared memory."""
    folder = databases.process_folder() / "small-volume"
    folder.mkdir(mode=0o711, exist_ok=True)
    databases.process_folder().chmod(0o711)
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=96m,mode=711", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.fail(f"no small volume to fill: {mounted.stderr.decode()} (run the faults as root)")
    yield folder
    subprocess.run(["/bin/umount", "-l", str(folder)], check=True)


@pytest.mark.long_fault
def test_the_disk_of_the_data_is_full(small_volume: Path, long, note):
    place = small_volume.relative_to(databases.process_folder())
    for installation in installed(str(place / "data")):
        with installation.serving() as server:
            with crowd.coming(server.port, installation.paths, at_once=4) as ledger:
                time.sleep(1)
                filled = fill(small_volume / "ballast")
                time.sleep(20 if long else 3)
                (small_volume / "ballast").unlink()
                if installation.postgres is not None and installation.postgres.poll() is not None:
                    installation.start_postgres()
            served = len(ledger.acknowledged)
        note(filled=f"{filled >> 20} MB", ballots=served, refused=ledger.refused, gave_up=ledger.gave_up)
        assert ledger.gave_up == 0
        assert set(ledger.refused) <= {503}
        assert ledger.refused, "the disk was never full"
        assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING


def fill(file: Path) -> int:
    """Write until nothing more goes in. Returns the bytes."""
    size = 0
    with file.open("wb", buffering=0) as target:
        for chunk in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    size += target.write(b"\0" * chunk)
    return size


@pytest.mark.long_fault
def test_the_measure_sees_a_ballot_that_is_gone(installation: Installation, long, note):
    with installation.serving() as server, crowd.coming(server.port, installation.paths, at_once=2) as ledger:
        time.sleep(2 if long else 0.7)
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING
    note(ballots=len(ledger.acknowledged))
    with installation.app.app_context():
        gone = db.session.execute(select(receipt_pool).limit(1)).mappings().one()
        db.session.execute(delete(receipt_pool).where(receipt_pool.c.hash == gone["hash"]))
        db.session.commit()
        seen = installation.lost_or_doubled(set())
        db.session.execute(insert(receipt_pool).values(**gone))
        db.session.commit()
    assert seen == (1, 1)
