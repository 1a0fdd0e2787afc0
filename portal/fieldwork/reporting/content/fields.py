"""What people type into a report: which texts each level has, counts by day, and what changed between two versions."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from portal.units.models import COMMUNE
from portal.web.http.languages import cached_per_language
from portal.web.ui.formats import day_month, integer

COUNTS = ("helped", "guided")
LONGEST_TEXT, LONGEST_NOTE = 6000, 200
COMMUNE_TEXTS = ("support", "difficulties", "proposals")
DISTRICT_TEXTS = ("directing", "publicity", "supervision", "difficulties", "proposals")

Fields = dict[str, Any]


class Change(NamedTuple):
    """One place of the form that says something else in the second of two versions."""

    label: str
    old: str
    new: str


def texts_for(level: str) -> tuple[str, ...]:
    """The texts a level's report has, in order."""
    return COMMUNE_TEXTS if level == COMMUNE else DISTRICT_TEXTS


@cached_per_language
def labels() -> Mapping[str, str]:
    """What the typed places are called."""
    return {
        "directing": _("Bổ sung về công tác chỉ đạo, triển khai"),
        "publicity": _("Bổ sung về công khai, tuyên truyền"),
        "supervision": _("Bổ sung về kiểm tra, giám sát, đôn đốc"),
        "support": _("Bổ sung về kết quả hỗ trợ, hướng dẫn"),
        "difficulties": _("Khó khăn, vướng mắc"),
        "proposals": _("Kiến nghị, đề xuất"),
        "helped": _("Lượt được hỗ trợ thủ tục hành chính"),
        "guided": _("Lượt được hướng dẫn trả lời phiếu"),
        "note": _("Ghi chú"),
    }


def texts_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The texts that are filled."""
    return {key: str(text) for key, text in fields.get("texts", {}).items() if text}


def of_day(fields: Mapping[str, Any], day: date) -> Mapping[str, Any]:
    values: Mapping[str, Any] = fields.get("days", {}).get(day.isoformat(), {})
    return values


def count_of(fields: Mapping[str, Any], name: str, day: date) -> int | None:
    """A count typed for a day."""
    typed = of_day(fields, day).get(name)
    return int(typed) if typed is not None else None


def note_of(fields: Mapping[str, Any], day: date) -> str:
    """The note of a day."""
    return str(of_day(fields, day).get("note", ""))


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The places that differ, in the order of the form."""
    before, after, names = filled_places(old), filled_places(new), labels()
    return [
        Change(place_label(key, names), value_in_words(before.get(key)), value_in_words(after.get(key)))
        for key in sorted({*before, *after}, key=form_order)
        if before.get(key) != after.get(key)
    ]


def filled_places(fields: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Every filled place by day (empty for texts) and name."""
    places: dict[tuple[str, str], Any] = {("", key): text for key, text in texts_of(fields).items()}
    for day, values in fields.get("days", {}).items():
        # nought is filled in: nobody was helped
        places |= {(day, name): value for name, value in values.items() if value not in {None, ""}}
    return places


def form_order(key: tuple[str, str]) -> tuple[bool, str, int]:
    """Days first, then the texts, each in the form's order."""
    day, name = key
    return not day, day, list(labels()).index(name)


def place_label(key: tuple[str, str], names: Mapping[str, str]) -> str:
    day, name = key
    return _("%(what)s, ngày %(day)s", what=names[name], day=day_month(date.fromisoformat(day))) if day else names[name]


def value_in_words(value: object) -> str:
    """A value as it stands in the list of changes."""
    if value is None:
        return _("(trống)")
    return integer(value) if isinstance(value, int) else str(value)
