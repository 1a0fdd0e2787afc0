"""What a citizen is answered: each fate of a form with its status, its words, and what it keeps of what was typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Response, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.ballots.desks import turns
from portal.ballots.form import answers as answering
from portal.ballots.form import pages, phrases
from portal.ballots.form.pages import Mistake, Trouble
from portal.ballots.form.window import Gate
from portal.ballots.intake import marker as markers
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake import receipts, tokens
from portal.ballots.intake.intake import Fate
from portal.ballots.intake.marker import Marker
from portal.ballots.intake.tokens import Thanks
from portal.surveys.models import GRACE
from portal.surveys.points import codes
from portal.web.data import clock
from portal.web.http.access import is_of_this_site
from portal.web.http.headers import takes_gzip

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from werkzeug.wrappers import Response as AnyResponse

    from portal.ballots.desks.turns import Turn
    from portal.ballots.form.answers import Answers
    from portal.ballots.form.editions import Edition
    from portal.ballots.form.places import Place
    from portal.ballots.form.sheet import Sheet
    from portal.ballots.intake.envelope import Envelope
    from portal.ballots.intake.intake import Intake, Post, Verdict
    from portal.ballots.intake.operations import Mark
    from portal.surveys.questionnaire.wording import Language

SUMMARY_LETTERS = 70
FAULT_SECONDS = 20
DESK_THANKS_SECONDS = 60
"""How long a desk phone can show a receipt again: the next person is to find nothing."""


DEAD_ENDS: dict[Fate, tuple[int, Callable[[], str]]] = {
    Fate.FULL: (409, pages.phone_full),
    Fate.NOT_A_DESK: (403, pages.not_a_desk),
}
"""Where nothing of the form can be sent again: status and words."""


def packed(page: Envelope, filling: str) -> Response:
    """Answer with a printed page, under gzip where the browser takes it."""
    if takes_gzip(request.headers.get("Accept-Encoding", "")):
        response = Response(page.gzipped(filling.encode()), mimetype="text/html")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(page.plain(filling.encode()), mimetype="text/html")
    response.headers["Vary"] = "Accept-Encoding"
    return response


def told(intake: Intake, place: Place, verdict: Verdict, post: Post, language: Language) -> Response:
    """Answer a form by its fate."""
    fate = verdict.fate
    if fate in {Fate.TAKEN, Fate.REPEATED}:
        return thanked(intake, place, verdict, post, language)
    if fate in {Fate.EARLY, Fate.OVER}:
        gate = Gate.EARLY if fate is Fate.EARLY else Gate.OVER
        return shut(intake.press.edition(place), gate, language, sent=True)
    edition = intake.press.edition(place)
    if fate is Fate.USED:
        family_url = pages.address(place.code, language, nonces.FAMILY)
        return stopped(409, language, pages.second_form(), edition, family_url, pages.receipt_url(language))
    if fate is Fate.DAMAGED and not is_of_this_site():
        verdict = replace(verdict, typed={})
    if fate in DEAD_ENDS:
        status, words = DEAD_ENDS[fate]
        return stopped(status, language, words(), edition)
    return come_back(intake, place, verdict, post, language)


def thanked(intake: Intake, place: Place, verdict: Verdict, post: Post, language: Language) -> Response:
    """Send to the thank-you page, and count the ballot on the browser."""
    response = Response(status=303)
    del response.headers["Content-Type"]
    response.headers.extend(way_to_thanks(intake, place, verdict, post, language))
    return response


def way_to_thanks(
    intake: Intake, place: Place, verdict: Verdict, post: Post, language: Language
) -> list[tuple[str, str]]:
    """Return the headers of a form that was taken: where its receipt is shown, and the browser's new marker."""
    nonce, marker, answers = verdict.nonce, verdict.marker, verdict.answers
    assert nonce is not None  # noqa: S101 - no form is taken without
    said = Thanks(
        receipt=receipts.code(intake.receipt_key, nonce.value),
        point_id=place.point_id,
        until=int(post.second) + (DESK_THANKS_SECONDS if nonce.at_desk else tokens.LIFE_SECONDS),
        repeated=verdict.fate is Fate.REPEATED,
        hidden=verdict.fate is Fate.TAKEN and answers is not None and answers.hidden,
        full=marker is not None and marker.full,
    )
    query = "" if language == "vi" else f"?lang={language}"
    where = "/desk" if nonce.at_desk else f"/p/{place.code}"
    headers = [("Location", f"{where}/done/{tokens.write(intake.box, said)}{query}")]
    if marker is not None:
        headers.append(("Set-Cookie", mark_cookie(intake, place, marker, post)))
    return headers


