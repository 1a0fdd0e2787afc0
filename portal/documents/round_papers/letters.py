"""The proposal of awards and the two official letters: what they say, from their frozen figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.annexes.annex_awards import NOTES, award_row
from portal.papers import paper
from portal.papers.letterhead import PROFILES, cite
from portal.papers.paper import LETTER, PROPOSAL, DocumentContent, HeadDetails
from portal.papers.phrases import phrase
from portal.papers.sections import Section, written
from portal.papers.tables import Annex, Cell, Head, Row, Table
from portal.web.data import codec
from portal.web.ui.formats import count, integer, short_date
from portal.web.ui.text import NO_FIGURE, capital, lower_first, window

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portal.documents.round_papers.round_figures import GuidanceFigures, ProposalFigures, UrgingFigures
    from portal.papers.letterhead import Issue, Profile

    Figures = ProposalFigures | GuidanceFigures | UrgingFigures


def letter_content(
    figures: Figures,
    issue: Issue,
    matter: HeadDetails,
    words: tuple[str, list[tuple[Section, tuple[str, ...], bool]], str],
    annexes: tuple[Annex, ...] = (),
) -> DocumentContent:
    """A paper of a round: opening, sections, closing with the profile's end mark."""
    opening, sections, closing = words
    return DocumentContent(
        paper=paper.build_paper(figures.office, issue, matter),
        opening=(opening,),
        sections=sections,
        closing=f"{closing}{profile_of(figures).end_mark}",
        annexes=annexes,
        digest=codec.digest(figures),
    )


def profile_of(figures: Figures) -> Profile:
    return PROFILES[figures.office.profile]


def basis(figures: Figures) -> str:
    """«Thực hiện Kế hoạch số …»."""
    return phrase("basis", plan=cite(profile_of(figures), figures.survey.plan))


def survey_window(figures: Figures) -> str:
    """«từ ngày 12/6 đến hết ngày 14/6/2024»."""
    return window(figures.survey.days[0], figures.survey.days[-1])


PROPOSAL_SUBJECT = "đề nghị khen thưởng tập thể, cá nhân tiêu biểu thực hiện tốt đợt khảo sát"


def proposal_heading(_figures: ProposalFigures) -> str:
    return f"{PROPOSAL.name} {PROPOSAL_SUBJECT}"


def proposal_outline(figures: ProposalFigures) -> tuple[Section, ...]:
    """Why, whom, what."""
    persons = sum(award.is_person for award in figures.awards)
    groups = len(figures.awards) - persons
    named = ", ".join(f"{count(n)} {what}" for n, what in ((groups, "tập thể"), (persons, "cá nhân")) if n)
    accepted = f" Danh sách được duyệt ngày {short_date(figures.decided_on)}." if figures.decided_on else ""
    return (
        Section(
            "1",
            "Việc lựa chọn",
            (
                (
                    f"{figures.division} đã theo dõi, lựa chọn theo cách tổ chức thực hiện đợt khảo sát "
                    f"{survey_window(figures)}; không dùng kết quả hài lòng và số phiếu để xếp hạng. "
                    f"Kế hoạch đề nghị {integer(figures.least)}-{integer(figures.most)} tập thể, cá nhân."
                ),
            ),
        ),
        Section(
            "2",
            "Đề nghị khen thưởng",
            (f"Đề nghị xem xét, khen thưởng {named} tiêu biểu (Phụ lục 1).{accepted}",),
        ),
        Section("3", "Hình thức khen thưởng", prompt="hình thức khen thưởng, nguồn kinh phí"),
    )


def proposal(figures: ProposalFigures, paragraphs: Mapping[str, str], issue: Issue, _copy: str) -> DocumentContent:
    """The Tờ trình."""
    leaders = f"Lãnh đạo {figures.office.name}"
    matter = HeadDetails(PROPOSAL, PROPOSAL_SUBJECT, figures.taken_at, figures.survey.simulated, addressees=(leaders,))
    opening = f"{basis(figures)}, {figures.division} kính trình {leaders} như sau:"
    closing = f"Kính trình {leaders} xem xét, quyết định"
    words = opening, written(proposal_outline(figures), paragraphs), closing
    return letter_content(figures, issue, matter, words, (proposal_annex(figures),))


def proposal_annex(figures: ProposalFigures) -> Annex:
    heads = ("TT", "Tập thể, cá nhân", "Đơn vị", "Thành tích", "Căn cứ số liệu")
    rows = tuple(award_row(number, award) for number, award in enumerate(figures.awards, start=1))
    table = Table(("tt", "awarded", "awarded-unit", "merit", "basis"), (tuple(Head(head) for head in heads),), rows)
    return Annex(1, "Danh sách đề nghị khen thưởng", "portrait", (table,), NOTES, style="annex-10")


def guidance_subject(figures: GuidanceFigures) -> str:
    return f"hướng dẫn {lower_first(figures.survey.plan.about)}"


def guidance_heading(figures: GuidanceFigures) -> str:
    return f"{LETTER.name} {guidance_subject(figures)}"


