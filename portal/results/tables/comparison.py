"""A round beside an earlier one: over the units that stand in both, only where code, wording and scale agree."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.results import queries
from portal.results.scoring import Score, difference, score
from portal.results.statistics import round_changes
from portal.results.statistics.basis import Basis, Question
from portal.results.statistics.round_changes import Pair, RoundChange, compare_rounds
from portal.results.statistics.tables import BLANK, NOTHING, Answers, pool_answers, shown_score
from portal.results.statistics.weighting import Stratum
from portal.results.tables.grids import COUNT, RATE, Column, Grid, Row, counted, share
from portal.results.tallying.reading import Reading
from portal.surveys.models import Round
from portal.surveys.questionnaire.comparison import ItemMatch, comparable
from portal.units import mapping
from portal.units import queries as units
from portal.units.models import COMMUNE, PROVINCE, Unit
from portal.web.data import transactions
from portal.web.ui.formats import decimal, integer, rate, rounded
from portal.web.ui.table_model import text


@dataclass(frozen=True)
class ComparedAnswers:
    """The answers of both rounds over the same places; `unmapped` are the communes left out."""

    before: Answers
    after: Answers
    compared: int
    unmapped: tuple[Unit, ...] = ()


def rounds(top: Unit, round_: Round) -> Sequence[Round]:
    """Opened rounds that ended before this one began, the latest first.

    The top alone may look into other catalogues, into those of its own office: of another's rounds nothing is read.
    """
    own = [round_.catalogue_id] if top.level != PROVINCE else units.catalogues_of_office(round_.catalogue_id)
    readable = Round.catalogue_id.in_(own)
    query = select(Round).where(Round.results_opened_at.is_not(None), Round.closes_at <= round_.opens_at, readable)
    return db.session.scalars(query.order_by(Round.opens_at.desc(), Round.slug)).all()


def named(earlier: Sequence[Round], *slugs: str) -> Round | None:
    """The first of the earlier rounds named, by whoever reads or by the plan; the latest, where none of them is."""
    by_slug = {one.slug: one for one in earlier}
    return next((by_slug[slug] for slug in slugs if slug in by_slug), next(iter(earlier), None))


def compared_answers(top: Unit, earlier: Round, round_: Round) -> ComparedAnswers:
    """Both rounds' answers inside a subtree. Across catalogues only where the mapping names every part of a unit."""
    if earlier.catalogue_id == round_.catalogue_id:
        return ComparedAnswers(queries.answers(top, earlier), queries.answers(top, round_), len(codes_of(top)))
    return across_catalogues(top, earlier, round_)


def across_catalogues(top: Unit, earlier: Round, round_: Round) -> ComparedAnswers:
    """The communes of the later catalogue that the mapping knows, and all the old ones they were made of."""
    links = mapping.between(earlier.catalogue_id, round_.catalogue_id)
    later = {unit.code: unit for unit in db.session.scalars(units.communes(top))}
    missing = links.unmapped(later)
    mapped = [code for code in later if code not in missing]
    old = units.province(earlier.catalogue_id)
    unmapped = tuple(later[code] for code in missing)
    if old is None or not mapped:
        return ComparedAnswers({}, {}, 0, unmapped)
    before, after = by_code(old, earlier), by_code(top, round_)
    parts = [part for code in mapped for part in links.parts[code]]
    pooled_before = pool_answers(before.get(code, {}) for code in parts)
    return ComparedAnswers(pooled_before, pool_answers(after.get(code, {}) for code in mapped), len(mapped), unmapped)


@transactions.once_a_request
def codes_of(top: Unit) -> dict[int, str]:
    """The communes of a subtree: id and code. One query."""
    query = select(Unit.id, Unit.code).where(units.within(top), Unit.level == COMMUNE)
    # a result has keys() of its own: dict() would take it for a mapping
    return dict(iter(db.session.execute(query)))


