"""The register of papers after the rehearsal: reports made, approved, numbered, signed and issued by their operations.

Each paper is left where somebody who tries the portal out can go on: the month's report is issued, a commune's has its
number and waits for its signature, a district's and the synthesis wait for approval, the proposal for commendation is a
draft. What no step needs is printed by the worker once the portal runs. All is dated by the rehearsal's clock; figures,
signatures and the authority behind them are made up, and say so on every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.demo.rehearsal import people, signing_tool
from portal.demo.rehearsal.paper_words import WORDS
from portal.demo.rehearsal.signing_tool import OFFICE, PERSON
from portal.demo.setup import EXAMPLE, account
from portal.documents import queries, rendering
from portal.documents.lifecycle import operations, steps
from portal.documents.lifecycle.requests import Request
from portal.documents.models import DIGITAL, Document
from portal.documents.signing import signers, signing
from portal.documents.synthesis.snapshot import awards_of
from portal.extensions import db
from portal.units import queries as units
from portal.web.data import clock, transactions
from portal.web.jobs import jobs

if TYPE_CHECKING:
    from datetime import date

    from portal.accounts.models import Account
    from portal.surveys.models import Round
    from portal.units.models import Unit

AUTHORITY = signing_tool.Authority("Tổ chức chứng thực mô phỏng")
SIMULATED = "CHỮ KÝ MÔ PHỎNG"
DEPUTY = 1
"""Its place among the signers of a plan."""


@dataclass(frozen=True)
class PaperStaff:
    """Who makes, approves and numbers a paper, and the place of its signer in the plan's list."""

    maker: Account
    approver: Account
    clerk: Account
    signer: int


@dataclass(frozen=True)
class PaperOrder:
    """What is asked for, by whom, when; the number the clerk gives it."""

    kind: str
    asked: Request
    hands: PaperStaff
    day: date
    number: str = ""


def fill(round_: Round) -> None:
    """Make the papers where the register is empty and results are open. Commits.

    Another commune, and its district, stands for the example where the catalogue has none of its code.
    """
    if round_.results_opened_at is None or db.session.scalar(select(Document.id).limit(1)) is not None:
        return
    commune = units.by_code(round_.catalogue_year, EXAMPLE) or first_commune(round_)
    number(of_commune(round_, commune))
    if commune.district is not None:
        review(of_district(round_, commune.district), is_printed=False)
    if awards_of(round_):
        make(proposal(round_))
        transactions.commit()
    review(synthesis(round_), is_printed=False)
    issue(monthly(round_))


def first_commune(round_: Round) -> Unit:
    return db.session.scalars(units.communes(people.province(round_.catalogue_year)).limit(1)).one()


def of_commune(round_: Round, commune: Unit) -> PaperOrder:
    """The officer writes, the lead approves."""
    officer, lead = account(f"cb.{commune.code}"), account(f"tt.{commune.code}")
    day = round_.plan_data.deadlines.commune_report
    return PaperOrder(
        "commune", Request(round=round_, unit=commune), PaperStaff(officer, lead, lead, DEPUTY), day, "45"
    )


def of_district(round_: Round, district: Unit) -> PaperOrder:
    monitor, due = account(f"huyen.{district.code}"), round_.plan_data.deadlines
    day = (due.district_report or due.commune_report) - timedelta(days=1)
    return PaperOrder(
        "district", Request(round=round_, unit=district), PaperStaff(monitor, monitor, monitor, DEPUTY), day
    )


def proposal(round_: Round) -> PaperOrder:
    return PaperOrder("awards", Request(round=round_), of_province(), opened_on(round_) + timedelta(days=1))


def synthesis(round_: Round) -> PaperOrder:
    return PaperOrder("synthesis", Request(round=round_), of_province(), opened_on(round_) + timedelta(days=1))


def monthly(round_: Round) -> PaperOrder:
    """Of the month in which the round ended, on the first day of the next one."""
    first = round_.last_day.replace(day=1)
    day = (first + timedelta(days=31)).replace(day=1)
    return PaperOrder("monthly", Request(month=first.strftime("%Y-%m")), of_province(), day, "126")


