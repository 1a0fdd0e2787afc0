"""How a plan calls things: section [words]. What it leaves empty comes from other sections, or is said neutrally."""

from dataclasses import dataclass
from typing import Final, Protocol

from portal.surveys.plan.paper_parts import Bodies
from portal.surveys.plan.participation import Denominator, Turnout
from portal.surveys.plan.parts import Catalogue, Identity
from portal.surveys.plan.public_parts import Citizen, Desk, Helpers
from portal.surveys.plan.rated import Rated
from portal.surveys.plan.roles import Roles
from portal.surveys.questionnaire.wording import Wording
from portal.units.kinds import any_of, plural, singular
from portal.web.data import codec
from portal.web.ui.formats import lower_first
from portal.web.ui.terms import ENGLISH_NEUTRAL, NEUTRAL, Terms, came_to, figure_of


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
    province: str = codec.later("")
    territory: str = codec.later("")


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

    `associations` are offered where somebody types of which one a helper is. Papers alone say `district_bodies`, whom a
    report asks at the middle level.
    """

    associations: tuple[str, ...] = codec.later(())
    province_level: str = codec.later("")
    district_bodies: str = codec.later("")
    en: EnglishNouns = codec.later(NO_NOUNS)


NO_WORDS: Final = PlanWords()
NOTHING_COUNTED: Final = Denominator(NEUTRAL.counted, NEUTRAL.counted_short, NEUTRAL.counted_unit)


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


def top(said: PlanWords) -> tuple[str, str, str]:
    """The office at the top, its level, what its units are all of: a level «cấp sở» alone tells all three."""
    place = said.province_level.removeprefix("cấp ")
    province = said.province or place or NEUTRAL.province
    return province, said.province_level or province, said.territory or place or NEUTRAL.territory


def comes(plan: Naming) -> bool:
    """Whether a plan counts people as they come to a desk; a school's pupils and an office's staff are asked anyhow."""
    return plan.turnout is not None and plan.turnout.denominator.per == "day"


def judged(plan: Naming) -> str:
    """What people are more or less satisfied with: how somebody works, or a service itself."""
    named = plan.identity.rated
    return named if plan.rated.kind == "service" else f"việc thực hiện chức trách, nhiệm vụ của {named}"


def judged_in_english(plan: Naming) -> str:
    named = plan.wording_in_english.holes["chair"]
    if plan.rated.kind == "service":
        return named
    return f"how {named} performs the duties of the office" if plan.rated.is_person else f"how {named} works"


def vietnamese(plan: Naming) -> Terms:
    """All nouns of a plan."""
    said, units, helpers = plan.words, plan.catalogue, plan.helpers
    counted = plan.turnout.denominator if plan.turnout else NOTHING_COUNTED
    meaning = counted.explained
    province, province_level, territory = top(said)
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
        counted=counted.noun,
        counted_short=counted.short,
        counted_unit=counted.unit,
        counted_figure=figure_of(counted.noun),
        counted_figure_short=figure_of(counted.short),
        counted_there=came_to(counted.noun, plan.desk.short),
        counted_is=meaning.is_one,
        counted_is_not=meaning.is_none,
        province=province,
        province_level=province_level,
        territory=territory,
        office=plan.rated.office,
        office_short=plan.rated.short or plan.rated.office,
        rated=plan.identity.rated,
        answering=f"người đến {plan.desk.short}" if comes(plan) else "người tự nguyện tham gia",
        judged=judged(plan),
    )


def english(plan: Naming) -> Terms:
    """For citizens' pages alone: what no plan says in English is neutral."""
    said, units, neutral = plan.words.en, plan.catalogue, ENGLISH_NEUTRAL
    commune = said.commune or singular(units.communes.partition(", ")[0])
    district = said.district or singular(units.districts.partition(", ")[0]) or neutral.district
    counted = said.visits or neutral.counted
    level = plan.words.province_level.removeprefix("cấp ")
    kind = known if (known := singular(level)) != level else ""
    province, territory = said.province or kind or neutral.province, said.territory or kind or neutral.territory
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
        counted=counted,
        counted_short=counted,
        counted_unit=counted,
        counted_figure=f"number of {counted}",
        counted_figure_short=f"number of {counted}",
        counted_there=counted,
        province=province,
        province_level=province,
        territory=territory,
        office=plan.rated.in_english,
        office_short=plan.rated.in_english,
        rated=plan.wording_in_english.holes["chair"],
        answering=f"visitors of the {plan.desk.english}" if comes(plan) else "people who chose to take part",
        judged=judged_in_english(plan),
    )
