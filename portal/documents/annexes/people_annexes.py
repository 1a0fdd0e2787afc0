"""Annexes 6 to 10: who answered, what they wrote of, what communes did, which figures ask to be explained, awards."""

from collections.abc import Iterator, Sequence
from functools import partial

from portal.documents.synthesis import annex_numbers, exclusion_text
from portal.documents.synthesis.figures import Area, Award, SynthesisFigures, Theme, Trait, Work
from portal.documents.synthesis.prose import findings
from portal.documents.synthesis.prose import work as done
from portal.documents.synthesis.prose.people import LEAST_IN_CELL, hidden_groups, small_groups
from portal.fieldwork.turnout.figures import percent_of, sum_known
from portal.papers.tables import Annex, Cell, Row, cells, numbered, numbers, table
from portal.surveys.plan.features import Feature
from portal.surveys.turnout import Status
from portal.web.ui.formats import NO_FIGURE, capital, count, day_month, decimal, integer, lower_first, rate, short_date

SELF_REPORTED = "Đặc điểm do người trả lời tự khai; không phải mẫu ngẫu nhiên trong toàn dân."
NOT_NAMED = "chưa yêu cầu giải trình nên chưa nêu tên đơn vị"
NEED_EXPLANATION = {Status.CAO_CAN_GIAI_TRINH, Status.CAO_BAT_THUONG, Status.CHUA_DU_SO_LIEU}


def annex_6(figures: SynthesisFigures, *, public: bool = False) -> Annex:
    """Each optional question: how many answered so, how satisfied they are; small groups hidden in a public copy."""
    heads = ("TT", "Đặc điểm, nhóm", "Phiếu", "Tỷ lệ trong số phiếu (%)", "Có ý kiến", "Hài lòng (%)")
    rows = [
        row for number, trait in enumerate(figures.traits, start=1) for row in trait_rows(number, trait, public=public)
    ]
    notes = (
        f"Hài lòng tính ở câu {figures.overall.number}, trên phiếu có ý kiến.",
        (
            f"Nhóm dưới {LEAST_IN_CELL} phiếu có ý kiến không in tỷ lệ hài lòng; khi chỉ có một nhóm như vậy thì "
            "không in thêm một nhóm nữa để không suy ra được."
        ),
        *((f"Nhóm dưới {LEAST_IN_CELL} phiếu không in số phiếu ở bản này; che theo cùng cách.",) if public else ()),
        findings.not_a_sample(figures) if figures.is_of_earlier_edition else SELF_REPORTED,
    )
    traits = table("tt trait figure figure figure figure", heads, rows)
    return Annex(6, "Phân tổ theo đặc điểm người trả lời", "portrait", (traits,), notes)


def trait_rows(number: int, trait: Trait, *, public: bool) -> Iterator[Row]:
    """The question, then its groups."""
    hidden, small = hidden_groups(trait), small_groups(trait) if public else set()
    total = (integer(trait.ballots), rate(100.0 if trait.ballots else None), "-", "-")
    yield Row(str(number), trait.name, numbers(*total), "sum")
    for group in trait.groups:
        rate_cells = ("-", "-") if group.label in hidden else (integer(group.score.n), rate(group.score.top2))
        size = (integer(group.ballots), rate(percent_of(group.ballots, trait.ballots)))
        yield Row("", group.label, numbers(*(("-",) * 4 if group.label in small else (*size, *rate_cells))))


def annex_7(figures: SynthesisFigures) -> Annex:
    """The themes: requests, most comments first, then praise; papers of before have the list's own order."""
    heads = ("TT", "Nhóm vấn đề", "Số ý kiến", "Tỷ lệ (%)", "Nội dung khái quát", "Cấp giải quyết")
    requests, praise = themes_in_order(figures)
    rows = [*numbered(map(theme_row, requests)), *(Row("-", *theme_row(theme)) for theme in praise)]
    notes = (
        *(("Ý kiến khen không phải kiến nghị, ghi ở cuối bảng.",) if praise else ()),
        (
            "Ý kiến do người đọc xếp vào nhóm vấn đề; một ý kiến có thể thuộc nhiều nhóm nên tổng các tỷ lệ có thể "
            "vượt 100%."
        ),
        "Không trích nguyên văn.",
    )
    themes = table("tt theme figure figure wording level-name", heads, rows)
    return Annex(7, "Tổng hợp ý kiến, kiến nghị", "portrait", (themes,), notes)


