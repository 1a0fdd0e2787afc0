"""What the reports of communes and districts say in small: three sentences first; then what to do, offered.

No unit is named for its result, and nothing is told of what people answered: these reports have no such figures.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from portal.fieldwork.reporting.content import outline
from portal.fieldwork.reporting.content.figures import CommuneFigures, DistrictFigures, Figures
from portal.fieldwork.turnout.figures import HIGH_STATUSES
from portal.papers.offers import Rule, offered
from portal.papers.sections import HOLE, Offer
from portal.surveys.plan.plan import Plan
from portal.surveys.turnout import Status
from portal.web.ui.formats import count, lower_first
from portal.web.ui.terms import Terms

CITED = re.compile(r" \(Phụ lục [^)]*\)")
REPORTED = frozenset({"submitted", "received"})
VERDICTS: Mapping[str, str] = {
    Status.DAT: "Số lượt tham gia bảo đảm theo Kế hoạch.",
    Status.THAP: "Số lượt tham gia dưới mức tối thiểu theo Kế hoạch.",
    Status.CAO_CAN_GIAI_TRINH: "Số phiếu vượt số {counted}, đơn vị giải trình theo quy định.",
    Status.CAO_BAT_THUONG: "Số phiếu vượt số {counted}, đơn vị giải trình theo quy định.",
    Status.CHUA_DU_SO_LIEU: "Chưa đủ số liệu để xác định mức tham gia.",
}


def summary(figures: Figures, plan: Plan) -> str:
    """The first paragraph: three sentences, which cite no annex as the sections below do."""
    told = commune_summary(figures, plan) if isinstance(figures, CommuneFigures) else district_summary(figures, plan)
    return " ".join(CITED.sub("", sentence) for sentence in told)


def commune_summary(figures: CommuneFigures, plan: Plan) -> tuple[str, ...]:
    verdict = (VERDICTS[figures.verdict.status].format(counted=plan.terms.counted),) if plan.turnout else ()
    return (outline.participation(figures, plan), *verdict, *((outline.support(figures),) if plan.helpers else ()))


def district_summary(figures: DistrictFigures, plan: Plan) -> tuple[str, ...]:
    return (*outline.participation_below(figures, plan)[:2], outline.supervision(figures)[0])


def offers(figures: Figures, parts: Sequence[outline.Section], plan: Plan) -> dict[str, tuple[Offer, ...]]:
    """The offered sentences by section: the last two tell of difficulties and of proposals."""
    difficulties, proposals = (part.number for part in parts[-2:])
    if isinstance(figures, CommuneFigures):
        lacking = figures.lacking("visits") if plan.turnout else 0
        return {
            difficulties: commune_difficulties(figures, difficulties, lacking, plan.terms),
            proposals: commune_proposals(figures, proposals, lacking, plan.terms),
        }
    numbers = count_below(figures)
    return {
        difficulties: district_difficulties(numbers, difficulties, plan.terms),
        proposals: district_proposals(numbers, proposals, plan.terms),
    }


def unused(figures: CommuneFigures) -> list[str]:
    """The channels of the plan that were not used, where any was."""
    return [lower_first(one.label) for one in figures.channels if not one.run] if figures.activities else []


def commune_difficulties(figures: CommuneFigures, key: str, days: int, said: Terms) -> tuple[Offer, ...]:
    channels = unused(figures)
    return offered(
        key,
        Rule(
            "gaps",
            figures.gaps and figures.helpers,
            f"Còn {count(figures.gaps)} buổi chưa đủ {said.helpers} hỗ trợ.",
            f"{count(figures.gaps)} buổi (Phụ lục 2)",
        ),
        Rule(
            "channels",
            channels,
            f"Chưa thực hiện {count(len(channels))} hình thức công khai, tuyên truyền: {'; '.join(channels)}.",
            f"{count(len(channels))}/{count(len(figures.channels))} hình thức (Phụ lục 3)",
        ),
        Rule(
            "days",
            days,
            f"Còn {count(days)} ngày chưa chốt số {said.counted}.",
            f"{count(days)}/{count(len(figures.days))} ngày (Phụ lục 1)",
        ),
    )


def commune_proposals(figures: CommuneFigures, key: str, days: int, said: Terms) -> tuple[Offer, ...]:
    channels = unused(figures)
    return offered(
        key,
        Rule(
            "days",
            days,
            f"Đơn vị hoàn thành việc chốt số {said.counted} của {count(days)} ngày còn lại trước {HOLE}.",
            f"{count(days)}/{count(len(figures.days))} ngày (Phụ lục 1)",
        ),
        Rule(
            "channels",
            channels,
            f"Đơn vị thực hiện đủ {count(len(channels))} hình thức công khai, tuyên truyền còn lại trước {HOLE}.",
            f"{count(len(channels))}/{count(len(figures.channels))} hình thức (Phụ lục 3)",
        ),
        Rule(
            "explain",
            figures.verdict.status in HIGH_STATUSES,
            f"Đơn vị giải trình số phiếu vượt số {said.counted} trước {HOLE}.",
            f"số {said.counted_unit}, số phiếu từng ngày (Phụ lục 1)",
        ),
    )


class Below(NamedTuple):
    """How many of a district's communes: in all, under the least, over the visits, without figures, without report."""

    units: int
    low: int
    over: int
    incomplete: int
    unreported: int
    faults: int
    faults_open: int


