"""A form from an XLSForm workbook. What the workbook has and a form cannot hold is refused with its sheet and row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from portal.errors import Mistake, Mistakes
from portal.surveys.questionnaire.editing import xlsform
from portal.surveys.questionnaire.parts import LONGEST_TEXT, NO_ANSWER, ONE, SATISFACTION, SEVERAL, TEXT
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.web.media.filled_sheets import Row as Numbered

Part = dict[str, Any]

MOST_ROWS, MOST_COLUMNS = 1000, 60
TRANSLATED = re.compile(
    r"(label|hint)\s*::?\s*(?:(.*)\((vi|en)\)|(vi|en|tiếng việt|vietnamese|english))\s*", re.IGNORECASE
)
LANGUAGES = {"vi": "vi", "en": "en", "tiếng việt": "vi", "vietnamese": "vi", "english": "en"}
HEADERS = {
    "survey": (*xlsform.SURVEY, *xlsform.MORE),
    "choices": (*xlsform.CHOICES, *xlsform.BOUNDS),
    "settings": xlsform.SETTINGS,
    "y_dan": xlsform.OWN,
}
NEEDED = ("survey", "choices", "settings")
LIMIT = re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*(\d{1,4})")
CHOSEN = re.compile(
    r"selected\(\s*\$\{(?P<of>\w+)\}\s*,\s*'(?P<code>\d{1,3})'\s*\)|\$\{(?P<one>\w+)\}\s*=\s*'?(?P<its>\d{1,3})'?"
)
TRUE, FALSE = {"yes", "true", "true()", "1"}, {"", "no", "false", "false()", "0"}
LABEL_LENGTH = 60
WHOLE = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class Row:
    """A row of a sheet by its columns, «label::Tiếng Việt (vi)» as label_vi."""

    sheet: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def place(self) -> str:
        return _("trang %(sheet)s, dòng %(n)s", sheet=self.sheet, n=self.number)

    def words(self, of: str = "label") -> dict[str, str]:
        return {"vi": self[f"{of}_vi"], "en": self[f"{of}_en"]}


def read(sheets: Mapping[str, Sequence[Numbered]]) -> Questionnaire:
    """The form that the sheets of a workbook describe. Raises Mistakes."""
    return Reading().form(sheets)


@dataclass
class Reading:
    """A workbook on its way to a form. `origin` says from which row each part of the body comes, by the part's path."""

    mistakes: list[Mistake] = field(default_factory=list)
    sheets: dict[str, list[Row]] = field(default_factory=dict)
    body: Part = field(default_factory=lambda: {"closed": [], "optional": [], "sections": [], "groups": []})
    origin: dict[tuple[str | int, ...], Row] = field(default_factory=dict)
    section: str = ""
    scale: str = ""
    lists: dict[str, list[Row]] = field(default_factory=dict)
    built: dict[str, list[Part]] = field(default_factory=dict)

    def form(self, sheets: Mapping[str, Sequence[Numbered]]) -> Questionnaire:
        self.read_sheets(sheets)
        self.read_settings()
        for row in self.sheets.get("y_dan", []):
            self.origin[self.read_key(row)] = row
        for row in self.sheets["choices"]:
            self.lists.setdefault(row["list_name"], []).append(row)
        for row in self.sheets["survey"]:
            self.read_question(row)
        self.finish()
        self.refuse()
        try:
            return Questionnaire.from_json(self.body)
        except Mistakes as error:
            raise Mistakes([self.placed(mistake) for mistake in error.mistakes]) from error

    def note(self, where: Row | str, sentence: str) -> None:
        """One mistake more, in a row or a sheet."""
        place = where.place if isinstance(where, Row) else _("trang %(sheet)s", sheet=where)
        self.mistakes.append(Mistake(place, sentence))

    def refuse(self) -> None:
        if self.mistakes:
            raise Mistakes(self.mistakes)

    def placed(self, mistake: Mistake) -> Mistake:
        """A mistake of the body at the row it comes from."""
        # The smallest part whose row is known: a choice before its question.
        wholes = (mistake.path[:length] for length in range(len(mistake.path), 0, -1))
        row = next((self.origin[path] for path in wholes if path in self.origin), None)
        return Mistake(row.place if row else mistake.place, mistake.sentence)

    def read_sheets(self, sheets: Mapping[str, Sequence[Numbered]]) -> None:
        """Name the cells of each sheet by their columns. Raises Mistakes where sheets are missing."""
        # Without these sheets every other sentence would only follow from it.
        missing = [name for name in NEEDED if name not in sheets]
        self.mistakes += [Mistake(name, _("tệp XLSForm phải có trang này.")) for name in missing]
        self.refuse()
        for name, rows in sheets.items():
            if name in HEADERS:
                self.sheets[name] = self.named_rows(name, rows)
            elif rows:
                self.note(name, _("không giữ được trang này."))

    def named_rows(self, sheet: str, rows: Sequence[Numbered]) -> list[Row]:
        """The filled rows under a header. A cell under a column we do not know is noted."""
        if len(rows) > MOST_ROWS:
            self.note(sheet, _("dài quá %(n)s dòng.", n=MOST_ROWS))
        known = set(map(column, HEADERS[sheet]))
        header = next(([column(title) for title in cells] for number, cells in rows if number == 1), [])
        named = []
        for number, cells in rows[:MOST_ROWS]:
            filled = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
            if number == 1 or not filled:
                continue
            named.append(Row(sheet, number, filled))
            for name in filled.keys() - known:
                self.note(named[-1], refusal(name))
        return named

    def keep(self, part: str, row: Row, value: Part) -> None:
        """One more of a list of the body."""
        self.origin[part, len(self.body[part])] = row
        self.body[part].append(value)

    def read_settings(self) -> None:
        """The settings, as far as a sheet of our own does not say otherwise; a workbook from elsewhere has none."""
        row = next(iter(self.sheets["settings"]), Row("settings", 2, {}))
        title, version = row["form_title"], row["version"]
        # Another way of counting versions begins anew at 1.
        number = int(version) if version.isascii() and version.isdigit() and len(version) < len("10000") else 1
        both = {"vi": title, "en": title}
        own = {"code": row["form_id"], "version": number, "title": both, "heading": both, "staff_title": title}
        self.body |= {**own, "index": {"headline": ""}}
        self.origin |= {(name,): row for name in own}

    def read_key(self, row: Row) -> tuple[str | int, ...]:
        """A row of our own sheet; returns the path of what it is about."""
        kind, _space, name = row["key"].partition(" ")
        index, value = self.body["index"], row["vi"]
        words = {"vi": value, "en": row["en"]}
        match kind:
            case "title" | "heading":
                self.body[kind] = words
            case "staff_title":
                self.body[kind] = value
            case "group":
                self.body["groups"].append({"id": name, "label": value})
                return "groups", len(self.body["groups"]) - 1
            case "section":
                self.body["sections"].append({"id": name, "lead": words})
                return "sections", len(self.body["sections"]) - 1
            case "headline" | "method":
                index[kind] = value
            case "also":
                index[kind] = value.split()
            case "min_base_unit" | "min_base_cell" if value.isascii() and value.isdigit():
                index[kind] = int(value)
            case _:
                self.note(row, _("không đọc được dòng “%(key)s”.", key=row["key"]))
        return ("index", kind) if kind in index else (kind,)

    def read_question(self, row: Row) -> None:
        """One row of the survey."""
        words = row["type"].replace("begin group", "begin_group").replace("end group", "end_group")
        kind, _space, rest = words.partition(" ")
        match kind:
            case "begin_group":
                self.begin(row)
            case "end_group":
                self.section = ""
            case "select_multiple":
                self.read_numbered(row, SEVERAL, rest.strip())
            case "select_one" if row["yd_kind"]:
                self.read_numbered(row, row["yd_kind"], rest.strip())
            case "text" if row["yd_kind"]:
                self.read_numbered(row, row["yd_kind"], "")
            case "select_one":
                self.read_choice_question(row, rest.strip())
            case "text":
                self.read_comment(row)
            case _:
                sentence = _(
                    "không giữ được loại “%(kind)s”; chỉ nhận select_one, select_multiple, text.", kind=row["type"]
                )
                self.note(row, sentence)

    def begin(self, row: Row) -> None:
        """A group of rows: a lead-in, one level deep."""
        if self.section:
            self.note(row, _("không giữ được nhóm nằm trong nhóm."))
        # «chair.2» is the lead-in «chair» again.
        self.section = row["name"].partition(".")[0]
        if all(section["id"] != self.section for section in self.body["sections"]):
            self.keep("sections", row, {"id": self.section, "lead": row.words()})

    def read_numbered(self, row: Row, kind: str, name: str) -> None:
        """A numbered question of any kind; one of a list that is the scale's takes the scale."""
        item = self.numbered_part(row)
        if kind == TEXT:
            item |= {"max_length": self.limit(row, LONGEST_TEXT)}
            item |= {"hint": row.words("hint")} if row["hint_vi"] or row["hint_en"] else {}
        elif kind == ONE and name == (self.scale or xlsform.SCALE):
            self.take_scale(row, name)
        else:
            place = len(self.body["closed"])
            for number, choice in enumerate(self.lists.get(name, [])):
                self.origin["closed", place, "choices", number] = choice
            item["choices"] = self.choices(name)
        required = self.flag(row, "required", default=False)
        item |= ({"kind": kind} if kind != ONE else {}) | ({} if required else {"required": False})
        self.keep("closed", row, item)

    def numbered_part(self, row: Row) -> Part:
        """What every numbered question has."""
        if "comment" in self.body or self.body["optional"]:
            self.note(row, _("câu đánh số phải đứng trước câu góp ý và các câu không bắt buộc."))
        label = row["yd_label"] or row["label_vi"][:LABEL_LENGTH]
        item: Part = {"id": row["name"], "label": label, "text": row.words(), "section": self.section}
        item |= {"group": row["yd_group"], "core": self.flag(row, "yd_core", default=True)}
        return item | self.condition(row)

    def condition(self, row: Row) -> Part:
        """Of whom it is asked, where the row says it: some codes of one question."""
        terms = [CHOSEN.fullmatch(term.strip()) for term in row["relevant"].split(" or ") if term.strip()]
        found = [(term["of"] or term["one"], int(term["code"] or term["its"])) for term in terms if term]
        if len(found) < len(terms) or len({of for of, _code in found}) > 1:
            self.note(row, _("điều kiện hỏi (relevant) chỉ có thể là selected(${Q1}, '1') or selected(${Q1}, '2')."))
            return {}
        return {"when": {"question": found[0][0], "codes": [code for _of, code in found]}} if found else {}

    def read_choice_question(self, row: Row, name: str) -> None:
        """A required question on the common scale, or one with choices of its own that may be passed over."""
        label = row["yd_label"] or row["label_vi"][:LABEL_LENGTH]
        item: Part = {"id": row["name"], "label": label, "text": row.words()}
        if row["hint_vi"] or row["hint_en"]:
            self.note(row, _("không giữ được lời nhắc (hint) của câu có phương án."))
        if row["constraint"]:
            self.note(row, _("không giữ được điều kiện (constraint) của câu có phương án."))
        if self.flag(row, "required", default=False):
            self.take_scale(row, name)
            self.keep("closed", row, self.numbered_part(row))
            return
        if row["relevant"]:
            self.note(row, _("câu về người trả lời không có điều kiện hỏi (relevant)."))
        if self.section:
            self.note(row, _("câu không bắt buộc không đứng trong nhóm có lời dẫn."))
        flags = {"yd_on": True, "yd_sensitive": False}
        item |= {name.removeprefix("yd_"): self.flag(row, name, default=usual) for name, usual in flags.items()}
        for number, choice in enumerate(self.lists.get(name, [])):
            self.origin["optional", len(self.body["optional"]), "choices", number] = choice
        self.keep("optional", row, {**item, "choices": self.choices(name)})

    def take_scale(self, row: Row, name: str) -> None:
        """Every required question takes one and the same scale, which a body keeps from the lowest level up."""
        if self.scale:
            if self.choices(name) != self.choices(self.scale):
                self.note(
                    row,
                    _(
                        "câu bắt buộc phải dùng chung một thang trả lời với các câu bắt buộc trước; câu có phương án "
                        "riêng thì ghi yd_kind là one."
                    ),
                )
            return
        self.scale, scale = name, self.choices(name)
        is_turned = [choice["code"] for choice in scale] == [*reversed(SATISFACTION), NO_ANSWER]
        self.body["scale_order"] = "descending" if is_turned else "ascending"
        self.body["scale"] = [*reversed(scale[:-1]), scale[-1]] if is_turned else scale
        self.origin["scale",] = next(iter(self.lists.get(name, [])), row)

    def choices(self, name: str) -> list[Part]:
        """The choices of a list, built once: a thousand questions may name it."""
        if name not in self.built:
            rows = self.lists.get(name, [])
            self.built[name] = [{"code": code(row["name"]), "text": row.words(), **bounds(row)} for row in rows]
        return self.built[name]

    def read_comment(self, row: Row) -> None:
        """The one question answered in words."""
        if "comment" in self.body:
            self.note(row, _("chỉ giữ được một câu trả lời bằng lời (text)."))
            return
        if self.flag(row, "required", default=False):
            self.note(row, _("câu trả lời bằng lời không bắt buộc được."))
        if self.section:
            self.note(row, _("câu trả lời bằng lời không đứng trong nhóm có lời dẫn."))
        self.body["comment"] = {"id": row["name"], "text": row.words(), "hint": row.words("hint")}
        self.origin["comment",] = row
        if row["constraint"]:
            self.body["comment"]["max_length"] = self.limit(row, LONGEST_TEXT)

    def limit(self, row: Row, usual: int) -> int:
        """The most letters of an answer in words."""
        if limit := LIMIT.fullmatch(row["constraint"]):
            return int(limit[1])
        if row["constraint"]:
            self.note(row, _("điều kiện (constraint) chỉ có thể là số ký tự nhiều nhất: string-length(.) <= 1000."))
        return usual

    def flag(self, row: Row, column: str, *, default: bool) -> bool:
        """A yes or no; the default where the cell is empty."""
        value = row[column].lower()
        if value not in TRUE | FALSE:
            self.note(row, _("cột “%(column)s” phải là yes hoặc no.", column=column))
        return value in TRUE if value else default

    def finish(self) -> None:
        """What a workbook from elsewhere does not say: one group for all, the last question as the overall one."""
        index = self.body["index"]
        scaled = [item for item in self.body["closed"] if not {"kind", "choices"} & item.keys()]
        if "comment" not in self.body:
            self.note("survey", _("phải có một câu trả lời bằng lời (text)."))
        if not scaled:
            self.note("survey", _("phải có câu bắt buộc (required = yes)."))
        elif not index["headline"]:
            index["headline"] = scaled[-1]["id"]
        if not self.body["groups"]:
            self.body["groups"] = [{"id": "G1", "label": _("Nội dung hỏi")}]
            for item in scaled:
                item["group"] = "" if item["id"] == index["headline"] else "G1"
        used = {row["type"].partition(" ")[2].strip() for row in self.sheets["survey"]}
        for row in self.sheets["choices"]:
            if row["list_name"] not in used:  # it would be lost
                self.note(row, _("không câu nào dùng danh sách “%(name)s”.", name=row["list_name"]))