def themes_in_order(figures: SynthesisFigures) -> tuple[Sequence[Theme], Sequence[Theme]]:
    """Requests and praise as annex 7 has them."""
    if figures.is_of_earlier_edition:
        return figures.themes, ()
    falling = sorted(figures.themes, key=lambda theme: -theme.comments)
    return [one for one in falling if not one.is_praise], [one for one in falling if one.is_praise]


def theme_row(theme: Theme) -> tuple[str, tuple[Cell, ...]]:
    figures = (integer(theme.comments), rate(theme.share))
    return theme.name, cells("nnlc", *figures, theme.wording or "-", theme.level or "-")


def annex_8(figures: SynthesisFigures) -> Annex:
    """Publicity, helpers and inspections, commune by commune."""
    channels = figures.survey.channels or ("-",)
    prepared = figures.has_preparation
    heads = (
        "TT",
        "Đơn vị",
        *((capital(figures.survey.words.task_force), "Danh sách, lịch phân công đúng hạn") if prepared else ()),
        ("Hình thức công khai, tuyên truyền", channels),
        "Số người hỗ trợ bình quân ngày",
        "Ngày kiểm tra",
        "Tồn tại phát hiện",
        "Chưa khắc phục",
    )
    mark = "“x”: đã thực hiện ít nhất một lần; " if figures.survey.has(Feature.PUBLICITY) or prepared else ""
    undone = "chưa thực hiện, chưa kiểm tra" if mark else "chưa kiểm tra"
    notes = (
        f"{mark}“-”: chưa có số liệu hoặc {undone}.",
        "Dòng của địa bàn ghi số đơn vị đã thực hiện.",
        *done.not_done(figures),
    )
    ways = f"prepared prepared {'way ' * len(channels)}" if prepared else "channel " * len(channels)
    columns = f"tt unit {ways} figure when few few"
    work = table(columns, heads, work_rows(figures, len(channels)))
    parts = {"công khai": Feature.PUBLICITY, "hỗ trợ": Feature.HELPERS}
    told = ", ".join([*(name for name, one in parts.items() if figures.survey.has(one)), "kiểm tra"])
    return Annex(8, capital(told), "landscape", (work,), notes)


def work_rows(figures: SynthesisFigures, width: int) -> Iterator[Row]:
    works = [commune.work for commune in figures.communes]
    if not any(work.channels or work.inspected or work.helpers_a_day is not None for work in works):
        return
    number, prepared = 0, figures.has_preparation
    for area in figures.areas:
        yield Row("", area.name, (*area_preparation(area, shown=prepared), *area_work(area, width)), "sum")
        for commune in area.communes:
            number += 1
            done_cells = (*preparation(commune.work, shown=prepared), *commune_work(commune.work, width))
            yield Row(str(number), commune.name, done_cells)
    yield Row(
        "", "Tổng cộng", (*area_preparation(figures.whole, shown=prepared), *area_work(figures.whole, width)), "total"
    )


def preparation(work: Work, *, shown: bool) -> tuple[Cell, ...]:
    return cells("cc", *("x" if made else "-" for made in (work.task_force, work.roster))) if shown else ()


def area_preparation(area: Area, *, shown: bool) -> tuple[Cell, ...]:
    """How many communes of an area have each."""
    works = [commune.work for commune in area.communes]
    sums = (sum(bool(work.task_force) for work in works), sum(bool(work.roster) for work in works))
    return cells("cc", *map(integer, sums)) if shown else ()


def commune_work(work: Work, width: int) -> tuple[Cell, ...]:
    marks = ["x" if used else "-" for used in work.channels] or ["-"] * width
    days = ", ".join(day_month(day) for day in work.inspected) or "-"
    faults = (integer(work.faults), integer(work.faults_open))
    return cells("c" * len(marks) + "ncnn", *marks, decimal(work.helpers_a_day, 1), days, *faults)


def area_work(area: Area, width: int) -> tuple[Cell, ...]:
    """How many communes of an area used each channel and were inspected; the faults of all."""
    works = [commune.work for commune in area.communes]
    channels = [work.channels for work in works if work.channels]
    used = [integer(sum(column)) for column in zip(*channels, strict=True)] or ["-"] * width
    inspected = f"{integer(sum(bool(work.inspected) for work in works))} đơn vị"
    faults = (integer(sum_known(work.faults for work in works)), integer(sum_known(work.faults_open for work in works)))
    return cells("c" * len(used) + "ncnn", *used, "-", inspected, *faults)


