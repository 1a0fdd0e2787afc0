"""The lives of a round and of a paper, drawn from the tables that decide them."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from docs_tools.markdown import code, table
from portal.documents.lifecycle.states import STEPS, State
from portal.surveys.rounds.approvals import KINDS

CLOCK = "the clock"
ROUND_STATES = ("draft", "approved", "open", "closed", "opened", "released", "erased")
# Where each action of two persons leads; `extend` leaves a round where it is.
ROUND_RESULTS = {
    "approve": "approved",
    "close": "closed",
    "open_results": "opened",
    "release": "released",
    "erase": "erased",
}

WIDTH, LEFT, BOX, HEIGHT, STRIDE, TOP = 760, 300, 160, 40, 92, 20
STYLE = """text { font: 14px sans-serif; fill: #1b1b1b } .state { font-weight: bold; text-anchor: middle }
.box { fill: #eef3f8; stroke: #345 } .line { fill: none; stroke: #345; marker-end: url(#tip) }
.left { text-anchor: end }"""
TIP = """<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
<path d="M0 0 8 4 0 8z" fill="#345"/></marker></defs>"""


class Step(NamedTuple):
    """One way from a state to a state and what is done."""

    start: str
    end: str
    act: str


def drawings() -> dict[str, str]:
    """Each drawing by the name of its file."""
    return {
        "states-round.svg": draw("States of a round", ROUND_STATES, rounds()),
        "states-paper.svg": draw("States of an official paper", tuple(State), papers()),
    }


def rounds() -> list[Step]:
    """A round's steps: the clock's own two, and what two persons decide."""
    clock = [Step("approved", "open", CLOCK), Step("open", "closed", CLOCK)]
    decided = [
        Step(state, ROUND_RESULTS.get(kind.name, state), kind.name)
        for kind in KINDS.values()
        for state in sorted(kind.states, key=ROUND_STATES.index)
    ]
    return clock + decided


def papers() -> list[Step]:
    return [Step(start, end, act) for (start, act), end in STEPS.items()]


def round_steps() -> str:
    return step_table(rounds())


def paper_steps() -> str:
    return step_table(papers())


def step_table(steps: list[Step]) -> str:
    return table(("from", "done", "to"), ((code(one.start), one.act, code(one.end)) for one in steps))


def draw(title: str, states: tuple[str, ...], steps: list[Step]) -> str:
    """States from top to bottom; steps down on the right, back up on the left, those that stay beside the box."""
    height = TOP + STRIDE * (len(states) - 1) + HEIGHT + TOP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        TIP,
        *(box(place, state, staying(state, steps)) for place, state in enumerate(states)),
        *(line(states.index(start), states.index(end), acts) for (start, end), acts in moves(steps).items()),
        "</svg>\n",
    ]
    return "\n".join(parts)


def moves(steps: list[Step]) -> dict[tuple[str, str], str]:
    """What leads from one state to another one, joined."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in steps:
        if one.start != one.end:
            found.setdefault((one.start, one.end), []).append(one.act)
    return {pair: ", ".join(acts) for pair, acts in found.items()}


def staying(state: str, steps: list[Step]) -> str:
    return ", ".join(one.act for one in steps if one.start == one.end == state)


def box(place: int, state: str, stays: str) -> str:
    y, middle = TOP + STRIDE * place, LEFT + BOX // 2
    words = f'<text class="state" x="{middle}" y="{y + 25}">{escape(state)}</text>'
    beside = f'<text x="{LEFT + BOX + 12}" y="{y + 25}">↻ {escape(stays)}</text>' if stays else ""
    return f'<rect class="box" x="{LEFT}" y="{y}" width="{BOX}" height="{HEIGHT}" rx="6"/>{words}{beside}'


def line(start: int, end: int, acts: str) -> str:
    """The step to the next state straight down; any other as a curve past the boxes between."""
    if end == start + 1:
        x, y = LEFT + BOX // 2, TOP + STRIDE * start + HEIGHT
        path = f'<path class="line" d="M{x} {y} V{y + STRIDE - HEIGHT}"/>'
        return f'{path}<text x="{x + 10}" y="{y + 31}">{escape(acts)}</text>'
    return curve(start, end, acts)


def curve(start: int, end: int, acts: str) -> str:
    side, edge, kind = (1, LEFT + BOX, "right") if end > start else (-1, LEFT, "left")
    reach = edge + side * (60 + 70 * abs(end - start))
    begin, finish = (TOP + STRIDE * place + HEIGHT // 2 + 8 * side * sign for place, sign in ((start, 1), (end, -1)))
    x, y = (edge + 3 * reach) // 4 + side * 6, (begin + finish) // 2 + 5
    path = f'<path class="line" d="M{edge} {begin} C{reach} {begin} {reach} {finish} {edge} {finish}"/>'
    return f'{path}<text class="{kind}" x="{x}" y="{y}">{escape(acts)}</text>'
