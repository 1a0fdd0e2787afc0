"""Annex 5: which communes stand where. It alone of all names them, and goes to those the province reports to."""

from collections.abc import Collection, Iterable, Iterator

from portal.documents.synthesis.figures import Commune, SynthesisFigures
from portal.documents.synthesis.prose import findings, places
from portal.fieldwork.turnout.figures import percent_of
from portal.papers.tables import Annex, Cell, Row, table
from portal.results.statistics import grouping
from portal.surveys.turnout import Status, label
from portal.units.names import sort_key
from portal.web.ui.formats import NO_FIGURE, capital, integer, lower_first, percent

NO_RANKS = "Danh sách nêu đơn vị, không xếp hạng cá nhân."
GROUP_NOTES = (
    "Nhóm xếp theo tỷ lệ hài lòng chung đã làm tròn một chữ số; các mức do cơ quan chủ trì khảo sát đặt.",
    NO_RANKS,
)


def annex_5(figures: SynthesisFigures) -> Annex:
    """By the plan's floors where it names their source, else against all the others; papers of before as issued."""
    if figures.is_of_earlier_edition:
        return annex_by_floors(figures)
    order = f"theo {figures.survey.districts}, trong đó " if figures.by_district else ""
    heads = ("TT", "Kết quả đối chiếu; địa bàn", "Số đơn vị", f"Danh sách ({order}xếp theo vần)")
    groups = table("tt group units members", heads, grouped(figures))
    source = figures.grouping.source
    title = "Đối chiếu tỷ lệ hài lòng của các đơn vị với ngưỡng" if source else "So sánh tỷ lệ hài lòng của các đơn vị"
    return Annex(5, title, "portrait", (groups,), tuple(notes(figures)))


def notes(figures: SynthesisFigures) -> Iterator[str]:
    least, floors, source = figures.grouping.least, figures.grouping.floors, figures.grouping.source
    if source:
        yield f"Ngưỡng {', '.join(f'{floor}%' for floor in floors)} theo {source}."
        yield (
            f"“Dưới {floors[-1]}%” chỉ ghi khi cận trên của khoảng tin cậy, đã điều chỉnh do so sánh "
            f"{integer(places.compared(figures))} đơn vị, thấp hơn {floors[-1]}%."
        )
    else:
        yield (
            "Mỗi đơn vị so với tất cả các đơn vị còn lại (kiểm định chính xác Fisher), điều chỉnh theo "
            "Benjamini–Hochberg ở mức 5%."
        )
    few = f"Đơn vị dưới {least} phiếu có ý kiến"
    if source:
        sound = " hoặc ".join(f"«{label(status)}»" for status in Status if status in grouping.SOUND)
        yield f"{few}, có mức tham gia không phải {sound}, hoặc có dấu hiệu cần xem khi mở kết quả thì không xếp."
    else:
        yield f"{few} không so sánh."
    yield NO_RANKS


def grouped(figures: SynthesisFigures) -> Iterator[Row]:
    """Each place with its share of all communes, then its members district by district; at the end those with none."""
    placed = places.placed(figures) if figures.whole.score(figures.headline).n else []
    names = [(str(n), words, place) for n, (place, words) in enumerate(places.headings(figures), start=1)]
    reasons = [("-", f"Không xếp: {words}", place) for place, words in places.reasons_in_words(figures).items()]
    for number, name, where in [*names, *reasons]:
        members = {commune for place, commune in placed if place == where}
        yield from group_rows(figures, (number, name), members, len(placed))
    yield Row("", "Tổng cộng", weight(len(placed), len(placed)), "total")


def group_rows(
    figures: SynthesisFigures, head: tuple[str, str], members: Collection[Commune], of: int
) -> Iterator[Row]:
    """A group with its share of all communes, then its members district by district."""
    yield Row(*head, weight(len(members), of), "sum")
    for area in figures.areas:
        members_here = [commune for commune in area.communes if commune in members]
        if members_here:
            yield Row("", area.name, (Cell(integer(len(members_here)), "c"), Cell(names_of(members_here), "l")))


def annex_by_floors(figures: SynthesisFigures) -> Annex:
    order = f"theo {figures.survey.districts}, trong đó " if figures.by_district else ""
    heads = ("Nhóm", "Tỷ lệ hài lòng chung; địa bàn", "Số đơn vị", f"Danh sách ({order}xếp theo vần)")
    groups = table("tt group units members", heads, by_floors(figures))
    sound = " hoặc ".join(f"«{label(status)}»" for status in Status if status in grouping.SOUND)
    thin = (
        f"Chưa đủ cơ sở xếp nhóm: dưới {figures.grouping.least} phiếu có ý kiến, hoặc mức tham gia không phải {sound}."
    )
    notes = (*GROUP_NOTES[:1], thin, *GROUP_NOTES[1:])
    return Annex(5, "Phân nhóm đơn vị theo mức hài lòng", "portrait", (groups,), notes)


def ungrouped(figures: SynthesisFigures) -> tuple[tuple[str, str, str], ...]:
    """The groups of those that stand nowhere."""
    vacant = f"{capital(places.vacant(figures))}, không xếp nhóm"
    return (("-", "Chưa đủ cơ sở xếp nhóm", grouping.TOO_THIN), ("-", vacant, grouping.VACANT))


def by_floors(figures: SynthesisFigures) -> Iterator[Row]:
    """Each group with its share of all communes, then its members district by district."""
    placed = findings.communes_by_group(figures) if figures.whole.score(figures.headline).n else []
    names = [(str(n + 1), capital(name), n) for n, name in enumerate(grouping.names(figures.grouping.floors))]
    for number, name, place in [*names, *ungrouped(figures)]:
        members = {commune for where, commune in placed if where == place}
        yield from group_rows(figures, (number, name), members, len(placed))
    yield Row("", "Tổng cộng", weight(len(placed), len(placed)), "total")


def weight(part: int, whole: int) -> tuple[Cell, Cell]:
    if not whole:
        return Cell(NO_FIGURE, "c"), Cell("-", "c")
    return Cell(integer(part), "c"), Cell(f"bằng {percent(percent_of(part, whole))} số đơn vị", "l")


def names_of(communes: Iterable[Commune]) -> str:
    return ", ".join(sorted((lower_first(commune.name) for commune in communes), key=sort_key))
