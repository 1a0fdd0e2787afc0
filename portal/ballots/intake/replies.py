"""What a citizen is answered: each status of a form with its HTTP code, its words, and what of the typed it keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Response, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.ballots.desks import desk_token
from portal.ballots.form import answers as answering
from portal.ballots.form import pages, phrases
from portal.ballots.form.form_page import FormProblem, Mistake
from portal.ballots.intake import browser_token as browser_tokens
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake import receipt_token, receipts
from portal.ballots.intake.browser_token import BrowserToken
from portal.ballots.intake.receipt_token import Thanks
from portal.ballots.submission_status import SubmissionStatus
from portal.surveys.models import GRACE
from portal.surveys.points import codes
from portal.web.data import clock
from portal.web.http.access import is_of_this_site
from portal.web.http.headers import takes_gzip

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from werkzeug.wrappers import Response as AnyResponse

    from portal.ballots.desks.desk_token import DeskToken
    from portal.ballots.form.answers import Answers
    from portal.ballots.form.form_version import FormVersion
    from portal.ballots.form.form_view import FormView
    from portal.ballots.form.point_cache import PointSnapshot
    from portal.ballots.intake.compressed_page import CompressedPage
    from portal.ballots.intake.intake import Intake, Post, SubmissionResult
    from portal.ballots.intake.operations import DeviceToken
    from portal.surveys.questionnaire.wording import Language

SUMMARY_LETTERS = 70
FAULT_SECONDS = 20
DESK_THANKS_SECONDS = 60
"""How long a desk phone can show a receipt again: the next person is to find nothing."""


TAKEN = frozenset({SubmissionStatus.TAKEN, SubmissionStatus.REPEATED})
DEAD_ENDS: dict[SubmissionStatus, tuple[int, Callable[[], str]]] = {
    SubmissionStatus.FULL: (409, pages.phone_full),
    SubmissionStatus.NOT_A_DESK: (403, pages.not_a_desk),
}
"""Where nothing of the form can be sent again: status and words."""


def compressed_response(page: CompressedPage, filling: bytes) -> Response:
    """Answer with a compressed page, inflated where the browser takes no gzip."""
    takes = takes_gzip(request.headers.get("Accept-Encoding", ""))
    response = Response(page.gzipped(filling) if takes else page.plain(filling), mimetype="text/html")
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def respond(intake: Intake, point: PointSnapshot, result: SubmissionResult, post: Post, language: Language) -> Response:
    """Answer a form by its status."""
    status = result.status
    if status in TAKEN:
        response = Response(status=303, headers=redirect_after_submit(intake, point, result, post, language))
        del response.headers["Content-Type"]
        return response
    if status in {SubmissionStatus.EARLY, SubmissionStatus.OVER}:
        return closed_response(intake.page_cache.form_version(point), status, language, sent=True)
    version = intake.page_cache.form_version(point)
    if status is SubmissionStatus.USED:
        family_url = pages.address(point.code, language, nonces.FAMILY)
        return notice_response(409, language, pages.second_form(), version, family_url, pages.receipt_url(language))
    if status is SubmissionStatus.DAMAGED and not is_of_this_site():
        result = replace(result, typed={})
    if status in DEAD_ENDS:
        code, words = DEAD_ENDS[status]
        return notice_response(code, language, words(), version)
    return show_form_again(intake, point, result, post, language)


def redirect_after_submit(
    intake: Intake, point: PointSnapshot, result: SubmissionResult, post: Post, language: Language
) -> list[tuple[str, str]]:
    """Return the headers of a form that was taken: where its receipt is shown, and the browser's new token."""
    nonce, token, answers = result.nonce, result.token, result.answers
    assert nonce is not None  # noqa: S101 - no form is taken without
    thanks = Thanks(
        receipt=receipts.code(intake.receipt_key, nonce.value),
        point_id=point.point_id,
        until=int(post.second) + (DESK_THANKS_SECONDS if nonce.at_desk else receipt_token.LIFE_SECONDS),
        repeated=result.status is SubmissionStatus.REPEATED,
        hidden=result.status is SubmissionStatus.TAKEN and answers is not None and answers.hidden,
        full=token is not None and token.full,
    )
    query = "" if language == "vi" else f"?lang={language}"
    where = "/desk" if nonce.at_desk else f"/p/{point.code}"
    headers = [("Location", f"{where}/done/{receipt_token.write(intake.box, thanks)}{query}")]
    if token is not None:
        headers.append(("Set-Cookie", device_cookie(intake, point, token, post)))
    return headers


