"""The proposal of awards and the two official letters: what they say, from their frozen figures."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from portal.documents.annexes.people_annexes import award_table, named_awards
from portal.documents.round_papers import round_figures
from portal.documents.synthesis.figures import Award, Survey
from portal.papers.letterhead import PROFILES, Office, cite
from portal.papers.paper import LETTER, PROPOSAL, Form, HeadDetails, Wording
from portal.papers.phrases import phrase
from portal.papers.sections import Section, section
from portal.papers.tables import Annex, Cell, Row, cells, table
from portal.surveys.plan.features import Feature
from portal.web.data import clock
from portal.web.ui.formats import capital, count, integer, lower_first, short_date, window

Figures = (
    round_figures.ProposalFigures
    | round_figures.GuidanceFigures
    | round_figures.UrgingFigures
    | round_figures.MinutesFigures
    | round_figures.DayFigures
)


class AroundRound(Protocol):
    """What the figures of every paper around a round have."""

    @property
    def office(self) -> Office: ...
    @property
    def survey(self) -> Survey: ...
    @property
    def taken_at(self) -> datetime: ...


def head(figures: AroundRound, form: Form, subject: str, addressees: tuple[str, ...] = ()) -> HeadDetails:
    simulated = figures.survey.simulated
    return HeadDetails(figures.office, form, subject, figures.taken_at, simulated, addressees=addressees)


def basis(figures: Figures) -> str:
    """«Thực hiện Kế hoạch số …»."""
    return phrase("basis", plan=cite(PROFILES[figures.office.profile], figures.survey.plan))


def ended(figures: Figures, sentence: str) -> str:
    return f"{sentence}{PROFILES[figures.office.profile].end_mark}"


def survey_window(figures: AroundRound) -> str:
    """«từ ngày 12/6 đến hết ngày 14/6/2024»."""
    return window(figures.survey.days[0], figures.survey.days[-1])


def proposal(figures: round_figures.ProposalFigures, _copy: str) -> Wording:
    """The Tờ trình: why, whom, what."""
    leaders = figures.leaders
    subject = "đề nghị khen thưởng tập thể, cá nhân tiêu biểu thực hiện tốt đợt khảo sát"
    return Wording(
        head(figures, PROPOSAL, subject, (leaders,)),
        f"{basis(figures)}, {figures.division} kính trình {leaders} như sau:",
        (
            section(
                "1",
                "Việc lựa chọn",
                f"{figures.division} đã theo dõi, lựa chọn theo cách tổ chức thực hiện đợt khảo sát "
                f"{survey_window(figures)}; không dùng kết quả hài lòng và số phiếu để xếp hạng. "
                f"Kế hoạch đề nghị {integer(figures.least)}-{integer(figures.most)} tập thể, cá nhân.",
                *map(tie_in_words, figures.ties),
            ),
            section("2", "Đề nghị khen thưởng", proposed(figures, "Phụ lục")),
            Section("3", "Hình thức khen thưởng", prompt="hình thức khen thưởng, nguồn kinh phí"),
        ),
        ended(figures, f"Kính trình {leaders} xem xét, quyết định"),
    )


def proposed(figures: round_figures.ProposalFigures, annex: str) -> str:
    """Whom the annex of that name lists, and when the list was approved."""
    accepted = f" Danh sách được duyệt ngày {short_date(figures.decided_on)}." if figures.decided_on else ""
    return f"Đề nghị xem xét, khen thưởng {named_awards(figures.awards)} tiêu biểu ({annex}).{accepted}"


def tie_in_words(tie: round_figures.Tie) -> str:
    """«Trong 29 đơn vị có cùng mức điểm (100,0/100), đề nghị chọn xã A vì …; xã B vì ….»."""
    chosen = "; ".join(f"{lower_first(name)} vì {lower_first(merit).rstrip('. ')}" for name, merit in tie.chosen)
    return f"Trong {count(tie.units)} đơn vị có cùng mức điểm ({tie.score}/100), đề nghị chọn {chosen}."


def proposal_annexes(figures: round_figures.ProposalFigures, _copy: str) -> Sequence[Annex]:
    """Whom the proposal names; figures that several have alike stand once, in a note."""
    shared = [basis for basis, n in Counter(award.basis for award in figures.awards).items() if n > 1]
    marks = {basis: f"({number})" for number, basis in enumerate(shared, start=1)}
    awards = [
        replace(award, basis=f"Ghi chú {marks[award.basis]}") if award.basis in marks else award
        for award in figures.awards
    ]
    style = "proposal" if marks else "annex-10"  # what is told in a note leaves room to the merits
    annex = award_annex(awards, style)
    notes = (*(f"{mark} {basis}." for basis, mark in marks.items()), *annex.notes)
    return (replace(annex, notes=notes, is_only=True),)


def award_annex(awards: Sequence[Award], style: str = "annex-10") -> Annex:
    return award_table(awards, 1, "Danh sách đề nghị khen thưởng", style=style)


def guidance(figures: round_figures.GuidanceFigures, _copy: str) -> Wording:
    """The letter of guidance: the plan's orders, one heading each; people may add under every one."""
    has = figures.survey.has
    every = (
        (
            "Thời gian, địa điểm",
            (
                f"Khảo sát {survey_window(figures)}, "
                f"tại {figures.survey.words.where(figures.survey.desk, figures.survey.units)}; "
                f"gồm {count(figures.points)} điểm khảo sát, mỗi điểm có một mã QR riêng."
            ),
        ),
        people(figures),
        ("Công khai, tuyên truyền", *publicity(figures)) if has(Feature.PUBLICITY) else (),
        ("Nhập, chốt số liệu", *entry_of_figures(figures)) if has(Feature.VISITS) else (),
        ("Báo cáo", report_dates(figures)),
    )
    parts = [part for part in every if part]
    sections = [section(str(n), title, *sentences) for n, (title, *sentences) in enumerate(parts, start=1)]
    return Wording(
        head(figures, LETTER, f"hướng dẫn {lower_first(figures.survey.plan.about)}", figures.addressees),
        f"{basis(figures)}, {figures.office.name} hướng dẫn một số nội dung như sau:",
        (*sections, contact(figures, len(sections) + 1)),
        ended(figures, phrase("letter_end")),
    )


