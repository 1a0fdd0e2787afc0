"""Counts many ballots by several processes: this one reads them, each of the others opens and counts a share.

To open a ballot takes some twenty times as long as to read it. The round's key goes to the others by their standard
input, and into no file; what they have counted comes back by their standard output.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from portal.ballots.sealing.cipher import Opener
from portal.config import ROOT
from portal.results.tallying.counting import Counts, Share, Stored

FROM = 300_000  # ballots; of fewer one process has counted most before others have begun
MOST = 16
Take = Callable[[Sequence[Stored]], None]


def processes_for(ballots: int) -> int:
    """How many are to count so many ballots: one for every processor that this process may use, at most."""
    return min(MOST, len(os.sched_getaffinity(0))) if ballots >= FROM else 1


@contextmanager
def counting_into(counts: Counts, processes: int) -> Iterator[Take]:
    """Take ballots, a batch at a time; when the block ends all of them are in `counts`.

    Raises OSError or EOFError where one of the processes was ended before it told what it counted.
    """
    if processes < 2:  # noqa: PLR2004 - this one alone
        yield counts.add_all
        return
    with ExitStack() as stack:
        others = [stack.enter_context(Other(counts)) for _place in range(processes)]
        turn = 0

        def take(batch: Sequence[Stored]) -> None:
            nonlocal turn
            # in turns: whoever still counts its last batch is waited for, and so no more is read than is counted
            others[turn % len(others)].send(batch)
            turn += 1

        yield take
        for other in others:
            other.send(None)
        for other in others:
            counts.add_share(other.share())


class Other:
    """A process that counts; it is ended with the block, whatever it has come to."""

    def __init__(self, counts: Counts) -> None:
        opener = counts.opener
        private = opener.private.private_bytes_raw() if opener.private else None
        self.task = (counts.basis, opener.round_id, private, opener.public, counts.mended)

    def __enter__(self) -> Self:
        self.process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", __name__], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.send(self.task)
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        with self.process:  # its pipes are closed, and it is waited for
            pass

    def send(self, what: object) -> None:
        """Hand over the task, a batch, or None after the last."""
        assert self.process.stdin is not None  # noqa: S101 - a pipe, as asked for above
        pickle.dump(what, self.process.stdin, pickle.HIGHEST_PROTOCOL)
        self.process.stdin.flush()

    def share(self) -> Share:
        """What it has counted."""
        assert self.process.stdout is not None  # noqa: S101 - the same
        share: Share = pickle.load(self.process.stdout)  # noqa: S301 - our own process wrote it
        return share


def main() -> None:
    """Count what comes in, tell it when nothing more comes."""
    source: Any = sys.stdin.buffer
    basis, round_id, private, public, mended = pickle.load(source)  # noqa: S301 - from the process that began this one
    key = X25519PrivateKey.from_private_bytes(private) if private is not None else None
    counts = Counts(basis, Opener(round_id, key, public), mended)
    while (batch := pickle.load(source)) is not None:  # noqa: S301 - the same
        counts.add_all(batch)
    pickle.dump(counts.share, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
