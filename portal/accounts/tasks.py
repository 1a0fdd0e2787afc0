"""What waits for whom: home pages, the account's menu, inboxes, reminders and «Đôn đốc» are made of these alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.extensions import Hook
from portal.web.data import clock

# The shapes of what asks for nothing yet, of what may still wait, of what is late and of what is done.
CALM, OPEN, LATE, DONE = "open", "thap", "cao_bat_thuong", "chot"


@dataclass(frozen=True)
class Task:
    """Something that waits: what is to be done, on which page, how it stands (a word and its shape), until when.

    The `verb` stands on its button («Ghi»); without one there is nothing to press, and `due` says who does it. `effect`
    says what changes when it is agreed to, `count` how many things wait where one line stands for all of them. What is
    urged has its `rule`, the commune's `point` and the `day` it is owed for (None: the round as a whole), and is late
    from `since` on (None: never).
    """

    words: str
    endpoint: str
    args: Mapping[str, Any] = field(default_factory=dict, hash=False)
    state: str = ""
    shape: str = OPEN
    due: str = ""
    count: int = 0
    verb: str = ""
    effect: str = ""
    rule: str = ""
    point: int = 0
    day: date | None = None
    since: datetime | None = None
    address: str = ""

    @property
    def url(self) -> str:
        """The page on which it is done."""
        return self.address or url_for(self.endpoint, **self.args)

    @property
    def is_late(self) -> bool:
        return self.since is not None and clock.now() >= self.since

    @property
    def is_done(self) -> bool:
        """Whether it only says that it has been done."""
        return self.shape == DONE

    @property
    def key(self) -> tuple[str, int, date | None]:
        """By what a reminder of it is known."""
        return self.rule, self.point, self.day

    def located(self) -> Task:
        """The same task with its address made now, of the round that the request is about."""
        return replace(self, address=self.url)


def standing(state: str, *, is_late: bool, overdue: str = "") -> tuple[str, str]:
    """How a task stands: `state` until it is late, then `overdue` («quá hạn» where empty); with the shape of it."""
    return (overdue or _("quá hạn"), LATE) if is_late else (state, OPEN)


# What the account's own menu holds besides the fixed pages, with how much waits behind each entry.
menu_sources: Hook[Callable[[Account], Iterable[Task]]] = Hook()
