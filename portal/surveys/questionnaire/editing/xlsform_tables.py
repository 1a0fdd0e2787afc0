"""The sheets of an XLSForm as rows with named cells; what we have no place for is a mistake with its sheet and row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.errors import Mistake, Mistakes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portal.web.media.filled_sheets import Row as Numbered

MOST_ROWS, MOST_COLUMNS = 1000, 60
TRANSLATED = re.compile(
    r"(label|hint)\s*::?\s*(?:(.*)\((vi|en)\)|(vi|en|tiếng việt|vietnamese|english))\s*", re.IGNORECASE
)
LANGUAGES = {"vi": "vi", "en": "en", "tiếng việt": "vi", "vietnamese": "vi", "english": "en"}
FORM_COLUMNS = {"required", "constraint", "yd_label", "yd_group", "yd_core", "yd_on", "yd_sensitive"}
COLUMNS = {
    "survey": {"type", "name", "label_vi", "label_en", "hint_vi", "hint_en"} | FORM_COLUMNS,
    "choices": {"list_name", "name", "label_vi", "label_en"},
    "settings": {"form_title", "form_id", "version", "default_language"},
    "y_dan": {"key", "vi", "en"},
}
NEEDED = ("survey", "choices", "settings")


@dataclass(frozen=True)
class Row:
    """A row of a sheet by its columns."""

    sheet: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def place(self) -> str:
        return place(self.sheet, self.number)


def place(sheet: str, number: int) -> str:
    return _("trang %(sheet)s, dòng %(n)s", sheet=sheet, n=number)


@dataclass
class Tables:
    """The rows of each sheet, and what was wrong with them."""

    mistakes: list[Mistake] = field(default_factory=list)
    sheets: dict[str, list[Row]] = field(default_factory=dict)

    def add_mistake(self, where: str, sentence: str) -> None:
        self.mistakes.append(Mistake(where, sentence))

    def refuse(self) -> None:
        """Raise what was found, if anything was."""
        if self.mistakes:
            raise Mistakes(self.mistakes)


def tables(raw: Mapping[str, Sequence[Numbered]]) -> Tables:
    """The sheets of a workbook that was read. Raises Mistakes where sheets are missing."""
    result = Tables()
    for name in NEEDED:
        if name not in raw:
            result.add_mistake(name, _("tệp XLSForm phải có trang này."))
    result.refuse()
    for name, rows in raw.items():
        if name in COLUMNS:
            result.sheets[name] = named_rows(name, rows, result.add_mistake)
        elif rows:
            result.add_mistake(_("trang %(sheet)s", sheet=name), _("không giữ được trang này."))
    return result


def named_rows(sheet: str, rows: Sequence[Numbered], note: Callable[[str, str], None]) -> list[Row]:
    """The filled rows under a header. A cell under a column we do not know is noted."""
    if len(rows) > MOST_ROWS:
        note(_("trang %(sheet)s", sheet=sheet), _("dài quá %(n)s dòng.", n=MOST_ROWS))
    header = next(([column(title) for title in cells] for number, cells in rows if number == 1), [])
    filled_rows = []
    for number, cells in rows[:MOST_ROWS]:
        if number == 1:
            continue
        filled = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
        for name in filled.keys() - COLUMNS[sheet]:
            note(place(sheet, number), refusal(name))
        if filled:
            filled_rows.append(Row(sheet, number, filled))
    return filled_rows


def column(title: str) -> str:
    """A column's name as we call it: «label::Tiếng Việt (vi)» is label_vi."""
    translated = TRANSLATED.fullmatch(title)
    if translated is None:
        return title.strip()
    return f"{translated[1].lower()}_{LANGUAGES[(translated[3] or translated[4]).lower()]}"


def refusal(name: str) -> str:
    if name in {"label", "hint"}:
        return _("cột “%(name)s” phải nói rõ tiếng: “%(name)s::Tiếng Việt (vi)”, “%(name)s::English (en)”.", name=name)
    if not name:
        return _("có nội dung ở cột không có tên.")
    return _("không giữ được nội dung ở cột “%(name)s”.", name=name)