def column(title: str) -> str:
    """A column's name as we call it: «label::Tiếng Việt (vi)» is label_vi."""
    translated = TRANSLATED.fullmatch(title)
    if translated is None:
        return title.strip()
    return f"{translated[1].lower()}_{LANGUAGES[(translated[3] or translated[4]).lower()]}"


def refusal(name: str) -> str:
    """What is said of a cell under a column we do not know."""
    if name in {"label", "hint"}:
        return _("cột “%(name)s” phải nói rõ tiếng: “%(name)s::Tiếng Việt (vi)”, “%(name)s::English (en)”.", name=name)
    if not name:
        return _("có nội dung ở cột không có tên.")
    return _("không giữ được nội dung ở cột “%(name)s”.", name=name)


def bounds(row: Row) -> Part:
    """From where to where a choice's class reaches, as far as the row says it."""
    numbers = {name: whole_number(row[f"yd_{name}"]) for name in ("low", "high") if row[f"yd_{name}"]}
    return numbers | {name: row[f"yd_{name}"] for name in ("first", "last") if row[f"yd_{name}"]}


def whole_number(text: str) -> int | str:
    """A bound; what is none stays text and is refused by the form."""
    return int(text) if WHOLE.fullmatch(text) else text


def code(text: str) -> int | str:
    """A choice's code; what is no figure stays text and is refused by the form."""
    return int(text) if text.isascii() and text.isdigit() else text
