"""What the pages of questionnaires say: states, parts, what a version is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.web.http.languages import cached_per_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.surveys.models import Questionnaire

SHAPES = {"draft": "chua_du_so_lieu", "confirmed": "dat", "frozen": "chot"}
"""The shape and colour that go with a state's word."""


def state(row: Questionnaire) -> str:
    if row.state == "draft" and not row.editors:
        return _("Nạp từ tệp, chưa duyệt")
    return {"draft": _("Đang soạn"), "confirmed": _("Đã xác nhận"), "frozen": _("Đã dùng, giữ nguyên")}[row.state]


def shape(row: Questionnaire) -> str:
    return SHAPES[row.state]


def title(row: Questionnaire) -> str:
    return _("%(code)s, phiên bản %(n)s", code=row.code, n=row.version)


@cached_per_language
def parts() -> Mapping[str, str]:
    """The lists a form is made of."""
    return {
        "sections": _("Lời dẫn"),
        "closed": _("Câu hỏi bắt buộc"),
        "optional": _("Câu hỏi thêm về người trả lời"),
        "groups": _("Nhóm để tính chỉ số"),
    }


def one_of(part: str) -> str:
    """One of a list, to head its page."""
    return {
        "sections": _("Lời dẫn"),
        "closed": _("Câu hỏi bắt buộc"),
        "optional": _("Câu hỏi thêm"),
        "groups": _("Nhóm"),
        "comment": _("Câu góp ý"),
        "general": _("Tên phiếu và thang trả lời"),
    }[part]


def add_one(part: str) -> str:
    return {
        "sections": _("Thêm lời dẫn"),
        "closed": _("Thêm câu bắt buộc"),
        "optional": _("Thêm câu hỏi thêm"),
        "groups": _("Thêm nhóm"),
    }[part]


def code_hint(part: str) -> str:
    """How the code of a part is written."""
    return {
        "groups": _("Chữ in hoa và chữ số, ví dụ G1."),
        "sections": _("Chữ thường không dấu, ví dụ ket_qua; người dân không thấy."),
    }.get(part) or _("Một chữ in hoa và một, hai chữ số, ví dụ Q1. Đổi mã thì không so sánh được với đợt trước.")


def preview(row: Questionnaire, *, known: bool) -> str:
    """Which text a preview shows."""
    if not known:
        return _("%(title)s: bản soạn còn chỗ sai, đây là lần lưu trọn vẹn gần nhất.", title=title(row))
    if row.draft is not None:
        return _("%(title)s, bản đang soạn; chỗ chưa viết hiện dấu “…”.", title=title(row))
    return f"{title(row)}."


def no_round() -> str:
    return _("Chưa có đợt khảo sát nào để lấy tên đơn vị, thời gian, nơi liên hệ. Nạp kế hoạch trước.")


@cached_per_language
def variants() -> Mapping[str, str]:
    return {"long": _("Phiếu đầy đủ"), "short": _("Phiếu rút gọn")}


@cached_per_language
def languages() -> Mapping[str, str]:
    return {"vi": _("Tiếng Việt"), "en": "English"}
