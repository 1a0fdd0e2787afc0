"""The rounds shown: Plan 198, run to its opened results, a smaller one before it, and «Đợt dùng thử».

The one before is released, so that Plan 198 is seen beside it. The trial follows the days: its first day is over and
«chốt», the second over and not, the third is today; its codes stay as printed.
"""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.demo import setup
from portal.demo.simulation.behaviour import Enter, Lock
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
EARLIER, EARLIER_TITLE, EARLIER_NUMBER = "mo-phong-2024-04", "Đợt mô phỏng tháng 4/2024", "00-KH/MOPHONG"
WEEKS_EARLIER = timedelta(weeks=9)
"""The week before would have a public holiday in it."""
EARLIER_BALLOTS, EARLIER_SHARE = 20, 3
"""Ballots of a commune in the earlier round, and that there are at most a third of Plan 198's."""
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
    """Units, people and the rounds, in one transaction; only the password where they are there. Commits."""
    if is_begun():
        setup.set_password(password)
    else:
        plan, before, password_hash = setup.the_plan(), earlier_plan(), setup.hashed(password)
        with clock.moved_to(clock.at(before.identity.issued_on, 16, 30)):
            setup.load_units()
            posts = [*setup.posts(setup.YEAR), *setup.few_posts(setup.OTHER_YEAR)]
            setup.open_accounts(posts, password_hash, seed)
        setup.set_up_round(before, seed, next_working_day(before.identity.issued_on))
        plan = replace(plan, identity=replace(plan.identity, previous=EARLIER))
        setup.set_up_round(plan, seed, next_working_day(plan.identity.issued_on))
        # on days long gone, so that the trial is not current until its campaign has moved it to today
        long_gone = plan.window.first_day
        setup.set_up_round(trial_plan(long_gone, long_gone), seed, trial_begins() - timedelta(days=1))
        setup.ask_for_accounts(plan.catalogue.year)
    transactions.commit()


def earlier_plan() -> Plan:
    """Plan 198's rules over one day in April, under another name: what is done beforehand in small, and marked so."""
    original, moved = setup.the_plan(), WEEKS_EARLIER
    window, deadlines = original.window, original.deadlines
    last_moved = moved + (window.last_day - window.first_day)
    return replace(
        original,
        identity=replace(
            original.identity,
            slug=EARLIER,
            title=EARLIER_TITLE,
            short_name="Đợt mô phỏng · 4/2024",
            number=EARLIER_NUMBER,
            issued_on=original.identity.issued_on - moved,
            example=True,
        ),
        window=replace(window, first_day=window.first_day - moved, last_day=window.first_day - moved, holidays=()),
        deadlines=replace(
            deadlines,
            rosters=deadlines.rosters - moved,
            commune_report=deadlines.commune_report - last_moved,
            district_report=deadlines.district_report and deadlines.district_report - last_moved,
            draft_report=deadlines.draft_report - last_moved,
            signed_report=deadlines.signed_report - last_moved,
        ),
        tasks=(),
        chat=None,
        software=None,
    )


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


def earlier_campaign(ballots: int, seed: int) -> Campaign | None:
    """The round before Plan 198, of whose figures none is corrected; None in a database that was made without it."""
    round_ = queries.by_slug(EARLIER)
    if round_ is None:
        return None
    most = EARLIER_BALLOTS * len(queries.points_of(round_))
    campaign = Campaign.of(round_, round_.plan_data, min(most, ballots // EARLIER_SHARE), seed)
    entered = [action for action in campaign.actions if isinstance(action, Enter | Lock)]
    return replace(campaign, actions=entered, wave=EARLIER)


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
