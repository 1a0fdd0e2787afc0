"""What a citizen is answered: each status of a form with its HTTP code, its words, and what of the typed it keeps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import cast

from flask import Response, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.ballots.desks import desk_token
from portal.ballots.desks.desk_token import DeskToken
from portal.ballots.form import answers as answering
from portal.ballots.form import pages, phrases
from portal.ballots.form.answers import Answers
from portal.ballots.form.form_view import FormVersion, FormView
from portal.ballots.form.page_cache import CompressedPage
from portal.ballots.form.pages import FormProblem, Mistake
from portal.ballots.form.point_cache import PointSnapshot
from portal.ballots.intake import receipts, tokens
from portal.ballots.intake.intake import Intake, Post, SubmissionResult
from portal.ballots.intake.receipts import Thanks
from portal.ballots.intake.tokens import BrowserToken, Nonce
from portal.ballots.submission_status import SubmissionStatus
from portal.surveys.models import GRACE
from portal.surveys.points import codes
from portal.surveys.questionnaire.wording import Language
from portal.web.data import clock
from portal.web.http.access import is_of_this_site
from portal.web.http.headers import takes_gzip

SUMMARY_LETTERS = 70
FAULT_SECONDS = 20
DESK_THANKS_SECONDS = 60  # how long a desk phone can show a receipt again: the next person is to find nothing
TAKEN = frozenset({SubmissionStatus.TAKEN, SubmissionStatus.REPEATED})


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
        del response.headers["Content-Type"]  # as on the fast path, whose answers are the same
        return response
    version = intake.page_cache.form_version(point)
    if status in {SubmissionStatus.EARLY, SubmissionStatus.OVER}:
        return closed_response(version, status, language, sent=True)
    # where nothing of the form can be sent again, it does not come back
    if status is SubmissionStatus.USED:
        sentence = pages.phone_used() + " " + _("Phiếu gửi lần này không được ghi nhận.")
        family_url = pages.address(point.code, language, tokens.FAMILY)
        receipt_url = pages.in_language("ballots.receipt", language)
        return notice_response(409, language, sentence, version, family_url=family_url, receipt_url=receipt_url)
    if status is SubmissionStatus.FULL:
        return notice_response(409, language, pages.phone_full(), version)
    if status is SubmissionStatus.NOT_A_DESK:
        return notice_response(403, language, pages.not_a_desk(), version)
    if status is SubmissionStatus.DAMAGED and not is_of_this_site():
        # another site could send a citizen a form that it filled in (ruling 3)
        result = replace(result, typed={})
    return show_form_again(intake, point, result, post, language)


def redirect_after_submit(
    intake: Intake, point: PointSnapshot, result: SubmissionResult, post: Post, language: Language
) -> list[tuple[str, str]]:
    """Return the headers of a form that was taken: where its receipt is shown, and the browser's new token."""
    nonce, token, answers = cast("Nonce", result.nonce), result.token, result.answers  # no form is taken without
    sent = result.submission
    thanks = Thanks(
        receipt=sent.receipt if sent is not None else receipts.code(intake.receipt_key, nonce.value),
        point_id=point.point_id,
        until=int(post.second) + (DESK_THANKS_SECONDS if nonce.at_desk else receipts.THANKS_SECONDS),
        repeated=result.status is SubmissionStatus.REPEATED,
        # not of a form sent again: what it holds now was not kept
        hidden=result.status is SubmissionStatus.TAKEN and answers is not None and answers.hidden,
        full=token is not None and token.full,
    )
    query = "" if language == "vi" else f"?lang={language}"
    where = "/desk" if nonce.at_desk else f"/p/{point.code}"
    headers = [("Location", f"{where}/done/{receipts.write_thanks(intake.box, thanks)}{query}")]
    if token is not None:
        headers.append(("Set-Cookie", device_cookie(intake, point, token, post)))
    return headers


def device_cookie(intake: Intake, point: PointSnapshot, token: BrowserToken | DeskToken, post: Post) -> str:
    """Write the cookie that counts this phone's ballots: a citizen's own, while the round takes any, or a desk's."""
    if not isinstance(token, BrowserToken):
        return desk_cookie(intake, token, post.moment)
    name = tokens.cookie_name(point.code, secure=intake.secure)
    seconds = int((point.window.closes_at + GRACE - post.moment).total_seconds()) + 1
    return cookie(intake, name, tokens.write_token(intake.marker_key, token), seconds)


def desk_cookie(intake: Intake, token: DeskToken, moment: datetime) -> str:
    """Write a desk phone's cookie, which lives until local midnight."""
    name = desk_token.cookie_name(secure=intake.secure)
    seconds = int((clock.end_of(clock.local(moment).date()) - moment).total_seconds())
    return cookie(intake, name, desk_token.write(intake.marker_key, token), seconds)


def cookie(intake: Intake, name: str, value: str, seconds: int) -> str:
    secure = "; Secure" if intake.secure else ""
    return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def show_form_again(
    intake: Intake, point: PointSnapshot, result: SubmissionResult, post: Post, language: Language
) -> Response:
    """Show the form again with what was typed, and what to do about it."""
    nonce = None if result.status in {SubmissionStatus.EXPIRED, SubmissionStatus.TOO_OLD} else result.nonce
    if nonce is None:
        of_whom, wait = next_kind(result, post), intake.wait
        signed_nonce = tokens.issue_nonce(
            intake.nonce_key, point.point_id, point.round_id, post.second, of_whom, point.errata
        )
    else:
        # the same nonce again: sent twice after all, it is still one ballot (P20)
        of_whom, wait, signed_nonce = nonce.kind, intake.left(nonce, post), result.typed[answering.NONCE_FIELD]
    kind = tokens.DESK if of_whom == tokens.DESK else tokens.OWN
    page = intake.page_cache.form_page(point, language, signed_nonce, kind)
    status, problem = problem_of(result, page.view)
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
        return tokens.DESK
    return tokens.OWN if post.token is None else tokens.FAMILY


