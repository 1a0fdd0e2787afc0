"""Whoever kept every copy of the days in which ballots waited tries to lead receipts to the ballots, now opened."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import zipfile
from bisect import bisect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bench.visitors import LoadTarget
from portal.ballots.intake import receipts
from portal.nodes import keys
from portal.nodes.round_secrets import about
from tests.cluster.driver import Citizen, Ledger, Pace, fields_of
from tests.cluster.machines import Program, step, until
from tests.cluster.nodes import WEB_PORT
from tests.cluster.table import Row, judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.cluster.nodes import Portal

VOTERS, A_SECOND = 150, 20
MOST_BY_CHANCE = 8
"""Guessing gives each its ballot once in as many as there are, one in all on average; over eight, once in a million."""
SEALED_SECRETS = "SELECT round_id, purpose, node_id, public, sealed FROM round_node_key WHERE purpose = 'marks'"
KEY_BYTES = 32
QUESTION = re.compile(r"[A-Z]\d+")


@dataclass
class Copies:
    """What somebody kept from before the purge, by name, and the sealed secrets of the time."""

    files: dict[str, bytes] = field(default_factory=dict)
    secrets: list[dict[str, object]] = field(default_factory=list)


def linkage_after_the_purge(portal: Portal) -> list[Row]:
    """150 people vote, their receipts and answers known to us; then the round is closed, purged, opened.

    The last of all: nothing can be sent afterwards.
    """
    archive = archived_log(portal)
    archive.start()
    voters = known_voters(portal)
    step("voters")
    copies = taken(portal)
    opened_before = secrets_opened(portal, copies)
    step("copies")
    ballots = closed_and_opened(portal)
    step("opened")
    archive.end()
    standby = portal.databases.standbys()[0]
    copies.files["archived log"] = everything_in(portal.site.folder / "archive")
    copies.files["standby's folder"] = everything_in(standby.data)
    true = {code: payload for code, answers in voters.items() for payload in ballots if ballots[payload] == answers}
    # among their own ballots alone: of the thousands of the other rows a guess would be harder, and the look take hours
    right = {name: guessed_right(content, true, list(true.values())) for name, content in copies.files.items()}
    opened_after = secrets_opened(portal, copies)
    faults = [f"{name}: {n} FOUND" for name, n in right.items() if n > MOST_BY_CHANCE]
    faults += [f"{opened_after} SECRETS OPENED"] if opened_after else []
    faults += [] if opened_before >= len(portal.nodes) else [f"only {opened_before} secrets could be opened before"]
    faults += [] if len(true) >= VOTERS * 0.9 else [f"only {len(true)} of {len(voters)} ballots known"]
    told = ", ".join(f"{name} {n}" for name, n in right.items())
    measured = f"of {len(true)} receipts led to their ballot by {told}; secrets opened by what is left: {opened_after}"
    wanted = f"no better than chance (1 of all, {MOST_BY_CHANCE} at most); no secret of the round opens"
    return [judged("linkage attack after the purge", wanted, measured, faults)]


def archived_log(portal: Portal) -> Program:
    """The database's log as an office archives it, from now on."""
    site, primary = portal.site, portal.databases.primary()
    place = site.place("archive", of_nobody=True)
    words = [f"{site.values['PROGRAMS']}/pg_receivewal", "-D", str(place), "-h", primary.address, "-U", "replicator"]
    own = {"PGPASSWORD": site.values["REPLICATION_PASSWORD"]}
    return Program("archive of the log", words, site.folder / "archive.log", own)


def known_voters(portal: Portal) -> dict[str, dict[str, int]]:
    """People vote one after the other at either node. Returns the answers by receipt."""
    places = [(node.address, WEB_PORT) for node in portal.nodes.values()]
    target = LoadTarget(0, portal.paths, fields_of(places[0], portal.paths[0]))
    ledger, pace, luck = Ledger(), Pace(A_SECOND), random.Random(11)
    answers: dict[str, dict[str, int]] = {}
    for _ in range(VOTERS):
        citizen = Citizen(places, ledger, pace, luck)
        form = citizen.form(target)
        receipt = citizen.send(*form) if form else ""
        if form and receipt:
            sent = parse_qsl(form[1].decode())
            chosen = ((name, value) for name, value in sent if QUESTION.fullmatch(name) and value.isdecimal())
            answers[receipt] = {name: int(value) for name, value in chosen}
    portal.promised |= {receipts.digest(code) for code in answers}
    return answers


def taken(portal: Portal) -> Copies:
    """A dump of the primary and a backup of the portal's, while ballots wait."""
    site, primary = portal.site, portal.databases.primary()
    words = [f"{site.values['PROGRAMS']}/pg_dump", "-h", primary.address, "-U", "postgres", "ydan"]
    environment = {"PGPASSWORD": site.values["SUPERUSER_PASSWORD"], "PATH": "/usr/bin:/bin"}
    dump = subprocess.run(words, env=environment, capture_output=True, check=True, timeout=300).stdout
    backup = site.folder / "before.zip"
    portal.office.flask(portal.office.owner, "backup", "create", str(backup))
    names = ("round_id", "purpose", "node_id", "public", "sealed")
    rows = [dict(zip(names, row, strict=True)) for row in portal.databases.ask(SEALED_SECRETS)]
    return Copies({"dump": dump, "backup": unpacked(backup.read_bytes())}, rows)


def unpacked(content: bytes) -> bytes:
    """All members of an archive, end to end."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def everything_in(folder: Path) -> bytes:
    """The content of all files of a folder, end to end."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink())


def closed_and_opened(portal: Portal) -> dict[bytes, dict[str, int]]:
    """Close the round, let the nodes see it, purge and open. Returns each sealed ballot with its answers."""
    office = portal.office
    office.run(office.owner, *office.python("close"))
    opened = office.run(office.environment, *office.python("open"))
    until(lambda: portal.databases.ask("SELECT count(*) FROM ballot_pool") == [(0,)], 30, "empty pools")
    return {bytes.fromhex(payload): answers for payload, answers in json.loads(opened.stdout.splitlines()[-1]).items()}


def secrets_opened(portal: Portal, copies: Copies) -> int:
    """How many of the sealed secrets some file of any machine opens."""
    small = [file for file in portal.site.folder.rglob("*") if file.is_file() and file.stat().st_size == KEY_BYTES]
    halves = [X25519PrivateKey.from_private_bytes(file.read_bytes()) for file in small]
    sealed = [row for row in copies.secrets if row["sealed"] is not None]
    return sum(any(keys.unseal(half, about(row), bytes(row["sealed"])) for half in halves) for row in sealed)  # type: ignore[call-overload]  # a row's bytes


def guessed_right(content: bytes, true: Mapping[str, bytes], ballots: list[bytes]) -> int:
    """For each receipt the ballot that lies next to it in a copy is guessed: the one before, or the one after.

    Returns how often that is true, of the two ways the better.
    """
    places = sorted((place, ballot) for ballot in ballots for place in places_of(ballot, content))
    before = after = 0
    for code, ballot in true.items():
        found = next(places_of(receipts.digest(code), content), None)
        if found is not None:
            number = bisect(places, (found, b""))
            before += number > 0 and places[number - 1][1] == ballot
            after += number < len(places) and places[number][1] == ballot
    return max(before, after)


def places_of(what: bytes, content: bytes) -> Iterator[int]:
    """Where something stands in a copy, raw or in hexadecimal digits."""
    for form in (what, what.hex().encode()):
        place = content.find(form)
        while place >= 0:
            yield place
            place = content.find(form, place + 1)
