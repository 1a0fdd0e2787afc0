"""Which old units make up which new ones, on pages: proposed with evidence, given their ground by two persons.

`plans/units-map-….csv` decides where it has a row (ruling 20); what else is proposed counts for nothing until a
resolution's number and day are entered by one person and agreed to by another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal.accounts import waiting
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.approvals.requests import Requests
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.surveys.catalogues import corrections
from portal.surveys.catalogues.models import LinkRequest
from portal.units import mapping, queries
from portal.units.models import COMMUNE, Catalogue, Unit, UnitLink
from portal.units.names import fold
from portal.web.data import clock
from portal.web.ui.formats import short_date

REQUESTS = Requests(
    LinkRequest,
    same_person=_l("Người nhập căn cứ không tự xác nhận: cần một lãnh đạo duyệt khác."),
    decided=_l("Đề nghị này đã được quyết định."),
)
GROUNDED, PROPOSED, MISSING = "grounded", "proposed", "missing"
Pair = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One old unit and a new one it is said to have gone into; `after` is None where nothing is known.

    `evidence` is the old unit's name in the source, where it is another than the catalogue's.
    """

    before: Unit
    after: Unit | None
    evidence: str
    basis: str

    @property
    def state(self) -> str:
        """grounded, proposed or missing."""
        if self.after is None:
            return MISSING
        return GROUNDED if self.basis else PROPOSED


def lines(earlier: Catalogue, later: Catalogue) -> list[Line]:
    """Every old unit of the lowest level with what is known of it, in the order of the old catalogue."""
    old, new = (lowest(one) for one in (earlier, later))
    known = known_links(earlier, later)
    by_old: dict[str, list[tuple[str, str, str]]] = {}
    for (before, after), (evidence, basis) in known.items():
        by_old.setdefault(before, []).append((after, evidence, basis))
    found: list[Line] = []
    for code, unit in old.items():
        rows = [
            (new[after], evidence if fold(evidence) != fold(unit.title) else "", basis)
            for after, evidence, basis in by_old.get(code, [])
            if after in new
        ]
        found += [Line(unit, *row) for row in rows] or [Line(unit, None, "", "")]
    return found


def lowest(catalogue: Catalogue) -> dict[str, Unit]:
    """The lowest units of a catalogue by code."""
    return {code: unit for code, unit in corrections.units_of(catalogue).items() if unit.level == COMMUNE}


def known_links(earlier: Catalogue, later: Catalogue) -> dict[Pair, tuple[str, str]]:
    """Evidence and ground of each pair of codes: the file's, else what was entered, else what ships as a proposal."""
    kept = {(row.from_code, row.to_code): (row.evidence, row.basis) for row in mapping.kept(earlier.id, later.id)}
    decided = {(old, new): ("", basis) for old, new, basis in mapping.file_rows(earlier.key, later.key)}
    sure = {old for old, _new in decided}
    found = {pair: values for pair, values in kept.items() if pair[0] not in sure} | decided
    settled = {old for (old, _new), (_evidence, basis) in found.items() if basis}
    for old, new, evidence in mapping.proposals(earlier.key, later.key):
        if old not in settled:
            found.setdefault((old, new), (evidence, ""))
    return found


def basis_of(request: LinkRequest) -> str:
    """«Nghị quyết số 1191/NQ-UBTVQH15 ngày 24/10/2024, Điều 1»."""
    text = _("Nghị quyết số %(number)s ngày %(day)s", number=request.number, day=short_date(request.day))
    return ", ".join(part for part in (text, request.article) if part)


def ask(
    earlier: Catalogue, later: Catalogue, pairs: Sequence[Pair], *, number: str, day: date, article: str, by: Account
) -> LinkRequest:
    """Ask for a resolution to be the ground of some pairs. Raises DomainError, Conflict."""
    if not pairs:
        raise DomainError(_("Không có đề xuất nào chưa có căn cứ."))
    if day > clock.today():
        raise DomainError(_("Ngày ban hành không thể sau hôm nay."), "day")
    taken = Conflict(_("Đang có một đề nghị về hai danh mục này chờ xác nhận; đợi xong rồi nhập tiếp."))
    if waiting_in(earlier, later):
        raise taken
    request = LinkRequest(
        earlier_id=earlier.id,
        later_id=later.id,
        number=number,
        day=day,
        article=article,
        pairs=[list(pair) for pair in pairs],
    )
    REQUESTS.ask(request, by=by, taken=taken)
    log("ask", request, by)
    return request


def decide(request: LinkRequest, *, accepted: bool, note: str, by: Account) -> None:
    """Agree, and the pairs have their ground; or turn it down. Never by the person who asked."""
    REQUESTS.decide(request, by=by, accepted=accepted, note=note)
    if accepted:
        kept = {(row.from_code, row.to_code): row for row in mapping.kept(request.earlier_id, request.later_id)}
        basis = basis_of(request)
        for old, new in request.pairs:
            row = kept.get((old, new)) or UnitLink(
                earlier_id=request.earlier_id, later_id=request.later_id, from_code=old, to_code=new, evidence=""
            )
            row.basis = basis
            db.session.add(row)
        db.session.flush()
    log("accept" if accepted else "refuse", request, by)


def withdraw(request: LinkRequest, *, by: Account) -> None:
    """Take back what one asked for oneself."""
    REQUESTS.withdraw(request, by=by)
    log("withdraw", request, by)


def log(deed: str, request: LinkRequest, by: Account) -> None:
    """Write a step down: the resolution and how many pairs it is about."""
    detail = {"number": request.number, "day": request.day.isoformat(), "pairs": len(request.pairs)}
    record(f"unit_links.{deed}", by=by, subject=("unit_link_request", request.id), detail=detail)


def waiting_in(earlier: Catalogue, later: Catalogue) -> LinkRequest | None:
    """The request about two catalogues that waits; None where none does."""
    pair = LinkRequest.earlier_id == earlier.id, LinkRequest.later_id == later.id
    return db.session.scalars(LinkRequest.waiting(*pair)).first()


def request_in(top: Unit, request_id: int) -> LinkRequest | None:
    """A request about a catalogue of the reader's office."""
    found = db.session.get(LinkRequest, request_id)
    own = queries.catalogue_of(top).office
    return found if found and db.session.get_one(Catalogue, found.later_id).office == own else None


def waiting_rows(account: Account) -> Select[Any]:
    """What waits in the office of whoever decides."""
    later = aliased(Catalogue)
    own = select(Catalogue.office).where(Catalogue.id == account.unit.catalogue_id).scalar_subquery()
    query = waiting.requests(LinkRequest, what=LinkRequest.number, about=later.key)
    return query.join(later, later.id == LinkRequest.later_id).where(later.office == own)


WAITING = waiting.Kind(
    "unit_links",
    Permission.UNITS_CONFIRM,
    "unit_links.request_page",
    address=lambda one: {"request_id": one.key},
    words=lambda one: _("Căn cứ đối chiếu đơn vị: Nghị quyết %(n)s (danh mục %(key)s)", n=one.what, key=one.about),
    rows=waiting_rows,
    state=_l("chờ xác nhận"),
    verb=_l("Xem, xác nhận"),
)
