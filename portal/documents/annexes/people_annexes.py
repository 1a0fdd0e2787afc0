"""Annexes 6 to 10: who answered, what they wrote of, what communes did, which figures ask to be explained, awards."""

from collections.abc import Callable, Collection, Iterator, Sequence

from portal.documents.synthesis import exclusion_text, findings
from portal.documents.synthesis.figures import Area, Award, SynthesisFigures, Trait, TraitGroup, Work
from portal.fieldwork.turnout.figures import percent_of, sum_known
from portal.papers.tables import Annex, Cell, Row, cells, numbered, numbers, table
from portal.surveys.turnout import Status
from portal.web.ui.formats import NO_FIGURE, count, day_month, decimal, integer, lower_first, percent, rate

LEAST_IN_CELL = 10  # groups with fewer opinions show no rate, and a second group hides beside a single one (P8)
THEMES_NAMED = 3
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
        findings.NOT_A_SAMPLE,
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


def hidden_groups(trait: Trait) -> set[str]:
    """The groups whose rate is not shown: too few opinions, and one more where a single one could be worked out."""
    return groups_below_least(trait, lambda group: group.score.n)


def small_groups(trait: Trait) -> set[str]:
    """The groups whose size a public copy hides, by the same rule; a size of 0 is shown."""
    empty = {group.label for group in trait.groups if not group.ballots}
    return groups_below_least(trait, lambda group: group.ballots) - empty


def groups_below_least(trait: Trait, size: Callable[[TraitGroup], int]) -> set[str]:
    """Groups below the least, and the next larger one where only one of them is not empty."""
    by_size = sorted(trait.groups, key=size)
    few = sum(size(group) < LEAST_IN_CELL for group in by_size)
    is_alone = sum(0 < size(group) < LEAST_IN_CELL for group in by_size) == 1
    return {group.label for group in by_size[: few + is_alone]}  # one alone is the total without the others (P8)


def annex_7(figures: SynthesisFigures) -> Annex:
    """The themes of the comments."""
    heads = ("TT", "Nhóm vấn đề", "Số ý kiến", "Tỷ lệ (%)", "Nội dung khái quát", "Cấp giải quyết")
    rows = numbered(
        (
            theme.name,
            cells("nnlc", integer(theme.comments), rate(theme.share), theme.wording or "-", theme.level or "-"),
        )
        for theme in figures.themes
    )
    notes = (
        (
            "Ý kiến do người đọc xếp vào nhóm vấn đề; một ý kiến có thể thuộc nhiều nhóm nên tổng các tỷ lệ có thể "
            "vượt 100%."
        ),
        "Không trích nguyên văn.",
    )
    themes = table("tt theme figure figure wording level-name", heads, rows)
    return Annex(7, "Tổng hợp ý kiến, kiến nghị", "portrait", (themes,), notes)


def respondent_sentences(figures: SynthesisFigures, *, public: bool = False) -> tuple[str, ...]:
    """Section II.2: each optional question in a sentence; small groups hidden in a public copy."""
    return tuple(
        trait_sentence(trait, small_groups(trait) if public else ()) for trait in figures.traits if trait.ballots
    )


def trait_sentence(trait: Trait, left_out: Collection[str]) -> str:
    *groups, silent = trait.groups  # those without an answer are told even where there are none
    named = [(lower_first(group.label), group) for group in groups if group.ballots] + [("không trả lời", silent)]
    parts = [
        f"{name} {percent(percent_of(group.ballots, trait.ballots))}"
        for name, group in named
        if group.label not in left_out
    ]
    return f"{trait.name}: {'; '.join(parts) or 'không nêu'} (Phụ lục 6)."


def comment_sentences(figures: SynthesisFigures) -> tuple[str, ...]:
    """Section II.6: how many comments have a theme, and which are the most frequent."""
    if not figures.themes or figures.comments is None:
        return ()
    most = sorted(figures.themes, key=lambda theme: -theme.comments)[:THEMES_NAMED]
    named = "; ".join(f"{lower_first(theme.name)} ({integer(theme.comments)} ý kiến)" for theme in most)
    themes = count(len(figures.themes))
    sentence = f"Có {integer(figures.comments)} ý kiến, kiến nghị đã xếp vào {themes} nhóm vấn đề"
    return (f"{sentence}; nhiều nhất: {named} (Phụ lục 7).",)


def annex_8(figures: SynthesisFigures) -> Annex:
    """Publicity, helpers and inspections, commune by commune."""
    channels = figures.survey.channels or ("-",)
    heads = (
        "TT",
        "Đơn vị",
        ("Hình thức công khai, tuyên truyền", channels),
        "Số người hỗ trợ bình quân ngày",
        "Ngày kiểm tra",
        "Tồn tại phát hiện",
        "Chưa khắc phục",
    )
    notes = (
        "“x”: đã thực hiện ít nhất một lần; “-”: chưa có số liệu hoặc chưa thực hiện, chưa kiểm tra.",
        "Dòng của địa bàn ghi số đơn vị đã thực hiện.",
    )
    columns = f"tt unit {'channel ' * len(channels)} figure when few few"
    work = table(columns, heads, work_rows(figures, len(channels)))
    return Annex(8, "Công khai, hỗ trợ, kiểm tra", "landscape", (work,), notes)


def work_rows(figures: SynthesisFigures, width: int) -> Iterator[Row]:
    works = [commune.work for commune in figures.communes]
    if not any(work.channels or work.inspected or work.helpers_a_day is not None for work in works):
        return
    number = 0
    for area in figures.areas:
        yield Row("", area.name, area_work(area, width), "sum")
        for commune in area.communes:
            number += 1
            yield Row(str(number), commune.name, commune_work(commune.work, width))
    yield Row("", "Tổng cộng", area_work(figures.whole, width), "total")


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
    """The days whose figures ask for an explanation, and what the commune noted."""
    heads = ("TT", "Đơn vị", "Ngày", "Lượt đến", "Phiếu", "Dấu hiệu", "Giải trình")
    has_figures = figures.whole.visits is not None and figures.whole.ballots is not None
    days = table(
        "tt asked date few few sign reason",
        heads,
        numbered(days_to_explain(figures)),
        empty="không có đơn vị nào" if has_figures else NO_FIGURE,
    )
    notes = (
        "Dấu hiệu xét theo từng ngày; giải trình lấy từ phần ghi chú trong báo cáo của cấp xã.",
        *figures.signs,
        *exclusion_text.annex_note(figures),
    )
    return Annex(9, "Đơn vị cần giải trình số liệu", "portrait", (days,), notes)


def days_to_explain(figures: SynthesisFigures) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    for area in figures.areas:
        for commune in area.communes:
            for date, day in zip(figures.survey.days, commune.days, strict=True):
                if day.status in NEED_EXPLANATION:
                    name = f"{commune.name}, {lower_first(area.name)}" if figures.by_district else commune.name
                    sign, note = findings.sign(day.visits, day.status), day.note or "chưa có giải trình"
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
    sentence = f"Đề nghị xem xét, khen thưởng {parts} tiêu biểu thực hiện tốt đợt khảo sát (Phụ lục 10)."
    return sentence if parts else ""


def named_awards(awards: Sequence[Award]) -> str:
    """«03 tập thể, 01 cá nhân»."""
    persons = sum(award.is_person for award in awards)
    counts = ((len(awards) - persons, "tập thể"), (persons, "cá nhân"))
    return ", ".join(f"{count(n)} {word}" for n, word in counts if n)
