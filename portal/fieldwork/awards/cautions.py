"""What is told before a proposal is sent and decided: who of it is late, who is too low, who is one of many equals."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.fieldwork import tasks
from portal.fieldwork.awards.models import COLLECTIVE, AwardLine, AwardProposal
from portal.fieldwork.awards.queries import RankingState
from portal.fieldwork.turnout.queries import settled_lines
from portal.fieldwork.visits.queries import policy_of
from portal.surveys.models import Round
from portal.surveys.turnout import Status
from portal.units.models import Unit
from portal.web.ui.formats import decimal, integer, lower_first


@dataclass(frozen=True)
class Caution:
    """A sentence about a commune of the list, or about several (`name` is empty)."""

    name: str
    words: str


def cautions(round_: Round, top: Unit, proposal: AwardProposal | None, ranking_state: RankingState) -> list[Caution]:
    """Those of a proposal as things stand now; none without a proposal."""
    lines = communes_of(proposal)
    if not lines:
        return []
    late, low = late_rules(round_, top), too_low(round_, top)
    told = [
        Caution(line.name, words)
        for line in lines
        for words in of_commune(late.get(line.point_id or 0, ()), low=line.point_id in low)
    ]
    return [*told, *(Caution("", words) for words in of_equals(lines, ranking_state))]


def communes_of(proposal: AwardProposal | None) -> list[AwardLine]:
    return [line for line in proposal.lines if line.kind == COLLECTIVE] if proposal else []


def late_rules(round_: Round, top: Unit) -> Mapping[int, Sequence[str]]:
    """By point what «Đôn đốc» urges it for, in words."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for task in tasks.urged(tasks.scope_of(round_, top)):
        if task.is_late:
            found[task.point][lower_first(tasks.rule_words(task.rule))] = None
    return {point: list(rules) for point, rules in found.items()}


def too_low(round_: Round, top: Unit) -> set[int]:
    """The points with fewer ballots than the plan asks for."""
    lines = settled_lines(top, round_, policy_of(round_, round_.plan_data))
    return {line.point_id for line in lines if line.status == Status.THAP}


def of_commune(late: Sequence[str], *, low: bool) -> Iterator[str]:
    """What stands against proposing a commune."""
    if late:
        yield _("đang có trong danh sách đôn đốc vì chậm: %(rules)s.", rules="; ".join(late))
    if low:
        yield _("số phiếu dưới mức tối thiểu theo Kế hoạch.")


def of_equals(lines: Sequence[AwardLine], ranking_state: RankingState) -> Iterator[str]:
    """Places that more communes share than are proposed of them."""
    ranked = [line for one in lines if (line := ranking_state.line_of(one.point_id)) is not None]
    chosen = Counter(line.place for line in ranked if line.place is not None)
    for place, number in sorted(chosen.items()):
        equal = next(line for line in ranked if line.place == place)
        if equal.tied > number:
            yield _(
                "Chọn %(n)s trong %(all)s đơn vị có cùng mức điểm (%(score)s/100): ghi rõ ở mục Thành tích vì sao "
                "chọn; tờ trình in lý do này.",
                n=integer(number),
                all=integer(equal.tied),
                score=decimal(float(equal.score or 0), 1),
            )
