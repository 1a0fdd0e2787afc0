"""The register of papers after Plan 198: reports made, approved, numbered, signed and issued by their operations.

Each paper is left where somebody who tries the portal out can go on: the month's report is issued, a commune's has its
number and waits for its signature, a district's and the synthesis wait for approval, the proposal for commendation is a
draft. What no step needs is printed by the worker once the portal runs. All is dated by the campaign's clock; figures,
signatures and the authority behind them are made up, and say so on every page.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.accounts.models import Account
from portal.demo import setup, signing_tool
from portal.demo import words as demo_words
from portal.demo.setup import account
from portal.demo.signing_tool import OFFICE, PERSON
from portal.documents import choices, queries, rendering
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import annexes_apart, choosing, operations
from portal.documents.lifecycle.choosing import Decision
from portal.documents.lifecycle.requests import Request
from portal.documents.models import DIGITAL, Document
from portal.documents.signing import signing
from portal.documents.synthesis.snapshot import awards_of
from portal.extensions import db
from portal.papers.offers import CHANGED, KEPT, STRUCK
from portal.surveys.models import Round
from portal.web.data import clock, transactions
from portal.web.jobs import jobs
from portal.web.ui.formats import short_date

AUTHORITY = signing_tool.Authority("Tổ chức chứng thực mô phỏng")
SIMULATED = "CHỮ KÝ MÔ PHỎNG"
MOST_KEPT, TIME_TO_MEND = 5, 30  # sentences a heading, days
ORDERS, MORE_POLITE = "Chỉ đạo", "Quan tâm chỉ đạo"
DEPUTY = 1
"""The signer of all these papers, by its place among the signers of a plan."""


@dataclass(frozen=True)
class PaperOrder:
    """What is asked for, on which day; who makes, approves and numbers it; the number it gets."""

    kind: str
    asked: Request
    day: date
    maker: Account
    approver: Account
    clerk: Account
    number: str = ""


def fill(round_: Round) -> None:
    """Make the papers where the register is empty and results are open. Commits."""
    if round_.results_opened_at is None or db.session.scalar(select(Document.id).limit(1)) is not None:
        return
    commune, due = setup.example_commune(round_.catalogue_id), round_.plan_data.deadlines
    officer, lead = account(f"cb.{commune.code}"), account(f"tt.{commune.code}")
    give_number(
        PaperOrder("commune", Request(round=round_, unit=commune), due.commune_report, officer, lead, lead, "45")
    )
    if commune.district is not None:
        day = (due.district_report or due.commune_report) - timedelta(days=1)
        monitor = account(f"huyen.{commune.district.code}")
        asked = Request(round=round_, unit=commune.district)
        submit(PaperOrder("district", asked, day, monitor, monitor, monitor))
    fill_of_province(round_)


def fill_of_province(round_: Round) -> None:
    """The proposal and the synthesis on the day after the opening; the month's report on the first day of the next."""
    three_persons = (account(setup.EDITOR), account(setup.APPROVER), account(setup.SECOND_EDITOR))
    opened_on = clock.local(round_.results_opened_at or round_.takes_until).date()
    following = opened_on + timedelta(days=1)
    if awards_of(round_):
        make(PaperOrder("awards", Request(round=round_), following, *three_persons))
        transactions.commit()
    submit(PaperOrder("synthesis", Request(round=round_), following, *three_persons))
    month = round_.last_day.replace(day=1)
    next_month = (month + timedelta(days=31)).replace(day=1)
    issue(PaperOrder("monthly", Request(month=month.strftime("%Y-%m")), next_month, *three_persons, "126"))


def make(order: PaperOrder) -> Document:
    """The draft, with a person's words. Its print waits for the queue's worker."""
    with clock.moved_to(clock.at(order.day, 8, 35)):
        document = operations.make(order.kind, order.asked, by=order.maker)
        db.session.flush()
        choosing.save(document, words_for(document), decisions(document, order.day), document.version, by=order.maker)
    return document


def words_for(document: Document) -> dict[str, str]:
    """What people write under the headings of this paper: where figures fill none, and beside offered sentences."""
    sections = KINDS[document.kind].editable(rendering.figures_of(document))
    said = demo_words.of(document.round.slug if document.round else "", "papers")
    tables = {part.key: said["beside"] if part.offers else said["words"] for part in sections}
    texts = {key: table.get(document.kind, {}).get(key, "") for key, table in tables.items()}
    return {key: text for key, text in texts.items() if text}