def count_below(figures: DistrictFigures) -> Below:
    verdicts = [commune.verdict.status for commune in figures.communes]
    return Below(
        len(verdicts),
        verdicts.count(Status.THAP),
        sum(verdict in HIGH_STATUSES for verdict in verdicts),
        verdicts.count(Status.CHUA_DU_SO_LIEU),
        sum(commune.state not in REPORTED for commune in figures.communes),
        sum(visit.found for visit in figures.visits),
        sum(visit.open for visit in figures.visits),
    )


def district_difficulties(below: Below, key: str, said: Terms) -> tuple[Offer, ...]:
    return offered(
        key,
        Rule(
            "low",
            below.low,
            f"Còn {count(below.low)}/{count(below.units)} đơn vị có số lượt tham gia dưới mức tối thiểu.",
            f"{count(below.low)} đơn vị (Phụ lục 1)",
        ),
        Rule(
            "incomplete",
            below.incomplete,
            f"Còn {count(below.incomplete)}/{count(below.units)} đơn vị chưa đủ số liệu về số {said.counted}.",
            f"{count(below.incomplete)} đơn vị (Phụ lục 1)",
        ),
        Rule(
            "faults",
            below.faults_open,
            f"Còn {count(below.faults_open)}/{count(below.faults)} tồn tại qua kiểm tra, giám sát chưa khắc phục.",
            f"phát hiện {count(below.faults)}, còn {count(below.faults_open)} (Phụ lục 3)",
        ),
    )


def district_proposals(below: Below, key: str, said: Terms) -> tuple[Offer, ...]:
    explain, over = below.over + below.incomplete, f"có số phiếu vượt số {said.counted_short}"
    return offered(
        key,
        Rule(
            "explain",
            explain,
            f"Chỉ đạo {count(explain)} đơn vị (Phụ lục 1) hoàn thành số liệu, giải trình trước {HOLE}.",
            tuple(
                f"{count(units)} đơn vị {what} (Phụ lục 1)"
                for units, what in ((below.incomplete, "chưa đủ số liệu"), (below.over, over))
                if units
            ),
        ),
        Rule(
            "faults",
            below.faults_open,
            f"Chỉ đạo khắc phục {count(below.faults_open)} tồn tại qua kiểm tra, giám sát (Phụ lục 3) trước {HOLE}.",
            f"còn {count(below.faults_open)} tồn tại (Phụ lục 3)",
        ),
        Rule(
            "unreported",
            below.unreported,
            f"Đôn đốc {count(below.unreported)} đơn vị chưa nộp báo cáo hoàn thành trước {HOLE}.",
            f"{count(below.unreported)}/{count(below.units)} đơn vị chưa nộp (Phụ lục 2)",
        ),
    )
