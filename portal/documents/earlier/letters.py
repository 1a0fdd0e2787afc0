"""Letters of the first edition: the sentences in which they differ from today's, so that they print as issued."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.documents.round_papers import letters
from portal.documents.round_papers.round_figures import GuidanceFigures, ProposalFigures, UrgingFigures
from portal.papers.paper import Wording
from portal.papers.sections import reworded, section
from portal.papers.tables import Annex
from portal.web.ui.formats import NO_FIGURE, capital, count, lower_first, short_date

TECHNICAL_ONLY = (
    "chỉ hướng dẫn kỹ thuật, để người dân trực tiếp trả lời, tại chỗ hoặc về nhà; không chọn thay, không gợi ý, "
    "không xem câu trả lời"
)


def proposal(figures: ProposalFigures, copy: str) -> Wording:
    """To the office's leaders, its annex with a number."""
    now = letters.proposal(replace(figures, leaders=f"Lãnh đạo {figures.office.name}", ties=()), copy)
    return replace(now, sections=reworded(now.sections, {"2": (letters.proposed(figures, "Phụ lục 1"),)}))


def proposal_annexes(figures: ProposalFigures, _copy: str) -> Sequence[Annex]:
    return (letters.award_annex(figures.awards),)


def guidance(figures: GuidanceFigures, copy: str) -> Wording:
    """Without a telephone its place stays open."""
    now = letters.guidance(figures, copy)
    *orders, contact = reworded(
        now.sections,
        {
            "2": support(figures),
            "3": tuple(publicity(figures)),
            "4": tuple(entry_of_figures(figures)),
            "5": (letters.report_dates(figures, "báo cáo"),),
        },
    )
    telephone = f" {figures.telephone}" if figures.telephone else f": {NO_FIGURE}"
    whom = section(contact.key, contact.title, f"{figures.contact}, điện thoại{telephone}.")
    return replace(now, sections=(*orders, whom))


def support(figures: GuidanceFigures) -> tuple[str, ...]:
    return (
        f"{letters.task_force(figures)} {capital(figures.member)} hỗ trợ, hướng dẫn người dân: {TECHNICAL_ONLY}.",
        f"Danh sách, lịch phân công gửi chậm nhất ngày {short_date(figures.rosters)}.",
    )


def publicity(figures: GuidanceFigures) -> Iterator[str]:
    channels = "; ".join(lower_first(channel) for channel in figures.survey.channels) or "theo Kế hoạch"
    yield f"Thực hiện đủ các hình thức: {channels}."
    if figures.chat:
        yield f"Hằng ngày đăng tin, ảnh hoạt động hỗ trợ người dân trên nhóm “{figures.chat}”."


def entry_of_figures(figures: GuidanceFigures) -> Iterator[str]:
    visits, _turnout, *software = letters.entry_of_figures(figures)
    yield visits
    yield f"Mức tham gia: {figures.turnout}."
    yield from software


def urging(figures: UrgingFigures, copy: str) -> Wording:
    """How many units are late, by rule, without the day."""
    now = letters.urging(figures, copy)
    late, every = count(len(figures.lags)), count(figures.points)
    kinds = "; ".join(f"{lower_first(rule)}: {count(n)} đơn vị" for rule, n in figures.by_rule.items())
    told = {
        "1": (f"Đến nay còn {late}/{every} đơn vị chậm thực hiện (Phụ lục 1), gồm: {kinds}.",),
        "2": (f"Đề nghị chỉ đạo {late} đơn vị nêu tại Phụ lục 1 thực hiện ngay các nội dung còn thiếu.",),
    }
    return replace(now, sections=reworded(now.sections, told))


def urging_annexes(figures: UrgingFigures, copy: str) -> Sequence[Annex]:
    """The communes that are late, as an annex with a number."""
    (annex,) = letters.urging_annexes(figures, copy)
    return (replace(annex, notes=("Theo số liệu trên hệ thống.",), is_only=False),)
