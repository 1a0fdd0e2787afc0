"""etcd, PostgreSQL under Patroni, HAProxy and Redis, each as its sample says, on the machines of a site."""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import psutil
import psycopg

from tests.cluster.machines import DATA, SAMPLES, Program, Site, until

if TYPE_CHECKING:
    from pathlib import Path

BEGINNING_SECONDS = 90
ASKING_SECONDS = 3
CONFIRMING = {"quorum_standby", "sync_standby"}


def etcd(site: Site, name: str) -> Program:
    """One of the three that agree on who is the primary."""
    place = site.place(f"{name}/etcd", of_nobody=True)
    settings = site.settings("etcd.env", NAME=name, ADDRESS=site.address(name), ETCD_FOLDER=str(place))
    return Program(f"etcd of {name}", ["etcd"], site.folder / f"{name}-etcd.log", settings)


@dataclass
class Database:
    """PostgreSQL of one data machine, and the Patroni that runs it."""

    site: Site
    name: str
    patroni: Program = field(init=False)
    data: Path = field(init=False)
    settings: Path = field(init=False)

    def __post_init__(self) -> None:
        state = self.site.place(f"{self.name}/postgresql", of_nobody=True)
        self.data = state / "data"
        own = {"NAME": self.name, "ADDRESS": self.address, "DATA_FOLDER": self.data, "STATE_FOLDER": state}
        self.settings = settings = state / "patroni.yml"
        settings.write_text(self.site.sample("patroni.yml", SOCKETS=str(state), **{k: str(v) for k, v in own.items()}))
        if os.getuid() == 0:
            shutil.chown(settings, "nobody")
        settings.chmod(0o600)
        command = [sys.executable, "-m", "patroni", str(settings)]
        self.patroni = Program(f"Patroni of {self.name}", command, self.site.folder / f"{self.name}-patroni.log")

    @property
    def address(self) -> str:
        return self.site.address(self.name)

    def postmaster(self) -> int | None:
        """The process of PostgreSQL here, None where none runs."""
        with suppress(OSError, ValueError, IndexError):
            number = int((self.data / "postmaster.pid").read_text().split()[0])
            return number if psutil.pid_exists(number) and is_postgres(number) else None
        return None

    def kill_postgres(self) -> None:
        """Kill -9 of PostgreSQL alone: Patroni is there to see it."""
        number = self.postmaster()
        if number is not None:
            children = psutil.Process(number).children(recursive=True)
            for one in [psutil.Process(number), *children]:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
            psutil.wait_procs(children, timeout=10)

    def kill_machine(self) -> None:
        """Everything at once, as when the power goes: nobody is left to say so."""
        self.patroni.kill()
        self.kill_postgres()

    def end(self) -> None:
        """Patroni ends PostgreSQL; what it left is killed."""
        self.patroni.end()
        self.kill_postgres()

    def alone(self, **settings: str) -> Program:
        """PostgreSQL started by hand, past Patroni: what docs/many-machines.md says never to do."""
        options = {"listen_addresses": self.address, "port": "5432", "unix_socket_directories": "", **settings}
        command = [f"{self.site.values['PROGRAMS']}/postgres", "-D", str(self.data)]
        command += [f"--{key}={value}" for key, value in options.items()]
        for file in ("standby.signal", "recovery.signal"):
            (self.data / file).unlink(missing_ok=True)
        return Program(f"old primary {self.name}", command, self.site.folder / f"{self.name}-alone.log")

    def takes_connections(self) -> bool:
        """Whether what was started has come so far."""
        with suppress(psycopg.OperationalError), self.connection("postgres"):
            return True
        return False

    def connection(self, database: str = "ydan") -> psycopg.Connection[Any]:
        """As the superuser, past HAProxy."""
        password = self.site.values["SUPERUSER_PASSWORD"]
        return psycopg.connect(
            host=self.address, user="postgres", password=password, dbname=database, connect_timeout=3, autocommit=True
        )


def is_postgres(number: int) -> bool:
    try:
        return "postgres" in psutil.Process(number).name()
    except psutil.NoSuchProcess:
        return False