def problem_of(result: SubmissionResult, view: FormView) -> tuple[int, FormProblem]:
    """The HTTP code of a form that comes back, and what is said above it."""
    code, again = 422, None
    mistakes: tuple[Mistake, ...] = ()
    match result.status:
        case SubmissionStatus.DAMAGED if result.typed:
            code = 400
            sentence = _("Phiếu bị lỗi khi gửi nên chưa được ghi nhận. Xin ông/bà xem lại rồi bấm “Gửi phiếu” lần nữa.")
        case SubmissionStatus.DAMAGED:
            code = 400
            sentence = _("Phiếu bị lỗi khi gửi nên chưa được ghi nhận. Xin ông/bà trả lời lại phiếu dưới đây.")
        case SubmissionStatus.INCOMPLETE if result.answers:
            mistakes = tuple(mistakes_in(view, result.answers))
            sentence = count_mistakes(len(mistakes), left_out=len(result.answers.missing))
        case SubmissionStatus.TOO_FAST:
            sentence = phrases.too_fast(result.wait)
        case SubmissionStatus.EXPIRED:
            sentence = _("Trang này mở đã quá 24 giờ, phiếu chưa được gửi. Xin ông/bà quét lại mã QR.")
        case SubmissionStatus.TOO_OLD:
            sentence = _(
                "Trang này mở trước giờ bắt đầu khảo sát, phiếu chưa được gửi. Xin ông/bà xem lại rồi gửi lần nữa."
            )
        case SubmissionStatus.BUSY:
            code, again = 429, result.wait
            sentence = _(
                "Đang có nhiều người gửi. Máy tự gửi lại sau %(seconds)s giây, xin ông/bà đừng tắt trang này.",
                seconds=result.wait,
            )
        case SubmissionStatus.TOO_SOON if result.nonce is not None and result.nonce.at_desk:
            code, again, sentence = 429, result.wait, phrases.desk_too_soon(result.wait)
        case SubmissionStatus.TOO_SOON:
            code, again, minutes = 429, result.wait, ceil(result.wait / 60)
            sentence = _("Xin chờ thêm %(minutes)s phút rồi người tiếp theo trả lời.", minutes=minutes)
        case _:  # FAULT and UNCONFIRMED; every other status was answered without the form
            code, again, sentence = 503, FAULT_SECONDS, not_acknowledged(result.status)
    return code, FormProblem(sentence, mistakes, again)


def not_acknowledged(status: SubmissionStatus) -> str:
    """What is said where the database did not do its part."""
    if status is SubmissionStatus.UNCONFIRMED:
        return _(
            "Chưa chắc phiếu đã được ghi nhận: máy dữ liệu thứ hai chưa xác nhận. Xin ông/bà gửi lại phiếu này sau ít "
            "phút; gửi lại nhiều lần vẫn chỉ tính một phiếu."
        )
    return _("Hệ thống gặp lỗi, phiếu chưa được ghi nhận. Xin ông/bà thử lại sau ít phút.")


def count_mistakes(count: int, *, left_out: int) -> str:
    """The sentence above a form in which something is to be mended."""
    if left_out == count:
        return ngettext(
            "Phiếu chưa gửi được: còn %(num)s câu chưa trả lời",
            "Phiếu chưa gửi được: còn %(num)s câu chưa trả lời",
            count,
        )
    return ngettext(
        "Phiếu chưa gửi được: xin xem lại %(num)s chỗ dưới đây",
        "Phiếu chưa gửi được: xin xem lại %(num)s chỗ dưới đây",
        count,
    )


def mistakes_in(view: FormView, answers: Answers) -> Iterator[Mistake]:
    """What is to be mended, in the order of the page."""
    for id_, question in view.questions.items():
        sentence = answers.faults.get(id_, "")
        if id_ in answers.missing:
            sentence = question.left_out
        elif id_ in answers.wrong:
            sentence = _("%(question)s: xin chọn một trong các mức có sẵn.", question=question.name)
        if sentence:
            yield Mistake(id_, summary(question.name, question.text), sentence)


def summary(name: str, text: str) -> str:
    """«Câu 2. Việc thực hiện những điều đã hứa…», cut at a word."""
    whole = text if name == text else f"{name}. {text}"
    if len(whole) <= SUMMARY_LETTERS:
        return whole
    return whole[:SUMMARY_LETTERS].rsplit(" ", 1)[0] + "…"


def notice_response(
    status: int, language: Language, sentence: str, version: FormVersion | None = None, **urls: str
) -> Response:
    """Answer with a page in place of the form."""
    return Response(pages.notice_page(language, sentence, version, **urls), status, mimetype="text/html")


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
    return tokens.FAMILY if request.query_string and request.args.get("family") == "1" else tokens.OWN


def unknown_code(code: str, language: Language) -> AnyResponse:
    """404; a code typed in small letters or with a hyphen is led to its form."""
    canonical = codes.canonical(code)
    if canonical and canonical != code and request.method == "GET" and request.view_args == {"code": code}:
        return redirect(pages.address(canonical, language, kind_asked()))
    return notice_response(404, language, _("Mã QR không đúng. Xin ông/bà quét lại mã tại %(desk)s."))
