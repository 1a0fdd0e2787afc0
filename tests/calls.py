"""What a deed asked of the disk, and in which order."""

from __future__ import annotations

import os
import re
from pathlib import Path

NAMES = ("fsync", "link", "replace", "rename", "unlink")
CHANCE = re.compile("-[0-9a-f]{16}$")


class Calls:
    """The calls to the system that matter, in the order in which they were made: (call, file's name)."""

    def __init__(self, monkeypatch) -> None:
        self.made: list[tuple[str, str]] = []
        for name in NAMES:
            monkeypatch.setattr(os, name, self.noting(name, getattr(os, name)))

    def noting(self, name, real):
        def call(what, *rest, **more):
            path = Path(f"/proc/self/fd/{what}").readlink() if isinstance(what, int) else Path(what)
            self.made.append((name, CHANCE.sub("", path.name)))
            return real(what, *rest, **more)

        return call
