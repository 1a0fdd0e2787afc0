"""What the province has to do about corrections that districts decide: remind the districts."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import Task
from portal.fieldwork.visits import queries
from portal.fieldwork.visits.models import VisitCorrection
from portal.surveys import contacts
from portal.surveys.contacts import Contact
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.units.models import DISTRICT
from portal.web.ui.formats import stamp


def of_office(account: Account, round_: Round, _plan: Plan) -> Iterator[Task]:
    """Corrections that wait for a district, for the province's editor; the district itself finds them among its own."""
    if account.unit.level == DISTRICT or not account.can(Permission.CORRECTIONS_DECIDE):
        return
    found = [one for one in queries.corrections_in(account.unit) if one.count.point.round_id == round_.id]
    if waiting := of_others(found, account):
        due = _("lâu nhất từ %(when)s", when=stamp(min(one.asked_at for one in waiting)))
        words = _("yêu cầu điều chỉnh chờ %(district)s duyệt")
        yield Task(words, "fieldwork.corrections", due=due, count=len(waiting), verb=_("Nhắc %(district)s"))


def of_others(found: Sequence[VisitCorrection], account: Account) -> list[VisitCorrection]:
    """Those that wait for a unit below the reader's."""
    return [one for one in found if one.waits and one.count.point.unit.parent_id != account.unit_id]


def to_call(waiting: Sequence[VisitCorrection]) -> list[Contact]:
    """The districts that these wait for, each once, in the order of the corrections."""
    districts = {one.count.point.unit.parent: one.count.point.round for one in waiting}
    return [contacts.number_of(round_, district) for district, round_ in districts.items() if district]