@dataclass
class Databases:
    """The three, and what Patroni says of them."""

    site: Site
    etcds: dict[str, Program]
    members: dict[str, Database]

    def start(self) -> None:
        """All together; ready when one is the primary and both others stream."""
        for program in self.etcds.values():
            program.start()
        for member in self.members.values():
            member.patroni.start()
        self.wait_until_whole()

    def wait_until_whole(self, seconds: float = BEGINNING_SECONDS) -> None:
        until(self.is_whole, seconds, "three databases that follow each other")

    def is_whole(self) -> bool:
        """Whether both others follow the primary; a Patroni that gave up is started again, as systemd does."""
        for member in self.members.values():
            if member.patroni.has_ended():
                member.patroni.start()
        return self.streaming() == len(self.members) - 1

    def status(self) -> list[dict[str, Any]]:
        """What the first Patroni that answers says of all; empty where none does."""
        for member in self.members.values():
            with (
                suppress(URLError, OSError, ValueError),
                urlopen(f"http://{member.address}:8008/cluster", timeout=ASKING_SECONDS) as answer,
            ):
                return list(json.load(answer)["members"])
        return []

    def streaming(self) -> int:
        """How many standbys follow a primary that is there, and count where a commit waits."""
        standbys = [one for one in self.status() if one["role"] in CONFIRMING and one["state"] == "streaming"]
        return len(standbys) if self.primary_name() else 0

    def primary_name(self) -> str:
        """Whose Patroni says that it is the primary; empty where none does."""
        return next((name for name, member in self.members.items() if answers(member, "/primary")), "")

    def primary(self) -> Database:
        """The primary, waited for."""
        until(self.primary_name, BEGINNING_SECONDS, "a primary")
        return self.members[self.primary_name() or DATA[0]]

    def heal(self) -> None:
        """Whatever was ended runs again, and all three follow each other."""
        for program in (*self.etcds.values(), *(member.patroni for member in self.members.values())):
            if not program.runs():
                program.start()
        self.wait_until_whole(120)

    def standbys(self) -> list[Database]:
        primary = self.primary()
        return [member for member in self.members.values() if member is not primary]

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows from the primary, as its superuser."""
        with self.primary().connection() as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]  # statements of ours

    def end(self) -> None:
        for member in self.members.values():
            if member.patroni.process is not None:
                member.patroni.process.terminate()
        for member in self.members.values():
            member.end()
        for program in self.etcds.values():
            program.kill()


def answers(member: Database, path: str) -> bool:
    """Whether a Patroni says yes to a question of a proxy."""
    try:
        asked = Request(f"http://{member.address}:8008{path}", method="OPTIONS")
        with urlopen(asked, timeout=ASKING_SECONDS) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def three_databases(site: Site) -> Databases:
    return Databases(site, {name: etcd(site, name) for name in DATA}, {name: Database(site, name) for name in DATA})


def redis(site: Site) -> Program:
    """What counts for all nodes how often a source asks."""
    place = site.place("office/redis", of_nobody=True)
    file = place / "redis.conf"
    file.write_text(site.sample("redis.conf"))
    if os.getuid() == 0:
        shutil.chown(file, "nobody")
    return Program("Redis", ["redis-server", str(file)], site.folder / "redis.log")


def haproxy(site: Site, machine: str, sample: str = "haproxy-primary.cfg") -> Program:
    """The proxy of one machine: to the primary, or, on the machine in front, to the web nodes."""
    place = site.place(f"{machine}/haproxy")
    busy = place / "busy.http"
    shutil.copy(SAMPLES / "busy.http", busy)
    file = place / "haproxy.cfg"
    file.write_text(site.sample(sample, PRIMARY_HERE=site.address(machine), BUSY_PAGE=str(busy)))
    return Program(f"HAProxy of {machine}", ["haproxy", "-db", "-f", str(file)], site.folder / f"{machine}-haproxy.log")


def sent_to(site: Site, machine: str, only: Database) -> None:
    """Leave in a proxy's settings one database, unasked whether it is the primary: a mistake, or an old file."""
    file = site.place(f"{machine}/haproxy") / "haproxy.cfg"
    lines = [line for line in file.read_text().splitlines() if "server " not in line and "httpchk" not in line]
    kept = [line for line in lines if "http-check" not in line]
    file.write_text("\n".join([*kept, f"    server {only.name} {only.address}:5432", ""]))


def prepare_roles(databases_: Databases) -> None:
    """The owner and its database, as docs/many-machines.md says."""
    password = databases_.site.values["SUPERUSER_PASSWORD"]
    with databases_.primary().connection("postgres") as connection:
        connection.execute(f"CREATE ROLE ydan LOGIN CREATEROLE PASSWORD '{password}'")
        connection.execute("CREATE DATABASE ydan OWNER ydan")


def give_passwords(databases_: Databases) -> None:
    """What psql's «password» does for the three roles that `flask database grants` made."""
    password = databases_.site.values["SUPERUSER_PASSWORD"]
    with databases_.primary().connection() as connection:
        for role in ("public", "staff", "worker"):
            connection.execute(f"ALTER ROLE ydan_{role} PASSWORD '{password}'")
        connection.execute("GRANT pg_read_all_stats TO ydan_worker WITH INHERIT TRUE")