def people(figures: round_figures.GuidanceFigures) -> tuple[str, ...]:
    """The heading of task forces and helpers with its sentences; empty in a plan that has neither."""
    formed, helped = figures.survey.has(Feature.TASKFORCE), figures.survey.has(Feature.HELPERS)
    titles = [
        title for title, there in ((figures.survey.words.task_force, formed), ("lực lượng hỗ trợ", helped)) if there
    ]
    if not titles:
        return ()
    first = [task_force(figures)] if formed else []
    first += [f"{helpers(figures)} {phrase('technical_only')}."] if helped else []
    by = f"Danh sách, lịch phân công gửi về {figures.office.name} chậm nhất ngày {short_date(figures.rosters)}."
    return (capital(", ".join(titles)), " ".join(first), *((by,) if helped else ()))


def task_force(figures: round_figures.GuidanceFigures) -> str:
    words = figures.survey.words
    return (
        f"{capital(words.commune_level)} thành lập {lower_first(figures.task_force)} do đồng chí "
        f"{figures.task_force_head} làm {words.lead}."
    )


def helpers(figures: round_figures.GuidanceFigures) -> str:
    """«Hội viên Hội …», where the organisation is one of members."""
    organisation = figures.survey.helpers
    return f"Hội viên {organisation}" if organisation.startswith("Hội ") else capital(figures.member)


def contact(figures: round_figures.GuidanceFigures, number: int) -> Section:
    """Whom to call; a plan of before numbers were asked for has none, and a person writes it."""
    if figures.telephone:
        return section(str(number), "Đầu mối liên hệ", f"{figures.contact}, điện thoại {figures.telephone}.")
    return section(str(number), "Đầu mối liên hệ", f"{figures.contact}.", prompt="số điện thoại của đầu mối liên hệ")


def publicity(figures: round_figures.GuidanceFigures) -> Iterator[str]:
    """The plan's channels, and the daily post where the plan names a group."""
    channels = "; ".join(lower_first(channel) for channel in figures.survey.channels)
    yield f"Công khai, tuyên truyền bằng các hình thức: {channels}." if channels else "Thực hiện theo Kế hoạch."
    if figures.chat:
        yield f"Hằng ngày đăng tin, ảnh hoạt động hỗ trợ người dân trên {figures.survey.words.chat} “{figures.chat}”."


