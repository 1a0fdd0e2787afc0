"""What may be typed about a questionnaire, and the part of its body that it makes."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp

from portal.surveys.questionnaire.questionnaire import NO_ANSWER, SATISFACTION
from portal.web.ui.forms import PortalForm, SelectChoice

TOO_LONG = _l("Đề nghị viết ngắn hơn: tối đa %(max)d ký tự.")
STALE_PAGE = _l("Trang thiếu phần kiểm tra sửa trùng. Đề nghị mở lại trang rồi làm lại.")
SHORT, LONG = 80, 600
ROWS = range(NO_ANSWER)
"""A question has as many choices at most as there are codes."""

Part = dict[str, Any]


def one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def line(label: Any, most: int = LONG) -> Any:  # noqa: ANN401 - WTForms' own
    """A short text."""
    return StringField(label, [Length(max=most, message=TOO_LONG)], default="", filters=[one_line])


def prose(label: Any) -> Any:  # noqa: ANN401
    """A text of a sentence or two, kept as one line."""
    return TextAreaField(label, [Length(max=LONG, message=TOO_LONG)], default="", filters=[one_line])


def code(label: Any) -> Any:  # noqa: ANN401
    """A choice's code."""
    codes = [SelectChoice("", ""), *(SelectChoice(str(n), str(n)) for n in range(1, NO_ANSWER + 1))]
    return SelectField(label, choices=codes, default="", validate_choice=False)


def languages(vietnamese: str, english: str) -> Part:
    return {"vi": vietnamese, "en": english}


class RevisionForm(PortalForm):
    """An action on the version as it was read."""

    revision = HiddenField(validators=[InputRequired(STALE_PAGE)], default="")


class StepForm(RevisionForm):
    """Move one of a list: up, or down."""

    step = HiddenField(validators=[InputRequired(STALE_PAGE)], default="")


class PartForm(RevisionForm):
    """One part of a body."""

    def fill(self, part: Part) -> None:
        """Show a part as it stands."""
        for name, value in flat(part).items():
            if name in self._fields:
                self._fields[name].data = value

    def part(self) -> Part:
        """The part as it was typed."""
        raise NotImplementedError

    def choose(self, body: Part) -> None:
        """Offer what other parts of the body have to choose from."""


def flat(value: Any, name: str = "") -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A part as values of fields: text.vi is text_vi, the first choice's code choices_0_code."""
    if isinstance(value, dict):
        parts = [flat(part, f"{name}_{key}" if name else field_name(key)) for key, part in value.items()]
    elif isinstance(value, list):
        parts = [flat(part, f"{name}_{index}") for index, part in enumerate(value)]
    else:
        return {name: str(value) if name.endswith("_code") else value}
    return {key: found for part in parts for key, found in part.items()}


def field_name(name: str) -> str:
    """A field of a part by its name in the form; «id» means something else there."""
    return "ident" if name == "id" else name.replace("-", "_")


class GroupForm(PartForm):
    ident = line(_l("Mã nhóm"), 8)
    label = line(_l("Tên nhóm"))

    def part(self) -> Part:
        return {"id": self.ident.data, "label": self.label.data}


class SectionForm(PartForm):
    ident = line(_l("Mã lời dẫn"), 20)
    lead_vi = prose(_l("Lời dẫn, tiếng Việt"))
    lead_en = prose(_l("Lời dẫn, tiếng Anh"))

    def part(self) -> Part:
        return {"id": self.ident.data, "lead": languages(self.lead_vi.data, self.lead_en.data)}


class ItemForm(PartForm):
    ident = line(_l("Mã câu hỏi"), 3)
    label = line(_l("Tên ngắn trong bảng, biểu"), SHORT)
    text_vi = prose(_l("Lời câu hỏi, tiếng Việt"))
    text_en = prose(_l("Lời câu hỏi, tiếng Anh"))

    def part(self) -> Part:
        texts = languages(self.text_vi.data, self.text_en.data)
        return {"id": self.ident.data, "label": self.label.data, "text": texts}


class ClosedForm(ItemForm):
    section = SelectField(_l("Đứng dưới lời dẫn"), default="", validate_choice=False)
    group = SelectField(_l("Tính vào nhóm"), default="", validate_choice=False)
    core = BooleanField(_l("Có trong phiếu rút gọn"))

    def choose(self, body: Part) -> None:
        leads = [(one["id"], one["lead"]["vi"]) for one in body["sections"]]
        groups = [(one["id"], f"{one['id']} · {one['label']}") for one in body["groups"]]
        self.section.choices = [("", _l("Không có lời dẫn")), *leads]
        self.group.choices = [("", _l("Không thuộc nhóm nào (câu đánh giá chung)")), *groups]

    def part(self) -> Part:
        placed = {"section": self.section.data or "", "group": self.group.data or "", "core": self.core.data}
        return {**super().part(), **placed}


class OptionalItemForm(ItemForm):
    on = BooleanField(_l("Hỏi câu này"), default=True)
    sensitive = BooleanField(_l("Dữ liệu cá nhân nhạy cảm"))

    def part(self) -> Part:
        return {**super().part(), "on": self.on.data, "sensitive": self.sensitive.data, "choices": self.choices()}

    def choices(self) -> list[Part]:
        """The rows in which anything was typed, in their order."""
        rows = [[field.data or "" for field in row] for row in self.rows()]
        return [{"code": number(row[0]), "text": languages(*row[1:])} for row in rows if any(row)]

    def rows(self) -> list[tuple[Field, Field, Field]]:
        """The fields of each choice: code, Vietnamese, English."""
        names = ("code", "text_vi", "text_en")
        return [tuple(self[f"choices_{row}_{name}"] for name in names) for row in ROWS]


