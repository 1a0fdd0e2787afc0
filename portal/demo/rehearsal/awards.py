"""The proposal for commendation of the rehearsal: the first three of the ranking and a person, accepted by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.demo import setup
from portal.demo.rehearsal import people
from portal.fieldwork.awards import operations, queries
from portal.units import queries as units
from portal.web.data import clock

if TYPE_CHECKING:
    from portal.fieldwork.awards.queries import RankingState
    from portal.surveys.models import Point, Round

COLLECTIVES = 3
ACHIEVEMENTS = (
    "Phân công đủ người trực các buổi, chốt số liệu và báo cáo đúng hạn, hằng ngày đăng tin lên nhóm Zalo.",
    "Tuyên truyền, công khai đủ các hình thức theo kế hoạch; số liệu, báo cáo gửi đúng hạn.",
    "Hỗ trợ người dân chu đáo, không có tồn tại qua kiểm tra, số liệu chốt đúng hạn cả đợt.",
)
PERSON = ("Trần Thị Bình", "Phó Chủ tịch Hội", "Hội Cựu chiến binh tỉnh")
PRAISE = "Tổng hợp danh sách, lịch phân công của các điểm đúng hạn; phối hợp kiểm tra, giám sát trong cả đợt."


def fill(round_: Round) -> None:
    """Pick, send, accept; nothing where it was done already, or where too few may be proposed. The caller commits."""
    plan, top = round_.plan_data, units.province(round_.catalogue_year)
    if top is None or queries.proposal_of(round_) is not None:
        return
    day = plan.deadlines.district_report or plan.deadlines.commune_report
    editor, approver = setup.account(people.EDITOR), setup.account(people.APPROVER)
    with clock.moved_to(clock.at(day, 10, 20)):
        standing = queries.ranking_state(top, round_, plan)
        chosen = best_points(standing)
        if len(chosen) < COLLECTIVES:
            return
        for point, achievement in zip(chosen, ACHIEVEMENTS, strict=True):
            operations.propose_commune(standing, point, achievement=achievement, by=editor)
        name, office, unit = PERSON
        operations.propose_person(round_, None, name=name, office=office, unit=unit, achievement=PRAISE, by=editor)
        operations.send_proposal(round_, standing, note="Kính trình đồng chí xem xét.", by=editor)
    with clock.moved_to(clock.at(day, 15, 5)):
        proposal = queries.proposal_of(round_)
        operations.decide_proposal(
            round_, accepted=True, reply="", version=proposal.version if proposal else 0, by=approver
        )


def best_points(standing: RankingState) -> list[Point]:
    """The first of the ranking, by place, then in the order of the unit list."""
    placed = sorted((line for line in standing.ranking.lines if line.place), key=lambda line: line.place or 0)
    return [standing.points[line.candidate.key] for line in placed[:COLLECTIVES]]
