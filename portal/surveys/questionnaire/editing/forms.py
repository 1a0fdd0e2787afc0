"""What may be typed about a questionnaire, and the part of its body that it makes."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp

from portal.surveys.forms import STALE_PAGE, TOO_LONG
from portal.surveys.questionnaire.editing.bodies import GENERAL, Json, field_name
from portal.surveys.questionnaire.editing.words import example_plan, plain
from portal.surveys.questionnaire.parts import NO_ANSWER, SATISFACTION
from portal.web.ui.forms import PortalForm, SelectChoice

SHORT, LONG = 80, 600
CODES = (*SATISFACTION, NO_ANSWER)
# A question has as many choices at most as there are codes.
ROWS = range(NO_ANSWER)
IN_A_ROW = re.compile(r"(choices|scale)_\d+_")

Part = dict[str, Any]


def one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def text_field(label: Json, most: int = LONG, kind: type[Field] = StringField) -> Json:
    """A text of a sentence or two, kept as one line."""
    return kind(label, [Length(max=most, message=TOO_LONG)], default="", filters=[one_line])


def prose(label: Json) -> Json:
    """The same, with room to write."""
    return text_field(label, kind=TextAreaField)


class RevisionForm(PortalForm):
    """An action on the version as it was read."""

    revision = HiddenField(validators=[InputRequired(STALE_PAGE)], default="")


class StepForm(RevisionForm):
    """Move one of a list: up, or down."""

    step = HiddenField(validators=[InputRequired(STALE_PAGE)], default="")


class PartForm(RevisionForm):
    """One part of a body. Its fields are named by what they hold: text_vi is text.vi, ident the part's id."""

    def choose(self, body: Part) -> None:
        """Offer what other parts of the body have to choose from."""

    def fill(self, part: Part) -> None:
        """Show a part as it stands."""
        for name, value in flat(part).items():
            if name in self._fields:
                self._fields[name].data = value

    def part(self) -> Part:
        """The part as it was typed."""
        part: Part = {}
        for name, value in self.values().items():
            key, _mark, language = name.rpartition("_")
            if name == "revision" or IN_A_ROW.match(name):
                continue
            if language in {"vi", "en"}:
                part.setdefault(key, {})[language] = value
            else:
                part["id" if name == "ident" else name] = value
        return part

    def typed_rows(self, part: str, count: int) -> list[tuple[Field, Field]]:
        """The fields of each of a part's rows: Vietnamese, English."""
        return [(self[f"{part}_{row}_text_vi"], self[f"{part}_{row}_text_en"]) for row in range(count)]


def flat(value: Json, name: str = "") -> dict[str, Any]:
    """A part as values of fields: text.vi is text_vi, the first choice's code choices_0_code."""
    if isinstance(value, dict):
        parts = [flat(part, f"{name}_{key}" if name else field_name(key)) for key, part in value.items()]
    elif isinstance(value, list):
        parts = [flat(part, f"{name}_{index}") for index, part in enumerate(value)]
    else:
        return {name: str(value) if name.endswith("_code") else value}  # a choice of a browser is text
    return {key: text for part in parts for key, text in part.items()}


class GroupForm(PartForm):
    ident = text_field(_l("Mã nhóm"), 8)
    label = text_field(_l("Tên nhóm"))


class SectionForm(PartForm):
    ident = text_field(_l("Mã lời dẫn"), 20)
    lead_vi = prose(_l("Lời dẫn, tiếng Việt"))
    lead_en = prose(_l("Lời dẫn, tiếng Anh"))


class ItemForm(PartForm):
    ident = text_field(_l("Mã câu hỏi"), 3)
    label = text_field(_l("Tên ngắn trong bảng, biểu"), SHORT)
    text_vi = prose(_l("Lời câu hỏi, tiếng Việt"))
    text_en = prose(_l("Lời câu hỏi, tiếng Anh"))


class ClosedForm(ItemForm):
    section = SelectField(_l("Đứng dưới lời dẫn"), default="", validate_choice=False)
    group = SelectField(_l("Tính vào nhóm"), default="", validate_choice=False)
    core = BooleanField(_l("Có trong phiếu rút gọn"))

    def choose(self, body: Part) -> None:
        leads = [(section["id"], plain(example_plan(), section["lead"]["vi"])) for section in body["sections"]]
        groups = [(group["id"], f"{group['id']} · {group['label']}") for group in body["groups"]]
        self.section.choices = [("", _l("Không có lời dẫn")), *leads]
        self.group.choices = [("", _l("Không thuộc nhóm nào (câu đánh giá chung)")), *groups]


