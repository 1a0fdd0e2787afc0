"""What is released as its readers see it: rows of words and figures from a release's content, in their own place."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from flask_babel import gettext as _

from portal.results.disclosure.disclosure_control import BAND, BANDS, GROUPINGS, NOTHING, satisfied_in
from portal.units.models import Unit
from portal.units.names import fold
from portal.web.ui.formats import count, decimal, integer, rate

Content = dict[str, Any]  # a release as it is stored
# what a release by means in half steps, and a request for one, said of its measure. None is made any more; those there
# are stay as they were issued. A place is twice the mean as released: 3 is «1,5» and all below 1.75, 9 is «4,5» and all
# from 4.25 on.
MEAN: Final = "mean"
MEAN_PLACES: Final = range(3, 10)
HIDDEN = "•"
STEP = 100 // BANDS


class Cell(NamedTuple):
    """A figure over one or more levels."""

    shown: str
    span: int = 1
    is_hidden: bool = False


class QuestionRow(NamedTuple):
    """A question in a table: how many gave an opinion, how often each level was chosen, the share satisfied."""

    title: str
    n: str
    cells: tuple[Cell, ...]
    satisfied: str
    is_overall: bool


class CommuneLine(NamedTuple):
    """A commune in a list: its band on the overall question, or that there are too few ballots."""

    code: str
    title: str
    area: str
    band: str


class Group(NamedTuple):
    """The communes of an area under its title."""

    key: str
    title: str
    lines: list[CommuneLine]


def is_by_mean(content: Mapping[str, Any]) -> bool:
    """Whether a release, or a request for one, tells of communes by means; the oldest say nothing and have bands."""
    return bool(content.get("measure") == MEAN)


def mean_in_words(place: int | None) -> str:
    """«khoảng 4,0 điểm», and how far it reaches."""
    if place is None:
        return _("Chưa đủ phiếu để công bố")
    low, high = decimal((2 * place - 1) / 4), decimal((2 * place + 1) / 4)
    if place == MEAN_PLACES[0]:
        return _("dưới %(high)s điểm", high=high)
    if place == MEAN_PLACES[-1]:
        return _("từ %(low)s điểm trở lên", low=low)
    return _("khoảng %(mean)s điểm (từ %(low)s đến dưới %(high)s)", mean=decimal(place / 2, 1), low=low, high=high)


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
        "Hai người có thẩm quyền đã quyết định không đưa vào tổng hợp phiếu của %(n)s đơn vị: %(names)s. Số liệu công "
        "bố tính cả các phiếu này.",
        n=count(len(names)),
        names="; ".join(names),
    )
    without = (
        _("Không nêu kết quả khi không tính các phiếu đó, để không suy ra được ý kiến của người trả lời ở đó.")
        if exclusion["without"] is None
        else _("Khi không tính các phiếu đó, tỷ lệ hài lòng chung %(band)s.", band=band_in_words(exclusion["without"]))
    )
    return f"{sentence} {without}"


def table(content: Content, area: str = "") -> list[QuestionRow]:
    """Every question for the whole, or for one area by its key."""
    rows = []
    for question in content["questions"]:
        released_table, row = released_row(content, question["id"], area)
        rows.append(question_row(content, question, released_table["form"], row))
    return rows


def released_row(content: Content, question: str, area: str = "") -> tuple[Content, Content | None]:
    """A question's table and, of it, the row of the whole or of an area by its key; None where that is not there."""
    released_table = content["tables"][question]
    if not area:
        return released_table, released_table["whole"]
    place = next((number for number, one in enumerate(content["areas"]) if one["key"] == area), None)
    return released_table, None if place is None else released_table["areas"][place]


