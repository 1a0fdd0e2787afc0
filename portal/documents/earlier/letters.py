"""Letters as their first edition was worded: those issued before the second read and print as they did."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.documents.annexes.people_annexes import award_table, named_awards
from portal.documents.round_papers import letters, round_figures
from portal.documents.round_papers.letters import basis, ended, head, survey_window
from portal.papers.paper import LETTER, PROPOSAL, Wording
from portal.papers.phrases import phrase
from portal.papers.sections import Section, section
from portal.papers.tables import Annex
from portal.web.ui.formats import NO_FIGURE, capital, count, integer, lower_first, short_date

TECHNICAL_ONLY = (
    "chỉ hướng dẫn kỹ thuật, để người dân trực tiếp trả lời, tại chỗ hoặc về nhà; không chọn thay, không gợi ý, "
    "không xem câu trả lời"
)


def proposal(figures: round_figures.ProposalFigures, _copy: str) -> Wording:
    """The Tờ trình: why, whom, what."""
    leaders = f"Lãnh đạo {figures.office.name}"
    accepted = f" Danh sách được duyệt ngày {short_date(figures.decided_on)}." if figures.decided_on else ""
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
            ),
            section(
                "2",
                "Đề nghị khen thưởng",
                f"Đề nghị xem xét, khen thưởng {named_awards(figures.awards)} tiêu biểu (Phụ lục 1).{accepted}",
            ),
            Section("3", "Hình thức khen thưởng", prompt="hình thức khen thưởng, nguồn kinh phí"),
        ),
        ended(figures, f"Kính trình {leaders} xem xét, quyết định"),
    )


def proposal_annexes(figures: round_figures.ProposalFigures, _copy: str) -> Sequence[Annex]:
    return (award_table(figures.awards, 1, "Danh sách đề nghị khen thưởng", style="annex-10"),)


def guidance(figures: round_figures.GuidanceFigures, _copy: str) -> Wording:
    """The letter of guidance: the plan's orders, one heading each; people may add under every one."""
    telephone = f" {figures.telephone}" if figures.telephone else f": {NO_FIGURE}"
    parts = (
        (
            "Thời gian, địa điểm",
            (
                f"Khảo sát {survey_window(figures)}, tại {figures.survey.desk} của UBND {figures.survey.units}; "
                f"gồm {count(figures.points)} điểm khảo sát, mỗi điểm có một mã QR riêng."
            ),
        ),
        (
            "Tổ công tác, lực lượng hỗ trợ",
            (
                f"Cấp xã thành lập {lower_first(figures.task_force)} do đồng chí {figures.task_force_head} "
                f"làm tổ trưởng. {capital(figures.member)} hỗ trợ, hướng dẫn người dân: {TECHNICAL_ONLY}."
            ),
            f"Danh sách, lịch phân công gửi chậm nhất ngày {short_date(figures.rosters)}.",
        ),
        ("Công khai, tuyên truyền", *publicity(figures)),
        ("Nhập, chốt số liệu", *entry_of_figures(figures)),
        ("Báo cáo", report_dates(figures)),
        ("Đầu mối liên hệ", f"{figures.contact}, điện thoại{telephone}."),
    )
    return Wording(
        head(figures, LETTER, f"hướng dẫn {lower_first(figures.survey.plan.about)}", figures.addressees),
        f"{basis(figures)}, {figures.office.name} hướng dẫn một số nội dung như sau:",
        tuple(section(str(n), title, *sentences) for n, (title, *sentences) in enumerate(parts, start=1)),
        ended(figures, phrase("letter_end")),
    )


def publicity(figures: round_figures.GuidanceFigures) -> Iterator[str]:
    """The plan's channels, and the daily post where the plan names a group."""
    channels = "; ".join(lower_first(channel) for channel in figures.survey.channels) or "theo Kế hoạch"
    yield f"Thực hiện đủ các hình thức: {channels}."
    if figures.chat:
        yield f"Hằng ngày đăng tin, ảnh hoạt động hỗ trợ người dân trên nhóm “{figures.chat}”."


def entry_of_figures(figures: round_figures.GuidanceFigures) -> Iterator[str]:
    yield (
        f"Hằng ngày cấp xã nhập số lượt người dân đến {figures.survey.desk}; chốt số liệu trước "
        f"{integer(figures.lock_hour)} giờ ngày làm việc tiếp theo. Mỗi lượt là một lần một người "
        "đến nộp hồ sơ, nhận kết quả hoặc hỏi thủ tục; không tính người đi cùng, hồ "
        "sơ nộp trực tuyến từ nhà."
    )
    yield f"Mức tham gia: {figures.turnout}."
    if figures.software:
        yield f"Đồng thời nhập dữ liệu báo cáo trên {figures.software}."


def report_dates(figures: round_figures.GuidanceFigures) -> str:
    district = figures.district_report
    later = f"; cấp huyện gửi chậm nhất ngày {short_date(district)}" if district else ""
    return f"Cấp xã gửi báo cáo chậm nhất ngày {short_date(figures.commune_report)}{later}."


def urging(figures: round_figures.UrgingFigures, _copy: str) -> Wording:
    """The letter that urges: how many are late with what; what is asked of them."""
    late, all_units = count(len(figures.lags)), count(figures.points)
    kinds = "; ".join(f"{lower_first(rule)}: {count(n)} đơn vị" for rule, n in figures.by_rule.items())
    return Wording(
        head(figures, LETTER, "đôn đốc thực hiện đợt khảo sát, lấy ý kiến của người dân", figures.addressees),
        f"{basis(figures)}, {figures.office.name} thông báo tình hình và đề nghị như sau:",
        (
            section(
                "1",
                "Tình hình",
                f"Đến nay còn {late}/{all_units} đơn vị chậm thực hiện (Phụ lục 1), gồm: {kinds}.",
            ),
            section(
                "2",
                "Đề nghị",
                f"Đề nghị chỉ đạo {late} đơn vị nêu tại Phụ lục 1 thực hiện ngay các nội dung còn thiếu.",
                prompt="thời hạn hoàn thành, người chịu trách nhiệm",
            ),
        ),
        ended(figures, phrase("letter_end")),
    )


def urging_annexes(figures: round_figures.UrgingFigures, copy: str) -> Sequence[Annex]:
    """The communes that are late, as an annex with a number."""
    (annex,) = letters.urging_annexes(figures, copy)
    return (replace(annex, notes=("Theo số liệu trên hệ thống.",), is_only=False),)
