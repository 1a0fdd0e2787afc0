"""Decides about a form that was sent: what is wrong with it, or that it is taken, and what its sender is to be told."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.exc import SQLAlchemyError

from portal.ballots.desks.turns import APART_SECONDS
from portal.ballots.form import answers as answering
from portal.ballots.form.places import Places
from portal.ballots.form.press import Press
from portal.ballots.form.window import Gate
from portal.ballots.intake import body, operations, receipts, sources
from portal.ballots.intake import marker as markers
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake.operations import Outcome, Submission
from portal.ballots.sealing import cipher, payload, staging
from portal.ballots.sealing.keys import SpentKeys
from portal.extensions import db

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask import Flask
    from sqlalchemy import Engine

    from portal.ballots.desks.queries import Phone
    from portal.ballots.form.answers import Answers, Rules
    from portal.ballots.form.places import Place
    from portal.ballots.intake.marker import Marker
    from portal.ballots.intake.nonce import Nonce
    from portal.ballots.intake.operations import Mark

log = logging.getLogger(__name__)

LEAST_SECONDS = 8


class Fate(Enum):
    """What becomes of a form."""

    TAKEN = auto()
    REPEATED = auto()
    DAMAGED = auto()
    EARLY = auto()
    OVER = auto()
    EXPIRED = auto()
    TOO_OLD = auto()
    INCOMPLETE = auto()
    TOO_FAST = auto()
    BUSY = auto()
    TOO_SOON = auto()
    USED = auto()
    FULL = auto()
    FAULT = auto()
    NOT_A_DESK = auto()


GATES = {Gate.EARLY: Fate.EARLY, Gate.OVER: Fate.OVER, Gate.OPEN: Fate.DAMAGED, Gate.TOO_OLD: Fate.TOO_OLD}
OUTCOMES = {
    Outcome.TAKEN: Fate.TAKEN,
    Outcome.REPEATED: Fate.REPEATED,
    Outcome.EARLY: Fate.EARLY,
    Outcome.OVER: Fate.OVER,
    Outcome.TOO_OLD: Fate.TOO_OLD,
    Outcome.USED: Fate.USED,
}


@dataclass(frozen=True, slots=True)
class Post:
    """What arrived, and what of its surroundings counts: `phone` where a desk's phone sent it."""

    content_type: str
    raw: bytes
    cookie: str
    address: str
    moment: datetime
    phone: Phone | None = None

    @property
    def second(self) -> float:
        return self.moment.timestamp()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A form's fate: its nonce where genuine, what was typed, how long to wait, the browser's new marker."""

    fate: Fate
    nonce: Nonce | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    answers: Answers | None = None
    wait: int = 0
    marker: Mark | None = None
    submission: Submission | None = None


class Intake:
    """The citizen's side of one process: its keys, its counters, its printed pages."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        secrets: dict[str, bytes] = app.config["SECRETS"]
        self.nonce_key, self.receipt_key, self.marker_key = (secrets[name] for name in ("nonce", "receipt", "marker"))
        self.row_key, self.box = secrets[staging.KEY], AESGCM(secrets["token"])
        self.spent_keys = SpentKeys(Path(app.config["INSTANCE"]) / "keys")
        self.bench = bool(app.config["BENCH"])
        self.wait = 0 if self.bench else LEAST_SECONDS
        self.secure = str(app.config["BASE_URL"]).startswith("https:")
        self.sources = sources.Sources(int(app.config["WORKERS"]))
        self.places = Places()
        self.press = Press(self.wait)

    @cached_property
    def engine(self) -> Engine:
        """The database that ballots go to, also where no request is at hand."""
        with self.app.app_context():
            return db.engine

    def forget(self) -> None:
        """Start anew, as after a restart."""
        self.places.forget()
        self.press.forget()
        self.sources.forget()

    def marker(self, cookie: str, place: Place) -> Marker | None:
        """Return the marker that a browser carries for a point."""
        return markers.read(self.marker_key, cookie, place.point_id) if cookie else None

    def judge(self, place: Place, post: Post) -> Verdict:
        """Take a form, or say why not. A form taken before is always told so, whatever it holds now."""
        verdict = self.weigh(place, post)
        if verdict.submission is not None:
            verdict = self.take(verdict, verdict.submission, post)
        elif verdict.nonce is not None and self.is_spent(verdict.nonce):
            verdict = Verdict(Fate.REPEATED, verdict.nonce)
        if verdict.fate is Fate.REPEATED and verdict.nonce:
            missed = self.missed(verdict.nonce, post)
            return Verdict(Fate.REPEATED, verdict.nonce, marker=missed) if missed else verdict
        return verdict

    def missed(self, nonce: Nonce, post: Post) -> Mark | None:
        """Return the count of a phone that did not get the answer to a form taken before; None where it did."""
        if nonce.at_desk:
            return self.missed_at_desk(nonce, post)
        if markers.read(self.marker_key, post.cookie, nonce.point_id) is not None:
            return None
        return markers.first(self.marker_key, nonce.value, nonce.point_id).after(post.second)

    def missed_at_desk(self, nonce: Nonce, post: Post) -> Mark | None:
        """Return a desk phone's next turn if a ballot was taken for it: its reply was lost, or the cookie is a copy."""
        following = post.phone.turn.after(post.second) if post.phone else None
        key = self.spent_keys.known(nonce.round_id)
        if following is None or key is None:
            return None
        return following if operations.is_spent(self.engine, following.spent(key), nonce.round_id) else None

    def weigh(self, place: Place, post: Post) -> Verdict:
        """Look at everything that can be seen without the tables of ballots."""
        rules = self.press.edition(place).survey.rules
        typed, unreadable = fields(post, rules)
        nonce = nonces.read(self.nonce_key, typed.get(answering.NONCE_FIELD, ""))
        if nonce is None or (nonce.point_id, nonce.round_id) != (place.point_id, place.round_id):
            return Verdict(GATES[place.window.gate(post.moment)], typed=typed)
        gate = place.window.takes(post.moment, nonce.issued)
        if gate is not Gate.OPEN:
            return Verdict(GATES[gate], nonce, typed)
        if nonce.at_desk and post.phone is None:
            return Verdict(Fate.NOT_A_DESK, nonce)
        answers = answering.read(rules, typed, unreadable=unreadable)
        source = self.sources.tag(post.address, place.point_id, post.second)
        fate, wait = self.hold_up(nonce, answers, post, source)
        if fate is not None:
            return Verdict(fate, nonce, typed, answers, wait)
        sent = sealed(self.submission(rules, nonce, answers, post, source), place.ballot_key)
        return Verdict(Fate.TAKEN, nonce, typed, answers, submission=sent)

    def hold_up(self, nonce: Nonce, answers: Answers, post: Post, source: bytes) -> tuple[Fate | None, int]:
        """Return what stands in the way of a readable form, and for how many seconds."""
        age = nonce.age(post.second)
        if age > nonces.LIFE_SECONDS:
            return Fate.EXPIRED, 0
        if not answers.complete:
            return Fate.INCOMPLETE, 0
        if age < self.wait:
            return Fate.TOO_FAST, self.left(nonce, post)
        wait = 0 if self.bench or nonce.at_desk else self.sources.wait(source, age, post.second)
        return (Fate.BUSY, wait) if wait else self.hold_up_next(nonce, post)

    def hold_up_next(self, nonce: Nonce, post: Post) -> tuple[Fate | None, int]:
        """Judge the next person on a phone that others answered on before."""
        if nonce.family:
            return self.hold_up_family(markers.read(self.marker_key, post.cookie, nonce.point_id), post)
        wait = post.phone.turn.wait(post.second) if nonce.at_desk and post.phone and not self.bench else 0
        return (Fate.TOO_SOON, wait) if wait else (None, 0)

    def left(self, nonce: Nonce, post: Post) -> int:
        """Seconds until a form may be sent."""
        return min(self.wait, max(0, ceil(self.wait - nonce.age(post.second))))

    def hold_up_family(self, marker: Marker | None, post: Post) -> tuple[Fate | None, int]:
        """Judge the next of a family: four on a phone, three minutes apart."""
        if marker is None:
            return None, 0
        if marker.full:
            return Fate.FULL, 0
        wait = marker.wait(post.second)
        return (Fate.TOO_SOON, wait) if wait else (None, 0)

    def submission(self, rules: Rules, nonce: Nonce, answers: Answers, post: Post, source: bytes) -> Submission:
        """Make what is kept of a form. A desk phone's pace is its own: it counts for no source."""
        phone, channel = post.phone if nonce.at_desk else None, payload.CHANNELS[nonce.kind]
        risk = phone.turn.risk(post.moment) if phone else self.sources.risk(source, post.second)
        risk = sources.QUIET if self.bench else risk
        return Submission(
            nonce=nonce,
            markers=(phone.turn.after(post.second),) if phone else self.markers(nonce, post),
            payload=answering.ballot(rules, answers, channel, nonce.age(post.second), risk),
            comment=answers.comment,
            channel=channel,
            receipt=receipts.code(self.receipt_key, nonce.value),
            source=b"" if phone else source,
            phone_id=phone.id if phone else None,
        )

    def markers(self, nonce: Nonce, post: Post) -> tuple[Marker, ...]:
        """Return the counts that this ballot may have on its browser: the first, or any later one for a family."""
        known = markers.read(self.marker_key, post.cookie, nonce.point_id)
        prior = known or markers.first(self.marker_key, nonce.value, nonce.point_id)
        counts = range(prior.count, markers.MOST_BALLOTS) if nonce.family else (0,)
        return tuple(replace(prior, count=count).after(post.second) for count in counts)

    def take(self, verdict: Verdict, sent: Submission, post: Post) -> Verdict:
        """Bring a form to the tables; they decide."""
        keys = operations.Keys(self.spent_keys.of(sent.nonce.round_id), self.row_key)
        try:
            outcome, marker = operations.take(self.engine, keys, sent, post.moment)
        except (SQLAlchemyError, TimeoutError, self.engine.dialect.loaded_dbapi.Error) as error:
            log.error("ballot_not_kept", extra={"error": type(error).__name__})  # noqa: TRY400 - its text has the row
            return replace(verdict, fate=Fate.FAULT)
        fate = OUTCOMES[outcome]
        if fate is Fate.TAKEN and sent.source:
            self.sources.count(sent.source, post.second)
        if fate is Fate.USED and sent.nonce.at_desk:
            return replace(verdict, fate=Fate.TOO_SOON, wait=APART_SECONDS, marker=sent.markers[0])
        if fate is Fate.USED and sent.nonce.family:
            fate = Fate.FULL
        return replace(verdict, fate=fate, marker=marker)

    def is_spent(self, nonce: Nonce) -> bool:
        """Whether a form was taken before; once the round's key is gone nobody can tell."""
        key = self.spent_keys.known(nonce.round_id)
        return key is not None and operations.is_spent(self.engine, nonces.spent_mark(key, nonce), nonce.round_id)


def sealed(sent: Submission, key: bytes | None) -> Submission:
    """What is kept of a form, sealed to its round's key."""
    where = sent.nonce.round_id, sent.nonce.point_id
    return replace(
        sent,
        payload=cipher.ballot(key, *where, sent.payload),
        comment=cipher.comment(key, *where, sent.comment),
    )


def fields(post: Post, rules: Rules) -> tuple[dict[str, str], bool]:
    """Return the form's fields, none where it is not ours, and whether its comment could not be read."""
    if not body.is_form(post.content_type):
        return {}, False
    try:
        typed, unreadable = body.read(post.raw), False
    except body.Unreadable as error:
        typed, unreadable = error.fields, error.field == rules.comment_id
        if not unreadable:
            return {}, False
    except body.Damaged:
        return {}, False
    return ({}, False) if typed.keys() - rules.fields else (typed, unreadable)
