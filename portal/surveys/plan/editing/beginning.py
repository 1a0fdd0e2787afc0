"""The body a new plan begins with: another plan's, without what is its own and without its days."""

from collections.abc import Iterable
from itertools import count

from portal.extensions import db
from portal.surveys import operations as surveys
from portal.surveys import queries
from portal.surveys.models import Office
from portal.surveys.plan.editing.bodies import Body, put
from portal.surveys.plan.plan import Plan
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.ui.formats import capital

# Days are typed again for every plan: those of another would be wrong without anybody seeing it.
DAYS = {"window": ("first_day", "last_day"), "identity": ("issued_on",)}
LONGEST_SLUG = 55
OF_DISTRICTS = (("letterheads", "district"), ("deadlines", "district_report"))
WORDS_OF_DISTRICTS = (("bodies", "district"), ("report", "district_subject"))


def body_from(source: Plan, top: Unit, *, keeps_numbers: bool) -> Body:
    """The body of a new plan for a province; telephone numbers are kept where the units are the same."""
    body = source.to_json()
    for section, names in DAYS.items():
        for name in names:
            body[section].pop(name, None)
    body["window"]["holidays"] = []
    body["deadlines"] = {name: value for name, value in body["deadlines"].items() if not _is_day(value)}
    for task in body["tasks"]:
        task["due"] = None
    body["identity"] |= {"slug": free_slug(source.slug), "number": "", "example": False}
    for name in ("previous", "short_name"):
        body["identity"].pop(name, None)
    if source.identity.example:  # «Đợt mẫu: khảo sát …» is no title of a real round
        body["identity"]["title"] = capital(source.title.partition(": ")[2] or source.title)
    if not keeps_numbers:
        body["contact"]["telephone"] = ""
        body.pop("phones", None)
        tell_office(body, top)
    fit_units(body, top)
    return body


def tell_office(body: Body, top: Unit) -> None:
    """Name the office and its number as they were told when the installation was set up, if they were."""
    office = db.session.get(Office, top.id)
    if office is not None:
        body["identity"] |= {"issuer": office.name, "issuer_full": office.name}
        body["contact"] |= {"name": {"vi": office.name, "en": ""}, "telephone": office.telephone}
        body["citizen"]["organiser"] = {"vi": office.name, "en": ""}


def _is_day(value: object) -> bool:
    """Whether a deadline is a day, not an hour of every day; one that is left open says nothing."""
    return value is None or (isinstance(value, str) and "-" in value)


def fit_units(body: Body, top: Unit) -> None:
    """Name the units that the province has, and leave out what only a catalogue with districts has."""
    communes, districts = surveys.communes_in(top), units.districts(top)
    own = units.catalogue_of(top)
    body["catalogue"] |= {
        "year": own.year,
        "key": "" if own.key == str(own.year) else own.key,
        "expected": len(communes),
        "communes": kinds_of(communes),
        "districts": kinds_of(districts),
    }
    if districts:
        return
    for path in OF_DISTRICTS:
        put(body, path, None)
    for path in WORDS_OF_DISTRICTS:
        put(body, path, "")
    body["bodies"]["approves"] = "province"


def kinds_of(found: Iterable[Unit]) -> str:
    """«phường, xã»: the kinds there are, the most frequent first."""
    kinds = [unit.kind for unit in found]
    return ", ".join(sorted(set(kinds), key=lambda kind: (-kinds.count(kind), kind)))


def free_slug(slug: str) -> str:
    """The name of a round that no round has: this one, or with a number."""
    names = (slug if n == 1 else f"{slug[:LONGEST_SLUG].rstrip('-')}-{n}" for n in count(1))
    return next(name for name in names if queries.by_slug(name) is None)
