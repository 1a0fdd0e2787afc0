"""What may be typed about a questionnaire, and the part of its body that it makes."""

import re
from contextlib import suppress
from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from portal.surveys.forms import STALE_PAGE
from portal.surveys.questionnaire.editing.bodies import GENERAL, Json, field_name
from portal.surveys.questionnaire.editing.words import example_plan, kinds, plain
from portal.surveys.questionnaire.parts import DATE, LONGEST_TEXT, NO_ANSWER, NUMBER, ONE, SATISFACTION, TEXT
from portal.surveys.questionnaire.question_rules import MOST_CHOICES
from portal.web.ui.formats import short_date, typed_day
from portal.web.ui.forms import TOO_LONG, PortalForm, SelectChoice

SHORT, LONG = 80, 600
CODES = (*SATISFACTION, NO_ANSWER)
WHOLE = re.compile(r"-?[0-9]{1,9}")
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


class ChoicesForm(ItemForm):
    """A question with rows of choices: so many at most, with fields of their own."""

    ROWS: ClassVar[range]
    FIELDS: ClassVar[tuple[str, ...]]
    SPARE: ClassVar[int]  # so many empty rows stand below the filled ones

    def rows(self) -> list[tuple[Field, ...]]:
        """The fields of each choice that is filled, and of some more."""
        rows = [tuple(self[f"choices_{row}_{name}"] for name in self.FIELDS) for row in self.ROWS]
        filled = [number for number, row in enumerate(rows) if any(field.data or field.errors for field in row)]
        return rows[: max(filled, default=-1) + 1 + self.SPARE]

    def choices(self) -> list[Part]:
        """The rows in which anything was typed, in their order."""
        rows = [[self[f"choices_{row}_{name}"].data or "" for name in self.FIELDS] for row in self.ROWS]
        return [self.choice(*row) for row in rows if any(row)]

    def choice(self, code: str, vietnamese: str, english: str) -> Part:
        return {"code": number(code), "text": {"vi": vietnamese, "en": english}}


class ClosedForm(ChoicesForm):
    """A numbered question of any kind; what its kind has no use for is not kept."""

    ROWS, FIELDS, SPARE = range(MOST_CHOICES + 1), ("code", "text_vi", "text_en", "begin", "end"), 3

    kind = SelectField(_l("Loại câu hỏi"), default=ONE, validate_choice=False)
    section = SelectField(_l("Đứng dưới lời dẫn"), default="", validate_choice=False)
    group = SelectField(_l("Tính vào nhóm"), default="", validate_choice=False)
    core = BooleanField(_l("Có trong phiếu rút gọn"))
    required = BooleanField(_l("Phải trả lời"), default=True)
    when_question = SelectField(_l("Chỉ hỏi tùy câu"), default="", validate_choice=False)
    when_codes = text_field(_l("Khi chọn mã"), SHORT)
    hint_vi = prose(_l("Lời nhắc dưới câu trả lời bằng chữ, tiếng Việt"))
    hint_en = prose(_l("Lời nhắc dưới câu trả lời bằng chữ, tiếng Anh"))
    max_length = IntegerField(
        _l("Số ký tự nhiều nhất"),
        [Optional(), NumberRange(1, LONGEST_TEXT, _l("Nhập số từ 1 đến 1.000."))],
        default=200,
    )

    def choose(self, body: Part) -> None:
        leads = [(section["id"], plain(example_plan(), section["lead"]["vi"])) for section in body["sections"]]
        groups = [(group["id"], f"{group['id']} · {group['label']}") for group in body["groups"]]
        asked = [(item["id"], f"{item['id']} · {item['label']}") for item in body["closed"]]
        self.kind.choices = list(kinds().items())
        self.section.choices = [("", _l("Không có lời dẫn")), *leads]
        self.group.choices = [("", _l("Không thuộc nhóm nào (câu đánh giá chung, câu ngoài thang chung)")), *groups]
        self.when_question.choices = [("", _l("Hỏi mọi người")), *asked]

    def fill(self, part: Part) -> None:
        super().fill(part)
        self.when_codes.data = ", ".join(map(str, (part.get("when") or {}).get("codes", ())))
        for row, choice in zip(self.ROWS, part.get("choices", ()), strict=False):
            self[f"choices_{row}_begin"].data = shown_end(choice.get("low"), choice.get("first"))
            self[f"choices_{row}_end"].data = shown_end(choice.get("high"), choice.get("last"))

    def part(self) -> Part:
        part = super().part()
        kind, length, hint = part.pop("kind"), part.pop("max_length"), part.pop("hint")
        of, codes = part.pop("when_question"), part.pop("when_codes")
        part |= {"kind": kind} if kind != ONE else {}
        part |= {} if part.pop("required") else {"required": False}
        part |= {"when": {"question": of, "codes": [number(code) for code in listed(codes)]}} if of else {}
        if kind == TEXT:
            return part | {"max_length": length or 200} | ({"hint": hint} if any(hint.values()) else {})
        choices = self.choices()
        return part | ({"choices": choices} if choices else {})

    def choice(self, code: str, vietnamese: str, english: str, begin: str = "", end: str = "") -> Part:
        names, read = ENDS.get(self.kind.data, (("low", "high"), number))
        ends = {name: read(typed) for name, typed in zip(names, (begin, end), strict=True) if typed}
        return {**super().choice(code, vietnamese, english), **ends}


