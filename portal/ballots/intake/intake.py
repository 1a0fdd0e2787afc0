"""Answers a citizen's browser, for the fast path and Flask's views alike: what becomes of a form, in a status.

`Intake` decides about a form that was sent; `Handler` gives empty forms, reads what was sent, opens the thanks. What is
said where something is wrong is for the views.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from math import ceil
from wsgiref.types import WSGIEnvironment

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.sansio.http import parse_cookie

from portal.ballots.desks.desk_token import APART_SECONDS, Phone
from portal.ballots.form import answers as answering
from portal.ballots.form.answers import Answers, Rules
from portal.ballots.form.page_cache import CompressedPage, PageCache
from portal.ballots.form.point_cache import PointCache, PointSnapshot
from portal.ballots.intake import body, operations, receipts, sources, tokens
from portal.ballots.intake.operations import DeviceToken, Submission
from portal.ballots.intake.tokens import BrowserToken, Nonce
from portal.ballots.sealing import cipher, payload, sealable_tables
from portal.ballots.submission_status import SubmissionStatus
from portal.extensions import db
from portal.nodes.round_secrets import RoundSecrets, SecretWaits
from portal.surveys.questionnaire.wording import Language
from portal.web.data import clock, two_disks

FilledPage = tuple[CompressedPage, bytes]

logger = logging.getLogger(__name__)

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
        self.row_key, self.box = secrets[sealable_tables.MAC_KEY], AESGCM(secrets["token"])
        self.used_token_keys: RoundSecrets = app.extensions["used_token_secrets"]
        self.bench = bool(app.config["BENCH"])
        self.wait = 0 if self.bench else LEAST_SECONDS
        self.secure = str(app.config["BASE_URL"]).startswith("https:")
        self.sources = sources.Sources(int(app.config["WORKERS"]))
        self.point_cache = PointCache(lambda: self.engine)
        self.page_cache = PageCache(self.wait)

    @cached_property
    def engine(self) -> Engine:
        """The database that ballots go to."""
        with self.app.app_context():  # the fast path has none
            return db.engine

    def forget(self) -> None:
        """Start anew, as after a restart."""
        self.point_cache.forget()
        self.page_cache.forget()
        self.sources.forget()
        self.used_token_keys.forget()

    def process(self, point: PointSnapshot, post: Post) -> SubmissionResult:
        """Take a form, or say why not. A form taken before is always REPEATED, whatever it holds now."""
        result = self.validate(point, post)
        try:
            return self.recognise(result, post)
        except SQLAlchemyError as error:
            if not two_disks.is_uncertain(error) or not result.typed:
                raise
            return replace(result, status=SubmissionStatus.UNCONFIRMED)

    def recognise(self, result: SubmissionResult, post: Post) -> SubmissionResult:
        """Bring a form that was checked to the tables, or see whether one that is refused was taken before."""
        if result.submission is not None:
            result = self.take(result, result.submission, post)
        elif result.nonce is not None and self.is_used(result.nonce, result.nonce.round_id):
            # asked although the form is wrong by now: it may only be late, and its sender has not seen the thanks
            result = SubmissionResult(SubmissionStatus.REPEATED, result.nonce)
        if result.status is SubmissionStatus.REPEATED and result.nonce:
            missed = self.lost_token(result.nonce, post)
            return SubmissionResult(SubmissionStatus.REPEATED, result.nonce, token=missed) if missed else result
        return result

    def lost_token(self, nonce: Nonce, post: Post) -> DeviceToken | None:
        """Return the token of a phone that missed the answer to a form taken before; None where it did not."""
        if not nonce.at_desk:
            first = tokens.first_token(self.marker_key, nonce.value, nonce.point_id)
            return first.after(post.second) if post.token is None else None
        # a desk phone whose next token is used already: the answer was lost, or the cookie is a copy
        following = post.phone.token.after(post.second) if post.phone else None
        return following if following and self.is_used(following, nonce.round_id) else None

    def is_used(self, token: Nonce | DeviceToken, round_id: int) -> bool:
        """Whether a form or a phone's count was taken before; always False once the round's key is destroyed."""
        key = self.used_token_keys.known(round_id)
        return key is not None and operations.is_used(self.engine, token.used_token(key), round_id)

    def validate(self, point: PointSnapshot, post: Post) -> SubmissionResult:
        """Check everything that can be checked without the tables of ballots."""
        rules = self.page_cache.form_version(point).round.rules
        typed, unreadable = form_fields(post, rules)
        nonce = tokens.read_nonce(self.nonce_key, typed.get(answering.NONCE_FIELD, ""))
        if nonce is None or (nonce.point_id, nonce.round_id) != (point.point_id, point.round_id):
            status = point.window.status(post.moment)
            # what was typed goes along for the page, which shows it only where the form came from our own (ruling 3)
            damaged = SubmissionStatus.DAMAGED if status is SubmissionStatus.OPEN else status
            return SubmissionResult(damaged, typed=typed)
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
        submission = self.submission(point, rules, nonce, answers, post, source)
        return SubmissionResult(SubmissionStatus.TAKEN, nonce, typed, answers, submission=submission)

    def throttle(
        self, nonce: Nonce, answers: Answers, post: Post, source: bytes
    ) -> tuple[SubmissionStatus | None, int]:
        """Return why a readable form is not taken now (None if it is), and in how many seconds it may come again."""
        age = nonce.age(post.second)
        if age > tokens.FORM_LIFE_SECONDS:
            return SubmissionStatus.EXPIRED, 0
        if not answers.complete:
            return SubmissionStatus.INCOMPLETE, 0
        if age < self.wait:
            return SubmissionStatus.TOO_FAST, self.left(nonce, post)
        # a desk is bounded by its own pace, and a village behind the same address must not hold it up
        wait = 0 if self.bench or nonce.at_desk else self.sources.wait(source, age, post.second)
        return (SubmissionStatus.BUSY, wait) if wait else self.throttle_device(nonce, post)

    def throttle_device(self, nonce: Nonce, post: Post) -> tuple[SubmissionStatus | None, int]:
        """The time between two people on one phone: a family's, four ballots in all, or a desk's."""
        token: DeviceToken | None = post.token if nonce.family else None
        if nonce.at_desk and post.phone and not self.bench:
            token = post.phone.token
        if token is None:
            return None, 0
        if token.full:
            return SubmissionStatus.FULL, 0
        wait = token.wait(post.second)
        return (SubmissionStatus.TOO_SOON, wait) if wait else (None, 0)

    def left(self, nonce: Nonce, post: Post) -> int:
        """Seconds until a form may be sent."""
        return min(self.wait, max(0, ceil(self.wait - nonce.age(post.second))))

    def submission(
        self, point: PointSnapshot, rules: Rules, nonce: Nonce, answers: Answers, post: Post, source: bytes
    ) -> Submission:
        """Make what is kept of a form, sealed to its round's key."""
        # a desk phone's pace is its own: it counts for no source
        phone, channel = post.phone if nonce.at_desk else None, payload.CHANNELS[nonce.kind]
        risk = phone.token.risk(post.moment) if phone else self.sources.risk(source, post.second)
        written = answering.ballot(
            rules, answers, channel, nonce.age(post.second), sources.QUIET if self.bench else risk, nonce.errata
        )
        where = nonce.round_id, nonce.point_id
        return Submission(
            nonce=nonce,
            tokens=(phone.token.after(post.second),) if phone else self.possible_tokens(nonce, post),
            payload=cipher.ballot(point.ballot_key, *where, written),
            comments=tuple(cipher.comment(point.ballot_key, *where, text) for text in answers.words(rules)),
            channel=channel,
            receipt=receipts.code(self.receipt_key, nonce.value),
            source=b"" if phone else source,
            phone_id=phone.id if phone else None,
        )

    def possible_tokens(self, nonce: Nonce, post: Post) -> tuple[BrowserToken, ...]:
        """Return the counts that this ballot may have on its browser: the first, or any later one for a family."""
        prior = post.token or tokens.first_token(self.marker_key, nonce.value, nonce.point_id)
        counts = range(prior.count, tokens.MOST_BALLOTS) if nonce.family else (0,)
        return tuple(replace(prior, count=count).after(post.second) for count in counts)

    def take(self, result: SubmissionResult, sent: Submission, post: Post) -> SubmissionResult:
        """Bring a form to the tables; they decide."""
        try:
            used_token_key = self.used_token_keys.of(sent.nonce.round_id)
            status, token = operations.take(self.engine, used_token_key, self.row_key, sent, post.moment)
        except (SQLAlchemyError, TimeoutError, self.engine.dialect.loaded_dbapi.Error) as error:
            logger.error("ballot_not_kept", extra={"error": type(error).__name__})  # noqa: TRY400 - its text has the row
            uncertain = two_disks.is_uncertain(error)
            return replace(result, status=SubmissionStatus.UNCONFIRMED if uncertain else SubmissionStatus.FAULT)
        except SecretWaits:
            logger.error("round_secret_waits", extra={"round": sent.nonce.round_id})  # noqa: TRY400 - told by the page
            return replace(result, status=SubmissionStatus.FAULT)
        # only what was taken: a source is set apart by its ballots, not by how often its people have to try
        if status is SubmissionStatus.TAKEN and sent.source:
            self.sources.count(sent.source, post.second)
        if status is SubmissionStatus.USED and sent.nonce.at_desk:
            return replace(result, status=SubmissionStatus.TOO_SOON, wait=APART_SECONDS, token=sent.tokens[0])
        if status is SubmissionStatus.USED and sent.nonce.family:
            status = SubmissionStatus.FULL
        return replace(result, status=status, token=token)


