"""The used-token key of each round: it makes the tokens that stop a second ballot, and it dies with the round.

A file of the instance folder, `keys/spent-<round>.key`, made by the first ballot; all web nodes must share that folder.
A day after closing, when the last form has expired and every ballot is sealed, it is destroyed: from then on
no reader of the database can tell whether a phone or a form is among the used tokens.
The other keys (nonce, receipt, marker, token) are the installation's and are read at start.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from portal.web.data.key_files import make, wipe

if TYPE_CHECKING:
    from pathlib import Path

NAME = "spent-{}.key"


class UsedTokenKeys:
    """The used-token keys in a folder, each kept in memory for as long as its file stands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: dict[int, tuple[int, bytes]] = {}

    def path(self, round_id: int) -> Path:
        return self.folder / NAME.format(round_id)

    def of(self, round_id: int) -> bytes:
        """Return a round's key, made now if it has none."""
        key = self.known(round_id)
        if key is None:
            make(self.path(round_id))
            key = self.known(round_id)
        if key is None:
            message = f"the spent key of round {round_id} cannot be kept in {self.folder}"
            raise OSError(message)
        return key

    def known(self, round_id: int) -> bytes | None:
        """Return a round's key, None where there is none yet or no longer."""
        try:
            number = os.stat(f"{self.folder}/{NAME.format(round_id)}").st_ino  # noqa: PTH116 - asked for every ballot
        except FileNotFoundError:
            self.read.pop(round_id, None)
            return None
        if self.read.get(round_id, (None,))[0] != number:
            self.read[round_id] = (number, self.path(round_id).read_bytes())
        return self.read[round_id][1]

    def destroy(self, round_id: int) -> bool:
        """Overwrite and remove a round's key; False where it was gone already."""
        self.read.pop(round_id, None)
        return wipe(self.path(round_id))
