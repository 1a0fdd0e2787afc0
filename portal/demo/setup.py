"""Before the first ballot: units, people of every role, rounds with their desks and chairs, approved by two persons.

Each account is held by one made-up person; all share one password.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from sqlalchemy import select, update

from portal.accounts import operations as accounts
from portal.accounts import persons
from portal.accounts.admin import requests
from portal.accounts.models import Account, AccountRequest, Person
from portal.accounts.permissions import Role, role_title
from portal.accounts.sign_in import passwords
from portal.config import ROOT
from portal.demo.simulation.names import names
from portal.extensions import db
from portal.surveys import operations, queries
from portal.surveys.models import Point, Round
from portal.surveys.plan import plan
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.public_parts import Phone
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.surveys.rounds import approvals
from portal.units import catalogue, positions
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.data import clock, transactions
from portal.web.ui.formats import capital

PLANS = ROOT / "plans"
PLAN_FILE, FORM_FILE = PLANS / "198-kh-bdvtu.toml", PLANS / "pks02-md-1.json"
CATALOGUES = {2024: PLANS / "units-bac-giang-2024.csv", 2025: PLANS / "units-bac-ninh-2025.csv"}
YEAR, OTHER_YEAR = CATALOGUES
EXAMPLE = "07549"
"""The commune whose accounts and papers are shown."""
HOURS = "7 giờ 30 đến 11 giờ 30, 13 giờ 30 đến 17 giờ; thứ Hai đến thứ Sáu"
CHAIRS = {ChairStatus.SECRETARY_CHAIR: 8, ChairStatus.ACTING: 4, ChairStatus.VACANT: 2}
"""In how many communes the chair is not simply held."""
SINCE = timedelta(days=90)
IDENTIFIER_PREFIX = "MO-PHONG/"
"""How the identifier of every made-up person begins."""
EDITOR, SECOND_EDITOR = "tinh.chuyenvien1", "tinh.chuyenvien2"
APPROVER, SECOND_APPROVER = "tinh.lanhdao1", "tinh.lanhdao2"
VETERANS, ADMINISTRATOR = "ccb.tinh", "quantri"
PROVINCE_ACCOUNTS = {
    EDITOR: Role.PROVINCE_EDITOR,
    SECOND_EDITOR: Role.PROVINCE_EDITOR,
    APPROVER: Role.PROVINCE_APPROVER,
    SECOND_APPROVER: Role.PROVINCE_APPROVER,
    VETERANS: Role.VETERANS_OFFICE,
    "giamsat": Role.AUDITOR,
    ADMINISTRATOR: Role.ACCOUNT_ADMIN,
}
FEW_PROVINCE_ACCOUNTS = frozenset({EDITOR, APPROVER, SECOND_APPROVER})


@dataclass(frozen=True)
class Post:
    """An account to be opened."""

    username: str
    role: Role
    unit: Unit


def the_plan() -> Plan:
    """Plan 198, as its file has it."""
    return plan.parse(PLAN_FILE.read_text(encoding="utf-8"))


def the_form() -> Questionnaire:
    """The form that Plan 198 asks."""
    return Questionnaire.from_json(json.loads(FORM_FILE.read_text(encoding="utf-8")))


def province(catalogue_id: int) -> Unit:
    """The province of a catalogue. Raises LookupError where it is not loaded."""
    top = units.province(catalogue_id)
    if top is None:
        message = f"catalogue {catalogue_id} is not loaded"
        raise LookupError(message)
    return top


def example_commune(year: int) -> Unit:
    """The commune shown; the first one where the catalogue has none of its code."""
    return units.by_code(year, EXAMPLE) or db.session.scalars(units.communes(province(year)).limit(1)).one()


def account(username: str) -> Account:
    """One of the demonstration's accounts."""
    return db.session.scalars(select(Account).where(Account.username == username)).one()


def load_units() -> None:
    """Both catalogues, those that are not loaded yet."""
    for year, file in CATALOGUES.items():
        if units.catalogue(str(year)) is None:
            loaded = catalogue.load(catalogue.Name.of(year), catalogue.parse(file.read_bytes()))
            positions.place(loaded, positions.of_file(file))