def of_province() -> PaperStaff:
    """Three persons."""
    return PaperStaff(account(people.EDITOR), account(people.APPROVER), account(people.SECOND_EDITOR), DEPUTY)


def opened_on(round_: Round) -> date:
    return clock.local(round_.results_opened_at or round_.takes_until).date()


def make(order: PaperOrder) -> Document:
    """The draft, with a person's words and the signer. Its print waits for the queue's worker."""
    hands = order.hands
    with clock.moved_to(clock.at(order.day, 8, 35)):
        document = operations.make(order.kind, order.asked, by=hands.maker)
        db.session.flush()
        editable = {part.key for part in operations.kind_of(document).editable(rendering.figures_of(document))}
        words = {key: text for key, text in WORDS.get(order.kind, {}).items() if key in editable}
        operations.write(document, words, document.version, by=hands.maker)
    return document


def review(order: PaperOrder, *, is_printed: bool) -> Document:
    """Sent to the approver; printed now, or by the worker once the portal runs."""
    document, hands = make(order), order.hands
    with clock.moved_to(clock.at(order.day, 10, 5)):
        db.session.flush()
        operations.set_particulars(
            document,
            document.version,
            signer=signer_of(document, hands.signer),
            signer_name=hands.approver.full_name,
            recipients=(),
            by=hands.maker,
        )
        db.session.flush()
        steps.submit(document, document.version, by=hands.maker)
        transactions.commit()
        if is_printed:
            run_job(document.job_id)
    return reload(document, hands.maker)


def number(order: PaperOrder) -> Document:
    """Approved by another person, numbered and dated by the clerk; the print without DỰ THẢO is asked for."""
    document, hands = review(order, is_printed=True), order.hands
    with clock.moved_to(clock.at(order.day, 14, 10)):
        steps.approve(document, document.version, by=hands.approver)
        db.session.flush()
    with clock.moved_to(clock.at(order.day, 15, 20)):
        steps.give_number(document, document.version, number=order.number, issued_on=order.day, by=hands.clerk)
        transactions.commit()
    return reload(document, hands.clerk)


def issue(order: PaperOrder) -> None:
    """Printed, signed by two, issued; left approved where this installation trusts no made-up authority."""
    document, clerk = number(order), order.hands.clerk
    with clock.moved_to(clock.at(order.day, 16, 21, 58)):
        run_job(document.job_id)
        document = reload(document, clerk)
        copy = signing.receive(document, signed(document), DIGITAL, by=clerk)
        transactions.commit()
        run_job(copy.job_id)
        document = reload(document, clerk)
        if queries.taken_copy(document) is not None:
            steps.issue(document, document.version, by=clerk)
        transactions.commit()


def signed(document: Document) -> FileStorage:
    """The print as it comes back from the office's tool: the person first, then the office."""
    office, moment = rendering.figures_of(document).office, clock.local(clock.now())
    stamp_line = moment.strftime("%d/%m/%Y %H:%M:%S")
    person = AUTHORITY.signer(document.signer_name, office.name)
    content = signing.stored_bytes(document.file_id or "")
    content = signing_tool.signed(content, PERSON, person, moment, (SIMULATED, document.signer_name, stamp_line))
    seal = AUTHORITY.signer(office.issuer, office.superior)
    content = signing_tool.signed(content, OFFICE, seal, moment, ("MÔ PHỎNG", stamp_line))
    return FileStorage(BytesIO(content), "da-ky.pdf", "scan")


def signer_of(document: Document, place: int) -> tuple[str, str]:
    """Capacity and office as the plan has them."""
    capacity, office, *_rest = (*signers.signers_of(document)[place], "")
    return capacity, office


def run_job(job_id: str | None) -> None:
    """Do a job here and now."""
    jobs.run(job_id or "")


def reload(document: Document, by: Account) -> Document:
    """The paper as its job left it, with all that its pages read of it."""
    db.session.expire_all()
    reloaded = queries.document_in(by.unit, document.id)
    if reloaded is None:
        raise LookupError(document.id)
    return reloaded