def question_row(content: Content, question: Content, form: str, row: Content | None) -> QuestionRow:
    title, is_overall = question["title"], question["id"] == content["headline"]
    in_places = form in {BAND, MEAN}
    if row is None or form == NOTHING or (in_places and row["band"] is None):
        return QuestionRow(title, "-", (Cell(_("không công bố"), 5, is_hidden=True),), "-", is_overall)
    n = integer(row["n"])
    if in_places:
        words = _("chỉ công bố theo khoảng") if form == BAND else _("chỉ công bố điểm bình quân")
        cells: tuple[Cell, ...] = (Cell(words, 5, is_hidden=True),)
        return QuestionRow(title, n, cells, place_in_words(content, row["band"]), is_overall)
    groups = GROUPINGS[form]
    cells = tuple(
        Cell(HIDDEN if many is None else integer(many), len(group), is_hidden=many is None)
        for many, group in zip(row["cells"], groups, strict=True)
    )
    return QuestionRow(title, n, cells, rate(satisfied(row["cells"], groups, row["n"])), is_overall)


class OtherRow(NamedTuple):
    """A choice of a question with choices of its own: how often it was made, its share in percent (None: not told)."""

    label: str
    share: float | None
    shown: str


class OtherPart(NamedTuple):
    """Such a question: its title, what is said under it, its rows; none where nothing of it is told."""

    title: str
    words: str
    rows: list[OtherRow]


def others(content: Content) -> list[OtherPart]:
    """The questions with choices of their own; none in a release from before there were such."""
    return [other_part(one) for one in content.get("others", ())]


def other_part(one: Content) -> OtherPart:
    if one["n"] is None:
        return OtherPart(one["title"], _("Không công bố: có ít phiếu, hoặc suy ra được số phiếu nhỏ."), [])
    answered = _("%(n)s người trả lời", n=integer(one["n"]))
    rows = [
        OtherRow(choice["label"], share, HIDDEN if many is None else f"{rate(share)}% ({integer(many)})")
        for choice, many in zip(one["choices"], one["cells"], strict=True)
        for share in [None if many is None else 100 * many / one["n"]]
    ]
    return OtherPart(one["title"], "; ".join(filter(None, (answered, one["note"]))) + ".", rows)


def satisfied(cells: Sequence[int | None], groups: Sequence[Sequence[int]], n: int) -> float | None:
    """The share satisfied in percent; None where the printed counts do not give it."""
    known = satisfied_in(cells, groups, n)
    return None if known is None else 100 * known / n


def is_informative(rows: Sequence[QuestionRow]) -> bool:
    """Whether a table says anything at all."""
    return any(row.n != "-" for row in rows)


def has_hidden(rows: Sequence[QuestionRow]) -> bool:
    """Whether a table needs the note about hidden counts."""
    return any(cell.shown == HIDDEN for row in rows for cell in row.cells)


def groups(content: Content, typed: str = "", only: Collection[str] | None = None) -> list[Group]:
    """The communes by area, those whose name has what is typed; `only` some by their codes."""
    words, by_area = fold(typed), {area["key"]: Group(area["key"], area["title"], []) for area in content["areas"]}
    for one in content["communes"]:
        if (only is None or one["code"] in only) and words in fold(one["full"]):
            band = place_in_words(content, one["bands"].get(content["headline"]))
            by_area[one["area"]].lines.append(CommuneLine(one["code"], one["title"], one["area"], band))
    return [group for group in by_area.values() if group.lines]


def commune(content: Content, code: str) -> dict[str, Any] | None:
    """One commune's sheet: each question with its band."""
    row = next((one for one in content["communes"] if one["code"] == code), None)
    if row is None:
        return None
    words = {one["id"]: place_in_words(content, row["bands"].get(one["id"])) for one in content["questions"]}
    bands = [(one["title"], words[one["id"]], one["id"] == content["headline"]) for one in content["questions"]]
    excluded = {one["code"] for one in (content.get("apart") or {}).get("communes", ())}
    return {
        "by_mean": is_by_mean(content),
        "title": row["title"],
        "full": row["full"],
        "rows": bands,
        "words": words,
        "bands": row["bands"],
        "overall": next(one for one in content["questions"] if one["id"] == content["headline"]),
        "any": bool(row["bands"]),
        "is_apart": code in excluded,
    }


def area_of(content: Content, unit: Unit) -> str:
    """The key of the area that is a district's own; empty for any other unit."""
    keys = {one["key"] for one in content["areas"] if one["district"]}
    return unit.code if unit.level == "district" and unit.code in keys else ""