def device_cookie(intake: Intake, point: PointSnapshot, token: DeviceToken, post: Post) -> str:
    """Write the cookie that counts this phone's ballots: a citizen's own, or a desk's."""
    if isinstance(token, BrowserToken):
        return browser_cookie(intake, point, token, post)
    return desk_cookie(intake, token, post.moment)


def desk_cookie(intake: Intake, token: DeskToken, moment: datetime) -> str:
    """Write a desk phone's cookie, which lives until local midnight."""
    name, value = desk_token.cookie_name(secure=intake.secure), desk_token.write(intake.marker_key, token)
    seconds = int((clock.end_of(clock.local(moment).date()) - moment).total_seconds())
    secure = "; Secure" if intake.secure else ""
    return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def browser_cookie(intake: Intake, point: PointSnapshot, token: BrowserToken, post: Post) -> str:
    """Write the cookie that counts this browser's ballots, for as long as the round takes any."""
    name, value = (
        browser_tokens.cookie_name(point.code, secure=intake.secure),
        browser_tokens.write(intake.marker_key, token),
    )
    seconds = int((point.window.closes_at + GRACE - post.moment).total_seconds()) + 1
    secure = "; Secure" if intake.secure else ""
    return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def show_form_again(
    intake: Intake, point: PointSnapshot, result: SubmissionResult, post: Post, language: Language
) -> Response:
    """Show the form again with what was typed, and what to do about it."""
    nonce = None if result.status in {SubmissionStatus.EXPIRED, SubmissionStatus.TOO_OLD} else result.nonce
    if nonce is None:
        of_whom, wait = next_kind(result, post), intake.wait
        signed_nonce = nonces.issue(intake.nonce_key, point.point_id, point.round_id, post.second, of_whom)
    else:
        of_whom, wait, signed_nonce = nonce.kind, intake.left(nonce, post), result.typed[answering.NONCE_FIELD]
    kind = nonces.DESK if of_whom == nonces.DESK else nonces.OWN
    page = intake.page_cache.form_page(point, language, signed_nonce, kind)
    status, problem = PROBLEMS[result.status](page.view, result)
    page = replace(page, wait=wait, typed=result.typed, problem=problem)
    response = Response(pages.form(page), status, mimetype="text/html")
    if result.token is not None:
        response.headers.add("Set-Cookie", device_cookie(intake, point, result.token, post))
    if problem.again is not None:
        response.headers["Retry-After"] = str(problem.again)
    return response


def next_kind(result: SubmissionResult, post: Post) -> int:
    """Whose form comes back under a new nonce: the old nonce's where it can be read, else by what the phone carries."""
    if result.nonce is not None:
        return result.nonce.kind
    if post.phone is not None:
        return nonces.DESK
    return nonces.OWN if post.token is None else nonces.FAMILY


def damaged(_view: FormView, result: SubmissionResult) -> tuple[int, FormProblem]:
    return 400, FormProblem(pages.damaged(kept=bool(result.typed)))


def incomplete(view: FormView, result: SubmissionResult) -> tuple[int, FormProblem]:
    """422: each question left out or not understood, in the order of the page."""
    assert result.answers is not None  # noqa: S101 - the answers are what is incomplete
    mistakes = tuple(mistakes_in(view, result.answers))
    count = len(mistakes)
    if len(result.answers.missing) == count:
        return 422, FormProblem(
            ngettext(
                "Phiếu chưa gửi được: còn %(num)s câu chưa trả lời",
                "Phiếu chưa gửi được: còn %(num)s câu chưa trả lời",
                count,
            ),
            mistakes,
        )
    sentence = ngettext(
        "Phiếu chưa gửi được: xin xem lại %(num)s chỗ dưới đây",
        "Phiếu chưa gửi được: xin xem lại %(num)s chỗ dưới đây",
        count,
    )
    return 422, FormProblem(sentence, mistakes)


def mistakes_in(view: FormView, answers: Answers) -> list[Mistake]:
    """Return the mistakes in the order of the page."""
    by_question = {}
    for id_, question in view.questions.items():
        if id_ in answers.missing:
            by_question[id_] = Mistake(id_, summary(question.name, question.text), phrases.left_out(question.name))
        elif id_ in answers.wrong:
            by_question[id_] = Mistake(id_, summary(question.name, question.text), phrases.not_in_list(question.name))
    box = view.comment
    if answers.comment_fault:
        by_question[box.id] = Mistake(box.id, summary(box.name, box.text), answers.comment_fault)
    return [by_question[id_] for id_ in view.order if id_ in by_question]