def current_intake() -> Intake:
    """Return this process's side of the citizen's path."""
    intake: Intake = current_app.extensions["ballots"]
    return intake


def form_fields(post: Post, rules: Rules) -> tuple[dict[str, str], str]:
    """Return the form's fields, none where it is not ours, and the question whose words could not be read, if any."""
    unreadable = ""
    try:
        typed = body.read(post.raw) if body.is_form(post.content_type) else {}
    except body.Unreadable as error:
        # people paste anything where they write; elsewhere it is no form of ours
        unreadable = error.field if error.field in rules.texts else ""
        typed = error.fields if unreadable else {}
    except body.Damaged:
        typed = {}
    return ({}, "") if typed.keys() - rules.fields else (typed, unreadable)


class Handler:
    """The citizen's requests about one point. `pages` prints what is missing, or raises NotPrinted."""

    def __init__(self, intake: Intake, pages: PageCache, point: PointSnapshot, language: Language) -> None:
        self.intake = intake
        self.pages = pages
        self.point = point
        self.language = language

    def form(self, kind: int, token: BrowserToken | None) -> FilledPage | SubmissionStatus:
        """Return an empty form with a new nonce; EARLY or OVER where the round takes no ballots now."""
        point, moment = self.point, clock.now()
        status = point.window.status(moment)
        if status is not SubmissionStatus.OPEN:
            return status
        page = self.pages.form(point, self.language, kind, used_before(token, kind))
        where, key = (point.point_id, point.round_id), self.intake.nonce_key
        nonce = tokens.issue_nonce(key, *where, moment.timestamp(), kind, point.errata)
        return page, nonce.encode()

    def post(self, environ: WSGIEnvironment, raw: bytes, phone: Phone | None = None) -> Post:
        """Return what a browser sent, now. A desk's phone counts by its own token."""
        token = None if phone else self.token(environ)
        return Post(environ.get("CONTENT_TYPE", ""), raw, token, environ.get("REMOTE_ADDR", ""), clock.now(), phone)

    def token(self, environ: WSGIEnvironment) -> BrowserToken | None:
        """Return the token of this point that a browser carries; None without a genuine one."""
        cookies = environ.get("HTTP_COOKIE")
        if not cookies:
            return None
        name = tokens.cookie_name(self.point.code, secure=self.intake.secure)
        return tokens.read_token(self.intake.marker_key, parse_cookie(cookies).get(name, ""), self.point.point_id)

    def thanks(self, text: str) -> FilledPage | SubmissionStatus:
        """Return the thank-you page of a token; DAMAGED where it is not of this point, EXPIRED after ten minutes."""
        thanks = receipts.read_thanks(self.intake.box, text)
        if thanks is None or thanks.point_id != self.point.point_id:
            return SubmissionStatus.DAMAGED
        if clock.now().timestamp() > thanks.until:
            return SubmissionStatus.EXPIRED
        page = self.pages.thanks(self.point, self.language, thanks)
        return page, receipts.pretty(thanks.receipt).encode()


def used_before(token: BrowserToken | None, kind: int) -> str:
    """What the browser's token means for a further ballot: «used», «full», or empty."""
    if token is None:
        return ""
    if token.full:
        return "full"
    return "" if kind == tokens.FAMILY else "used"