def guidance_outline(figures: GuidanceFigures) -> tuple[Section, ...]:
    """The plan's orders, one heading each; people may add under every one."""
    survey = figures.survey
    district = (
        f"; cấp huyện gửi chậm nhất ngày {short_date(figures.district_report)}" if figures.district_report else ""
    )
    channels = "; ".join(lower_first(channel) for channel in survey.channels) or "theo Kế hoạch"
    parts: list[tuple[str, tuple[str, ...]]] = [
        (
            "Thời gian, địa điểm",
            (
                (
                    f"Khảo sát {survey_window(figures)}, tại {survey.desk} của UBND {survey.units}; "
                    f"gồm {count(figures.points)} điểm khảo sát, mỗi điểm có một mã QR riêng."
                ),
            ),
        ),
        (
            "Tổ công tác, lực lượng hỗ trợ",
            (
                (
                    f"Cấp xã thành lập {lower_first(figures.task_force)} do đồng chí {figures.task_force_head} "
                    f"làm tổ trưởng. {capital(figures.member)} hỗ trợ, hướng dẫn người dân: {phrase('technical_only')}."
                ),
                f"Danh sách, lịch phân công gửi chậm nhất ngày {short_date(figures.rosters)}.",
            ),
        ),
        ("Công khai, tuyên truyền", (f"Thực hiện đủ các hình thức: {channels}.", *daily_post(figures))),
        (
            "Nhập, chốt số liệu",
            (
                (
                    f"Hằng ngày cấp xã nhập số lượt người dân đến {survey.desk}; chốt số liệu trước "
                    f"{integer(figures.lock_hour)} giờ ngày làm việc tiếp theo. Mỗi lượt là một lần một người "
                    "đến nộp hồ sơ, nhận kết quả hoặc hỏi thủ tục; không tính người đi cùng, hồ "
                    "sơ nộp trực tuyến từ nhà."
                ),
                f"Mức tham gia: {figures.turnout}.",
                *software(figures),
            ),
        ),
        ("Báo cáo", (f"Cấp xã gửi báo cáo chậm nhất ngày {short_date(figures.commune_report)}{district}.",)),
        ("Đầu mối liên hệ", (f"{figures.contact}{phone(figures)}.",)),
    ]
    return tuple(Section(str(n), title, sentences) for n, (title, sentences) in enumerate(parts, start=1))


def daily_post(figures: GuidanceFigures) -> tuple[str, ...]:
    """The daily post, where the plan names a group."""
    if not figures.chat:
        return ()
    return (f"Hằng ngày đăng tin, ảnh hoạt động hỗ trợ người dân trên nhóm “{figures.chat}”.",)


def software(figures: GuidanceFigures) -> tuple[str, ...]:
    return (f"Đồng thời nhập dữ liệu báo cáo trên {figures.software}.",) if figures.software else ()


def phone(figures: GuidanceFigures) -> str:
    return f", điện thoại {figures.telephone}" if figures.telephone else f", điện thoại: {NO_FIGURE}"


def guidance(figures: GuidanceFigures, paragraphs: Mapping[str, str], issue: Issue, _copy: str) -> DocumentContent:
    """The letter of guidance."""
    matter = letter(figures, guidance_subject(figures), figures.addressees)
    opening = f"{basis(figures)}, {figures.office.name} hướng dẫn một số nội dung như sau:"
    return letter_content(
        figures, issue, matter, (opening, written(guidance_outline(figures), paragraphs), phrase("letter_end"))
    )


def letter(figures: Figures, subject: str, addressees: tuple[str, ...]) -> HeadDetails:
    return HeadDetails(LETTER, subject, figures.taken_at, figures.survey.simulated, addressees=addressees)


URGING_SUBJECT = "đôn đốc thực hiện đợt khảo sát, lấy ý kiến của người dân"


def urging_heading(_figures: UrgingFigures) -> str:
    return f"{LETTER.name} {URGING_SUBJECT}"


def urging_outline(figures: UrgingFigures) -> tuple[Section, ...]:
    """How many are late with what; what is asked of them."""
    late, all_units = count(len(figures.lags)), count(figures.points)
    kinds = "; ".join(f"{lower_first(rule)}: {count(n)} đơn vị" for rule, n in figures.by_rule.items())
    return (
        Section(
            "1",
            "Tình hình",
            (f"Đến nay còn {late}/{all_units} đơn vị chậm thực hiện (Phụ lục 1), gồm: {kinds}.",),
        ),
        Section(
            "2",
            "Đề nghị",
            (f"Đề nghị chỉ đạo {late} đơn vị nêu tại Phụ lục 1 thực hiện ngay các nội dung còn thiếu.",),
            prompt="thời hạn hoàn thành, người chịu trách nhiệm",
        ),
    )


def urging(figures: UrgingFigures, paragraphs: Mapping[str, str], issue: Issue, _copy: str) -> DocumentContent:
    """The letter that urges."""
    matter = letter(figures, URGING_SUBJECT, figures.addressees)
    opening = f"{basis(figures)}, {figures.office.name} thông báo tình hình và đề nghị như sau:"
    words = opening, written(urging_outline(figures), paragraphs), phrase("letter_end")
    return letter_content(figures, issue, matter, words, (urging_annex(figures),))


def urging_annex(figures: UrgingFigures) -> Annex:
    """The communes that are late, under their district."""
    heads = ("TT", "Đơn vị", "Nội dung chậm thực hiện")
    table = Table(("tt", "lagging", "owed"), (tuple(Head(text) for text in heads),), tuple(urging_rows(figures)))
    return Annex(1, "Đơn vị chậm thực hiện", "portrait", (table,), ("Theo số liệu trên hệ thống.",), style="lags")


def urging_rows(figures: UrgingFigures) -> Iterable[Row]:
    area = ""
    for number, lag in enumerate(figures.lags, start=1):
        if lag.area != area:
            area = lag.area
            communes_here = sum(one.area == area for one in figures.lags)
            yield Row("", area, (Cell(f"{count(communes_here)} đơn vị", "l"),), "sum")
        yield Row(str(number), lag.commune, (Cell("; ".join(lag.owed), "l"),))
