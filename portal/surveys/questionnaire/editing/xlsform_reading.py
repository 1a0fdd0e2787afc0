"""A form from an XLSForm workbook. What the workbook has and a form cannot hold is refused with its sheet and row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from portal.errors import Mistakes
from portal.surveys.questionnaire.editing.bodies import step
from portal.surveys.questionnaire.editing.xlsform_tables import Row, Tables, tables
from portal.surveys.questionnaire.questionnaire import NO_ANSWER, SATISFACTION, Questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.errors import Mistake
    from portal.web.media.filled_sheets import Row as Numbered

LIMIT = re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*(\d{1,4})")
TRUE, FALSE = {"yes", "true", "true()", "1"}, {"", "no", "false", "false()", "0"}
LABEL_LENGTH = 60
NOTHING = Row("settings", 2, {})


def read(sheets: Mapping[str, Sequence[Numbered]]) -> Questionnaire:
    """The form that the sheets of a workbook describe. Raises Mistakes."""
    return Reading(tables(sheets)).form()


@dataclass
class Reading:
    """A workbook on its way to a form. `origin` says from which row each part of the body comes."""

    tables: Tables
    body: dict[str, Any] = field(default_factory=lambda: {"closed": [], "optional": [], "sections": []})
    origin: dict[str, Row] = field(default_factory=dict)
    section: str = ""
    scale: str = ""
    lists: dict[str, list[Row]] = field(default_factory=dict)
    shown: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def form(self) -> Questionnaire:
        self.read_own()
        for row in self.tables.sheets["choices"]:
            self.lists.setdefault(row["list_name"], []).append(row)
        for row in self.tables.sheets["survey"]:
            self.read_question(row)
        self.finish()
        self.tables.refuse()
        try:
            return Questionnaire.from_json(self.body)
        except Mistakes as error:
            self.tables.mistakes += [self.placed(mistake) for mistake in error.mistakes]
        self.tables.refuse()
        raise AssertionError

    def placed(self, mistake: Mistake) -> Mistake:
        """A mistake of the body at the row it comes from."""
        steps = mistake.place.replace("[", "").replace("].", ".").replace("]", "").split(".")
        row = self.origin.get(".".join(steps[:2])) or self.origin.get(steps[0]) or self.origin.get(step(steps[0])[0])
        return type(mistake)(row.place if row else mistake.place, mistake.sentence)

    def add_mistake(self, row: Row, sentence: str) -> None:
        self.tables.add_mistake(row.place, sentence)

    def keep(self, part: str, row: Row, value: dict[str, Any]) -> None:
        """One more of a list of the body."""
        self.body[part].append(value)
        self.origin[f"{part} #{len(self.body[part])}"] = row

    def read_own(self) -> None:
        """What the settings and our own sheet say; a workbook from elsewhere has no such sheet."""
        settings = (self.tables.sheets["settings"] or [NOTHING])[0]
        title = settings["form_title"]
        self.body |= {"code": settings["form_id"], "version": version(settings["version"])}
        self.body |= {"title": {"vi": title, "en": title}, "heading": {"vi": title, "en": title}, "staff_title": title}
        self.body |= {"groups": [], "index": {"headline": ""}}
        self.origin |= dict.fromkeys(("code", "version", "title", "heading", "staff_title"), settings)
        for row in self.tables.sheets.get("y_dan", []):
            self.origin[self.read_key(row)] = row

    def read_key(self, row: Row) -> str:
        """A row of our own sheet; returns what it is about."""
        kind, _space, name = row["key"].partition(" ")
        if kind in {"title", "heading"}:
            self.body[kind] = {"vi": row["vi"], "en": row["en"]}
        elif kind == "staff_title":
            self.body[kind] = row["vi"]
        elif kind == "group":
            self.body["groups"].append({"id": name, "label": row["vi"]})
            return f"groups #{len(self.body['groups'])}"
        elif kind == "section":
            self.body["sections"].append({"id": name, "lead": {"vi": row["vi"], "en": row["en"]}})
            return f"sections #{len(self.body['sections'])}"
        else:
            self.read_index(row, kind)
        return f"index.{kind}" if kind in {"headline", "method", "also"} else kind

    def read_index(self, row: Row, key: str) -> None:
        value = row["vi"]
        if key in {"headline", "method"}:
            self.body["index"][key] = value
        elif key == "also":
            self.body["index"][key] = value.split()
        elif key in {"min_base_unit", "min_base_cell"} and value.isascii() and value.isdigit():
            self.body["index"][key] = int(value)
        else:
            self.add_mistake(row, _("không đọc được dòng “%(key)s”.", key=row["key"]))

    def read_question(self, row: Row) -> None:
        """One row of the survey."""
        kind, _space, rest = (
            row["type"].replace("begin group", "begin_group").replace("end group", "end_group").partition(" ")
        )
        if kind == "begin_group":
            self.begin(row)
        elif kind == "end_group":
            self.section = ""
        elif kind == "select_one":
            self.read_choice_question(row, rest.strip())
        elif kind == "text":
            self.read_comment(row)
        else:
            self.add_mistake(
                row, _("không giữ được loại “%(kind)s”; chỉ nhận select_one và một câu text.", kind=row["type"])
            )

    def begin(self, row: Row) -> None:
        """A group of rows: a lead-in, one level deep."""
        if self.section:
            self.add_mistake(row, _("không giữ được nhóm nằm trong nhóm."))
        self.section = row["name"].partition(".")[0]
        if all(section["id"] != self.section for section in self.body["sections"]):
            self.keep("sections", row, {"id": self.section, "lead": words(row)})

    def read_choice_question(self, row: Row, name: str) -> None:
        """A required question on the common scale, or one with choices of its own that may be passed over."""
        item: dict[str, Any] = {
            "id": row["name"],
            "label": row["yd_label"] or row["label_vi"][:LABEL_LENGTH],
            "text": words(row),
        }
        self.refuse_hint(row)
        if self.flag(row, "required", default=False):
            self.refuse_late(row)
            self.common(row, name)
            item |= {"section": self.section, "group": row["yd_group"], "core": self.flag(row, "yd_core", default=True)}
            self.keep("closed", row, item)
            return
        if self.section:
            self.add_mistake(row, _("câu không bắt buộc không đứng trong nhóm có lời dẫn."))
        item |= {
            "on": self.flag(row, "yd_on", default=True),
            "sensitive": self.flag(row, "yd_sensitive", default=False),
        }
        item["choices"] = self.choices(name)
        self.keep("optional", row, item)
        for number, one in enumerate(self.rows_of(name), start=1):
            self.origin[f"optional #{len(self.body['optional'])}.choices #{number}"] = one

    def refuse_hint(self, row: Row) -> None:
        if row["hint_vi"] or row["hint_en"]:
            self.add_mistake(row, _("không giữ được lời nhắc (hint) của câu có phương án."))
        if row["constraint"]:
            self.add_mistake(row, _("không giữ được điều kiện (constraint) của câu có phương án."))

    def refuse_late(self, row: Row) -> None:
        if "comment" in self.body or self.body["optional"]:
            self.add_mistake(row, _("câu bắt buộc phải đứng trước câu góp ý và các câu không bắt buộc."))

    def common(self, row: Row, name: str) -> None:
        """Every required question takes one and the same scale."""
        if not self.scale:
            self.scale = name
            self.body["scale_order"], self.body["scale"] = ordered(self.choices(name))
            self.origin["scale"] = (self.rows_of(name) or [row])[0]
        elif self.choices(name) != self.choices(self.scale):
            self.add_mistake(row, _("câu bắt buộc phải dùng chung một thang trả lời với các câu bắt buộc trước."))

    def choices(self, name: str) -> list[dict[str, Any]]:
        """The choices of a list, built once: a thousand questions may name it."""
        if name not in self.shown:
            self.shown[name] = [{"code": code(row), "text": words(row)} for row in self.rows_of(name)]
        return self.shown[name]

    def rows_of(self, name: str) -> list[Row]:
        return self.lists.get(name, [])

    def read_comment(self, row: Row) -> None:
        """The one question answered in words."""
        if "comment" in self.body:
            self.add_mistake(row, _("chỉ giữ được một câu trả lời bằng lời (text)."))
            return
        if self.flag(row, "required", default=False):
            self.add_mistake(row, _("câu trả lời bằng lời không bắt buộc được."))
        if self.section:
            self.add_mistake(row, _("câu trả lời bằng lời không đứng trong nhóm có lời dẫn."))
        hint = {"vi": row["hint_vi"], "en": row["hint_en"]}
        self.body["comment"] = {"id": row["name"], "text": words(row), "hint": hint}
        self.origin["comment"] = row
        limit = LIMIT.fullmatch(row["constraint"])
        if limit:
            self.body["comment"]["max_length"] = int(limit[1])
        elif row["constraint"]:
            self.add_mistake(
                row, _("điều kiện (constraint) chỉ có thể là số ký tự nhiều nhất: string-length(.) <= 1000.")
            )

    def flag(self, row: Row, column: str, *, default: bool) -> bool:
        """A yes or no; the default where the cell is empty."""
        value = row[column].lower()
        if value not in TRUE | FALSE:
            self.add_mistake(row, _("cột “%(column)s” phải là yes hoặc no.", column=column))
        return value in TRUE if value else default

    def finish(self) -> None:
        """What a workbook from elsewhere does not say: one group for all, the last question as the overall one."""
        closed, index = self.body["closed"], self.body["index"]
        if "comment" not in self.body:
            self.tables.add_mistake(_("trang %(sheet)s", sheet="survey"), _("phải có một câu trả lời bằng lời (text)."))
        if not closed:
            self.tables.add_mistake(_("trang %(sheet)s", sheet="survey"), _("phải có câu bắt buộc (required = yes)."))
        elif not index["headline"]:
            index["headline"] = closed[-1]["id"]
        if not self.body["groups"]:
            self.body["groups"] = [{"id": "G1", "label": _("Nội dung hỏi")}]
            for item in closed:
                item["group"] = "" if item["id"] == index["headline"] else "G1"
        self.refuse_unused()

    def refuse_unused(self) -> None:
        """A list of choices that no question takes would be lost."""
        used = {row["type"].partition(" ")[2].strip() for row in self.tables.sheets["survey"]}
        for row in self.tables.sheets["choices"]:
            if row["list_name"] not in used:
                self.add_mistake(row, _("không câu nào dùng danh sách “%(name)s”.", name=row["list_name"]))


def version(text: str) -> int:
    """The number of a version; another way of counting begins anew at 1."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("10000") else 1


def words(row: Row) -> dict[str, str]:
    return {"vi": row["label_vi"], "en": row["label_en"]}


def code(row: Row) -> int | str:
    """A choice's code; what is no figure stays text and is refused by the form."""
    name = row["name"]
    return int(name) if name.isascii() and name.isdigit() else name


def ordered(choices: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The scale from the lowest level up, and which way it was shown."""
    codes = tuple(one["code"] for one in choices)
    if codes == (*reversed(SATISFACTION), NO_ANSWER):
        return "descending", [*reversed(choices[:-1]), choices[-1]]
    return "ascending", choices
