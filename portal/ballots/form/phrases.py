"""The citizen's sentences that hold dates, hours and figures, in the language of the page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_babel import get_locale
from flask_babel import gettext as _

from portal.ballots.submission_status import Window
from portal.surveys.questionnaire.wording import Language
from portal.web.data import clock
from portal.web.ui.formats import day_month, integer, short_date, weekday_within


def language() -> Language:
    """Return the language of the page."""
    return "en" if str(get_locale()) == "en" else "vi"


def opening(window: Window) -> str:
    """Before the first day."""
    day = clock.local(window.opens_at).date()
    return _(
        "Đợt khảo sát bắt đầu từ %(weekday)s, ngày %(date)s. Mời ông/bà trở lại sau.",
        weekday=weekday_within(day),
        date=short_date(day),
    )


def closing(window: Window, *, sent: bool = False) -> str:
    """After the last day; who has just sent a form is told that it does not count."""
    hour, day = last_hour(window.closes_at)
    if sent:
        return _(
            "Đợt khảo sát đã kết thúc lúc %(hour)s ngày %(date)s. Phiếu này không được ghi nhận. Xin cảm ơn ông/bà.",
            hour=hour,
            date=short_date(day),
        )
    return _("Đợt khảo sát đã kết thúc lúc %(hour)s ngày %(date)s. Xin cảm ơn ông/bà.", hour=hour, date=short_date(day))


def standing(window: Window, moment: datetime) -> str:
    """Say on the front page how a round stands."""
    hour, day = last_hour(window.closes_at)
    if window.is_closed or moment >= window.closes_at:
        return _("Đã kết thúc lúc %(hour)s ngày %(date)s.", hour=hour, date=short_date(day))
    if moment < window.opens_at:
        return opening(window)
    return _("Đang nhận phiếu, đến %(hour)s ngày %(date)s.", hour=hour, date=short_date(day))


def until(window: Window) -> str:
    """How long it takes and how long there is time."""
    hour, day = last_hour(window.closes_at)
    return _("Khoảng 5 phút; về nhà trả lời được, đến %(hour)s ngày %(date)s", hour=hour, date=day_month(day))


def last_hour(closes_at: datetime) -> tuple[str, date]:
    """Say a closing moment as people do: midnight is the 24th hour of the day before."""
    end = clock.local(closes_at)
    if (end.hour, end.minute) == (0, 0):
        return _("24 giờ"), (end - timedelta(days=1)).date()
    if end.minute:
        return _("%(hour)s giờ %(minute)s phút", hour=end.hour, minute=f"{end.minute:02d}"), end.date()
    return _("%(hour)s giờ", hour=end.hour), end.date()


def too_fast(seconds: int | str) -> str:
    return _("Xin ông/bà xem lại câu trả lời, %(seconds)s giây nữa bấm “Gửi phiếu”.", seconds=seconds)


def desk_too_soon(seconds: int | str) -> str:
    return _("Xin chờ %(seconds)s giây rồi mời người tiếp theo.", seconds=seconds)


def left_out(question: str) -> str:
    return _(
        "%(question)s: ông/bà chưa chọn. Nếu không rõ, xin chọn “Không biết / không có ý kiến”.", question=question
    )


def not_answered(question: str, unsure: str = "", *, is_text: bool = False) -> str:
    """The same of a question that is not on the form's scale; `unsure` is its own «don't know»."""
    if unsure:
        return _(
            "%(question)s: ông/bà chưa chọn. Nếu không rõ, xin chọn “%(unsure)s”.", question=question, unsure=unsure
        )
    if is_text:
        return _("%(question)s: ông/bà chưa viết câu trả lời.", question=question)
    return _("%(question)s: ông/bà chưa chọn.", question=question)


def unreadable(*, is_comment: bool) -> str:
    if is_comment:
        return _("Phần góp ý có ký tự không đọc được. Xin ông/bà gõ lại.")
    return _("Câu trả lời có ký tự không đọc được. Xin ông/bà gõ lại.")


def too_long(length: int, most: int, *, is_comment: bool) -> str:
    known = {"length": integer(length), "most": integer(most), "over": integer(length - most)}
    if is_comment:
        return _(
            "Phần góp ý dài %(length)s ký tự, tối đa %(most)s. Xin viết ngắn bớt %(over)s ký tự.",
            **known,
        )
    return _("Câu trả lời dài %(length)s ký tự, tối đa %(most)s. Xin viết ngắn bớt %(over)s ký tự.", **known)


def either(words: Sequence[str]) -> str:
    """«“Có” hoặc “Không rõ”»."""
    *before, last = [f"“{word}”" for word in words]
    return _("%(before)s hoặc %(last)s", before=", ".join(before), last=last) if before else last


def only_if(number: int, chosen: Sequence[str]) -> str:
    """Of whom a question is asked, by what they chose in an earlier one."""
    return _("Chỉ trả lời nếu ở câu %(number)s ông/bà chọn %(chosen)s.", number=number, chosen=either(chosen))