class OptionalItemForm(ItemForm):
    on = BooleanField(_l("Hỏi câu này"), default=True)
    sensitive = BooleanField(_l("Dữ liệu cá nhân nhạy cảm"))

    def part(self) -> Part:
        """The question with the rows in which anything was typed, in their order."""
        rows = [[field.data or "" for field in row] for row in self.rows()]
        choices = [{"code": number(row[0]), "text": {"vi": row[1], "en": row[2]}} for row in rows if any(row)]
        return {**super().part(), "choices": choices}

    def rows(self) -> list[tuple[Field, Field, Field]]:
        """The fields of each choice: code, Vietnamese, English."""
        return [
            (self[f"choices_{row}_code"], *texts) for row, texts in enumerate(self.typed_rows("choices", len(ROWS)))
        ]


def number(text: str) -> int | str:
    """A code as a figure; what is none is kept as typed, and named as a mistake."""
    return int(text) if text.isascii() and text.isdigit() else text


class CommentForm(ItemForm):
    label = None  # short names are for tables, and a comment stands in none
    hint_vi = prose(_l("Lời nhắc dưới câu hỏi, tiếng Việt"))
    hint_en = prose(_l("Lời nhắc dưới câu hỏi, tiếng Anh"))
    max_length = IntegerField(
        _l("Số ký tự nhiều nhất"), [NumberRange(1, 1000, _l("Nhập số từ 1 đến 1.000."))], default=1000
    )


class GeneralForm(PartForm):
    """What stands over all questions, and the scale they share."""

    title_vi = prose(_l("Tên phiếu, tiếng Việt"))
    title_en = prose(_l("Tên phiếu, tiếng Anh"))
    heading_vi = text_field(_l("Tiêu đề trên trang trả lời, tiếng Việt"))
    heading_en = text_field(_l("Tiêu đề trên trang trả lời, tiếng Anh"))
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
        self.index = body["index"]
        self.headline.choices = [(item["id"], f"{item['id']} · {item['label']}") for item in body["closed"]]

    def fill(self, part: Part) -> None:
        super().fill({**part, "headline": part["index"]["headline"]})

    def part(self) -> Part:
        part = super().part()
        texts = [{"vi": vietnamese.data, "en": english.data} for vietnamese, english in self.rows()]
        part["scale"] = [{"code": code, "text": text} for code, text in zip(CODES, texts, strict=True)]
        part["index"] = {**self.index, "headline": part.pop("headline") or ""}
        return part

    def rows(self) -> list[tuple[Field, Field]]:
        """The fields of each level: Vietnamese, English."""
        return self.typed_rows("scale", len(CODES))


# WTForms reads a form's fields from its class: rows cannot be added to one form alone.
for _row in ROWS:
    _codes = [SelectChoice(_n, _n) for _n in ("", *map(str, range(1, NO_ANSWER + 1)))]
    _code_field = SelectField(_l("Mã"), choices=_codes, default="", validate_choice=False)
    setattr(OptionalItemForm, f"choices_{_row}_code", _code_field)
    setattr(OptionalItemForm, f"choices_{_row}_text_vi", text_field(_l("Lời, tiếng Việt"), SHORT * 2))
    setattr(OptionalItemForm, f"choices_{_row}_text_en", text_field(_l("Lời, tiếng Anh"), SHORT * 2))
for _level, _code in enumerate(CODES):
    setattr(GeneralForm, f"scale_{_level}_text_vi", text_field(_l("Mã %(code)s, tiếng Việt", code=_code), SHORT))
    setattr(GeneralForm, f"scale_{_level}_text_en", text_field(_l("Mã %(code)s, tiếng Anh", code=_code), SHORT))

FORMS: dict[str, type[PartForm]] = {
    "groups": GroupForm,
    "sections": SectionForm,
    "closed": ClosedForm,
    "optional": OptionalItemForm,
    "comment": CommentForm,
    GENERAL: GeneralForm,
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