def decisions(document: Document, day: date) -> list[Decision]:
    """What an editor makes of the offered sentences: most are kept, one is changed, the last of many is struck."""
    offered = choices.sentences_of(document, rendering.wording_of(document))
    due = short_date(day + timedelta(days=TIME_TO_MEND))
    decided = [
        Decision(one.key, STRUCK if place >= MOST_KEPT else KEPT, day=due)
        for _section, sentences in offered
        for place, one in enumerate(sentences)
    ]
    texts = {one.key: one.words for _section, sentences in offered for one in sentences}
    begun = next((one for one in decided if one.deed == KEPT and texts[one.key].startswith(ORDERS)), None)
    if begun is None:
        return decided
    changed = replace(begun, deed=CHANGED, words=f"{MORE_POLITE}{texts[begun.key].removeprefix(ORDERS)}")
    return [changed if one is begun else one for one in decided]


def submit(order: PaperOrder, *, is_printed: bool = False) -> Document:
    """Sent to the approver; printed now, or by the worker once the portal runs."""
    document = make(order)
    with clock.moved_to(clock.at(order.day, 10, 5)):
        db.session.flush()
        capacity, office, *_rest = (*queries.signers_of(document)[DEPUTY], "")
        operations.set_particulars(
            document,
            document.version,
            signer=(capacity, office),
            signer_name=order.approver.full_name,
            recipients=(),
            by=order.maker,
        )
        db.session.flush()
        operations.submit(document, document.version, by=order.maker)
        transactions.commit()
        if is_printed:
            jobs.run(document.job_id or "")
    return reload(document, order.maker)


def give_number(order: PaperOrder) -> Document:
    """Approved by another person, numbered and dated by the clerk; the print without DỰ THẢO is asked for."""
    document = submit(order, is_printed=True)
    with clock.moved_to(clock.at(order.day, 14, 10)):
        if rendering.asks_secrecy(document):
            annexes_apart.say_secrecy(document, document.version, secret=annexes_apart.NO, by=order.approver)
            transactions.commit()
            jobs.run(document.job_id or "")
            document = reload(document, order.approver)
        operations.approve(document, document.version, by=order.approver)
        db.session.flush()
    with clock.moved_to(clock.at(order.day, 15, 20)):
        operations.give_number(document, document.version, number=order.number, issued_on=order.day, by=order.clerk)
        transactions.commit()
    return reload(document, order.clerk)


def issue(order: PaperOrder) -> None:
    """Printed, signed by two, issued; left approved where this installation trusts no made-up authority."""
    document, clerk = give_number(order), order.clerk
    with clock.moved_to(clock.at(order.day, 16, 21, 58)):
        jobs.run(document.job_id or "")
        document = reload(document, clerk)
        copy = signing.receive(document, signed(document), DIGITAL, by=clerk)
        transactions.commit()
        jobs.run(copy.job_id or "")
        document = reload(document, clerk)
        if queries.taken_copy(document) is not None:
            operations.issue(document, document.version, by=clerk)
        transactions.commit()


def signed(document: Document) -> FileStorage:
    """The print as it comes back from the office's tool, signed twice."""
    office, moment = rendering.figures_of(document).office, clock.local(clock.now())
    stamp_line = moment.strftime("%d/%m/%Y %H:%M:%S")
    # the person first: the office seals what somebody has signed
    person = AUTHORITY.signer(document.signer_name, office.name)
    content = signing.stored_bytes(document.file_id or "")
    content = signing_tool.signed(content, PERSON, person, moment, (SIMULATED, document.signer_name, stamp_line))
    seal = AUTHORITY.signer(office.issuer, office.superior)
    content = signing_tool.signed(content, OFFICE, seal, moment, ("MÔ PHỎNG", stamp_line))
    return FileStorage(BytesIO(content), "da-ky.pdf", "scan")


def reload(document: Document, by: Account) -> Document:
    """The paper as its job left it, with all that its pages read of it."""
    db.session.expire_all()  # else the row in memory would hide what the job has loaded and changed
    reloaded = queries.document_in(by.unit, document.id)
    if reloaded is None:
        raise LookupError(document.id)
    return reloaded
