"""What the pages of questionnaires say: states, parts, what a version is called."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from portal.surveys.models import Questionnaire
from portal.surveys.plan.plan import Plan
from portal.surveys.questionnaire.wording import Language, Wording
from portal.surveys.rounds import chosen
from portal.units.models import Unit
from portal.web.http.languages import cached_per_language
from portal.web.ui import terms

# The shape and colour that go with a state's word.
SHAPES = {"draft": "chua_du_so_lieu", "confirmed": "dat", "frozen": "chot"}


def state(row: Questionnaire) -> str:
    if row.state == "draft" and not row.editors:
        return _("Nạp từ tệp, chưa duyệt")
    return {"draft": _("Đang soạn"), "confirmed": _("Đã xác nhận"), "frozen": _("Đã dùng, giữ nguyên")}[row.state]


def shape(row: Questionnaire) -> str:
    return SHAPES[row.state]


def title(row: Questionnaire) -> str:
    return _("%(code)s, phiên bản %(n)s", code=row.code, n=row.version)


def example_plan() -> Plan | None:
    """The plan that says what is rated and what the desk is called; None before there is any round."""
    at_hand = chosen.chosen()
    return at_hand.plan_data if at_hand else None


def in_real_words(plan: Plan | None, unit: Unit, text: str, language: Language = "vi") -> Markup:
    """A text of a form as HTML: what fills itself in as the unit's own words in a frame, between ** bold.

    Without a plan what is rated and the desk have neutral names.
    """
    wording = plan.wording(unit.name, unit.kind, language=language) if plan else Wording(unit.name, unit.kind)
    holes = replace(wording, language=language).holes
    # every second piece stood between marks; marks that nothing closes stay as they were typed
    pieces = re.split(r"\*\*(.+?)\*\*", text)
    return Markup().join(
        Markup("<b>{}</b>").format(filled(piece, holes)) if number % 2 else filled(piece, holes)
        for number, piece in enumerate(pieces)
    )


def plain(plan: Plan | None, text: str) -> str:
    """The same of a list to choose from, which takes no marks: about all units, in one line."""
    holes = (plan.wording("", plan.terms.commune) if plan else Wording("", terms.NEUTRAL.commune)).holes
    return re.sub(r"\{(\w+)\}", lambda hole: holes.get(hole[1], hole[0]), text.replace("**", ""))


def filled(text: str, holes: Mapping[str, str]) -> Markup:
    """The text with the holes it knows filled; an unknown one stays as it was typed."""
    pieces = re.split(r"\{(\w+)\}", text)
    made = Markup()
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            made += piece
        elif piece in holes:
            made += Markup('<span class="pill">{}</span>').format(holes[piece])
        else:
            made += f"{{{piece}}}"
    return made


class PartWords(NamedTuple):
    """One of a part, to head its page; how its code is written; a list's own heading, and adding to it."""

    one: str
    code_hint: str = ""
    heading: str = ""
    add_one: str = ""


def parts() -> Mapping[str, PartWords]:
    """The parts of a form, in their order on the page."""
    code = _("Một chữ in hoa và một, hai chữ số, ví dụ Q1. Đổi mã thì không so sánh được với đợt trước.")
    section_code = _("Chữ thường không dấu, ví dụ ket_qua; người dân không thấy.")
    group_code = _("Chữ in hoa và chữ số, ví dụ G1.")
    return {
        "general": PartWords(_("Tên phiếu và thang trả lời")),
        "sections": PartWords(_("Lời dẫn"), section_code, _("Lời dẫn"), _("Thêm lời dẫn")),
        "closed": PartWords(_("Câu hỏi chính"), code, _("Câu hỏi chính"), _("Thêm câu hỏi chính")),
        "comment": PartWords(_("Câu góp ý"), code),
        "optional": PartWords(_("Câu hỏi thêm"), code, _("Câu hỏi thêm về người trả lời"), _("Thêm câu hỏi thêm")),
        "groups": PartWords(_("Nhóm"), group_code, _("Nhóm để tính chỉ số"), _("Thêm nhóm")),
    }


@cached_per_language
def kinds() -> Mapping[str, str]:
    """What each kind of question asks for."""
    return {
        "one": _("Chọn một phương án"),
        "scale": _("Thang riêng"),
        "several": _("Chọn nhiều phương án"),
        "number": _("Số, theo khoảng"),
        "date": _("Ngày, theo khoảng"),
        "text": _("Trả lời bằng chữ"),
    }


def explained(kind: str, *, required: bool, of: str = "", codes: Sequence[int] = ()) -> str:
    """How a question is answered, and by whom: of those who chose one of these codes of an earlier one, if any."""
    parts = [kinds().get(kind, kind)]
    if not required:
        parts.append(_("không bắt buộc"))
    if of:
        parts.append(_("chỉ hỏi khi câu %(of)s chọn mã %(codes)s", of=of, codes=", ".join(map(str, codes))))
    return "; ".join(parts) + "."


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
