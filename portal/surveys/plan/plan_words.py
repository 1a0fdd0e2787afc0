"""How a plan calls things: section [words]. What it leaves empty comes from other sections, or is said neutrally."""

from dataclasses import dataclass
from typing import Final, Protocol

from portal.surveys.plan.paper_parts import Bodies
from portal.surveys.plan.participation import Turnout
from portal.surveys.plan.parts import Catalogue, Identity
from portal.surveys.plan.public_parts import Citizen, Desk, Helpers
from portal.surveys.plan.rated import Rated
from portal.surveys.plan.roles import Roles
from portal.surveys.questionnaire.wording import Wording
from portal.units.kinds import any_of, plural, singular
from portal.web.data import codec
from portal.web.ui.formats import lower_first
from portal.web.ui.terms import ENGLISH_NEUTRAL, NEUTRAL, Terms


@dataclass(frozen=True)
class Nouns:
    """Nouns of one language as they stand within a sentence; `Terms` says what each is of."""

    commune: str = codec.later("")
    commune_level: str = codec.later("")
    district: str = codec.later("")
    district_level: str = codec.later("")
    lead: str = codec.later("")
    members: str = codec.later("")
    helpers: str = codec.later("")
    chat: str = codec.later("")
    scanner: str = codec.later("")


@dataclass(frozen=True)
class EnglishNouns(Nouns):
    """`visits` are what ballots are held against and a `member` helps; in Vietnamese other sections name them."""

    member: str = codec.later("")
    visits: str = codec.later("")


# Of plans that name nothing.
NO_NOUNS: Final = EnglishNouns()


@dataclass(frozen=True)
class PlanWords(Nouns):
    """The section: Vietnamese nouns, and English ones for citizens' pages under `en`.

    `associations` are offered where somebody types of which one a helper is. Papers alone say `province_level` and
    `district_bodies`, whom a report asks at the middle level.
    """

    associations: tuple[str, ...] = codec.later(())
    province_level: str = codec.later("")
    district_bodies: str = codec.later("")
    en: EnglishNouns = codec.later(NO_NOUNS)


NO_WORDS: Final = PlanWords()


class Naming(Protocol):
    """What of a plan names something."""

    @property
    def words(self) -> PlanWords: ...
    @property
    def identity(self) -> Identity: ...
    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def bodies(self) -> Bodies: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def citizen(self) -> Citizen: ...
    @property
    def rated(self) -> Rated: ...
    @property
    def roles(self) -> Roles: ...
    @property
    def helpers(self) -> Helpers | None: ...
    @property
    def turnout(self) -> Turnout | None: ...
    @property
    def wording_in_english(self) -> Wording: ...


def vietnamese(plan: Naming) -> Terms:
    """All nouns of a plan."""
    said, units, helpers, turnout = plan.words, plan.catalogue, plan.helpers, plan.turnout
    commune = said.commune or units.communes.partition(", ")[0]
    district = said.district or units.districts.partition(", ")[0] or NEUTRAL.district
    has_districts = bool(units.districts)
    return Terms(
        rates_person=plan.rated.is_person,
        roles=plan.roles.named,
        commune=commune,
        communes=units.communes,
        any_commune=units.communes,
        commune_level=said.commune_level or f"cấp {commune}",
        district=district,
        districts=units.districts or NEUTRAL.districts,
        district_level=said.district_level or (f"cấp {district}" if has_districts else NEUTRAL.district_level),
        issuer=plan.identity.issuer,
        issuer_full=plan.identity.issuer_full,
        task_force=lower_first(plan.bodies.task_force) or NEUTRAL.task_force,
        lead=said.lead or NEUTRAL.lead,
        organisation=helpers.organisation if helpers else NEUTRAL.organisation,
        provincial=helpers.provincial if helpers else NEUTRAL.provincial,
        member=helpers.member if helpers else NEUTRAL.member,
        members=said.members or NEUTRAL.members,
        helpers=said.helpers or NEUTRAL.helpers,
        desk=plan.desk.short,
        chat=said.chat or NEUTRAL.chat,
        scanner=said.scanner or NEUTRAL.scanner,
        visits=turnout.denominator.noun if turnout else NEUTRAL.visits,
        visits_short=turnout.denominator.short if turnout else NEUTRAL.visits_short,
        office=plan.rated.office,
        office_short=plan.rated.short or plan.rated.office,
        rated=plan.identity.rated,
    )


def english(plan: Naming) -> Terms:
    """For citizens' pages alone: what no plan says in English is neutral."""
    said, units, neutral = plan.words.en, plan.catalogue, ENGLISH_NEUTRAL
    commune = said.commune or singular(units.communes.partition(", ")[0])
    district = said.district or singular(units.districts.partition(", ")[0]) or neutral.district
    return Terms(
        rates_person=plan.rated.is_person,
        roles=plan.roles.named,
        commune=commune,
        communes=plural(units.communes),
        any_commune=any_of(units.communes),
        commune_level=said.commune_level or f"{commune} level",
        district=district,
        districts=plural(units.districts) or neutral.districts,
        district_level=said.district_level or f"{district} level",
        issuer=plan.citizen.organiser.en,
        issuer_full=plan.citizen.organiser.en,
        task_force=neutral.task_force,
        lead=said.lead or neutral.lead,
        organisation=neutral.organisation,
        provincial=neutral.provincial,
        member=said.member or neutral.member,
        members=said.members or neutral.members,
        helpers=said.helpers or neutral.helpers,
        desk=plan.desk.english,
        chat=said.chat or neutral.chat,
        scanner=said.scanner or neutral.scanner,
        visits=said.visits or neutral.visits,
        visits_short=said.visits or neutral.visits,
        office=plan.rated.in_english,
        office_short=plan.rated.in_english,
        rated=plan.wording_in_english.holes["chair"],
    )
