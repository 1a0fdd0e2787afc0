"""A program of ours in a child process, with little memory and time, for whatever was sent by somebody.

The program finds the file on its standard input and answers on standard output. It imports nothing of the portal.
"""

import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

# The exit code of a program that does not take a file; the reason stands on standard output.
REFUSED = 3
MEGABYTE = 1024 * 1024


class Limits(NamedTuple):
    """What a program may use: bytes of memory, seconds of processor time, seconds by the clock."""

    memory: int
    seconds: int
    wall: int


class ChildFailed(Exception):
    """The program was killed at one of its limits or fell over the file: nothing can be said of it."""


class ChildResult(NamedTuple):
    """What the program answered; `refused` where it does not take the file."""

    refused: bool
    answer: bytes


def run(program: Path, content: bytes, limits: Limits, *args: str) -> ChildResult:
    """Hand a file to a program and wait for its answer. Raises ChildFailed."""
    command = [sys.executable, "-I", str(program), *args]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            # from outside, before the file is handed over, so that no program can forget its limits
            resource.prlimit(child.pid, resource.RLIMIT_AS, (limits.memory, limits.memory))
            resource.prlimit(child.pid, resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
            answer, _nothing = child.communicate(content, timeout=limits.wall)
        except (subprocess.TimeoutExpired, OSError) as error:
            child.kill()
            raise ChildFailed from error
    if child.returncode not in {0, REFUSED}:
        raise ChildFailed
    return ChildResult(child.returncode == REFUSED, answer)