def posts(year: int) -> Iterator[Post]:
    """Every post of a catalogue: the province's, a monitor for each district, two in each commune."""
    top = province(year)
    for username, role in PROVINCE_ACCOUNTS.items():
        yield Post(username, role, top)
    for district in units.districts(top):
        yield Post(f"huyen.{district.code}", Role.DISTRICT_MONITOR, district)
    for commune in db.session.scalars(units.communes(top)):
        yield Post(f"cb.{commune.code}", Role.COMMUNE_OFFICER, commune)
        yield Post(f"tt.{commune.code}", Role.COMMUNE_LEAD, commune)


def few_posts(year: int) -> Iterator[Post]:
    """Enough posts of another catalogue to look into it; their names end in its year."""
    commune = db.session.scalars(units.communes(province(year)).limit(1)).one()
    for post in posts(year):
        if post.username in FEW_PROVINCE_ACCOUNTS or post.unit.id == commune.id:
            yield Post(f"{post.username}.{year}", post.role, post.unit)


def open_accounts(to_open: Sequence[Post], password_hash: str, seed: int) -> None:
    """Accounts for these posts, each for a person of its own; in one order one seed gives each post the same name."""
    for post, name in zip(to_open, islice(names(Random(f"{seed}/names")), len(to_open)), strict=True):
        person = persons.person_of(name, IDENTIFIER_PREFIX + post.username)
        opened = accounts.create(post.username, person=person, role=post.role, unit=post.unit, by=None)
        # hashed once for all: a hash of their own for 430 accounts would take minutes
        opened.password_hash, opened.must_change_password, opened.simulated = password_hash, False, True
        opened.password_changed_at = clock.now()
    db.session.flush()


def usernames_by_role() -> list[tuple[str, str]]:
    """Roles in words and the usernames that hold them; of communes and districts one stands for all."""
    usernames: dict[Role, list[str]] = {}
    commune = example_commune(YEAR)
    for post in posts(YEAR):
        if post.unit.level == "province" or post.unit.id in {commune.id, commune.parent_id}:
            usernames.setdefault(post.role, []).append(post.username)
    return [(role_title(role), ", ".join(usernames[role])) for role in Role if role in usernames]


def hashed(password: str) -> str:
    """The hash of a password. Commits first: hashing takes too long for an open transaction."""
    transactions.commit()
    return passwords.hashed(password)


def new_password() -> str:
    """A random password that can be read out: «k7qm-2xpa-9htn»."""
    letters, group = passwords.new_code().lower(), 4
    return "-".join(letters[start : start + group] for start in range(0, len(letters), group))


def set_password(password: str) -> bool:
    """Give all made-up people this password; False where they have it already. Commits in between."""
    simulated = (
        select(Account).join(Account.person).where(Person.identifier.startswith(IDENTIFIER_PREFIX)).order_by(Account.id)
    )
    current_hash = db.session.scalars(simulated.limit(1)).one().password_hash
    transactions.commit()
    if passwords.matches(current_hash, password):
        return False
    new_hash = hashed(password)
    everyone = Account.id.in_(simulated.with_only_columns(Account.id).order_by(None))
    db.session.execute(update(Account).where(everyone).values(password_hash=new_hash))
    return True


def with_numbers(of: Plan) -> Plan:
    """The plan with a number for every unit that nobody can be called by: no number begins with four noughts."""
    top = province(operations.catalogue_of(of).id)
    below = select(Unit).where(Unit.catalogue_id == top.catalogue_id, Unit.level != "province")
    phones = tuple(
        Phone(unit.code, f"0000 {unit.code}", answering(unit)) for unit in db.session.scalars(below.order_by(Unit.id))
    )
    return replace(of, contact=replace(of.contact, telephone=f"0000 {top.code}"), phones=phones)


