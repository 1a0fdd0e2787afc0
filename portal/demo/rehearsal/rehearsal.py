"""The rehearsal of Plan 198 from its plan to its opened results, and the trial round beside it.

Every step can be taken again: what an interruption left half done is emptied and done anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.ballots.sealing import batch_sealer
from portal.demo import setup, trial
from portal.demo.rehearsal import (
    account_requests,
    awards,
    people,
    preparations,
    publicity,
    reminders,
    reporting,
    rosters,
)
from portal.demo.simulation import coding, round_fill
from portal.errors import DomainError
from portal.extensions import db
from portal.results.tallying import tallying
from portal.sealing import operations
from portal.surveys import queries
from portal.surveys.models import Round
from portal.surveys.plan.deadlines import next_working_day
from portal.surveys.rounds import approvals
from portal.web.data import clock, transactions
from portal.web.jobs import jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.surveys.plan.plan import Plan


UNTIL_SEALED = timedelta(minutes=30)
"""After the last form is taken, until the last ballots are sealed."""


@dataclass(frozen=True)
class DemoOptions:
    """What is asked for; `password` is empty where none was given."""

    ballots: int
    seed: int
    password: str = ""


class RealDataPresent(DomainError):
    """The database holds real rounds or accounts."""


def refuse_real_data() -> None:
    """Raise NoPlaceForIt where a real round, or an account not of ours, is in the database."""
    real = db.session.scalar(select(Round.slug).where(Round.simulated.is_(False)).limit(1))
    if real is not None:
        raise RealDataPresent(
            f"Cơ sở dữ liệu này có đợt khảo sát thật ({real}), không đưa số liệu mô phỏng vào. "
            "Dùng thư mục khác (PORTAL_INSTANCE) hoặc cơ sở dữ liệu khác (PORTAL_DATABASE_URL)."
        )
    if not is_begun() and db.session.scalar(select(func.count(Account.id))):
        raise RealDataPresent(
            "Cơ sở dữ liệu này đã có tài khoản người dùng, không đưa số liệu mô phỏng vào. "
            "Dùng thư mục khác (PORTAL_INSTANCE) hoặc cơ sở dữ liệu khác (PORTAL_DATABASE_URL)."
        )


def is_begun() -> bool:
    """Whether the rehearsal's rounds are there, finished or not."""
    return queries.by_slug(setup.the_plan().slug) is not None and queries.by_slug(trial.SLUG) is not None


def is_complete() -> bool:
    """Whether Plan 198 has run to its end here."""
    round_ = queries.by_slug(setup.the_plan().slug)
    return round_ is not None and round_.results_opened_at is not None and tallying.is_made(round_)


def begin(options: DemoOptions) -> None:
    """Units, people and both rounds, in one transaction; only the password where they are there."""
    if is_begun():
        people.set_password(options.password)
    else:
        plan, password_hash = setup.the_plan(), people.hashed(options.password)
        with clock.moved_to(clock.at(plan.identity.issued_on, 16, 30)):
            setup.load_units()
            setup.open_accounts(password_hash, options.seed)
        setup.set_up_round(plan, options.seed, next_working_day(plan.identity.issued_on))
        trial.set_up(options.seed)
        account_requests.ask(plan.catalogue.year)
    transactions.commit()


def simulated_round(options: DemoOptions) -> round_fill.SimulatedRound:
    """The figures of Plan 198's three days."""
    return round_fill.finished_round(the_round(), options.ballots, options.seed)


def run(simulated: round_fill.SimulatedRound, progress: Callable[[int], object]) -> None:
    """Ballots, visits, fieldwork, sealing, opening by two persons, tallies, coded comments."""
    round_ = the_round()
    round_fill.clear(round_)
    operations.seal_settings(round_, "approve")
    transactions.commit()
    round_fill.write_ballots(round_, simulated, progress)
    round_fill.replay_visits(round_, simulated, progress)
    preparations.fill(round_, simulated.seed)
    rosters.fill(round_, simulated.seed)
    publicity.fill(round_, simulated.seed)
    reminders.fill(round_, simulated.seed)
    reporting.fill(round_, simulated.seed)
    awards.fill(round_)
    over = round_.takes_until + UNTIL_SEALED
    transactions.commit()
    with clock.moved_to(over):
        batch_sealer.run()
    open_results(round_.plan_data)
    coding.fill(the_round(), simulated.seed)
    transactions.commit()


def open_results(plan: Plan) -> None:
    """Two approvers open the results on the day the districts have reported; the job makes the tallies."""
    round_ = the_round()
    day = plan.deadlines.district_report or plan.deadlines.commune_report
    with clock.moved_to(clock.at(day, 8, 40)):
        request = approvals.ask(round_, "open_results", by=setup.account(people.APPROVER))
    with clock.moved_to(clock.at(day, 9, 15)):
        approvals.decide(request, by=setup.account(people.SECOND_APPROVER))
        transactions.commit()
        make_tallies()


def make_tallies() -> None:
    """Do the job that opening asked for here and now, unless the queue has done it."""
    job = tallying.latest(the_round())
    if job is not None:
        jobs.run(job.id)
    if not tallying.is_made(the_round()):
        raise DomainError("Chưa tổng hợp được kết quả của đợt mô phỏng: xem nhật ký, rồi chạy lại “flask demo”.")


def the_round() -> Round:
    """Plan 198's round."""
    return db.session.scalars(select(Round).where(Round.slug == setup.the_plan().slug)).one()