def by_code(top: Unit, round_: Round) -> dict[str, Answers]:
    """Each commune's answers by its code. Two queries."""
    codes = codes_of(top)
    return {codes[unit_id]: answers for unit_id, answers in queries.answers_by_unit(top, round_).items()}


def overall_pairs(top: Unit, earlier: Round, round_: Round, question: str) -> tuple[Pair, ...]:
    """Each commune that has opinions on a question in both rounds; across catalogues as `across_catalogues` joins."""
    after = shares_by_code(top, round_, question)
    if earlier.catalogue_id == round_.catalogue_id:
        parts: Mapping[str, tuple[str, ...]] = {code: (code,) for code in after}
        before = shares_by_code(top, earlier, question)
    else:
        parts = mapping.between(earlier.catalogue_id, round_.catalogue_id).parts
        old = units.province(earlier.catalogue_id)
        before = shares_by_code(old, earlier, question) if old else {}
    sums = {code: summed([before[part] for part in made_of if part in before]) for code, made_of in parts.items()}
    pairs = ((sums.get(code), one) for code, one in after.items() if one.opinions)
    return tuple(Pair(before, one) for before, one in pairs if before is not None)


def shares_by_code(top: Unit, round_: Round, question: str) -> dict[str, Stratum]:
    """How many are satisfied among those with an opinion, by the commune's code. Two queries."""
    codes = codes_of(top)
    scores = {
        codes[unit_id]: score(answers[question])
        for unit_id, answers in queries.answers_by_unit(top, round_, question).items()
    }
    return {code: Stratum(one.satisfied, one.n) for code, one in scores.items()}


def summed(parts: Sequence[Stratum]) -> Stratum | None:
    """Several communes as one; None where nobody gave an opinion."""
    opinions = sum(one.opinions for one in parts)
    return Stratum(sum(one.satisfied for one in parts), opinions) if opinions else None


def overall_change(top: Unit, earlier: Round, round_: Round, basis: Basis) -> tuple[RoundChange | None, str]:
    """The overall question in both rounds, and why they may not be compared where they may not."""
    asked_before, matches = matched(earlier, round_)
    reasons = reasons_against(basis.overall, asked_before, matches[basis.headline])
    if reasons:
        return None, "; ".join(reasons)
    pairs = overall_pairs(top, earlier, round_, basis.headline)
    return compare_rounds(pairs), "" if pairs else _("không có đơn vị nào có ý kiến ở cả hai đợt")


@dataclass(frozen=True)
class Change:
    """One question in both rounds; blank scores and the reasons where it may not be compared."""

    question: Question
    before: Score
    after: Score
    reasons: tuple[str, ...] = ()

    @property
    def difference(self) -> tuple[float, float, float] | None:
        """How far the later share lies above the earlier one, with the interval of the difference."""
        return difference(self.after, self.before)


@dataclass(frozen=True)
class Comparison:
    """The questions in both rounds, their table, and the communes that could not be held against any."""

    changes: tuple[Change, ...]
    grid: Grid
    unmapped: tuple[Unit, ...]
    overall: str = ""  # the overall question with communes as draws, in words


def compare(reading: Reading, earlier: Round) -> Comparison:
    """Hold a round against an earlier one."""
    pair = compared_answers(reading.top, earlier, reading.round_)
    asked_before, matches = matched(earlier, reading.round_)
    changes = tuple(
        change(question, asked_before, matches[question.id], pair.before, pair.after)
        for question in reading.basis.questions
    )
    places = _("So sánh trên %(n)s đơn vị có ở cả hai đợt: %(title)s.", n=integer(pair.compared), title=earlier.title)
    change_of_all, _reasons = overall_change(reading.top, earlier, reading.round_, reading.basis)
    overall = "" if change_of_all is None else change_words(change_of_all)
    return Comparison(changes, grid(changes, places), pair.unmapped, overall)


def matched(earlier: Round, round_: Round) -> tuple[list[str], dict[str, ItemMatch]]:
    """The questions that the earlier round asked, and how each of its form's stands to the later one's."""
    form = earlier.questionnaire.form
    asked_before = [item.id for item in form.scaled(earlier.plan_data.form.variant)]
    return asked_before, {match.id: match for match in comparable(form, round_.questionnaire.form)}


