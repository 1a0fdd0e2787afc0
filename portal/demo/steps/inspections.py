"""Inspections by the districts and the province, what they found and what was mended, incidents, reminders by rule."""

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import Account
from portal.demo import setup
from portal.demo import words as demo_words
from portal.demo.steps.fieldwork import Fieldwork
from portal.demo.words import Table
from portal.extensions import db
from portal.fieldwork import tasks
from portal.fieldwork.inspections import checklist
from portal.fieldwork.inspections import operations as inspections
from portal.fieldwork.inspections.models import Finding
from portal.fieldwork.reminders import operations
from portal.surveys.models import Point
from portal.web.data import clock

PROVINCIAL = "Đoàn của Ban Dân vận Tỉnh ủy và Hội Cựu chiến binh tỉnh"
UNPLANNED, MISSED, FIRST_DAY = 0.14, 0.08, 0.55
"""Shares of communes: no visit planned; a planned visit not made; visit on the first day."""
NOT_MET, UNSEEN, MENDED = 0.05, 0.06, 0.72
OF_PROVINCE, TROUBLED, SETTLED = 0.04, 0.12, 0.7
REMINDED_AT = (10, 14)


def fill(work: Fieldwork) -> None:
    """Do it all up to now. The caller commits."""
    editor = setup.account(setup.EDITOR)
    said = demo_words.of(work.round_.slug, "inspections")
    for point in work.points:
        random = work.random(point.unit.code, "urging")
        inspect_commune(work, point, editor, random, said)
        report_incident(work, point, editor, random, said)
    send_reminders(work)


def inspect_commune(work: Fieldwork, point: Point, editor: Account, random: Random, said: Table) -> None:
    """A visit of the district, and here and there one of the province."""
    monitor, first_day = work.above(point), point.round.first_day
    if monitor is not None and random.random() >= UNPLANNED:
        day = first_day if random.random() < FIRST_DAY else random.choice(point.round.days[:3])
        inspect(work, point, day, random.choice(said["teams"]), monitor, random)
    if random.random() < OF_PROVINCE and work.districts:
        inspect(work, point, first_day, PROVINCIAL, editor, random)


def inspect(work: Fieldwork, point: Point, day: date, team: str, by: Account, random: Random) -> None:
    """Planned two days before, then made or not."""
    with clock.moved_to(clock.at(day - timedelta(days=2), 10, random.randrange(60))):
        inspections.plan_visits([point], day=day, team=team, by=by)
    at = clock.at(day, random.choice((8, 9, 10, 14, 15)), random.randrange(60))
    if at > work.now or random.random() < MISSED:
        return
    with clock.moved_to(at):
        inspection = inspections.record_inspection(
            point,
            key=f"{random.getrandbits(128):032x}",
            by=by,
            day=day,
            hour=f"{clock.local(at):%H:%M}",
            team=team,
            answers={item: checklist_answer(random) for item in checklist.ITEMS},
            remark="",
        )
    # without this every finding would read its inspection, its point and their units again
    set_committed_value(inspection, "point", point)
    for finding in db.session.scalars(select(Finding).where(Finding.inspection_id == inspection.id)).all():
        set_committed_value(finding, "inspection", inspection)
        fix_finding(work, finding, point, at, random)


def checklist_answer(random: Random) -> dict[str, str]:
    """One item of the checklist."""
    drawn = random.random()
    answer = checklist.NO if drawn < NOT_MET else checklist.UNSEEN if drawn < NOT_MET + UNSEEN else checklist.YES
    return {"answer": answer, "note": ""}


def fix_finding(work: Fieldwork, finding: Finding, point: Point, at: datetime, random: Random) -> None:
    """Most things are mended within a day."""
    said, moment = demo_words.of(work.round_.slug, "inspections"), at + timedelta(minutes=random.randrange(40, 1300))
    if random.random() <= MENDED and moment <= work.now:
        with clock.moved_to(moment):
            inspections.mark_fixed(finding, note_typed=random.choice(said["mendings"]), by=work.lead(point))


def report_incident(work: Fieldwork, point: Point, editor: Account, random: Random, said: Table) -> None:
    """Something stands in a desk's way; the level above answers."""
    day = random.choice(point.round.days[:3])  # however long a round is, it has come to its third day
    at = clock.at(day, random.randrange(8, 16), random.randrange(60))
    if random.random() > TROUBLED or at > work.now:
        return
    kind, body = random.choice(said["troubles"])
    with clock.moved_to(at):
        key = f"{random.getrandbits(128):032x}"
        incident = operations.report_incident(point, key=key, kind=kind, body=body, by=work.officer(point))
    answered_at = at + timedelta(minutes=random.randrange(5, 90))
    if answered_at <= work.now:
        set_committed_value(incident, "point", point)
        with clock.moved_to(answered_at):
            operations.answer_incident(
                incident,
                body=random.choice(said["answers"]),
                closes=random.random() < SETTLED,
                by=work.monitor(point.unit.parent) or editor,
            )


def send_reminders(work: Fieldwork) -> None:
    """What the scheduler would send, by the rules of these hours, to those who never did it."""
    top = setup.province(work.round_.catalogue_id)
    moments = [(hour, clock.at(day, hour)) for day in work.round_.days[1:3] for hour in REMINDED_AT]
    for hour, at in moments:
        rules = {name for name, rule in tasks.rules(work.plan).items() if hour in rule.hours}
        if at <= work.now and rules:
            with clock.moved_to(at):
                scope = tasks.scope_of(work.round_, top)
                operations.remind(scope, tasks.urged(scope, rules), by=None)