class OptionalItemForm(ChoicesForm):
    ROWS, FIELDS, SPARE = range(NO_ANSWER), ("code", "text_vi", "text_en"), NO_ANSWER

    on = BooleanField(_l("Hỏi câu này"), default=True)
    sensitive = BooleanField(_l("Dữ liệu cá nhân nhạy cảm"))

    def part(self) -> Part:
        return {**super().part(), "choices": self.choices()}


def listed(codes: str) -> list[str]:
    """«1, 3» one by one."""
    return [code for code in re.split(r"[\s,;]+", codes) if code]


def day(text: str) -> str:
    """A day as a form keeps it; what is none is kept as typed, and named as a mistake."""
    typed = typed_day(text)
    return typed.isoformat() if typed else text


def shown_end(of_number: object, of_day: object) -> str:
    """The end of a class as it is typed: a number, «31/5/2024», nothing."""
    if isinstance(of_day, str):
        with suppress(ValueError):
            return short_date(date.fromisoformat(of_day))
    return "" if (value := of_number if of_day is None else of_day) is None else str(value)


def number(text: str) -> int | str:
    """A code or an end of a class as a figure; what is none is kept as typed, and named as a mistake."""
    return int(text) if WHOLE.fullmatch(text) else text


ENDS = {NUMBER: (("low", "high"), number), DATE: (("first", "last"), day)}
"""Under which names the ends of a class are kept by kind, and how they are read."""


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
_codes = [SelectChoice(_n, _n) for _n in ("", *map(str, range(1, NO_ANSWER + 1)))]
for _form in (OptionalItemForm, ClosedForm):
    for _row in _form.ROWS:
        _code_field = SelectField(_l("Mã"), choices=_codes, default="", validate_choice=False)
        setattr(_form, f"choices_{_row}_code", _code_field if _form is OptionalItemForm else text_field(_l("Mã"), 3))
        setattr(_form, f"choices_{_row}_text_vi", text_field(_l("Lời, tiếng Việt"), SHORT * 2))
        setattr(_form, f"choices_{_row}_text_en", text_field(_l("Lời, tiếng Anh"), SHORT * 2))
for _row in ClosedForm.ROWS:
    setattr(ClosedForm, f"choices_{_row}_begin", text_field(_l("Từ"), 12))
    setattr(ClosedForm, f"choices_{_row}_end", text_field(_l("Đến"), 12))
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
