"""`flask demo --plan NAME`: a rehearsal of one of the complete plans in `plans/`, from loading to the signed report.

Each stands alone in its database; Plan 198 itself is the demonstration of `flask demo` without a name.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.demo import rounds, script, setup
from portal.demo.setup import PLANS
from portal.demo.simulation.campaign import Campaign
from portal.documents.lifecycle.requests import Request
from portal.errors import DomainError
from portal.extensions import db
from portal.results.tallying import tallying
from portal.surveys import queries
from portal.surveys.models import Round
from portal.surveys.plan import plan as plans
from portal.surveys.plan.deadlines import next_working_day
from portal.surveys.plan.plan import Plan
from portal.surveys.questionnaire import questionnaire
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.units import catalogue
from portal.units import queries as units
from portal.web.data import clock, transactions

NAMES = ("tram-y-te", "dich-vu-cong", "truong-hoc", "noi-bo")
"""The plans beside Plan 198, by the names of their files."""
BALLOTS_A_UNIT = 60
REPORT_NUMBER = "126"


def the_plan(name: str) -> Plan:
    """A plan of the gallery as its file has it."""
    return plans.parse((PLANS / f"{name}.toml").read_text(encoding="utf-8"))


def the_form(plan: Plan) -> Questionnaire:
    """The questionnaire beside it."""
    return questionnaire.parse((PLANS / f"{plan.form.code.lower()}.json").read_text(encoding="utf-8"))


def units_file(name: str) -> Path:
    """The list of its units."""
    return PLANS / f"units-{name}.csv"


def is_complete(slug: str) -> bool:
    """Whether a plan has run to its opened results here."""
    round_ = queries.by_slug(slug)
    return round_ is not None and round_.results_opened_at is not None and tallying.is_made(round_)


def refuse_other_data(slug: str) -> None:
    """Raise RealDataPresent where another round, or an account, is in the database."""
    other = db.session.scalar(select(Round.slug).where(Round.slug != slug).limit(1))
    if other is not None:
        raise rounds.RealDataPresent(f"Cơ sở dữ liệu này đã có đợt khảo sát khác ({other}). {rounds.ELSEWHERE}")
    if queries.by_slug(slug) is None and db.session.scalar(select(func.count(Account.id))):
        raise rounds.RealDataPresent(f"Cơ sở dữ liệu này đã có tài khoản người dùng. {rounds.ELSEWHERE}")


def begin(name: str, seed: int, password: str) -> Round:
    """Units, people and the round, approved by two persons, in one transaction. Commits."""
    plan = the_plan(name)
    round_ = queries.by_slug(plan.slug)
    if round_ is None:
        password_hash = setup.hashed(password)
        with clock.moved_to(clock.at(plan.identity.issued_on, 16, 30)):
            named = catalogue.Name.of(plan.catalogue.year, plan.catalogue.key)
            loaded = catalogue.load(named, catalogue.parse(units_file(name).read_bytes()))
            posts = [post for post in setup.posts(loaded.id) if plan.helpers or post.role != HELPERS]
            setup.open_accounts(posts, password_hash, seed)
        round_ = setup.set_up_round(plan, seed, next_working_day(plan.identity.issued_on), the_form(plan))
    else:
        setup.set_password(password)
    transactions.commit()
    return round_


HELPERS = Role.VETERANS_OFFICE


def run(round_: Round, ballots: int, seed: int, progress: Callable[[int], object]) -> None:
    """The days of the round and what follows, to its opened results. Commits."""
    number = ballots or BALLOTS_A_UNIT * len(queries.points_of(round_))
    campaign = Campaign.of(round_, round_.plan_data, number, seed)
    transactions.commit()
    script.run(campaign, progress)


def sign_report(slug: str) -> None:
    """The synthesis: made after the opening, then approved, numbered, signed by two, issued in time. Commits."""
    from portal.demo import papers  # noqa: PLC0415 - pyHanko is slow to load, and needed here alone

    round_ = rounds.the_round(slug)
    if round_.results_opened_at is None:
        raise DomainError("Kết quả chưa mở nên chưa lập được báo cáo.")
    following = clock.local(round_.results_opened_at).date() + timedelta(days=1)
    day = max(following, round_.plan_data.deadlines.signed_report)
    maker, approver, clerk = map(setup.account, (setup.EDITOR, setup.APPROVER, setup.SECOND_EDITOR))
    papers.issue(papers.PaperOrder("synthesis", Request(round=round_), day, maker, approver, clerk, REPORT_NUMBER))


def usernames(round_: Round) -> list[tuple[str, str]]:
    """The accounts by role; of communes the first stands for all."""
    top = setup.province(round_.catalogue_id)
    first = db.session.scalars(units.communes(top).limit(1)).one()
    held = select(Account).where(Account.unit_id.in_([top.id, first.id])).order_by(Account.id)
    return [(account.role_title, account.username) for account in db.session.scalars(held)]
