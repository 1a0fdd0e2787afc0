"""The portal's own machines: web nodes, and the office's with the worker; each with a folder of its own."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg

from bench.instances import command
from bench.servers import ROOT
from tests.cluster import services
from tests.cluster.machines import DATA, Program, Site, step, surroundings, until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.services import Database

WEB_PORT, FRONT_PORT = 8000, 8080
STARTING_SECONDS = 90
ENROLLED = "SELECT count(*) FROM node WHERE state = 'enrolled'"
FINGERPRINT = re.compile(r"--fingerprint (\w+)")
OWN = {"PORTAL_BENCH": "1", "FLASK_APP": "wsgi", "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}
"""Beside what the samples say: no waiting of eight seconds, no limits of sources; all our citizens are one."""


class Machine:
    """A machine of the portal: an instance folder, the role's password, a proxy to the primary."""

    def __init__(self, site: Site, name: str) -> None:
        self.site, self.name = site, name
        self.instance = site.place(f"{name}/instance")
        self.proxy = services.haproxy(site, name)
        passwords = site.place(name) / "pgpass"
        passwords.write_text(f"*:*:*:*:{site.values['SUPERUSER_PASSWORD']}\n")
        passwords.chmod(0o600)
        own = {"NAME": name, "ADDRESS": self.address, "PRIMARY_HERE": self.address}
        self.given = {**own, "INSTANCE": str(self.instance), "PASSWORDS": str(passwords)}

    @property
    def address(self) -> str:
        return self.site.address(self.name)

    def settings(self, sample: str, **changes: str) -> dict[str, str]:
        return {**self.site.settings(sample, **self.given), **OWN, **changes}

    def program(self, what: str, settings: dict[str, str], *words: str) -> Program:
        log = self.site.folder / f"{self.name}-{what}.log"
        return Program(f"{what} of {self.name}", command(*words), log, settings, of_nobody=False)

    def flask(self, settings: dict[str, str], *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of the portal's here."""
        return self.run(settings, *command(*words), check=check)

    def run(self, settings: dict[str, str], *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            words, cwd=ROOT, env=surroundings(settings), capture_output=True, text=True, check=False, timeout=300
        )
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(words[-3:])} on {self.name}: {(done.stderr or done.stdout)[-1500:]}")
        return done

    def connect(self) -> None:
        """Run its proxy, and wait until that leads to the primary."""
        if not self.proxy.runs():
            self.proxy.start()
        until(self.reaches_the_primary, STARTING_SECONDS, f"{self.name}'s way to the primary")

    def reaches_the_primary(self) -> bool:
        """Whether it leads nowhere else: before its first checks a proxy takes each of the three for the primary."""
        return all(self.is_at_a_primary() for _turn in DATA)

    def is_at_a_primary(self) -> bool:
        password = self.site.values["SUPERUSER_PASSWORD"]
        try:
            with psycopg.connect(host=self.address, user="ydan", password=password, dbname="ydan") as connection:
                return connection.execute("SELECT pg_is_in_recovery()").fetchall() == [(False,)]
        except psycopg.OperationalError:
            return False

    def sent_to(self, only: Database | None) -> None:
        """Let its proxy lead to one database without asking; None: to the primary again."""
        self.proxy.end()
        self.proxy = services.haproxy(self.site, self.name)
        if only is not None:
            services.sent_to(self.site, self.name, only)
        self.proxy.start()


class Node(Machine):
    """A web node: the citizens' site in the role that may put ballots in and read none."""

    def __init__(self, site: Site, name: str, **changes: str) -> None:
        super().__init__(site, name)
        self.environment = self.settings("web.env", **changes)
        self.server = self.program("web", self.environment, "serve")

    def start(self) -> None:
        self.connect()
        self.server.start()

    def wait_until_it_serves(self) -> None:
        until(lambda: self.status("/") == 200, STARTING_SECONDS, f"{self.name} to serve")

    def wait_until_it_answers(self) -> None:
        """It may refuse all it is asked for, but it is there."""
        until(lambda: self.status("/healthz") == 200, STARTING_SECONDS, f"{self.name} to answer")

    def stop(self) -> None:
        """As systemd does: what is in hand is answered."""
        self.server.end()

    def restart(self, **changes: str) -> None:
        """Start it anew with some settings changed, those of before else."""
        self.stop()
        self.server = self.program("web", {**self.environment, **changes}, "serve")
        self.start()
        self.wait_until_it_serves()

    def kill(self) -> None:
        """As when the power goes."""
        self.server.kill()
        self.proxy.kill()

    def status(self, path: str) -> int:
        """The status of a page; 0 where nobody answers."""
        return self.asked(path)[0]

    def asked(self, path: str, method: str = "GET", body: str = "") -> tuple[int, str]:
        """Status and text of a page; 0 where nobody answers."""
        return asked(self.address, WEB_PORT, path, method, body)

    def said(self) -> str:
        """Its log so far."""
        return self.server.log.read_text() if self.server.log.exists() else ""


