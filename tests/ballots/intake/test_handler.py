"""The citizen's requests as the fast path and the views ask about them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.ballots.form.page_cache import NotPrinted, PrintedPages
from portal.ballots.intake import receipts, tokens
from portal.ballots.intake.intake import Handler, used_before
from portal.ballots.intake.receipts import Thanks
from portal.ballots.submission_status import SubmissionStatus
from portal.web.data import clock
from tests import make


@pytest.fixture
def handler(app, citizen):
    intake = app.extensions["ballots"]
    with app.test_request_context("/"):
        yield Handler(intake, intake.page_cache, intake.point_cache.find(citizen.code), "vi")


def thanks_of(handler: Handler, **changes: object) -> str:
    until = int(clock.now().timestamp()) + receipts.THANKS_SECONDS
    facts = {"receipt": "A" * 16, "point_id": handler.point.point_id, "until": until, **changes}
    return receipts.write_thanks(handler.intake.box, Thanks(**facts))


def test_an_open_round_gives_a_form_with_a_genuine_nonce(handler):
    page, filling = handler.form(tokens.FAMILY, None)
    issued = tokens.read_nonce(handler.intake.nonce_key, filling.decode())
    assert (issued.point_id, issued.kind) == (handler.point.point_id, tokens.FAMILY)
    assert filling in page.plain(filling)


def test_before_and_after_there_is_a_status_and_no_form(handler, at):
    at(clock.start_of(make.FIRST_DAY) - timedelta(seconds=1))
    assert handler.form(tokens.OWN, None) is SubmissionStatus.EARLY
    at(clock.end_of(make.LAST_DAY))
    assert handler.form(tokens.OWN, None) is SubmissionStatus.OVER


def test_thanks_of_another_point_or_too_late_are_a_status(handler):
    assert isinstance(handler.thanks(thanks_of(handler)), tuple)
    assert handler.thanks("x") is SubmissionStatus.DAMAGED
    assert handler.thanks(thanks_of(handler, point_id=0)) is SubmissionStatus.DAMAGED
    late = int(clock.now().timestamp()) - 1
    assert handler.thanks(thanks_of(handler, until=late)) is SubmissionStatus.EXPIRED


def test_what_is_not_printed_yet_is_not_printed_without_flask(handler):
    ahead = Handler(handler.intake, PrintedPages(handler.pages), handler.point, "vi")
    handler.pages.forget()
    with pytest.raises(NotPrinted):
        ahead.form(tokens.OWN, None)
    handler.form(tokens.OWN, None)
    assert isinstance(ahead.form(tokens.OWN, None), tuple)


@pytest.mark.parametrize(
    ("count", "own", "family"), [(None, "", ""), (1, "used", ""), (tokens.MOST_BALLOTS, "full", "full")]
)
def test_a_token_says_what_a_further_ballot_is(count, own, family):
    token = None if count is None else tokens.BrowserToken(b"r" * 16, 1, count, 0)
    assert (used_before(token, tokens.OWN), used_before(token, tokens.FAMILY)) == (own, family)


def test_only_a_genuine_token_of_this_point_is_read(handler):
    key, point = handler.intake.marker_key, handler.point
    name = tokens.cookie_name(point.code, secure=handler.intake.secure)
    own = tokens.first_token(key, b"n", point.point_id)
    other = tokens.first_token(key, b"n", point.point_id + 1)
    assert handler.token({"HTTP_COOKIE": f"a=b; {name}={tokens.write_token(key, own)}"}) == own
    assert handler.token({"HTTP_COOKIE": f"{name}={tokens.write_token(key, other)}"}) is None
    assert handler.token({"HTTP_COOKIE": f"{name}=x"}) is handler.token({}) is None
