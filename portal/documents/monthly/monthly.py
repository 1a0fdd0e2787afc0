"""The monthly report (8.4): its sections from the month's figures; the month before is compared only like with like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.monthly import monthly_annexes
from portal.documents.synthesis.synthesis import DISTRICTS, FULL, RESTRICTED
from portal.fieldwork.turnout.figures import percent_of
from portal.papers import paper
from portal.papers.letterhead import PROFILES
from portal.papers.paper import REPORT, DocumentContent, HeadDetails
from portal.papers.phrases import phrase
from portal.papers.sections import Section, written
from portal.web.data import codec
from portal.web.ui.formats import count, decimal, integer, percent, rounded
from portal.web.ui.text import lower_first, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portal.documents.monthly.monthly_figures import MonthlyFigures, MonthRound
    from portal.papers.letterhead import Issue
    from portal.papers.tables import Annex

THEMES_NAMED = 3


def heading(figures: MonthlyFigures) -> str:
    return f"{REPORT.name} {figures.subject}"


def render_content(
    figures: MonthlyFigures, paragraphs: Mapping[str, str], issue: Issue, copy: str = FULL
) -> DocumentContent:
    """One copy of the report."""
    name, days = figures.office.name, span(figures.month, figures.last_day)
    opening = f"Thực hiện {figures.programme}, {name} báo cáo kết quả như sau (số liệu {days}):"
    month = f"{figures.month.month} năm {figures.month.year}"
    closing = f"Trên đây là kết quả công tác tháng {month}, {name} báo cáo {figures.office.reports_to}"
    return DocumentContent(
        paper=paper.build_paper(
            figures.office, issue, HeadDetails(REPORT, figures.subject, figures.taken_at, figures.simulated)
        ),
        opening=(opening,),
        sections=() if copy == RESTRICTED else written(outline(figures), paragraphs),
        closing=f"{closing}{PROFILES[figures.office.profile].end_mark}",
        annexes=annexes_for(figures, copy),
        digest=codec.digest(figures),
    )


def annexes_for(figures: MonthlyFigures, copy: str) -> tuple[Annex, ...]:
    restricted = {FULL: {True, False}, DISTRICTS: {False}, RESTRICTED: {True}}[copy]
    return tuple(annex for annex in monthly_annexes.annexes(figures) if annex.restricted in restricted)


def outline(figures: MonthlyFigures) -> tuple[Section, ...]:
    """The five parts."""
    after = f"{figures.month.month % 12 + 1}"
    return (
        Section("I", "TÌNH HÌNH TRIỂN KHAI TRONG THÁNG"),
        Section("I.1", "Các đợt khảo sát", tuple(rounds(figures))),
        section_of("I.2", "Công khai, tuyên truyền", publicity(figures), "công khai, tuyên truyền"),
        section_of("I.3", "Kiểm tra, giám sát", inspections(figures), "kiểm tra, giám sát"),
        Section("II", "KẾT QUẢ TRONG THÁNG"),
        section_of("II.1", "Tham gia khảo sát", participation(figures), "tham gia khảo sát trong tháng"),
        section_of("II.2", "Mức độ hài lòng", satisfaction(figures), "mức độ hài lòng trong tháng"),
        Section("II.3", "So với tháng trước", (comparison(figures),)),
        Section("III", "TIẾP THU, GIẢI QUYẾT Ý KIẾN"),
        section_of("III.1", "Ý kiến, kiến nghị của người dân", opinions(figures), "ý kiến, kiến nghị của người dân"),
        Section(
            "III.2", "Việc chuyển, trả lời ý kiến", ("Chưa có số liệu về việc chuyển, trả lời ý kiến.",), missing=True
        ),
        section_of("III.3", "Sự cố, vướng mắc do cấp xã báo", incidents(figures), "sự cố, vướng mắc"),
        Section("IV", "HẠN CHẾ, NGUYÊN NHÂN", prompt="những mặt còn hạn chế, nguyên nhân"),
        Section(
            "V",
            f"NHIỆM VỤ TRỌNG TÂM THÁNG {after}",
            (tasks(figures, after),),
            prompt="nhiệm vụ, giải pháp trong tháng sau",
        ),
    )


def section_of(key: str, title: str, sentences: Iterable[str], what: str) -> Section:
    """A section of figures, or the note that there are none."""
    lines = tuple(sentences)
    return Section(key, title, lines or (f"Chưa có số liệu về {what}.",), missing=not lines)


def rounds(figures: MonthlyFigures) -> Iterable[str]:
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
    ended = one.last_day <= figures.last_day and one.state not in {"open", "approved"}
    if ended:
        return "đã kết thúc" + (", đã mở kết quả" if one.overall is not None else ", chưa mở kết quả")
    return "chưa kết thúc"


def publicity(figures: MonthlyFigures) -> Iterable[str]:
    work = figures.work
    if work.publicity is not None:
        yield (
            f"Có {count(work.publicised)} đơn vị thực hiện {count(work.publicity)} hoạt động công khai, tuyên truyền."
        )


def inspections(figures: MonthlyFigures) -> Iterable[str]:
    work = figures.work
    if work.inspections is not None:
        yield (
            f"Đã kiểm tra {count(work.inspections)} lượt tại {count(work.inspected)} đơn vị; phát hiện "
            f"{count(work.faults)} tồn tại, còn {count(work.faults_open)} tồn tại chưa khắc phục."
        )


def participation(figures: MonthlyFigures) -> Iterable[str]:
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


def satisfaction(figures: MonthlyFigures) -> Iterable[str]:
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
        return phrase("not_compared", why=why)
    (now,), (then,) = figures.rounds, figures.before
    change = rounded(now.score.top2 or 0, 1) - rounded(then.score.top2 or 0, 1)
    apart = (now.score.low or 0) > (then.score.high or 0) or (now.score.high or 0) < (then.score.low or 0)
    word = "tăng" if change > 0 else "giảm"
    change_text = f"{word} {decimal(abs(float(change)), 1)} điểm phần trăm" if apart else "chênh lệch chưa rõ rệt"
    return (
        f"Tỷ lệ hài lòng chung {percent(now.score.top2)}, tháng trước {percent(then.score.top2)}: {change_text}. "
        "Hai đợt dùng cùng một phiên bản phiếu, cùng các điểm khảo sát."
    )


def not_comparable(figures: MonthlyFigures) -> str:
    """Why the month before cannot stand beside this one; empty where it can."""
    if not figures.rounds:
        return "trong tháng không tổ chức đợt khảo sát"
    if not figures.before:
        return "tháng trước không tổ chức đợt khảo sát"
    if len(figures.rounds) > 1 or len(figures.before) > 1:
        return "có nhiều đợt khảo sát trong một tháng"
    now, then = figures.rounds[0], figures.before[0]
    reasons = (
        (now.slug == then.slug, "cùng một đợt khảo sát kéo dài qua hai tháng"),
        (now.form != then.form, "khác phiên bản phiếu khảo sát"),
        (set(now.codes) != set(then.codes), "khác phạm vi điểm khảo sát"),
        (min(now.score.n, then.score.n) < figures.least_shown, "chưa có kết quả của cả hai đợt"),
    )
    return next((words for holds, words in reasons if holds), "")


def opinions(figures: MonthlyFigures) -> Iterable[str]:
    if not figures.themes or figures.comments is None:
        return
    most = sorted(figures.themes, key=lambda theme: -theme.comments)[:THEMES_NAMED]
    named = "; ".join(f"{lower_first(theme.name)} ({integer(theme.comments)} ý kiến)" for theme in most)
    yield f"Có {integer(figures.comments)} ý kiến đã xếp nhóm vấn đề; nhiều nhất: {named} (Phụ lục 3)."


def incidents(figures: MonthlyFigures) -> Iterable[str]:
    work = figures.work
    if work.incidents is not None and work.incidents_open is not None:
        done = work.incidents - work.incidents_open
        yield (
            f"Cấp xã báo {count(work.incidents)} sự cố, vướng mắc; đã giải quyết {count(done)}, "
            f"còn {count(work.incidents_open)}."
        )


def tasks(figures: MonthlyFigures, after: str) -> str:
    if not figures.tasks:
        return f"Tháng {after} {phrase('no_tasks')} theo kế hoạch (Phụ lục 4)."
    return f"Có {count(len(figures.tasks))} nhiệm vụ có thời hạn trong tháng {after} (Phụ lục 4)."
