"""What an auditor asks of the record: who opened results, which figures changed after «chốt»; today's exceptions."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from portal.accounts.activity.event_words import details, in_words
from portal.audit import queries
from portal.audit.models import Event
from portal.audit.queries import EventFilter
from portal.extensions import db
from portal.units.models import Unit
from portal.web.data import clock

MOST = 10
EXCEPTIONAL = (
    "rounds.open-results",
    "rounds.release",
    "rounds.erase",
    "rounds.extend",
    "rounds.close",
    "correction.accepted",
    "accounts.refused",
    "accounts.ask",
    "accounts.change-password",
    "box.settle",
    "nodes.enrol",
    "nodes.revoke",
    "nodes.destroyed",
    "nodes.new-secret",
    "results.release",
    "results.erased",
)
"""What does not belong to a round's ordinary day."""


class Question(NamedTuple):
    """A question and the page of the record that answers it."""

    words: str
    url: str


def questions() -> list[Question]:
    """In the order in which they are asked most."""
    asked = (
        (_("Ai mở kết quả?"), "rounds.open-results"),
        (_("Số nào sửa sau chốt?"), "correction.accepted"),
        (_("Ai bị từ chối quyền?"), "accounts.refused"),
        (_("Tài khoản nào được mở?"), "accounts.create"),
        (_("Ai công bố kết quả?"), "rounds.release"),
    )
    return [Question(words, url_for("accounts_events.events", action=action)) for words, action in asked]


def exceptional_today(top: Unit) -> Sequence[Event]:
    """Today's events that a calm day does not have, the newest first."""
    today = clock.today().isoformat()
    query = queries.events(top, EventFilter(first=today, last=today))
    return db.session.scalars(query.where(Event.action.in_(EXCEPTIONAL)).limit(MOST)).all()


def event_in_words(event: Event) -> str:
    """What was done, with its details."""
    told = details(event)
    return f"{in_words(event.action)} ({told})" if told else in_words(event.action)
