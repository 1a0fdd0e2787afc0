"""The rules, without database or files: how a machine stands, and what a node does about a round's secret."""

from enum import Enum, auto

from portal.nodes.models import ASKED, DESTROYED, ENROLLED, REVOKED


class Standing(Enum):
    """How a machine stands in its installation; only the first two take ballots."""

    ENROLLED = auto()
    # it holds the installation's keys, and those that are enrolled are of the same installation, or nobody is yet
    ENROLS_ITSELF = auto()
    UNKNOWN = auto()
    ASKED = auto()
    REVOKED = auto()
    # it holds keys of its own, or its row bears no mark of ours: somebody else's installation
    FOREIGN = auto()

    @property
    def serves(self) -> bool:
        return self in {Standing.ENROLLED, Standing.ENROLS_ITSELF}


def standing(*, holds_keys: bool, state: str | None, is_ours: bool, others: int, others_ours: int) -> Standing:
    """How a machine stands.

    `state` and mark (`is_ours`) of its own row, None where its key is in no row; how many others are enrolled, and of
    how many the mark is ours. Without the installation's keys (`holds_keys`) no mark can be told.
    """
    may_enrol = holds_keys and (not others or others_ours > 0)
    if state in {REVOKED, DESTROYED}:
        # whoever revoked it is believed without a mark as well: to serve on would be the greater harm
        return Standing.REVOKED
    if state == ENROLLED and holds_keys:
        return Standing.ENROLLED if is_ours else Standing.FOREIGN
    if may_enrol:
        return Standing.ENROLS_ITSELF
    if holds_keys:
        return Standing.FOREIGN
    return Standing.ASKED if state == ASKED else Standing.UNKNOWN


class Step(Enum):
    """What a node does about a round's secret."""

    OPEN = auto()
    WAIT = auto()  # another node holds it and will seal it to this one
    MAKE = auto()  # nobody has made it yet
    PAIR = auto()  # a key pair, for others to seal to
    LOST = auto()  # this node's half is gone, or is another: it can open what is there no more
    ENDED = auto()  # the secret is of no use any more; halves are destroyed


def step(*, has_row: bool, fits: bool, sealed: bool, ended: bool, is_made: bool, may_make: bool) -> Step:
    """What a node does next.

    `has_row` of its own for this round, `sealed` to it; whether its half is there and is that of the row (`fits`);
    whether the secret has `ended`, or `is_made` by any node; whether it may be made here (`may_make`).
    """
    if ended:
        return Step.ENDED
    if has_row and not fits:
        return Step.LOST
    if sealed:
        return Step.OPEN
    if is_made or not may_make:
        return Step.WAIT if has_row else Step.PAIR
    return Step.MAKE
