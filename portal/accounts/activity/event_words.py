"""Events of the record in words: what was done, to what, with which details. What has no words stands as it is kept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.accounts.permissions import role_titles
from portal.audit.queries import EventRow
from portal.web.ui import formats, terms
from portal.web.ui.formats import short_date

WORDS = formats.words_in(Path(__file__).with_suffix(".toml"))
# Details whose values are worded as another's.
ALIKE = {"rules": "rule"}
DIGESTS = frozenset({"digest", "figures", "questionnaire", "sha256"})
# Of a digest so many signs are shown; the file of events has them all.
LONGEST_DIGEST = 16
EMPTY: tuple[Any, ...] = ("", None, [], {})


def in_words(action: str) -> str:
    """«lượt người đến: chốt» for `visits.locked`; the bare name where no words are known."""
    if action in WORDS["whole"]:
        return said(WORDS["whole"][action])
    area, _dot, verb = action.partition(".")
    where, what = WORDS["areas"].get(area), WORDS["actions"].get(verb)
    return said(f"{where}: {what}") if where and what else action


def said(words: object) -> str:
    """Words of the file, with the nouns of the round at hand."""
    return terms.filled(str(words), {})


def subject(event: EventRow, places: Mapping[str, str]) -> str:
    """«điểm khảo sát · Xã Đồng Kỳ»: what the event is about, and where that is; `places` are units by their path."""
    kind, name = event.subject_kind, event.subject_id
    number = "" if name.isdecimal() else name
    parts = [said(WORDS["subjects"].get(kind, kind)), number, places.get(event.unit_path, "")]
    return " · ".join(part for part in parts if part)


def details(event: EventRow, *, in_full: bool = False) -> str:
    """«việc: mở tài khoản; lý do: …». What says nothing is left out."""
    told = {key: value for key, value in event.detail.items() if value not in EMPTY}
    if "endpoint" in told and not in_full:
        return page(str(told["endpoint"]))
    return "; ".join(detail_in_words(key, value, in_full=in_full) for key, value in told.items())


def page(endpoint: str) -> str:
    """A page by the name of its section: «Tham gia»; the bare name where none is known."""
    section = endpoint.partition(".")[0]
    return said(WORDS["pages"].get(endpoint.replace(".", "-")) or WORDS["pages"].get(section, endpoint))


def detail_in_words(key: str, value: object, *, in_full: bool) -> str:
    if isinstance(value, str) and key in DIGESTS and not in_full:
        value = value[:LONGEST_DIGEST]
    return f"{label(key)}: {value_in_words(key, value)}"


def label(key: str) -> str:
    return said(WORDS["labels"].get(key, key))


def value_in_words(key: str, value: object) -> str:
    """A value as it stands on the page: known words, days, lists and what stands inside."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dict):
        inside = [(one, inner) for one, inner in value.items() if inner not in EMPTY]
        return ", ".join(f"{label(one)} {value_in_words(one, inner)}" for one, inner in inside)
    if isinstance(value, list):
        return ", ".join(value_in_words(key, one) for one in value)
    words = role_titles() if key == "role" else WORDS["values"].get(ALIKE.get(key, key), {})
    known = words.get(str(value))
    return said(known) if known else day_in_words(str(value))


def day_in_words(value: str) -> str:
    """An ISO day as people write it; anything else as it is."""
    day = formats.iso_day(value) if len(value) == len("2024-06-12") else None
    return short_date(day) if day else value