def annex_9(figures: SynthesisFigures) -> Annex:
    """The days whose figures ask for an explanation, and what the commune noted; nobody before the day of asking."""
    heads = ("TT", "Đơn vị", "Ngày", capital(figures.survey.words.counted_short), "Phiếu", "Dấu hiệu", "Giải trình")
    has_figures = figures.whole.visits is not None and figures.whole.ballots is not None
    named = numbered(days_to_explain(figures)) if is_named(figures) else []
    nobody = NOT_NAMED if not is_named(figures) and any(days_to_explain(figures)) else "không có đơn vị nào"
    days = table("tt asked date few few sign reason", heads, named, empty=nobody if has_figures else NO_FIGURE)
    level = figures.survey.words.commune_level
    notes = (
        *asking_note(figures),
        f"Dấu hiệu xét theo từng ngày; giải trình lấy từ phần ghi chú trong báo cáo của {level}.",
        *figures.signs,
        *exclusion_text.annex_note(figures),
    )
    title = (
        "Đơn vị cần giải trình số liệu" if figures.is_of_earlier_edition else "Đơn vị có số liệu cần kiểm tra, xác minh"
    )
    return Annex(9, title, "portrait", (days,), notes)


def is_named(figures: SynthesisFigures) -> bool:
    """Whether communes may be named whose figures ask for an explanation."""
    return figures.is_of_earlier_edition or figures.explanations_asked_on is not None


def asking_note(figures: SynthesisFigures) -> tuple[str, ...]:
    asked = figures.explanations_asked_on
    return () if asked is None else (f"Đã yêu cầu giải trình ngày {short_date(asked)}.",)


def days_to_explain(figures: SynthesisFigures) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    for area in figures.areas:
        for commune in area.communes:
            for date, day in zip(figures.survey.days, commune.days, strict=True):
                if day.status in NEED_EXPLANATION:
                    name = f"{commune.name}, {lower_first(area.name)}" if figures.by_district else commune.name
                    sign = findings.sign(
                        figures.survey.words, day.visits, day.status, partial(findings.paper_label, figures)
                    )
                    note = day.note or "chưa có giải trình"
                    counts = (integer(day.visits), integer(day.ballots))
                    yield name, cells("cnnll", day_month(date), *counts, sign, note)


def annex_10(figures: SynthesisFigures) -> Annex:
    """Whom an accepted proposal names for commendation, as it was frozen."""
    return award_table(figures.awards, 10, "Đề nghị khen thưởng")


def award_table(awards: Sequence[Award], number: int, title: str, style: str = "") -> Annex:
    """Who, where, for what, on which figures."""
    heads = ("TT", "Tập thể, cá nhân", "Đơn vị", "Thành tích", "Căn cứ số liệu")
    rows = numbered((award.name, cells("lll", award.unit, award.achievement, award.basis)) for award in awards)
    named = table("tt awarded awarded-unit merit basis", heads, rows, empty="chưa có đề nghị được duyệt")
    notes = (
        "Căn cứ số liệu giữ nguyên từ ngày gửi đề nghị;",
        "việc xếp hạng chỉ xét cách tổ chức thực hiện, không dùng kết quả hài lòng và số phiếu.",
    )
    return Annex(number, title, "portrait", (named,), notes, style=style)


def award_sentence(figures: SynthesisFigures) -> str:
    """«Đề nghị xem xét, khen thưởng 03 tập thể, 01 cá nhân …»; empty where no award is proposed."""
    parts = named_awards(figures.awards)
    where = f"Phụ lục {annex_numbers.number_of(figures, 10)}"
    return f"Đề nghị xem xét, khen thưởng {parts} tiêu biểu thực hiện tốt đợt khảo sát ({where})." if parts else ""


def named_awards(awards: Sequence[Award]) -> str:
    """«03 tập thể, 01 cá nhân»."""
    persons = sum(award.is_person for award in awards)
    counts = ((len(awards) - persons, "tập thể"), (persons, "cá nhân"))
    return ", ".join(f"{count(n)} {word}" for n, word in counts if n)
