"""What preceded the first day: task forces, directing papers, launches, the chat group; with gaps."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import islice
from random import Random

from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.demo import setup
from portal.demo import words as demo_words
from portal.demo.simulation.names import names
from portal.demo.steps import drawn_photos
from portal.demo.steps.fieldwork import Fieldwork
from portal.extensions import db
from portal.fieldwork.directives import operations as directing
from portal.fieldwork.directives import queries
from portal.fieldwork.directives.models import LAUNCH
from portal.fieldwork.taskforce import operations
from portal.fieldwork.taskforce.models import TaskForce
from portal.fieldwork.taskforce.operations import PersonEntry
from portal.surveys.models import Point, Round
from portal.web.data import clock
from portal.web.media import image_processing, uploads

PHOTOS = 2
"""Of each launch."""
MISSING, UNDECIDED, OF_STATE, SCANNED = 0.04, 0.06, 0.15, 0.9
IN_CHAT, JOINED = 0.9, 0.85
HEAD = "Phó Bí thư thường trực Đảng ủy"
CLERK = "Công chức Văn phòng - Thống kê"
words = demo_words.WORDS["preparations"]
DISTRICT_OFFICES = words["district_offices"]
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # noqa: E501
"""An empty page in place of a scan."""


def fill(work: Fieldwork) -> None:
    """Enter it all. The caller commits."""
    random = work.random("preparations")
    named, plan = names(random), work.plan
    # a plan may be issued on the eve of its window: papers still precede the launch
    eve = min(plan.identity.issued_on, work.round_.first_day - timedelta(days=2)) + timedelta(days=1)
    enter_directives(work, eve, random, named)
    for point in work.points if work.plan.bodies.task_force else ():
        if random.random() >= MISSING:
            form_task_force(point, eve, work.officer(point), random, named)


def is_filled(round_: Round) -> bool:
    """Whether task forces are there already."""
    counted = select(func.count(TaskForce.id)).join(TaskForce.point).where(Point.round_id == round_.id)
    return bool(db.session.scalar(counted))


def form_task_force(point: Point, eve: date, by: Account, random: Random, named: Iterator[str]) -> None:
    """One commune's task force, its scan, its people in the group."""
    latest = point.round.first_day - timedelta(days=1)
    day, has_decision = min(latest, eve + timedelta(days=random.randint(0, 4))), random.random() >= UNDECIDED
    number = f"{random.randint(8, 95)}{'/QĐ-UBND' if random.random() < OF_STATE else '-QĐ/ĐU'}"
    said = {"head": HEAD, "clerk": CLERK, **demo_words.of(point.round.slug, "preparations")}
    offices = random.sample(said["offices"], random.randint(4, len(said["offices"])))
    # offices first: the other way zip takes a name too many
    named_offices = zip((said["head"], said["clerk"], *offices), named, strict=False)
    head, clerk, *members = (PersonEntry(name, office) for office, name in named_offices)
    with clock.moved_to(clock.at(day, random.randint(8, 16), random.randint(0, 59))):
        operations.register(
            point,
            head=head,
            clerk=clerk,
            members=members,
            decision_number=number if has_decision else "",
            decided_on=day if has_decision else None,
            version=0,
            by=by,
        )
        if has_decision and random.random() < SCANNED:
            operations.save_scan(point, SCAN, by=by)
        if random.random() < IN_CHAT:
            people = [(person.full_name, person.office) for person in (head, *members, clerk)]
            join_chat(point.round, people, by, random)


def join_chat(round_: Round, people: list[tuple[str, str]], by: Account, random: Random) -> None:
    """Name people for the plan's group, if it has one; in most units all join, in the others the first two."""
    if round_.plan_data.chat is None:
        return
    directing.add_chat_members(round_, people, by=by)
    if random.random() < JOINED:
        directing.mark_all_joined(round_, by=by)
        return
    for member in queries.chat_members(by.unit, round_)[:2]:
        directing.set_joined(member, joined=True, by=by)


def enter_directives(work: Fieldwork, eve: date, random: Random, named: Iterator[str]) -> None:
    """The province, its veterans, and the districts but for one that did nothing and one that did half."""
    round_, symbol = work.round_, work.plan.letterheads.province.symbol
    enter_paper(round_, eve, setup.account(setup.EDITOR), f"{random.randint(20, 90)}-CV/{symbol}")
    if work.plan.helpers:
        veterans, place = setup.account(setup.VETERANS), f"Hội trường {work.plan.helpers.provincial}"
        enter_paper(round_, eve, veterans, f"{random.randint(20, 90)}-HD/CCB")
        enter_launch(round_, veterans, place, 180)
    for number, district in enumerate(work.districts):
        by = work.monitor(district)
        if by is None or number == 7:
            continue
        day = min(eve + timedelta(days=random.randint(0, 2)), round_.first_day)
        enter_paper(round_, day, by, f"{random.randint(11, 70)}-CV/BCĐ")
        if number != 4:
            enter_launch(round_, by, f"Trụ sở UBND {district.title}", 20 * random.randint(3, 12))
        with clock.moved_to(clock.at(eve, 16)):
            join_chat(round_, list(zip(islice(named, 3), DISTRICT_OFFICES, strict=True)), by, random)


def enter_paper(round_: Round, day: date, by: Account, number: str) -> None:
    """One directing paper with its scan."""
    plan = round_.plan_data
    with clock.moved_to(clock.at(day, 15, 20)):
        directing.enter_paper(
            round_,
            None,
            issuer=directing.issuer_of(plan, by),
            number=number,
            issued_on=day,
            subject=f"về việc triển khai thực hiện {plan.named}",
            version=0,
            scan=SCAN,
            by=by,
        )


def enter_launch(round_: Round, by: Account, place: str, guests: int) -> None:
    """One launch on the morning of the first day, with its photographs."""
    with clock.moved_to(clock.at(round_.first_day, 10)):
        launch = directing.enter_launch(
            round_,
            None,
            organiser=directing.issuer_of(round_.plan_data, by),
            day=round_.first_day,
            starts_at=time(7, 30),
            place=place,
            people=guests,
            note="",
            version=0,
            by=by,
        )
        owner = uploads.Owner(LAUNCH, launch.id, launch.unit_id)
        for number in range(PHOTOS):
            drawn = drawn_photos.draw(Random(f"{round_.slug}/{by.username}/{number}"), by.unit.name)
            drawn_photos.store(owner, f"{LAUNCH}/{launch.id}", by, image_processing.reencoded(drawn))
