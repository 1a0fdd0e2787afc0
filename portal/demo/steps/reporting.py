"""What follows the days: reports of communes and districts, and the proposal for commendation.

Most reports come in time, some late, a few are returned and sent again, a few are never made; ticks have gaps.
"""

from datetime import datetime, timedelta
from random import Random

from portal.accounts.models import Account
from portal.demo import setup
from portal.demo import words as demo_words
from portal.demo.steps.fieldwork import Fieldwork
from portal.errors import DomainError
from portal.fieldwork.awards import operations as awards
from portal.fieldwork.awards import queries as award_queries
from portal.fieldwork.reporting import operations, queries
from portal.fieldwork.reporting.content import figure_sources
from portal.fieldwork.reporting.content.figures import CommuneFigures
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.web.data import clock

NEVER, ONLY_DRAFT, LATE, RETURNED, TICKED = 0.03, 0.04, 0.11, 0.08, 0.82
SUPERVISION = "Ban Chỉ đạo đôn đốc hằng ngày qua nhóm Zalo, nhắc các đơn vị chốt số liệu và đăng tin đúng giờ."
PERSON = ("Trần Thị Bình", "Phó Chủ tịch Hội", "Hội Cựu chiến binh tỉnh")
PRAISE = "Tổng hợp danh sách, lịch phân công của các điểm đúng hạn; phối hợp kiểm tra, giám sát trong cả đợt."
OWN_WORDS = {"person": PERSON, "praise": PRAISE}


def fill(work: Fieldwork) -> None:
    """Write and decide them all. The caller commits."""
    top = setup.province(work.round_.catalogue_id)
    with clock.moved_to(clock.at(work.round_.last_day + timedelta(days=3), 11)):
        figures = {one.code: one for one in figure_sources.commune_figures(top, work.round_, to_commune=True)}
    for point in work.points:
        report_commune(work, point, figures[point.unit.code])
    for district in work.districts:
        report_district(work, district)
    if work.plan.awards:
        propose_awards(work.round_, top)


def report_commune(work: Fieldwork, point: Point, figures: CommuneFigures) -> None:
    """One commune: a draft, a submission, what the district says, the tick."""
    random, officer, unit, round_ = work.random(point.unit.code, "report"), work.officer(point), point.unit, point.round
    due, luck = work.plan.deadlines.commune_report, random.random()
    late = 1 + random.randrange(2) if random.random() < LATE else 0
    started = clock.at(due + timedelta(days=late), 8 + random.randrange(5), random.randrange(60))
    if random.random() < TICKED and work.plan.software:
        with clock.moved_to(started + timedelta(hours=1)):
            operations.tick_software(point, figures, by=officer)
    if luck < NEVER:
        return
    with clock.moved_to(started):
        operations.save(unit, round_, fields=report_fields(work, figures, random), version=0, by=officer)
    submitted_at = started + timedelta(hours=2)
    if luck >= NEVER + ONLY_DRAFT and submit(unit, round_, 1, work.lead(point), submitted_at):
        decide(work, point, random, started + timedelta(hours=4))


def report_fields(work: Fieldwork, figures: CommuneFigures, random: Random) -> dict[str, object]:
    """Counts below the visits, a difficulty and a proposal."""
    days = {
        day.day.isoformat(): {
            "helped": round((day.visits or 0) * random.uniform(0.4, 0.8)),
            "guided": round((day.visits or 0) * random.uniform(0.45, 0.9)),
        }
        for day in figures.days
    }
    said = words(work.round_)
    texts = {name: random.choice(said[name]) for name in ("difficulties", "proposals")}
    return {"days": days, "texts": texts}


def words(round_: Round) -> demo_words.Table:
    """What is written in the reports of a round."""
    return {**OWN_WORDS, **demo_words.of(round_.slug, "reporting")}


def submit(unit: Unit, round_: Round, version: int, by: Account, moment: datetime) -> bool:
    """Hand in; a commune that has not «chốt» its days cannot."""
    with clock.moved_to(moment):
        try:
            operations.submit(unit, round_, version=version, by=by)
        except DomainError:
            return False
    return True


def receive(unit: Unit, round_: Round, version: int, by: Account) -> None:
    """The level above takes what was submitted."""
    report = queries.report_of(unit, round_)
    if report is not None:
        operations.decide(report, received=True, reason="", version=version, by=by)


def decide(work: Fieldwork, point: Point, random: Random, moment: datetime) -> None:
    """The district receives most; of those it returns, half come again."""
    unit, round_ = point.unit, point.round
    above, report = work.above(point), queries.report_of(unit, round_)
    if above is None or report is None:
        return
    with clock.moved_to(moment):
        received = random.random() >= RETURNED
        reason = "" if received else random.choice(words(round_)["reasons"])
        operations.decide(report, received=received, reason=reason, version=2, by=above)
    if (
        not received
        and random.random() < 0.5
        and submit(unit, round_, 3, work.lead(point), moment + timedelta(hours=16))
    ):
        with clock.moved_to(moment + timedelta(hours=20)):
            receive(unit, round_, 4, above)


def report_district(work: Fieldwork, district: Unit) -> None:
    """One district: most submit the day before they are due, and the province receives them."""
    random, by, due = work.random(district.code, "report"), work.monitor(district), work.plan.deadlines.district_report
    if by is None or due is None or random.random() < NEVER:
        return
    texts = {"supervision": SUPERVISION, "difficulties": random.choice(words(work.round_)["difficulties"])}
    written = clock.at(due - timedelta(days=1), 9 + random.randrange(6), random.randrange(60))
    with clock.moved_to(written):
        operations.save(district, work.round_, fields={"texts": texts}, version=0, by=by)
    if random.random() >= LATE and submit(district, work.round_, 1, by, written + timedelta(hours=1)):
        with clock.moved_to(clock.at(due, 8, random.randrange(20))):
            receive(district, work.round_, 2, setup.account(setup.EDITOR))


def propose_awards(round_: Round, top: Unit) -> None:
    """The first of the ranking and a person, picked, sent and accepted; nothing where too few may be proposed."""
    plan = round_.plan_data
    day = plan.deadlines.district_report or plan.deadlines.commune_report
    editor = setup.account(setup.EDITOR)
    with clock.moved_to(clock.at(day, 10, 20)):
        ranking = award_queries.ranking_state(top, round_, plan)
        placed = sorted((line for line in ranking.ranking.lines if line.place), key=lambda line: line.place or 0)
        # a small province has no three to propose
        said = words(round_)
        if len(placed) < len(said["achievements"]):
            return
        for line, achievement in zip(placed, said["achievements"], strict=False):
            point = ranking.points[line.candidate.key]
            awards.propose_commune(ranking, point, achievement=achievement, by=editor)
        name, office, unit = said["person"]
        awards.propose_person(round_, None, name=name, office=office, unit=unit, achievement=said["praise"], by=editor)
        awards.send_proposal(round_, ranking, note="Kính trình đồng chí xem xét.", by=editor)
    with clock.moved_to(clock.at(day, 15, 5)):
        proposal = award_queries.proposal_of(round_)
        awards.decide_proposal(
            round_,
            accepted=True,
            reply="",
            version=proposal.version if proposal else 0,
            by=setup.account(setup.APPROVER),
        )