def entry_of_figures(figures: round_figures.GuidanceFigures) -> Iterator[str]:
    words, by_day = figures.survey.words, figures.survey.has(Feature.VISITS_BY_DAY)
    meaning = f" Mỗi {words.counted_unit} là {words.counted_is}" if words.counted_is else ""
    apart = f"; không tính {words.counted_is_not}" if words.counted_is_not else ""
    yield (
        f"{'Hằng ngày' if by_day else 'Một lần cho cả đợt,'} {words.commune_level} nhập số "
        f"{words.counted_at(figures.survey.desk)}; chốt số liệu trước {integer(figures.lock_hour)} giờ ngày làm việc "
        f"tiếp theo.{f'{meaning}{apart}.' if meaning else ''}"
    )
    yield f"Mức tham gia{' mỗi ngày' if by_day else ''}: {figures.turnout}."
    if figures.software:
        yield f"Đồng thời nhập dữ liệu báo cáo trên {figures.software}."


def report_dates(figures: round_figures.GuidanceFigures, what: str = "báo cáo tình hình, kết quả") -> str:
    district, words = figures.district_report, figures.survey.words
    later = f"; {words.district_level} gửi chậm nhất ngày {short_date(district)}" if district else ""
    return f"{capital(words.commune_level)} gửi {what} chậm nhất ngày {short_date(figures.commune_report)}{later}."


def urging(figures: round_figures.UrgingFigures, _copy: str) -> Wording:
    """The letter that urges: how many are late with what on which day; what is asked of them."""
    late = count(len(figures.lags))
    return Wording(
        head(figures, LETTER, "đôn đốc thực hiện đợt khảo sát, lấy ý kiến của người dân", figures.addressees),
        f"{basis(figures)}, {figures.office.name} thông báo tình hình và đề nghị như sau:",
        (
            section("1", "Tình hình", late_in_words(figures)),
            section(
                "2",
                "Đề nghị",
                f"Đề nghị chỉ đạo {late} đơn vị nêu tại Phụ lục hoàn thành ngay các nội dung còn chậm.",
                prompt="thời hạn hoàn thành, người chịu trách nhiệm",
            ),
        ),
        ended(figures, phrase("letter_end")),
    )


def late_in_words(figures: round_figures.UrgingFigures) -> str:
    """«Đến ngày …, còn 100/209 đơn vị chậm thực hiện, trong đó 36 đơn vị chưa …»; whether units are counted twice."""
    late, day = len(figures.lags), short_date(clock.local(figures.taken_at).date())
    kinds = ", ".join(f"{count(n)} đơn vị {lower_first(rule)}" for rule, n in figures.by_rule.items())
    overlap = " (một đơn vị có thể chậm nhiều nội dung)" if sum(figures.by_rule.values()) > late else ""
    told = f"Đến ngày {day}, còn {count(late)}/{count(figures.points)} đơn vị chậm thực hiện (Phụ lục)"
    return f"{told}, trong đó {kinds}{overlap}." if kinds else f"{told}."


def urging_annexes(figures: round_figures.UrgingFigures, _copy: str) -> Sequence[Annex]:
    """The communes that are late, under their district."""
    late = table("tt lagging owed", ("TT", "Đơn vị", "Nội dung chậm thực hiện"), urging_rows(figures))
    notes = ("Theo số liệu các đơn vị đã cập nhật trên hệ thống.",)
    return (Annex(1, "Đơn vị chậm thực hiện", "portrait", (late,), notes, style="lags", is_only=True),)


def urging_rows(figures: round_figures.UrgingFigures) -> Iterator[Row]:
    area = ""
    for number, lag in enumerate(figures.lags, start=1):
        if lag.area != area:
            area = lag.area
            communes_here = sum(other.area == area for other in figures.lags)
            yield Row("", area, (Cell(f"{count(communes_here)} đơn vị", "l"),), "sum")
        yield Row(str(number), lag.commune, cells("l", "; ".join(lag.owed)))
