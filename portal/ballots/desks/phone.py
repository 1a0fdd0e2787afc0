"""A desk phone as the citizen's path needs it: plain values, read anew for every request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.ballots.desks.desk_token import DeskToken


@dataclass(frozen=True, slots=True)
class Phone:
    """A desk phone that is enrolled today: its row, its number at the desk, its point's code, its token."""

    id: int
    number: int
    code: str
    token: DeskToken
