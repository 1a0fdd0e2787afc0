"""The three annexes of a commune's report and of a district's, in the words and figures as they were frozen.

A commune: its days, its duty list without telephones, its publicity log. A district: participation, publicity and
rosters by commune; the inspections.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.fieldwork.reporting.content.figures import Activity, CommuneFigures, Day, DistrictFigures, Figures
from portal.fieldwork.reporting.content.timing import labels
from portal.fieldwork.turnout.figures import percent_of
from portal.fieldwork.turnout.words import label_on_paper
from portal.papers.tables import Annex, Cell, HeadWords, Row, Table, cells, numbered, numbers, table, without
from portal.surveys.plan.plan import Plan
from portal.web.ui.formats import capital, count, day_month, integer, lower_first, rate, short_date
from portal.web.ui.terms import figure_of

FIGURES = ("visits", "helped", "guided", "ballots", "helpers")
NOTED = "Giải trình (ghi chú trong báo cáo của đơn vị)"
MOST_DAYS = 5  # that fit side by side; of a longer round only the sums are printed


def annexes(figures: Figures, plan: Plan) -> tuple[Annex, ...]:
    """Those of what the plan has, numbered through."""
    if isinstance(figures, CommuneFigures):
        every = [
            by_day(figures, plan),
            *([duty_list(figures, plan)] if plan.helpers else []),
            *([publicity(figures)] if plan.channels else []),
        ]
    else:
        every = [participation(figures, plan), work(figures, plan), inspections(figures)]
    return tuple(renumbered(annex, number) for number, annex in enumerate(every, start=1))


def renumbered(annex: Annex, number: int) -> Annex:
    """An annex under its number; paper.css knows its columns by the usual one."""
    return annex if annex.number == number else replace(annex, number=number, style=annex.style or annex.css)


def by_day(figures: CommuneFigures, plan: Plan) -> Annex:
    """Annex 1: the journal."""
    heads = (
        "TT",
        "Ngày",
        capital(plan.terms.counted),
        "Lượt được hỗ trợ thủ tục hành chính",
        "Lượt được hướng dẫn trả lời phiếu",
        "Phiếu (hệ thống)",
        "Số người hỗ trợ",
        "Ghi chú",
    )
    rows = numbered(
        (day_month(day.day), cells("nnnnnl", *(integer(getattr(day, name)) for name in FIGURES), day.note))
        for day in figures.days
    )
    sums = [figures.total(name) for name in FIGURES[:-1]]  # helpers of several days are no sum
    total = Row("", "Tổng cộng", cells("nnnnnl", *map(integer, sums), "-", ""), "total")
    notes = (
        f"{capital(figure_of(plan.terms.counted_there))} là số liệu đã chốt.",
        "Phiếu do hệ thống ghi nhận khi hết ngày.",
        "“-”: chưa có số liệu hoặc không cộng.",
        *missing_days(figures, heads[2 : 2 + len(sums)]),
    )
    journal = table("tt journal-day few few few few few note", heads, [*rows, total])
    dropped = (set() if plan.counts_by_day else {2}) | (set() if plan.helpers else {3, 4, 6})
    journal = without(journal, dropped)
    if plan.turnout is None:
        notes = notes[1:3]
    return Annex(1, "Nhật ký theo ngày", "portrait", (journal,), notes)


def missing_days(figures: CommuneFigures, heads: Sequence[str]) -> tuple[str, ...]:
    """What the sums lack, in a sentence; a column without any figure has no sum."""
    named = dict(zip(FIGURES, heads, strict=False))
    lacking = {head: figures.lacking(name) for name, head in named.items() if figures.total(name) is not None}
    parts = [f"{lower_first(head)} {count(days)} ngày" for head, days in lacking.items() if days]
    return (f"Tổng cộng chỉ cộng các ngày đã có số liệu; còn thiếu: {', '.join(parts)}.",) if parts else ()


def duty_list(figures: CommuneFigures, plan: Plan) -> Annex:
    """Annex 2: who stood at the desk, when."""
    task = f"Hỗ trợ, hướng dẫn người dân tại {plan.desk.short}"
    rows = numbered((one.full_name, cells("lll", one.association, one.turns, task)) for one in figures.helpers)
    heads = ("TT", "Họ và tên", "Chức vụ, đơn vị", "Ngày, ca", "Nhiệm vụ")
    gaps = (f"Còn {integer(figures.gaps)} buổi chưa đủ người.",) if figures.gaps and figures.helpers else ()
    notes = ("Số điện thoại không in trong bản này.", *gaps)
    people = table("tt person office turns task", heads, rows)
    return Annex(2, "Danh sách, lịch phân công", "portrait", (people,), notes)


def publicity(figures: CommuneFigures) -> Annex:
    """Annex 3: the log."""
    rows = numbered(
        (
            one.channel,
            cells("lccl", one.place, days_of(one), integer(one.times), one.evidence or "-"),
        )
        for one in figures.activities
    )
    heads = ("TT", "Hình thức", "Nơi, kênh", "Thời gian", "Số lần mỗi ngày", "Minh chứng")
    log = table("tt channel where when times evidence", heads, rows)
    return Annex(3, "Công khai, tuyên truyền", "portrait", (log,), ("Ảnh minh chứng lưu trên hệ thống.",))


def days_of(activity: Activity) -> str:
    first, last = activity.first_day, activity.last_day
    return short_date(first) if last == first else f"{day_month(first)} - {short_date(last)}"


def participation(figures: DistrictFigures, plan: Plan) -> Annex:
    """Annex 1: visits and ballots of each commune and day, the sums, the verdict."""
    days, said = figures.days if len(figures.days) <= MOST_DAYS else (), plan.terms
    pair = (capital(said.counted_short), "Phiếu")
    by_days = [(f"Ngày {day_month(day)}", pair) for day in days]
    heads: Sequence[HeadWords] = ("TT", "Đơn vị", *by_days, ("Tổng cộng", pair), "Tỷ lệ (%)", "Mức tham gia")
    rows = numbered((capital(one.title), commune_cells(one, len(days), said.counted_short)) for one in figures.communes)
    sums = [figures.on_day(place, name) for place in range(len(days)) for name in ("visits", "ballots")]
    visits, ballots = figures.total("visits"), figures.total("ballots")
    share_text = share(visits, ballots, is_sound=figures.is_of_the_same_days)
    total = numbers(*map(integer, (*sums, visits, ballots)), share_text)
    notes = (
        f"{capital(plan.turnout_in_print)}.",
        f"{capital(said.counted_figure_short)} là số liệu {said.commune_level} đã chốt; “-”: chưa có số liệu.",
        *left_out(figures, plan),
    )
    if plan.turnout is None:
        notes = ("“-”: chưa có số liệu.",)
    columns = f"tt area {'figure ' * (2 * len(days) + 3)} verdict"
    by_unit = table(columns, heads, [*rows, Row("", "Tổng cộng", (*total, Cell("", "l")), "total")])
    sums_at = 2 + 2 * len(days)
    if plan.turnout is None:
        by_unit = without(by_unit, {*range(2, sums_at + 1, 2), sums_at + 2, sums_at + 3})
    elif not plan.counts_by_day:
        by_unit = without(by_unit, set(range(2, sums_at, 2)))
    tables = (by_unit, *(explanations(figures, plan) if plan.turnout else ()), *invitations(figures))
    return Annex(1, "Tham gia khảo sát theo đơn vị và ngày", "landscape", tables, notes)


def explanations(figures: DistrictFigures, plan: Plan) -> Iterator[Table]:
    """The days of communes with too many ballots, and what each noted of them in its report."""
    rows = [
        (capital(one.title), (*day_cells(day), Cell(day.note or "chưa có giải trình", "l")))
        for one in figures.communes
        for day in one.days_to_explain
    ]
    if rows:
        heads = ("TT", "Đơn vị", "Ngày", capital(plan.terms.counted_short), "Phiếu", NOTED)
        caption = f"Đơn vị có số phiếu vượt số {plan.terms.counted}"
        yield table("tt area date amount amount reason", heads, numbered(rows), caption=caption)


def day_cells(day: Day) -> tuple[Cell, ...]:
    return cells("cnn", day_month(day.day), integer(day.visits), integer(day.ballots))


def invitations(figures: DistrictFigures) -> Iterator[Table]:
    """How many were invited, day by day, where the plan keeps a register and some commune entered a tally."""
    if days := figures.invited:
        rows = [
            (day_month(one.day), numbers(*map(integer, (one.communes, one.morning, one.afternoon, one.people))))
            for one in days
        ]
        # communes of several days are no sum
        sums = (sum(one.morning for one in days), sum(one.afternoon for one in days), sum(one.people for one in days))
        total = Row("", "Tổng cộng", numbers("-", *map(integer, sums)), "total")
        heads = ("TT", "Ngày", "Số đơn vị có phiếu kiểm", "Buổi sáng", "Buổi chiều", "Lượt người được mời")
        caption = "Số người được mời, theo phiếu kiểm trên giấy"
        yield table("tt area few amount amount invited", heads, [*numbered(rows), total], caption=caption)


def commune_cells(commune: CommuneFigures, days: int, counted: str) -> tuple[Cell, ...]:
    counts = [value for day in commune.days[:days] for value in (day.visits, day.ballots)]
    visits, ballots = commune.total("visits"), commune.total("ballots")
    is_whole = not (commune.lacking("visits") or commune.lacking("ballots"))
    share_text = share(visits, ballots, is_sound=is_whole)
    verdict = Cell(label_on_paper(commune.verdict.status, counted), "l")
    return (*numbers(*map(integer, (*counts, visits, ballots)), share_text), verdict)


def share(visits: int | None, ballots: int | None, *, is_sound: bool) -> str:
    """The quotient of the two printed numbers, where both are of the same days."""
    return rate(percent_of(ballots, visits)) if is_sound else "-"


def left_out(figures: DistrictFigures, plan: Plan) -> Iterator[str]:
    """What the sums lack, in a sentence; nothing where every day of every commune is there."""
    lacking = [(one.lacking("visits"), one.lacking("ballots")) for one in figures.communes]
    units, days = sum(any(one) for one in lacking), sum(visits for visits, _ballots in lacking)
    later = sum(day.visits is not None and day.ballots is None for one in figures.communes for day in one.days)
    parts = [f"{count(days)} ngày chưa có {plan.terms.counted_figure_short}"] if days else []
    parts += [f"{count(later)} ngày chưa có số phiếu"] if later else []
    if units:
        yield (
            f"Tổng cộng chỉ cộng các số liệu có trong bảng, chưa gồm {' và '.join(parts)} của {count(units)} đơn vị; "
            "các đơn vị này chưa tính tỷ lệ."
        )


def work(figures: DistrictFigures, plan: Plan) -> Annex:
    """Annex 2: what each commune had prepared and handed in."""
    heads = (
        "TT",
        "Đơn vị",
        f"Quyết định {capital(plan.terms.task_force)}",
        "Hình thức tuyên truyền",
        "Gửi lịch phân công",
        "Số người hỗ trợ",
        "Buổi thiếu người",
        "Báo cáo",
    )
    rows = numbered((capital(one.title), work_cells(one)) for one in figures.communes)
    by_unit = table("tt area decision amount few amount amount handed-in", heads, rows)
    dropped = {2} if not plan.bodies.task_force else set()
    dropped |= (set() if plan.channels else {3}) | (set() if plan.helpers else {4, 5, 6})
    parts = [*(["tuyên truyền"] if plan.channels else []), *(["phân công"] if plan.helpers else []), "báo cáo"]
    title = "Tuyên truyền, phân công theo đơn vị" if not dropped else f"{capital(', '.join(parts))} theo đơn vị"
    return Annex(2, title, "portrait", (without(by_unit, dropped),), (f"Số liệu do {plan.terms.commune_level} nhập.",))


def work_cells(commune: CommuneFigures) -> tuple[Cell, ...]:
    done = sum(channel.run > 0 for channel in commune.channels)
    return cells(
        "cccccc",
        commune.decision_number or "chưa có",
        f"{done}/{len(commune.channels)}",
        "đã gửi" if commune.roster_in else "chưa gửi",
        integer(len(commune.helpers)),
        integer(commune.gaps),
        labels()[commune.state].lower(),
    )


def inspections(figures: DistrictFigures) -> Annex:
    """Annex 3: the log of inspections."""
    rows = numbered(
        (one.commune, cells("clcc", short_date(one.day), one.team, integer(one.found), integer(one.open)))
        for one in figures.visits
    )
    heads = ("TT", "Đơn vị", "Ngày", "Đoàn kiểm tra", "Tồn tại phát hiện", "Chưa khắc phục")
    log = table("tt area when team few few", heads, rows)
    return Annex(3, "Nhật ký kiểm tra, giám sát", "portrait", (log,), ("Gồm các cuộc kiểm tra đã nhập.",))
