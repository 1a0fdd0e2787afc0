"""What lies on the desk: the helper's card and the question sheet in large print, as PDF."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _

from portal.fieldwork.taskforce.commune_profile import CommuneProfile
from portal.papers import pdf

LONG_ANSWER = 34
"""From how many letters the answers of a question stand one under the other."""


def words() -> dict[str, Any]:
    """The card's words, for the paper and for the phone."""
    return {
        "may": (
            _("chào hỏi"),
            _("giúp lấy số, điền tờ khai, nộp hồ sơ trực tuyến"),
            _("giúp quét mã, chỉ cách chọn, cách gửi"),
            _("đọc câu hỏi từ tờ in chữ lớn"),
        ),
        "must_not": (
            _("nhìn màn hình khi người dân chọn"),
            _("chọn thay, gợi ý"),
            _("hỏi đã chọn gì"),
            _("giữ giấy tờ, nhập hộ mật khẩu"),
        ),
        "asked": _("KHI ĐƯỢC HỎI “chọn ô nào?”:"),
        "answer": _(
            "“Ông/bà thấy thế nào thì chọn thế ấy, tôi không được góp ý. Không rõ thì chọn "
            "‘Không biết / không có ý kiến’.”"
        ),
        "on_lent_phones": (
            _("xong mỗi người bấm “Người tiếp theo” rồi mới mời người sau"),
            _("mất mạng, hết giấy, người dân phản ánh: báo ngay %(lead)s"),
        ),
    }


def card(place: CommuneProfile) -> bytes:
    """The helper's card: one A4 page."""
    return to_pdf(pdf.fill("print/card.html", {"place": place, **words()}))


def questions(place: CommuneProfile) -> bytes:
    """The commune's own form, to be read from."""
    return to_pdf(pdf.fill("print/question_sheet.html", {"place": place, "is_long": is_long}))


def is_long(labels: list[str]) -> bool:
    """Whether answers are too long to stand in two columns."""
    return any(len(label) > LONG_ANSWER for label in labels)


def to_pdf(html: str) -> bytes:
    return pdf.write(pdf.lay_out(html))


def card_address() -> str:
    """Where helpers read their card."""
    # the address of the codes: helpers have no account, and the staff's site may not be reachable from outside
    return f"{current_app.config['BASE_URL']}/card"
