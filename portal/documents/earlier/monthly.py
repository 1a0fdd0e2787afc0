"""The monthly report as its first edition was worded: papers issued before the second read and print as they did."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.documents.monthly.monthly import not_comparable
from portal.documents.monthly.monthly_annexes import are_compared, flagged, points, signed
from portal.documents.monthly.monthly_snapshot import MonthlyFigures, MonthRound
from portal.documents.synthesis.figures import Day
from portal.fieldwork.turnout.figures import percent_of
from portal.papers.letterhead import PROFILES
from portal.papers.paper import REPORT, HeadDetails, Wording
from portal.papers.phrases import phrase
from portal.papers.sections import Section, known, section
from portal.papers.tables import Annex, Cell, Row, cells, numbered, numbers, of_copy, table
from portal.web.ui.formats import (
    NO_FIGURE,
    count,
    decimal,
    integer,
    lower_first,
    percent,
    rate,
    rounded,
    short_date,
    span,
)

THEMES_NAMED = 3


def wording(figures: MonthlyFigures, _copy: str) -> Wording:
    """The five parts."""
    name, month = figures.office.name, f"{figures.month.month} năm {figures.month.year}"
    opening = f"Thực hiện {figures.programme}, {name} báo cáo kết quả như sau"
    closing = f"Trên đây là kết quả công tác tháng {month}, {name} báo cáo {figures.office.reports_to}"
    after = f"{figures.month.month % 12 + 1}"
    return Wording(
        HeadDetails(figures.office, REPORT, figures.subject, figures.taken_at, figures.simulated),
        f"{opening} (số liệu {span(figures.month, figures.last_day)}):",
        (
            Section("I", "TÌNH HÌNH TRIỂN KHAI TRONG THÁNG"),
            section("I.1", "Các đợt khảo sát", *rounds(figures)),
            known("I.2", "Công khai, tuyên truyền", publicity(figures), "công khai, tuyên truyền"),
            known("I.3", "Kiểm tra, giám sát", inspections(figures), "kiểm tra, giám sát"),
            Section("II", "KẾT QUẢ TRONG THÁNG"),
            known("II.1", "Tham gia khảo sát", participation(figures), "tham gia khảo sát trong tháng"),
            known("II.2", "Mức độ hài lòng", satisfaction(figures), "mức độ hài lòng trong tháng"),
            section("II.3", "So với tháng trước", comparison(figures)),
            Section("III", "TIẾP THU, GIẢI QUYẾT Ý KIẾN"),
            known("III.1", "Ý kiến, kiến nghị của người dân", opinions(figures), "ý kiến, kiến nghị của người dân"),
            known("III.2", "Việc chuyển, trả lời ý kiến", (), "việc chuyển, trả lời ý kiến"),
            known("III.3", "Sự cố, vướng mắc do cấp xã báo", incidents(figures), "sự cố, vướng mắc"),
            Section("IV", "HẠN CHẾ, NGUYÊN NHÂN", prompt="những mặt còn hạn chế, nguyên nhân"),
            section(
                "V",
                f"NHIỆM VỤ TRỌNG TÂM THÁNG {after}",
                tasks(figures, after),
                prompt="nhiệm vụ, giải pháp trong tháng sau",
            ),
        ),
        f"{closing}{PROFILES[figures.office.profile].end_mark}",
    )


def annexes(figures: MonthlyFigures, copy: str) -> Sequence[Annex]:
    """Of the four those of a copy; those with figures per commune are restricted as the office has it."""
    built = (indicators(figures), flagged(figures), opinion_table(figures), task_table(figures))
    restricted = figures.office.restricted
    return of_copy((replace(annex, restricted=annex.number in restricted) for annex in built), copy)


def rounds(figures: MonthlyFigures) -> Iterator[str]:
    """Each round with what became of it; an empty month says so."""
    if not figures.rounds:
        yield phrase("no_round")
        return
    yield f"Trong tháng có {count(len(figures.rounds))} đợt khảo sát."
    for one in figures.rounds:
        days = span(one.first_day, one.last_day)
        yield f"{one.title}: {days}, tại {count(len(one.codes))} điểm khảo sát; {round_state(one, figures)}."


def round_state(one: MonthRound, figures: MonthlyFigures) -> str:
    """Whether it began and ended in the month."""
    if one.last_day > figures.last_day or one.state in {"open", "approved"}:
        return "chưa kết thúc"
    return "đã kết thúc" + (", đã mở kết quả" if one.overall is not None else ", chưa mở kết quả")


def publicity(figures: MonthlyFigures) -> Iterator[str]:
    work = figures.work
    if work.publicity is not None:
        yield (
            f"Có {count(work.publicised)} đơn vị thực hiện {count(work.publicity)} hoạt động công khai, tuyên truyền."
        )


def inspections(figures: MonthlyFigures) -> Iterator[str]:
    work = figures.work
    if work.inspections is not None:
        yield (
            f"Đã kiểm tra {count(work.inspections)} lượt tại {count(work.inspected)} đơn vị; phát hiện "
            f"{count(work.faults)} tồn tại, còn {count(work.faults_open)} tồn tại chưa khắc phục."
        )


def participation(figures: MonthlyFigures) -> Iterator[str]:
    month, year = figures.total("month"), figures.total("year")
    if month.ballots is None:
        return
    visits = phrase("no_visits") if month.visits is None else f"có {integer(month.visits)} {phrase('visits')}"
    bar = percent_of(month.ballots, month.visits)
    share_text = f", bằng {percent(bar)} số {phrase('visits')}" if bar is not None else ""
    yield f"Trong tháng, {visits}; có {integer(month.ballots)} {phrase('valid')}{share_text} (Phụ lục 1)."
    so_far = f"{integer(year.visits)} {phrase('visits')}, {integer(year.ballots)} {phrase('valid')}"
    yield f"Lũy kế từ đầu năm: {so_far} (Phụ lục 1)."
    if figures.flags:
        communes = len({(flag.area, flag.commune) for flag in figures.flags})
        yield f"Còn {count(communes)} đơn vị có ngày chưa đủ số liệu hoặc cần giải trình (Phụ lục 2)."


def satisfaction(figures: MonthlyFigures) -> Iterator[str]:
    for one in figures.rounds:
        if one.score.n >= figures.least_shown:
            yield (
                f"{one.title}: có {percent(one.score.top2)} trong {integer(one.score.n)} phiếu có ý kiến hài lòng hoặc "
                f"rất hài lòng về đánh giá chung; điểm bình quân {decimal(one.score.mean)}/5."
            )


def comparison(figures: MonthlyFigures) -> str:
    """Like with like, or why not; where intervals meet no higher and lower is told."""
    why = not_comparable(figures)
    if why:
        return f"Không so sánh với tháng trước: {why}."
    (now,), (then,) = figures.rounds, figures.before
    change = rounded(now.score.top2 or 0, 1) - rounded(then.score.top2 or 0, 1)
    apart = (now.score.low or 0) > (then.score.high or 0) or (now.score.high or 0) < (then.score.low or 0)
    word = "tăng" if change > 0 else "giảm"
    change_text = f"{word} {decimal(abs(float(change)), 1)} điểm phần trăm" if apart else "chênh lệch chưa rõ rệt"
    return (
        f"Tỷ lệ hài lòng chung {percent(now.score.top2)}, tháng trước {percent(then.score.top2)}: {change_text}. "
        "Hai đợt dùng cùng một phiên bản phiếu, cùng các điểm khảo sát."
    )


def opinions(figures: MonthlyFigures) -> Iterator[str]:
    if not figures.themes or figures.comments is None:
        return
    most = sorted(figures.themes, key=lambda theme: -theme.comments)[:THEMES_NAMED]
    named = "; ".join(f"{lower_first(theme.name)} ({integer(theme.comments)} ý kiến)" for theme in most)
    yield f"Có {integer(figures.comments)} ý kiến đã xếp nhóm vấn đề; nhiều nhất: {named} (Phụ lục 3)."


def incidents(figures: MonthlyFigures) -> Iterator[str]:
    work = figures.work
    if work.incidents is not None and work.incidents_open is not None:
        done = work.incidents - work.incidents_open
        yield (
            f"Cấp xã báo {count(work.incidents)} sự cố, vướng mắc; đã giải quyết {count(done)}, "
            f"còn {count(work.incidents_open)}."
        )


def tasks(figures: MonthlyFigures, after: str) -> str:
    if not figures.tasks:
        return f"Tháng {after} chưa có nhiệm vụ nào có thời hạn trong tháng sau theo kế hoạch (Phụ lục 4)."
    return f"Có {count(len(figures.tasks))} nhiệm vụ có thời hạn trong tháng {after} (Phụ lục 4)."


def indicators(figures: MonthlyFigures) -> Annex:
    """Annex 1: value of the month, the year so far, the month before, the difference."""
    kind = "huyện, thị xã, thành phố" if figures.by_district else "loại đơn vị hành chính"
    values = ("Tháng", "Lũy kế", "Kỳ trước", "Chênh lệch")
    heads = (
        "TT",
        "Đơn vị",
        ("Lượt người dân đến", values),
        ("Phiếu hợp lệ", values),
        ("Tỷ lệ tham gia (%)", ("Tháng", "Kỳ trước", "Chênh lệch")),
    )
    rows = numbered((area.name, cells_of(area.month, area.year, area.before)) for area in figures.areas)
    sums = [figures.total(part) for part in ("month", "year", "before")]
    total = Row("", "Tổng cộng", cells_of(*sums, compared=are_compared(figures)), "total")
    by_area = table(f"tt area {'figure ' * 11}", heads, [*rows, total] if rows else ())
    notes = (
        "Kỳ trước là tháng liền trước; lũy kế từ ngày 01/01 đến hết tháng.",
        (
            "“-”: không có số liệu nên không so sánh; ở dòng tổng cộng: có nơi không so sánh được. "
            "Lượt người dân đến là số liệu đã chốt."
        ),
    )
    return Annex(1, f"Chỉ tiêu trong tháng theo {kind}", "landscape", (by_area,), notes, style="month-1")


def cells_of(month: Day, year: Day, before: Day, *, compared: bool = True) -> tuple[Cell, ...]:
    now, then = percent_of(month.ballots, month.visits), percent_of(before.ballots, before.visits)
    return numbers(
        *values(month.visits, year.visits, before.visits, compared=compared),
        *values(month.ballots, year.ballots, before.ballots, compared=compared),
        rate(now),
        rate(then),
        points(now, then) if compared else "-",
    )


def values(month: int | None, year: int | None, before: int | None, *, compared: bool) -> tuple[str, ...]:
    return integer(month), integer(year), integer(before), signed(month, before) if compared else "-"


def opinion_table(figures: MonthlyFigures) -> Annex:
    """Annex 3: opinions in progress."""
    heads = ("TT", "Nhóm vấn đề", "Số ý kiến", "Nội dung khái quát", "Cấp giải quyết", "Tình trạng")
    rows = numbered(
        (theme.name, cells("nlcc", integer(theme.comments), theme.wording or "-", theme.level or "-", NO_FIGURE))
        for theme in figures.themes
    )
    themes = table("tt theme figure wording level-name level-name", heads, rows)
    notes = ("Một ý kiến có thể thuộc nhiều nhóm vấn đề. Không trích nguyên văn.",)
    return Annex(3, "Ý kiến, kiến nghị đang tiếp thu, giải quyết", "portrait", (themes,), notes, style="annex-7")


def task_table(figures: MonthlyFigures) -> Annex:
    """Annex 4: what is due next month, from the plans' calendars."""
    heads = ("TT", "Nhiệm vụ", "Cơ quan thực hiện", "Căn cứ", "Thời hạn")
    rows = numbered((task.text, cells("llc", task.who, task.clause, short_date(task.due))) for task in figures.tasks)
    due = table("tt task-text who clause when", heads, rows, empty="chưa có nhiệm vụ nào có thời hạn trong tháng sau")
    notes = ("Theo thời hạn ghi trong các kế hoạch khảo sát.",)
    return Annex(4, "Nhiệm vụ có thời hạn trong tháng sau", "portrait", (due,), notes, style="month-4")
