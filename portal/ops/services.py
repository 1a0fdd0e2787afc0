"""Programs that should always run: processes forked from one that has loaded the portal; one that falls is begun anew.

What is loaded is loaded once and shared; whoever forks has no threads and no connections, which do not outlive a fork.
"""

import ctypes
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess

import click

POLL_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30
# Whoever has run this long has its earlier falls forgotten.
STEADY_SECONDS = 60
TRIES_BEFORE_READY = 3
SHUTDOWN_SECONDS = 15
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# prctl(2): the signal that a process has when its parent is gone, and the name that it bears in lists, 15 bytes of it.
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
FORK = multiprocessing.get_context("fork")


def fork(name: str, work: Callable[[], object]) -> ForkProcess:
    """A process that does the work as if it had been started for it, and ends with it or with this one."""
    # a signal that comes while the child is not itself yet waits until it is
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        process = FORK.Process(target=run_as_child, args=(name, work, mask, os.getpid()), name=name)
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return process


def run_as_child(name: str, work: Callable[[], object], mask: set[signal.Signals], parent: int) -> None:
    """In the child: take nothing over but what is loaded, then do the work."""
    # in a session of its own, so that Ctrl-C reaches it through the parent
    os.setsid()
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    libc.prctl(PR_SET_NAME, name.encode())
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    if os.getppid() == parent:
        Context().run(work)


@dataclass
class Service:
    """Work that should always be at hand, and how often it fell of late."""

    name: str
    work: Callable[[], object]
    falls: int = 0
    due_at: float = 0
    started_at: float = 0
    process: ForkProcess | None = field(default=None, repr=False)

    def start_or_note_fall(self, now: float) -> None:
        """Start what is due; note a fall and let the pause grow with each."""
        if self.process is None:
            if now >= self.due_at:
                self.process, self.started_at = fork(self.name, self.work), now
        elif (code := self.process.exitcode) is not None:
            self.falls = 1 if now - self.started_at > STEADY_SECONDS else self.falls + 1
            pause = min(2 ** (self.falls - 1), LONGEST_PAUSE_SECONDS)
            self.process, self.due_at = None, now + pause
            click.echo(f"the {self.name} ended with status {code}; starting it again in {pause} s", err=True)

    def ask_to_end(self) -> None:
        """The polite way."""
        if self.process is not None:
            self.process.terminate()

    def wait_or_kill(self, deadline: float) -> None:
        """Wait until it has ended; past the deadline, end it."""
        if self.process is None:
            return
        self.process.join(max(0.0, deadline - time.monotonic()))
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()


class Supervisor:
    """Watches over services until a signal comes; says once that they are ready."""

    def __init__(self, services: Sequence[Service], is_ready: Callable[[], bool], announcement: str) -> None:
        self.services = services
        self.is_ready = is_ready
        self.announcement = announcement
        self.stopping = False

    def run(self) -> int:
        """Give 0 after a signal, 1 where a service could not be started at all."""
        for number in ENDING:
            signal.signal(number, self.stop)
        try:
            return self.watch()
        finally:
            self.end_all()

    def stop(self, *_signal: object) -> None:
        """Remembered here, acted upon at the next glance."""
        self.stopping = True

    def watch(self) -> int:
        """Look at each service every moment."""
        ready = False
        while not self.stopping:
            for service in self.services:
                service.start_or_note_fall(time.monotonic())
            if not ready and self.is_ready():
                ready = True
                click.echo(self.announcement)
            if not ready and any(service.falls >= TRIES_BEFORE_READY for service in self.services):
                click.echo("giving up: the messages above say why", err=True)
                return 1
            time.sleep(POLL_SECONDS)
        return 0

    def end_all(self) -> None:
        """Ask all at once, then wait for each."""
        for service in self.services:
            service.ask_to_end()
        deadline = time.monotonic() + SHUTDOWN_SECONDS
        for service in self.services:
            service.wait_or_kill(deadline)
