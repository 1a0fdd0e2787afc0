"""Machines that are addresses of loopback, with folders of their own, set up from the samples in packaging/cluster."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from bench.servers import ROOT
from tests import databases

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SAMPLES = ROOT / "packaging" / "cluster"
APPROVERS = ("duyet.mot", "duyet.hai")
"""Who decides by two, by their usernames."""
NUMBERS = {"DATA1": 11, "DATA2": 12, "DATA3": 13, "WEB1": 21, "WEB2": 22, "WEB3": 23, "OFFICE": 31, "FRONT": 41}
"""The last number of each machine's address."""
DATA = ("data1", "data2", "data3")
ENDING_SECONDS = 15
BEGAN = time.monotonic()
PORTS = (2379, 2380, 5432, 6379, 8000, 8008, 8080)


class NotInTime(Exception):
    """What was waited for did not come about."""


def until(condition: Callable[[], object], seconds: float, what: str, pause: float = 0.1) -> None:
    """Wait until something holds. Raises NotInTime."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise NotInTime(f"{what}: not within {seconds:g} s")
        time.sleep(pause)


def step(what: str) -> None:
    """Say what is done by now, and when."""
    print(f"  {time.monotonic() - BEGAN:6.1f} s  {what}", flush=True)


@dataclass
class Site:
    """The scratch folder of one run, and the values that its samples are filled with."""

    folder: Path
    network: str
    values: dict[str, str] = field(default_factory=dict)

    def address(self, machine: str) -> str:
        return f"{self.network}.{NUMBERS[machine.upper()]}"

    def place(self, name: str, *, of_nobody: bool = False) -> Path:
        """A folder of the site, made where it is not there; whoever is not root gets in."""
        folder = self.folder / name
        folder.mkdir(mode=0o711, exist_ok=True, parents=True)
        if of_nobody and os.getuid() == 0:
            shutil.chown(folder, "nobody")
            folder.chmod(0o700)
        return folder

    def sample(self, name: str, **own: str) -> str:
        """A sample as `packaging/cluster/fill` fills it in."""
        values = self.folder / "values"
        if not values.exists():
            values.write_text("".join(f"{key}={value}\n" for key, value in self.values.items()))
            values.chmod(0o600)
        given = [f"{key}={value}" for key, value in own.items()]
        filled = subprocess.run(
            [SAMPLES / "fill", values, SAMPLES / name, *given], check=True, stdout=subprocess.PIPE, text=True
        )
        return filled.stdout

    def settings(self, name: str, **own: str) -> dict[str, str]:
        """The settings of a sample that is read by systemd: NAME=value, a line each."""
        lines = [line for line in self.sample(name, **own).splitlines() if line and not line.startswith("#")]
        return dict(line.split("=", 1) for line in lines)


def new_site() -> Site:
    """A folder and addresses that nobody else uses."""
    folder = Path(tempfile.mkdtemp(prefix="y-dan-cluster-"))
    folder.chmod(0o711)
    site = Site(folder, free_network())
    site.values = {
        **{machine: site.address(machine) for machine in NUMBERS},
        "NETWORK": "127.0.0.0/8",
        "PROGRAMS": str(databases.reachable_programs(folder)),
        "BASE_URL": f"http://{site.address('FRONT')}:8080",
        "STAFF_NAME": "localhost",
        **{f"{of}_PASSWORD": secrets.token_hex(12) for of in ("SUPERUSER", "REPLICATION", "REWIND", "REDIS")},
    }
    return site


def free_network() -> str:
    """The first three numbers of addresses on which none of our ports is taken."""
    for _ in range(20):
        network = f"127.{random.randrange(1, 255)}.{random.randrange(255)}"
        with suppress(OSError):
            for port in PORTS:
                socket.create_server((f"{network}.11", port)).close()
            return network
    raise NotInTime(f"one of the ports {PORTS} is taken on all of loopback")


def surroundings(settings: Mapping[str, str]) -> dict[str, str]:
    """What a program finds around it: these settings, and none of ours."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}, **settings}


@cache
def is_open_to_nobody() -> bool:
    """Whether `nobody` gets to our Python."""
    asked = databases.unprivileged("test", "-x", sys.executable)
    return subprocess.run(asked, check=False, cwd="/").returncode == 0


@dataclass
class Program:
    """A program that is started, ended politely or by force, and gone when we are."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    of_nobody: bool = True
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it; as `nobody` where we are root."""
        tied = ["setpriv", "--pdeathsig", "TERM", *self.command]
        barred = self.of_nobody and self.command[0] == sys.executable and not is_open_to_nobody()
        apart = databases.unprivileged(*self.command, ends_by="TERM", reads_all=barred)
        command = apart if self.of_nobody else tied
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                command,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                cwd="/" if self.of_nobody else ROOT,
                env=surroundings(self.environment),
                start_new_session=True,
            )

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def has_ended(self) -> bool:
        """Whether it was started, and ended though nobody ended it."""
        return self.process is not None and self.process.poll() is not None

    def end(self) -> None:
        """Ask it to end, and force it after a while."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """End it and what it started, as a machine does that loses its power."""
        if self.process is None:
            return
        family = [psutil.Process(self.process.pid)] if self.runs() else []
        for one in [*family, *(child for head in family for child in head.children(recursive=True))]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait()
        self.process = None

    def pause(self, *, on: bool) -> None:
        """Stop it where it stands, or let it go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP if on else signal.SIGCONT)