def summary(name: str, text: str) -> str:
    """«Câu 2. Việc thực hiện những điều đã hứa…», cut at a word."""
    whole = text if name == text else f"{name}. {text}"
    if len(whole) <= SUMMARY_LETTERS:
        return whole
    return whole[:SUMMARY_LETTERS].rsplit(" ", 1)[0] + "…"


def too_fast(_view: FormView, result: SubmissionResult) -> tuple[int, FormProblem]:
    return 422, FormProblem(phrases.too_fast(result.wait))


def expired(_view: FormView, _result: SubmissionResult) -> tuple[int, FormProblem]:
    return 422, FormProblem(_("Trang này mở đã quá 24 giờ, phiếu chưa được gửi. Xin ông/bà quét lại mã QR."))


def too_old(_view: FormView, _result: SubmissionResult) -> tuple[int, FormProblem]:
    return 422, FormProblem(
        _("Trang này mở trước giờ bắt đầu khảo sát, phiếu chưa được gửi. Xin ông/bà xem lại rồi gửi lần nữa.")
    )


def busy(_view: FormView, result: SubmissionResult) -> tuple[int, FormProblem]:
    return 429, FormProblem(phrases.busy(result.wait), again=result.wait)


def too_soon(_view: FormView, result: SubmissionResult) -> tuple[int, FormProblem]:
    at_desk = result.nonce is not None and result.nonce.at_desk
    sentence = phrases.desk_too_soon(result.wait) if at_desk else phrases.family_too_soon(result.wait)
    return 429, FormProblem(sentence, again=result.wait)


def fault(_view: FormView, _result: SubmissionResult) -> tuple[int, FormProblem]:
    return 503, FormProblem(
        _("Hệ thống gặp lỗi, phiếu chưa được ghi nhận. Xin ông/bà thử lại sau ít phút."), again=FAULT_SECONDS
    )


PROBLEMS: dict[SubmissionStatus, Callable[[FormView, SubmissionResult], tuple[int, FormProblem]]] = {
    SubmissionStatus.DAMAGED: damaged,
    SubmissionStatus.INCOMPLETE: incomplete,
    SubmissionStatus.TOO_FAST: too_fast,
    SubmissionStatus.EXPIRED: expired,
    SubmissionStatus.TOO_OLD: too_old,
    SubmissionStatus.BUSY: busy,
    SubmissionStatus.TOO_SOON: too_soon,
    SubmissionStatus.FAULT: fault,
}


def notice_response(
    status: int,
    language: Language,
    sentence: str,
    version: FormVersion | None = None,
    family_url: str = "",
    receipt_url: str = "",
) -> Response:
    """Answer with a page in place of the form."""
    page = pages.notice_page(language, sentence, version=version, family_url=family_url, receipt_url=receipt_url)
    return Response(page, status, mimetype="text/html")


def closed_response(
    version: FormVersion, status: SubmissionStatus, language: Language, *, sent: bool = False
) -> Response:
    """403 before the first day, 410 after the last."""
    window = version.round.window
    if status is SubmissionStatus.EARLY:
        return notice_response(403, language, phrases.opening(window), version)
    return notice_response(410, language, phrases.closing(window, sent=sent), version)


def kind_asked() -> int:
    """Whose form an address asks for."""
    return nonces.FAMILY if request.query_string and request.args.get("family") == "1" else nonces.OWN


def unknown_code(code: str, language: Language) -> AnyResponse:
    """404; a code typed in small letters or with a hyphen is led to its form."""
    canonical = codes.canonical(code)
    if canonical and canonical != code and request.method == "GET" and request.view_args == {"code": code}:
        return redirect(pages.address(canonical, language, kind_asked()))
    return notice_response(404, language, _("Mã QR không đúng. Xin ông/bà quét lại mã tại bộ phận một cửa."))


def too_large(version: FormVersion, language: Language) -> Response:
    """413: only a very long comment makes a form of ours so large."""
    sentence = _("Phần góp ý quá dài nên phiếu chưa được ghi nhận. Xin ông/bà viết ngắn bớt, tối đa 1.000 ký tự.")
    return notice_response(413, language, sentence, version)


def thanks_expired(version: FormVersion, language: Language) -> Response:
    """410: the thank-you page lives ten minutes."""
    sentence = _(
        "Trang này chỉ mở được trong 10 phút sau khi gửi phiếu. "
        "Muốn biết phiếu đã được ghi nhận chưa, xin tra mã biên nhận ở trang đầu."
    )
    return notice_response(410, language, sentence, version)