for _row in ROWS:
    setattr(OptionalItemForm, f"choices_{_row}_code", code(_l("Mã")))
    setattr(OptionalItemForm, f"choices_{_row}_text_vi", line(_l("Lời, tiếng Việt"), SHORT * 2))
    setattr(OptionalItemForm, f"choices_{_row}_text_en", line(_l("Lời, tiếng Anh"), SHORT * 2))


def number(text: str) -> int | str:
    """A code as a figure; what is none is kept as typed, and named as a mistake."""
    return int(text) if text.isascii() and text.isdigit() else text


class CommentForm(ItemForm):
    label = None
    """Short names are for tables; a comment stands in none."""
    hint_vi = prose(_l("Lời nhắc dưới câu hỏi, tiếng Việt"))
    hint_en = prose(_l("Lời nhắc dưới câu hỏi, tiếng Anh"))
    max_length = IntegerField(
        _l("Số ký tự nhiều nhất"), [NumberRange(1, 1000, _l("Nhập số từ 1 đến 1.000."))], default=1000
    )

    def part(self) -> Part:
        texts = languages(self.text_vi.data, self.text_en.data)
        hint = languages(self.hint_vi.data, self.hint_en.data)
        return {"id": self.ident.data, "text": texts, "hint": hint, "max_length": self.max_length.data}


class GeneralForm(PartForm):
    """What stands over all questions, and the scale they share."""

    title_vi = prose(_l("Tên phiếu, tiếng Việt"))
    title_en = prose(_l("Tên phiếu, tiếng Anh"))
    heading_vi = line(_l("Tiêu đề trên trang trả lời, tiếng Việt"))
    heading_en = line(_l("Tiêu đề trên trang trả lời, tiếng Anh"))
    staff_title = prose(_l("Tên gọi nội bộ"))
    scale_order = RadioField(
        _l("Thứ tự thang trả lời"),
        [InputRequired(_l("Chọn thứ tự thang trả lời."))],
        choices=[
            SelectChoice("ascending", _l("Từ mức thấp nhất đến mức cao nhất")),
            SelectChoice("descending", _l("Từ mức cao nhất đến mức thấp nhất")),
        ],
        default="ascending",
    )
    headline = SelectField(_l("Câu đánh giá chung"), default="", validate_choice=False)

    def choose(self, body: Part) -> None:
        self.headline.choices = [(one["id"], f"{one['id']} · {one['label']}") for one in body["closed"]]

    def fill(self, part: Part) -> None:
        super().fill({**part, "headline": part["index"]["headline"]})

    def part(self) -> Part:
        codes = (*SATISFACTION, NO_ANSWER)
        scale = [
            {"code": one, "text": languages(*(field.data for field in row))}
            for one, row in zip(codes, self.rows(), strict=True)
        ]
        return {
            "title": languages(self.title_vi.data, self.title_en.data),
            "heading": languages(self.heading_vi.data, self.heading_en.data),
            "staff_title": self.staff_title.data,
            "scale_order": self.scale_order.data,
            "scale": scale,
        }

    def rows(self) -> list[tuple[Field, Field]]:
        """The fields of each level: Vietnamese, English."""
        levels = range(len(SATISFACTION) + 1)
        return [(self[f"scale_{level}_text_vi"], self[f"scale_{level}_text_en"]) for level in levels]


for _level, _code in enumerate((*SATISFACTION, NO_ANSWER)):
    setattr(GeneralForm, f"scale_{_level}_text_vi", line(_l("Mã %(code)s, tiếng Việt", code=_code), SHORT))
    setattr(GeneralForm, f"scale_{_level}_text_en", line(_l("Mã %(code)s, tiếng Anh", code=_code), SHORT))

FORMS: dict[str, type[PartForm]] = {
    "groups": GroupForm,
    "sections": SectionForm,
    "closed": ClosedForm,
    "optional": OptionalItemForm,
    "comment": CommentForm,
    "general": GeneralForm,
}


class CopyForm(PortalForm):
    """A copy under a code of its own."""

    code = StringField(
        _l("Mã phiếu mới"),
        [
            InputRequired(_l("Nhập mã phiếu.")),
            Regexp(r"^[A-Z0-9-]{1,60}$", message=_l("Mã phiếu gồm chữ in hoa không dấu, chữ số, gạch nối.")),
        ],
        description=_l("Ví dụ: PKS02-2026"),
    )


class ConfirmForm(RevisionForm):
    """Confirm the words, having read them."""

    read = BooleanField(
        _l("Đã đọc toàn bộ phiếu như người dân sẽ thấy"),
        [DataRequired(_l("Đọc phiếu rồi đánh dấu xác nhận."))],
    )


class ImportForm(PortalForm):
    """A questionnaire as a file."""

    file = FileField(_l("Tệp phiếu (.json hoặc XLSForm .xlsx)"), [FileRequired(_l("Chọn tệp phiếu."))])


class ChoiceForm(PortalForm):
    """Another version for a round in draft."""

    version = HiddenField(validators=[InputRequired(STALE_PAGE)], default="")
    form_id = SelectField(_l("Phiếu hỏi của đợt"), coerce=int, choices=[])