def mark_cookie(intake: Intake, place: Place, mark: Mark, post: Post) -> str:
    """Write the cookie that counts this phone's ballots: a citizen's own, or a desk's."""
    if isinstance(mark, Marker):
        return marker_cookie(intake, place, mark, post)
    return turn_cookie(intake, mark, post.moment)


def turn_cookie(intake: Intake, turn: Turn, moment: datetime) -> str:
    """Write a desk phone's cookie, which lives until local midnight."""
    name, value = turns.cookie_name(secure=intake.secure), turns.write(intake.marker_key, turn)
    seconds = int((clock.end_of(clock.local(moment).date()) - moment).total_seconds())
    secure = "; Secure" if intake.secure else ""
    return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def marker_cookie(intake: Intake, place: Place, marker: Marker, post: Post) -> str:
    """Write the cookie that counts this browser's ballots, for as long as the round takes any."""
    name, value = markers.cookie_name(place.code, secure=intake.secure), markers.write(intake.marker_key, marker)
    seconds = int((place.window.closes_at + GRACE - post.moment).total_seconds()) + 1
    secure = "; Secure" if intake.secure else ""
    return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def receipt(said: Thanks) -> str:
    return receipts.pretty(said.receipt)


def come_back(intake: Intake, place: Place, verdict: Verdict, post: Post, language: Language) -> Response:
    """Show the form again with what was typed, and what to do about it."""
    nonce = None if verdict.fate in {Fate.EXPIRED, Fate.TOO_OLD} else verdict.nonce
    if nonce is None:
        of_whom, wait = next_kind(intake, place, verdict, post), intake.wait
        mark = nonces.issue(intake.nonce_key, place.point_id, place.round_id, post.second, of_whom)
    else:
        of_whom, wait, mark = nonce.kind, intake.left(nonce, post), verdict.typed[answering.NONCE_FIELD]
    kind = nonces.DESK if of_whom == nonces.DESK else nonces.OWN
    status, trouble = TROUBLES[verdict.fate](intake.press.sheet(place, language), verdict)
    trouble = replace(trouble, wait=wait)
    page = pages.form(intake.press, place, language, mark, kind=kind, typed=verdict.typed, trouble=trouble)
    response = Response(page, status, mimetype="text/html")
    if verdict.marker is not None:
        response.headers.add("Set-Cookie", mark_cookie(intake, place, verdict.marker, post))
    if trouble.again is not None:
        response.headers["Retry-After"] = str(trouble.again)
    return response


def next_kind(intake: Intake, place: Place, verdict: Verdict, post: Post) -> int:
    """Whose form comes back under a new mark: the old mark's where it can be read, else by what the phone carries."""
    if verdict.nonce is not None:
        return verdict.nonce.kind
    if post.phone is not None:
        return nonces.DESK
    marker = intake.marker(post.cookie, place)
    return nonces.OWN if marker is None else nonces.FAMILY


def damaged(_sheet: Sheet, verdict: Verdict) -> tuple[int, Trouble]:
    return 400, Trouble(pages.damaged(kept=bool(verdict.typed)))


def incomplete(sheet: Sheet, verdict: Verdict) -> tuple[int, Trouble]:
    """422: each question left out or not understood, in the order of the page."""
    assert verdict.answers is not None  # noqa: S101 - the answers are what is incomplete
    mistakes = tuple(mistakes_in(sheet, verdict.answers))
    count = len(mistakes)
    if len(verdict.answers.missing) == count:
        return 422, Trouble(
            ngettext(
                "Phiếu chưa gửi được: còn %(num)s câu chưa trả lời",
                "Phiếu chưa gửi được: còn %(num)s câu chưa trả lời",
                count,
            ),
            mistakes,
        )
    said = ngettext(
        "Phiếu chưa gửi được: xin xem lại %(num)s chỗ dưới đây",
        "Phiếu chưa gửi được: xin xem lại %(num)s chỗ dưới đây",
        count,
    )
    return 422, Trouble(said, mistakes)


def mistakes_in(sheet: Sheet, answers: Answers) -> list[Mistake]:
    """Return the mistakes in the order of the page."""
    found = {}
    for id_, question in sheet.questions.items():
        if id_ in answers.missing:
            found[id_] = Mistake(id_, summary(question.name, question.text), phrases.left_out(question.name))
        elif id_ in answers.wrong:
            found[id_] = Mistake(id_, summary(question.name, question.text), phrases.not_in_list(question.name))
    box = sheet.comment
    if answers.comment_fault:
        found[box.id] = Mistake(box.id, summary(box.name, box.text), answers.comment_fault)
    return [found[id_] for id_ in sheet.order if id_ in found]


