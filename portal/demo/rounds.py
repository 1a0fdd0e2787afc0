"""The two rounds shown: Plan 198, run to its opened results, and «Đợt dùng thử», which follows the days.

Of the trial the first day is over and «chốt», the second over and not, the third is today; its codes stay as printed.
"""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.demo import setup
from portal.demo.simulation.campaign import Campaign
from portal.errors import DomainError
from portal.extensions import db
from portal.results.tallying import tallying
from portal.surveys import queries
from portal.surveys.models import Round
from portal.surveys.plan.deadlines import next_working_day
from portal.surveys.plan.plan import Plan
from portal.web.data import clock, transactions

TRIAL, TRIAL_TITLE, TRIAL_NUMBER = "dung-thu", "Đợt dùng thử", "00-KH/DUNGTHU"
DAYS_BEFORE, OPEN_DAYS = 2, 30
SEED_OFFSET = 1000
"""Added to the seed, so that the trial's figures are not Plan 198's."""
ELSEWHERE = "Dùng thư mục khác (PORTAL_INSTANCE) hoặc cơ sở dữ liệu khác (PORTAL_DATABASE_URL)."


class RealDataPresent(DomainError):
    """The database holds real rounds or accounts."""


def refuse_real_data() -> None:
    """Raise RealDataPresent where a real round, or an account not of ours, is in the database."""
    real = db.session.scalar(select(Round.slug).where(Round.simulated.is_(False)).limit(1))
    if real is not None:
        raise RealDataPresent(
            f"Cơ sở dữ liệu này có đợt khảo sát thật ({real}), không đưa số liệu mô phỏng vào. {ELSEWHERE}"
        )
    # accounts alone are enough: somebody has set up an installation whose first round is not loaded yet
    if not is_begun() and db.session.scalar(select(func.count(Account.id))):
        raise RealDataPresent(
            f"Cơ sở dữ liệu này đã có tài khoản người dùng, không đưa số liệu mô phỏng vào. {ELSEWHERE}"
        )


def is_begun() -> bool:
    """Whether both rounds are there, finished or not."""
    return queries.by_slug(setup.the_plan().slug) is not None and queries.by_slug(TRIAL) is not None


def is_complete() -> bool:
    """Whether Plan 198 has run to its end here."""
    round_ = queries.by_slug(setup.the_plan().slug)
    return round_ is not None and round_.results_opened_at is not None and tallying.is_made(round_)


def begin(seed: int, password: str) -> None:
    """Units, people and both rounds, in one transaction; only the password where they are there. Commits."""
    if is_begun():
        setup.set_password(password)
    else:
        plan, password_hash = setup.the_plan(), setup.hashed(password)
        with clock.moved_to(clock.at(plan.identity.issued_on, 16, 30)):
            setup.load_units()
            setup.open_accounts(password_hash, seed)
        setup.set_up_round(plan, seed, next_working_day(plan.identity.issued_on))
        # on days long gone, so that the trial is not current until its campaign has moved it to today
        long_gone = plan.window.first_day
        setup.set_up_round(trial_plan(long_gone, long_gone), seed, trial_begins() - timedelta(days=1))
        setup.ask_for_accounts(plan.catalogue.year)
    transactions.commit()


def trial_begins() -> date:
    """The day on which the trial began, seen from today."""
    return clock.today() - timedelta(days=DAYS_BEFORE)


def trial_plan(first: date, issued: date) -> Plan:
    """Plan 198's rules under another name and number, on other days."""
    original = setup.the_plan()
    last = first + timedelta(days=DAYS_BEFORE + OPEN_DAYS)
    moved = last - original.window.last_day
    deadlines = original.deadlines
    return replace(
        original,
        identity=replace(
            original.identity,
            slug=TRIAL,
            title=TRIAL_TITLE,
            short_name=TRIAL_TITLE,
            number=TRIAL_NUMBER,
            issued_on=issued,
            example=True,
        ),
        window=replace(original.window, first_day=first, last_day=last, holidays=()),
        deadlines=replace(
            deadlines,
            rosters=issued,
            commune_report=deadlines.commune_report + moved,
            district_report=deadlines.district_report and deadlines.district_report + moved,
            draft_report=deadlines.draft_report + moved,
            signed_report=deadlines.signed_report + moved,
        ),
        # no dated task and no chat group: nobody works them off in a round whose days move
        tasks=(),
        chat=None,
        software=original.software and replace(original.software, required=False),
    )


def main_campaign(ballots: int, seed: int) -> Campaign:
    """Plan 198 on its own days."""
    round_ = the_round()
    return Campaign.of(round_, round_.plan_data, ballots, seed)


def trial_campaign(ballots: int, seed: int) -> Campaign:
    """The trial on the days around today."""
    round_ = the_round(TRIAL)
    plan = setup.with_numbers(trial_plan(trial_begins(), clock.local(round_.loaded_at).date()))
    return Campaign.of(round_, plan, ballots, seed + SEED_OFFSET)


def the_round(slug: str = "") -> Round:
    """A round that was begun: Plan 198's, or the one named."""
    return db.session.scalars(select(Round).where(Round.slug == (slug or setup.the_plan().slug))).one()