def answering(unit: Unit) -> str:
    """Who answers for a unit: in a district the monitor by name, in a commune its board."""
    if unit.level != "district":
        return ""
    return f"đồng chí {account(f'huyen.{unit.code}').full_name}, {unit.title}"


def set_up_round(of: Plan, seed: int, eve: date, form: Questionnaire | None = None) -> Round:
    """Load a plan on a day, say where the desks are and who holds the chairs, and have two persons approve it.

    A plan with a `form` of its own is not Plan 198: where its desks are nobody has made up, and no chairs are asked of.
    """
    editor = account(EDITOR)
    with clock.moved_to(clock.at(eve, 9, 5)):
        round_ = operations.load_round(with_numbers(of), form or the_form(), simulated=True, by=editor)
    with clock.moved_to(clock.at(eve, 14, 20)):
        points = queries.points_of(round_) if form is None else ()
        name_desks(points, of.desk.short, editor)
        name_chairs(points, Random(f"{seed}/chairs"), of.window.first_day - SINCE, editor)
    decide_by_two(round_, "approve", (EDITOR, clock.at(eve, 15, 10)), (APPROVER, clock.at(eve, 16, 40)))
    return round_


def name_desks(points: Sequence[Point], short: str, by: Account) -> None:
    """A name, a place and hours for every desk."""
    for point in points:
        where, name = f"Trụ sở UBND {point.unit.full}", f"{capital(short)} UBND {point.unit.title}"
        operations.set_desk(point, desk_name=name, desk_address=where, desk_hours=HOURS, by=by)


def name_chairs(points: Sequence[Point], random: Random, since: date, by: Account) -> None:
    """Who stands in for a chair in some communes; in none where there are fewer communes than such chairs."""
    statuses = [status for status, number in CHAIRS.items() for _place in range(number)]
    if len(points) >= len(statuses):
        for point, status in zip(random.sample(list(points), len(statuses)), statuses, strict=True):
            operations.set_chair(point, status=status, from_day=since, by=by)


def decide_by_two(round_: Round, kind: str, asking: tuple[str, datetime], deciding: tuple[str, datetime]) -> None:
    """One account asks for an action on a round at a moment, another decides at a later one."""
    for_asking, asked_at = asking
    with clock.moved_to(asked_at):
        request = approvals.ask(round_, kind, by=account(for_asking))
    for_deciding, decided_at = deciding
    with clock.moved_to(decided_at):
        approvals.decide(request, by=account(for_deciding))


def ask_for_accounts(year: int) -> None:
    """What some leads asked of the account administrator yesterday: three requests wait, one was refused."""
    communes = db.session.scalars(units.communes(province(year))).all()
    codes = [commune.code for commune in communes[:: max(1, len(communes) // 4)]][:4]
    with clock.moved_to(clock.now() - timedelta(days=1)):
        refused = ask_new(codes[-1], "Nguyễn Văn An", "Nhờ hội viên nhập số liệu buổi chiều.")
        ask_new(codes[0], "Trần Thị Bình", "Công chức văn phòng nghỉ phép, cử người nhập thay.")
        change(codes[1 % len(codes)], requests.CODE, "Quên mật khẩu, đã đổi điện thoại.")
        change(codes[2 % len(codes)], requests.CLOSE, "Chuyển công tác sang xã khác từ đầu tháng.")
        answer = "Chỉ mở tài khoản cho cán bộ, công chức của xã."
        requests.decide(refused, decision="refuse", answer=answer, by=account(ADMINISTRATOR))


def ask_new(code: str, name: str, reason: str) -> AccountRequest:
    """A lead asks for another officer's account."""
    identifier = f"{IDENTIFIER_PREFIX}de-nghi.{code}.{name.rsplit(maxsplit=1)[-1]}"
    return requests.request_account(full_name=name, identifier=identifier, reason=reason, by=account(f"tt.{code}"))


def change(code: str, kind: str, reason: str) -> None:
    """A lead asks for something about the officer's account."""
    requests.request_change(account(f"cb.{code}"), kind=kind, reason=reason, by=account(f"tt.{code}"))