def asked(host: str, port: int, path: str, method: str = "GET", body: str = "") -> tuple[int, str]:
    """Status and text of a page; 0 where nobody answers."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    try:
        with closing(http.client.HTTPConnection(host, port, timeout=30)) as connection:
            connection.request(method, path, body, kind)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""


class Office(Machine):
    """The machine of the worker, and of whoever sets the tables up as their owner."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, "office")
        owner = f"postgresql+psycopg://ydan@{self.address}:5432/ydan"
        self.owner = self.settings("worker.env", PORTAL_DATABASE_URL=owner)
        self.environment = self.settings("worker.env")
        self.worker = self.program("worker", self.environment, "worker")

    def make_tables(self) -> None:
        self.flask(self.owner, "db", "upgrade")
        self.flask(self.owner, "database", "grants")

    def python(self, deed: str) -> tuple[str, ...]:
        """What is done here to the round by no command of the portal's."""
        return sys.executable, "-m", "tests.cluster.office", deed

    def make_round(self) -> list[str]:
        """A round of four communes that is open now. Returns the paths of its forms."""
        made = self.run(self.owner, *self.python("make"))
        return [f"/p/{code}" for code in json.loads(made.stdout.splitlines()[-1])]


def enrol(office: Office, node: Node, name: str = "") -> None:
    """Make a machine one of the installation's: it asks, the office lets it in by the code that was read out."""
    name = name or node.name
    node.connect()
    asked_for = node.flask(node.environment, "nodes", "request", name).stdout
    code = FINGERPRINT.search(asked_for)
    if code is None:
        raise RuntimeError(asked_for)
    office.flask(office.environment, "nodes", "enrol", name, "--fingerprint", code[1])


@dataclass
class Portal:
    """All of it: databases, office, web nodes, the proxy in front."""

    site: Site
    databases: services.Databases
    office: Office
    nodes: dict[str, Node]
    front: Program
    redis: Program
    paths: list[str] = field(default_factory=list)
    promised: set[bytes] = field(default_factory=set)
    """The hash of every receipt that was given."""
    unsure: int = 0
    """How many people left without knowing whether their ballot is in the box."""

    def start(self) -> None:
        """As docs/many-machines.md says, step by step."""
        self.databases.start()
        step("three databases")
        self.redis.start()
        services.prepare_roles(self.databases)
        self.office.connect()
        self.office.make_tables()
        services.give_passwords(self.databases)
        step("tables and roles")
        self.office.worker.start()
        # the first machine enrols itself; whoever asks before it would take itself for the first
        until(lambda: self.databases.ask(ENROLLED) != [(0,)], STARTING_SECONDS, "the office to be enrolled")
        for node in self.nodes.values():
            enrol(self.office, node)
        step("nodes enrolled")
        self.paths = self.office.make_round()
        step("a round")
        for node in self.nodes.values():
            node.start()
        self.front.start()
        for node in self.nodes.values():
            node.wait_until_it_serves()
        front = self.site.address("front")
        until(lambda: asked(front, FRONT_PORT, "/")[0] == 200, STARTING_SECONDS, "the proxy in front to serve")
        step("nodes serve")

    def heal(self) -> None:
        """Whatever a scenario left broken is put right for the next."""
        for program in (self.redis, self.front, self.office.proxy, self.office.worker):
            if not program.runs():
                program.start()
        self.databases.heal()
        for node in self.nodes.values():
            node.sent_to(None)
            node.restart()

    def end(self) -> None:
        """Everything, in the order in which nobody waits for another; then the folder."""
        for program in (self.front, self.office.worker, *(node.server for node in self.nodes.values())):
            if program.process is not None:
                program.process.terminate()
        for node in self.nodes.values():
            node.server.kill()
            node.proxy.kill()
        for program in (self.front, self.office.worker, self.office.proxy, self.redis):
            program.kill()
        self.databases.end()


def portal_on(site: Site) -> Portal:
    """Two web nodes, an office, three databases."""
    return Portal(
        site,
        services.three_databases(site),
        Office(site),
        {name: Node(site, name) for name in ("web1", "web2")},
        services.haproxy(site, "front", "haproxy-web.cfg"),
        services.redis(site),
    )


def log_of(folder: Path) -> str:
    """The ends of all logs, for whoever looks why it failed."""
    parts = [f"== {log.name}\n{log.read_text(errors='replace')[-1200:]}" for log in sorted(folder.glob("*.log"))]
    return "\n".join(parts)