def summary(name: str, text: str) -> str:
    """«Câu 2. Việc thực hiện những điều đã hứa…», cut at a word."""
    whole = text if name == text else f"{name}. {text}"
    if len(whole) <= SUMMARY_LETTERS:
        return whole
    return whole[:SUMMARY_LETTERS].rsplit(" ", 1)[0] + "…"


def too_fast(_sheet: Sheet, verdict: Verdict) -> tuple[int, Trouble]:
    return 422, Trouble(phrases.too_fast(verdict.wait))


def expired(_sheet: Sheet, _verdict: Verdict) -> tuple[int, Trouble]:
    return 422, Trouble(_("Trang này mở đã quá 24 giờ, phiếu chưa được gửi. Xin ông/bà quét lại mã QR."))


def too_old(_sheet: Sheet, _verdict: Verdict) -> tuple[int, Trouble]:
    return 422, Trouble(
        _("Trang này mở trước giờ bắt đầu khảo sát, phiếu chưa được gửi. Xin ông/bà xem lại rồi gửi lần nữa.")
    )


def busy(_sheet: Sheet, verdict: Verdict) -> tuple[int, Trouble]:
    return 429, Trouble(phrases.busy(verdict.wait), again=verdict.wait)


def too_soon(_sheet: Sheet, verdict: Verdict) -> tuple[int, Trouble]:
    at_desk = verdict.nonce is not None and verdict.nonce.at_desk
    said = phrases.desk_too_soon(verdict.wait) if at_desk else phrases.family_too_soon(verdict.wait)
    return 429, Trouble(said, again=verdict.wait)


def fault(_sheet: Sheet, _verdict: Verdict) -> tuple[int, Trouble]:
    return 503, Trouble(
        _("Hệ thống gặp lỗi, phiếu chưa được ghi nhận. Xin ông/bà thử lại sau ít phút."), again=FAULT_SECONDS
    )


TROUBLES: dict[Fate, Callable[[Sheet, Verdict], tuple[int, Trouble]]] = {
    Fate.DAMAGED: damaged,
    Fate.INCOMPLETE: incomplete,
    Fate.TOO_FAST: too_fast,
    Fate.EXPIRED: expired,
    Fate.TOO_OLD: too_old,
    Fate.BUSY: busy,
    Fate.TOO_SOON: too_soon,
    Fate.FAULT: fault,
}


def stopped(
    status: int,
    language: Language,
    said: str,
    edition: Edition | None = None,
    family_url: str = "",
    receipt_url: str = "",
) -> Response:
    """Answer with a page in place of the form."""
    page = pages.stopped(language, said, edition=edition, family_url=family_url, receipt_url=receipt_url)
    return Response(page, status, mimetype="text/html")


def shut(edition: Edition, gate: Gate, language: Language, *, sent: bool = False) -> Response:
    """403 before the first day, 410 after the last."""
    window = edition.survey.window
    if gate is Gate.EARLY:
        return stopped(403, language, phrases.opening(window), edition)
    return stopped(410, language, phrases.closing(window, sent=sent), edition)


def kind_asked() -> int:
    """Whose form an address asks for."""
    return nonces.FAMILY if request.query_string and request.args.get("family") == "1" else nonces.OWN


def unknown(code: str, language: Language) -> AnyResponse:
    """404; a code typed in small letters or with a hyphen is led to its form."""
    canonical = codes.canonical(code)
    if canonical and canonical != code and request.method == "GET" and request.view_args == {"code": code}:
        return redirect(pages.address(canonical, language, kind_asked()))
    return stopped(404, language, _("Mã QR không đúng. Xin ông/bà quét lại mã tại bộ phận một cửa."))


def too_large(edition: Edition, language: Language) -> Response:
    """413: only a very long comment makes a form of ours so large."""
    said = _("Phần góp ý quá dài nên phiếu chưa được ghi nhận. Xin ông/bà viết ngắn bớt, tối đa 1.000 ký tự.")
    return stopped(413, language, said, edition)


def gone(edition: Edition, language: Language) -> Response:
    """410: the thank-you page lives ten minutes."""
    said = _(
        "Trang này chỉ mở được trong 10 phút sau khi gửi phiếu. "
        "Muốn biết phiếu đã được ghi nhận chưa, xin tra mã biên nhận ở trang đầu."
    )
    return stopped(410, language, said, edition)
