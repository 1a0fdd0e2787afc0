"""Decides about a form that was sent: what is wrong with it, or that it is taken, and what its sender is to be told."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.exc import SQLAlchemyError

from portal.ballots.desks.desk_token import APART_SECONDS
from portal.ballots.form import answers as answering
from portal.ballots.form.page_cache import PageCache
from portal.ballots.form.point_cache import PointCache
from portal.ballots.intake import body, operations, receipts, sources
from portal.ballots.intake import browser_token as browser_tokens
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake.operations import Submission
from portal.ballots.sealing import cipher, payload, row_mac
from portal.ballots.sealing.used_token_keys import UsedTokenKeys
from portal.ballots.submission_status import SubmissionStatus
from portal.extensions import db

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask import Flask
    from sqlalchemy import Engine

    from portal.ballots.desks.phone import Phone
    from portal.ballots.form.answers import Answers, Rules
    from portal.ballots.form.point_cache import PointSnapshot
    from portal.ballots.intake.browser_token import BrowserToken
    from portal.ballots.intake.nonce import Nonce
    from portal.ballots.intake.operations import DeviceToken

log = logging.getLogger(__name__)

LEAST_SECONDS = 8


@dataclass(frozen=True, slots=True)
class Post:
    """What arrived, and what of its surroundings counts: the browser's `token`; `phone` where a desk's sent it."""

    content_type: str
    raw: bytes
    token: BrowserToken | None
    address: str
    moment: datetime
    phone: Phone | None = None

    @property
    def second(self) -> float:
        return self.moment.timestamp()


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """What became of a form: its nonce where genuine, what was typed, seconds to wait, the browser's new token."""

    status: SubmissionStatus
    nonce: Nonce | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    answers: Answers | None = None
    wait: int = 0
    token: DeviceToken | None = None
    submission: Submission | None = None