def reasons_against(question: Question, asked_before: Collection[str], match: ItemMatch) -> tuple[str, ...]:
    """Why a question may not be compared; empty where it may."""
    reasons = tuple(match.sentences)
    return reasons if reasons or question.id in asked_before else (_("đợt trước không hỏi câu này"),)


def change(
    question: Question, asked_before: Collection[str], match: ItemMatch, before: Answers, after: Answers
) -> Change:
    reasons = reasons_against(question, asked_before, match)
    if reasons:
        return Change(question, BLANK, BLANK, reasons)
    return Change(question, shown_score(before.get(question.id, NOTHING)), shown_score(after.get(question.id, NOTHING)))


def grid(changes: Sequence[Change], places: str) -> Grid:
    """The table of it; `places` says which units stand in both figures."""
    heads = (
        Column(_("Câu hỏi")),
        Column(_("Đợt trước, có ý kiến"), COUNT, short=_("Trước, có ý kiến")),
        Column(_("Đợt trước, hài lòng (%)"), RATE, short=_("Trước (%)")),
        Column(_("Đợt này, có ý kiến"), COUNT, short=_("Nay, có ý kiến")),
        Column(_("Đợt này, hài lòng (%)"), RATE, short=_("Nay (%)")),
        Column(_("Chênh lệch (điểm %)"), RATE, short=_("Chênh lệch")),
        Column(_("từ"), RATE, interval=_("Khoảng của chênh lệch")),
        Column(_("đến"), RATE),
        Column(_("Kết luận")),
    )
    notes = (
        places,
        _("Chỉ so sánh câu có cùng mã, cùng lời và cùng thang trả lời ở hai phiếu."),
        _("Khoảng của chênh lệch tính theo phương pháp Newcombe; khoảng có chứa 0 thì không kết luận tăng, giảm."),
        _("Dưới 5 ý kiến không hiện kết quả, ghi “-”."),
    )
    return Grid(_("So với đợt trước"), _("So với đợt trước"), heads, tuple(map(row, changes)), notes)


def row(one: Change) -> Row:
    cells = (
        counted(one.before.n or None),
        share(one.before.top2),
        counted(one.after.n or None),
        share(one.after.top2),
        *map(share, one.difference or (None, None, None)),
        text(verdict(one)),
    )
    return Row(one.question.title, cells, "unit" if one.question.group else "total")


def verdict(one: Change) -> str:
    """What may be said, and why nothing may."""
    if one.reasons:
        return _("không so sánh: %(reasons)s", reasons="; ".join(one.reasons))
    if one.difference is None:
        return _("chưa đủ ý kiến để so sánh")
    _apart, low, high = one.difference
    if low <= 0 <= high:
        return _("không kết luận được")
    return _("cao hơn đợt trước") if low > 0 else _("thấp hơn đợt trước")


def change_words(change: RoundChange) -> str:
    """The change as its printed shares have it; «không kết luận được» is an answer."""
    before, after = rounded(change.before, 1), rounded(change.after, 1)
    shares = f"từ {rate(before)}% {'lên' if after >= before else 'xuống'} {rate(after)}%"
    if change.again is None:
        return f"tỷ lệ hài lòng chung {shares}; không kết luận được tăng hay giảm"
    low, high = change.again
    interval = f"khoảng tin cậy 95% của chênh lệch: từ {decimal(low, 1)} đến {decimal(high, 1)} điểm phần trăm"
    if change.verdict == round_changes.UNDECIDED:
        return f"tỷ lệ hài lòng chung {shares}; không kết luận được tăng hay giảm ({interval})"
    verb = "tăng" if change.verdict == round_changes.HIGHER else "giảm"
    return f"tỷ lệ hài lòng chung {verb} {decimal(abs(after - before), 1)} điểm phần trăm, {shares} ({interval})"
