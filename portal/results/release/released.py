"""What is released as its readers see it: rows of words and figures from a release's content, in their own place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from portal.results.disclosure.disclosure_control import BAND, BANDS, GROUPINGS, NOTHING
from portal.results.release.means import MEAN, is_by_mean, mean_in_words
from portal.units.names import fold
from portal.web.ui.formats import count, integer, rate

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from portal.results.release.releasing import Content
    from portal.units.models import Unit

HIDDEN = "•"
SATISFIED = (3, 4)
STEP = 100 // BANDS


@dataclass(frozen=True)
class Cell:
    """A figure over one or more levels."""

    shown: str
    span: int = 1
    is_hidden: bool = False


@dataclass(frozen=True)
class QuestionRow:
    """A question in a table: how many gave an opinion, how often each level was chosen, the share satisfied."""

    title: str
    n: str
    cells: tuple[Cell, ...]
    satisfied: str
    is_overall: bool


@dataclass(frozen=True)
class CommuneLine:
    """A commune in a list: its band on the overall question, or that there are too few ballots."""

    code: str
    title: str
    area: str
    band: str


@dataclass(frozen=True)
class Group:
    """The communes of an area under its title."""

    key: str
    title: str
    lines: tuple[CommuneLine, ...]


def band_in_words(place: int | None) -> str:
    """«từ 60% đến dưới 80%»."""
    if place is None:
        return _("Chưa đủ phiếu để công bố")
    if place == 0:
        return _("dưới %(high)s%%", high=STEP)
    if place == BANDS - 1:
        return _("từ %(low)s%% trở lên", low=place * STEP)
    return _("từ %(low)s%% đến dưới %(high)s%%", low=place * STEP, high=(place + 1) * STEP)


def place_in_words(content: Content, place: int | None) -> str:
    """A band of the share satisfied, or the mean of a release that was made by means."""
    return mean_in_words(place) if is_by_mean(content) else band_in_words(place)


def excluded_in_words(content: Content) -> str:
    """Which communes two persons excluded, and what the whole comes to without; nothing where there are none."""
    exclusion = content.get("apart") or {}
    names = [one["full"] for one in exclusion.get("communes", ())]
    if not names:
        return ""
    sentence = _(
        "Hai người có thẩm quyền đã quyết định để riêng phiếu của %(n)s đơn vị: %(names)s. Số liệu công bố tính cả "
        "các phiếu này.",
        n=count(len(names)),
        names="; ".join(names),
    )
    return f"{sentence} {excluding_in_words(exclusion['without'])}"


def excluding_in_words(band: int | None) -> str:
    """What is told without the excluded communes."""
    if band is None:
        return _("Không nêu kết quả khi không tính các phiếu đó, để không suy ra được ý kiến của người trả lời ở đó.")
    return _("Khi không tính các phiếu đó, tỷ lệ hài lòng chung %(band)s.", band=band_in_words(band))


def table(content: Content, area: str = "") -> list[QuestionRow]:
    """Every question for the whole, or for one area by its key."""
    place = next((number for number, one in enumerate(content["areas"]) if one["key"] == area), None)
    rows = []
    for question in content["questions"]:
        released_table = content["tables"][question["id"]]
        row = released_table["whole"] if not area else None if place is None else released_table["areas"][place]
        rows.append(question_row(content, question, released_table["form"], row))
    return rows


def question_row(content: Content, question: Content, form: str, row: Content | None) -> QuestionRow:
    is_overall = question["id"] == content["headline"]
    if row is None or form == NOTHING or (form in {BAND, MEAN} and row["band"] is None):
        cells: tuple[Cell, ...] = (Cell(_("không công bố"), 5, is_hidden=True),)
        return QuestionRow(question["title"], "-", cells, "-", is_overall)
    if form in {BAND, MEAN}:
        cells = (
            Cell(_("chỉ công bố theo khoảng") if form == BAND else _("chỉ công bố điểm bình quân"), 5, is_hidden=True),
        )
        told = place_in_words(content, row["band"])
        return QuestionRow(question["title"], integer(row["n"]), cells, told, is_overall)
    groups = GROUPINGS[form]
    cells = tuple(
        Cell(HIDDEN if n is None else integer(n), len(group), is_hidden=n is None)
        for n, group in zip(row["cells"], groups, strict=True)
    )
    share = rate(satisfied(row["cells"], groups, row["n"]))
    return QuestionRow(question["title"], integer(row["n"]), cells, share, is_overall)


def satisfied(cells: Sequence[int | None], groups: Sequence[Sequence[int]], n: int) -> float | None:
    """The share satisfied in percent; None where the printed counts do not give it."""
    yes = [cell for cell, group in zip(cells, groups, strict=True) if set(group) <= set(SATISFIED)]
    no = [cell for cell, group in zip(cells, groups, strict=True) if not set(group) <= set(SATISFIED)]
    if None not in yes:
        return 100 * sum(cell or 0 for cell in yes) / n
    return 100 * (n - sum(cell or 0 for cell in no)) / n if None not in no else None


def is_informative(rows: Sequence[QuestionRow]) -> bool:
    """Whether a table says anything at all."""
    return any(row.n != "-" for row in rows)


def has_hidden(rows: Sequence[QuestionRow]) -> bool:
    """Whether a table needs the note about hidden counts."""
    return any(cell.shown == HIDDEN for row in rows for cell in row.cells)


def groups(content: Content, typed: str = "", only: Collection[str] | None = None) -> list[Group]:
    """The communes by area, those whose name has what is typed; `only` some by their codes."""
    words = fold(typed)
    lines_by_area: dict[str, list[CommuneLine]] = {area["key"]: [] for area in content["areas"]}
    for one in content["communes"]:
        if (only is None or one["code"] in only) and words in fold(one["full"]):
            band = place_in_words(content, one["bands"].get(content["headline"]))
            lines_by_area[one["area"]].append(CommuneLine(one["code"], one["title"], one["area"], band))
    titles = {area["key"]: area["title"] for area in content["areas"]}
    return [Group(key, titles[key], tuple(lines)) for key, lines in lines_by_area.items() if lines]


def commune(content: Content, code: str) -> dict[str, Any] | None:
    """One commune's sheet: each question with its band."""
    row = next((one for one in content["communes"] if one["code"] == code), None)
    if row is None:
        return None
    rows = [
        (
            question["title"],
            place_in_words(content, row["bands"].get(question["id"])),
            question["id"] == content["headline"],
        )
        for question in content["questions"]
    ]
    area = next(one for one in content["areas"] if one["key"] == row["area"])
    apart = {one["code"] for one in (content.get("apart") or {}).get("communes", ())}
    return {
        "by_mean": is_by_mean(content),
        "title": row["title"],
        "full": row["full"],
        "rows": rows,
        "any": bool(row["bands"]),
        "area": area,
        "is_apart": code in apart,
    }


def area_of(content: Content, unit: Unit) -> str:
    """The key of the area that is a district's own; empty for any other unit."""
    keys = {one["key"] for one in content["areas"] if one["district"]}
    return unit.code if unit.level == "district" and unit.code in keys else ""