class Intake:
    """The citizen's side of one process: its keys, its counters, its cached pages."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        secrets: dict[str, bytes] = app.config["SECRETS"]
        self.nonce_key, self.receipt_key, self.marker_key = (secrets[name] for name in ("nonce", "receipt", "marker"))
        self.row_key, self.box = secrets[row_mac.KEY], AESGCM(secrets["token"])
        self.used_token_keys = UsedTokenKeys(Path(app.config["INSTANCE"]) / "keys")
        self.bench = bool(app.config["BENCH"])
        self.wait = 0 if self.bench else LEAST_SECONDS
        self.secure = str(app.config["BASE_URL"]).startswith("https:")
        self.sources = sources.Sources(int(app.config["WORKERS"]))
        self.point_cache = PointCache()
        self.page_cache = PageCache(self.wait)

    @cached_property
    def engine(self) -> Engine:
        """The database that ballots go to, also where no request is at hand."""
        with self.app.app_context():
            return db.engine

    def forget(self) -> None:
        """Start anew, as after a restart."""
        self.point_cache.forget()
        self.page_cache.forget()
        self.sources.forget()

    def process(self, point: PointSnapshot, post: Post) -> SubmissionResult:
        """Take a form, or say why not. A form taken before is always REPEATED, whatever it holds now."""
        result = self.validate(point, post)
        if result.submission is not None:
            result = self.take(result, result.submission, post)
        elif result.nonce is not None and self.is_used(result.nonce):
            result = SubmissionResult(SubmissionStatus.REPEATED, result.nonce)
        if result.status is SubmissionStatus.REPEATED and result.nonce:
            missed = self.lost_token(result.nonce, post)
            return SubmissionResult(SubmissionStatus.REPEATED, result.nonce, token=missed) if missed else result
        return result

    def lost_token(self, nonce: Nonce, post: Post) -> DeviceToken | None:
        """Return the token of a phone that missed the answer to a form taken before; None where it did not."""
        if nonce.at_desk:
            return self.lost_desk_token(nonce, post)
        if post.token is not None:
            return None
        return browser_tokens.first(self.marker_key, nonce.value, nonce.point_id).after(post.second)

    def lost_desk_token(self, nonce: Nonce, post: Post) -> DeviceToken | None:
        """Return a desk phone's next token if it is used already: the reply was lost, or the cookie is a copy."""
        following = post.phone.token.after(post.second) if post.phone else None
        key = self.used_token_keys.known(nonce.round_id)
        if following is None or key is None:
            return None
        return following if operations.is_used(self.engine, following.used_token(key), nonce.round_id) else None

    def validate(self, point: PointSnapshot, post: Post) -> SubmissionResult:
        """Check everything that can be checked without the tables of ballots."""
        rules = self.page_cache.form_version(point).round.rules
        typed, unreadable = form_fields(post, rules)
        nonce = nonces.read(self.nonce_key, typed.get(answering.NONCE_FIELD, ""))
        if nonce is None or (nonce.point_id, nonce.round_id) != (point.point_id, point.round_id):
            status = point.window.status(post.moment)
            return SubmissionResult(
                SubmissionStatus.DAMAGED if status is SubmissionStatus.OPEN else status, typed=typed
            )
        status = point.window.status_of_form(post.moment, nonce.issued)
        if status is not SubmissionStatus.OPEN:
            return SubmissionResult(status, nonce, typed)
        if nonce.at_desk and post.phone is None:
            return SubmissionResult(SubmissionStatus.NOT_A_DESK, nonce)
        answers = answering.read(rules, typed, unreadable=unreadable)
        source = self.sources.tag(post.address, point.point_id, post.second)
        refusal, wait = self.throttle(nonce, answers, post, source)
        if refusal is not None:
            return SubmissionResult(refusal, nonce, typed, answers, wait)
        sent = encrypted(self.submission(rules, nonce, answers, post, source), point.ballot_key)
        return SubmissionResult(SubmissionStatus.TAKEN, nonce, typed, answers, submission=sent)

    def throttle(
        self, nonce: Nonce, answers: Answers, post: Post, source: bytes
    ) -> tuple[SubmissionStatus | None, int]:
        """Return why a readable form is not taken now (None if it is), and in how many seconds it may come again."""
        age = nonce.age(post.second)
        if age > nonces.LIFE_SECONDS:
            return SubmissionStatus.EXPIRED, 0
        if not answers.complete:
            return SubmissionStatus.INCOMPLETE, 0
        if age < self.wait:
            return SubmissionStatus.TOO_FAST, self.left(nonce, post)
        wait = 0 if self.bench or nonce.at_desk else self.sources.wait(source, age, post.second)
        return (SubmissionStatus.BUSY, wait) if wait else self.throttle_device(nonce, post)

    def throttle_device(self, nonce: Nonce, post: Post) -> tuple[SubmissionStatus | None, int]:
        """The time between two people on one phone."""
        if nonce.family:
            return self.throttle_family(post.token, post)
        wait = post.phone.token.wait(post.second) if nonce.at_desk and post.phone and not self.bench else 0
        return (SubmissionStatus.TOO_SOON, wait) if wait else (None, 0)

    def left(self, nonce: Nonce, post: Post) -> int:
        """Seconds until a form may be sent."""
        return min(self.wait, max(0, ceil(self.wait - nonce.age(post.second))))

    def throttle_family(self, token: BrowserToken | None, post: Post) -> tuple[SubmissionStatus | None, int]:
        """A family: four ballots on a phone, three minutes apart."""
        if token is None:
            return None, 0
        if token.full:
            return SubmissionStatus.FULL, 0
        wait = token.wait(post.second)
        return (SubmissionStatus.TOO_SOON, wait) if wait else (None, 0)

    def submission(self, rules: Rules, nonce: Nonce, answers: Answers, post: Post, source: bytes) -> Submission:
        """Make what is kept of a form. A desk phone's pace is its own: it counts for no source."""
        phone, channel = post.phone if nonce.at_desk else None, payload.CHANNELS[nonce.kind]
        risk = phone.token.risk(post.moment) if phone else self.sources.risk(source, post.second)
        risk = sources.QUIET if self.bench else risk
        return Submission(
            nonce=nonce,
            tokens=(phone.token.after(post.second),) if phone else self.tokens(nonce, post),
            payload=answering.ballot(rules, answers, channel, nonce.age(post.second), risk),
            comment=answers.comment,
            channel=channel,
            receipt=receipts.code(self.receipt_key, nonce.value),
            source=b"" if phone else source,
            phone_id=phone.id if phone else None,
        )

    def tokens(self, nonce: Nonce, post: Post) -> tuple[BrowserToken, ...]:
        """Return the counts that this ballot may have on its browser: the first, or any later one for a family."""
        prior = post.token or browser_tokens.first(self.marker_key, nonce.value, nonce.point_id)
        counts = range(prior.count, browser_tokens.MOST_BALLOTS) if nonce.family else (0,)
        return tuple(replace(prior, count=count).after(post.second) for count in counts)

    def take(self, result: SubmissionResult, sent: Submission, post: Post) -> SubmissionResult:
        """Bring a form to the tables; they decide."""
        keys = operations.Keys(self.used_token_keys.of(sent.nonce.round_id), self.row_key)
        try:
            status, token = operations.take(self.engine, keys, sent, post.moment)
        except (SQLAlchemyError, TimeoutError, self.engine.dialect.loaded_dbapi.Error) as error:
            log.error("ballot_not_kept", extra={"error": type(error).__name__})  # noqa: TRY400 - its text has the row
            return replace(result, status=SubmissionStatus.FAULT)
        if status is SubmissionStatus.TAKEN and sent.source:
            self.sources.count(sent.source, post.second)
        if status is SubmissionStatus.USED and sent.nonce.at_desk:
            return replace(result, status=SubmissionStatus.TOO_SOON, wait=APART_SECONDS, token=sent.tokens[0])
        if status is SubmissionStatus.USED and sent.nonce.family:
            status = SubmissionStatus.FULL
        return replace(result, status=status, token=token)

    def is_used(self, nonce: Nonce) -> bool:
        """Whether a form was taken before; always False once the round's key is destroyed."""
        key = self.used_token_keys.known(nonce.round_id)
        return key is not None and operations.is_used(self.engine, nonces.used_token(key, nonce), nonce.round_id)


def encrypted(sent: Submission, key: bytes | None) -> Submission:
    """What is kept of a form, sealed to its round's key."""
    where = sent.nonce.round_id, sent.nonce.point_id
    return replace(
        sent,
        payload=cipher.ballot(key, *where, sent.payload),
        comment=cipher.comment(key, *where, sent.comment),
    )


def form_fields(post: Post, rules: Rules) -> tuple[dict[str, str], bool]:
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
