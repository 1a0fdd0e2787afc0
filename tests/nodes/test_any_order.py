"""Whatever machines do and in whatever order: a round has one secret, and only an enrolled machine comes to it."""

from __future__ import annotations

from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from portal.nodes import enrolment
from portal.nodes.models import ASKED, DESTROYED, ENROLLED, MARKS, REVOKED, node, node_secret, round_node_key
from portal.nodes.round_secrets import SecretWaits
from portal.web.data import transactions
from tests.nodes.conftest import Leader, Machine, let_in, writing

NUMBERS = count(1)
LIFE = ("go_on",) * 4 + ("look",) * 2 + ("open",) * 3
FIRST = ("first_looks",) * 5 + ("first_opens",) * 2
DEEDS = [*((deed, name) for name in ("may-2", "may-3") for deed in LIFE), *((deed, "may-1") for deed in FIRST)]


class Lives:
    """Two machines beside the first, and one round: how each stands, and whom its secret has reached."""

    def __init__(self, app, first, folder) -> None:
        self.app, self.first, self.folder = app, first, folder / str(next(NUMBERS))
        self.round_id = next(NUMBERS)
        self.machines: dict[str, Machine] = {}
        self.states: dict[str, str] = {}
        self.knew: set[str] = set()
        self.secrets: set[bytes] = set()
        self.is_over = False

    def go_on(self, name):
        """A machine's life: it asks, is let in, is revoked, and its disk is declared destroyed."""
        match self.states.get(name):
            case None:
                self.machines[name] = Machine(self.app, self.folder / name)
                self.machines[name].request(name)
                self.states[name] = ASKED
            case "asked":
                let_in(self.first, name, self.machines[name].request(name))
                self.machines[name].start()
                self.states[name] = ENROLLED
            case "enrolled":
                with writing() as connection:
                    enrolment.revoke(connection, self.first.membership, name)
                self.states[name] = REVOKED
            case "revoked":
                with writing() as connection:
                    leaders = Leader("ld.1"), Leader("ld.2")
                    enrolment.declare_destroyed(connection, self.first.membership, name, *leaders)
                self.states[name] = DESTROYED

    def look(self, name):
        if name in self.machines:
            self.machines[name].reconciler.once()
            if self.states[name] != ENROLLED:
                self.knew.discard(name)
                assert not self.machines[name].half(self.round_id, MARKS).exists(), "a half outlived its machine"

    def open(self, name):
        """A machine takes a ballot; one that was revoked and has not looked since goes on from memory."""
        if name in self.machines and self.is_opened(self.machines[name].marks):
            assert self.states[name] == ENROLLED or name in self.knew, "a machine that is not enrolled has the secret"
            self.knew.add(name)

    def first_looks(self, _name):
        self.first.once()

    def first_opens(self, _name):
        assert not (self.is_opened(self.first.marks) and self.is_over), "a secret outlived its end"

    def end(self, _name):
        """The round is purged, if anybody took a ballot."""
        if self.secrets:
            with writing() as connection:
                self.first.marks.end(connection, self.round_id)
            self.is_over = True

    def is_opened(self, marks) -> bool:
        """Whether the secret is opened; it is the one that everybody else opened."""
        try:
            self.secrets.add(marks.of(self.round_id))
        except SecretWaits:
            return False
        assert len(self.secrets) == 1, "two secrets of one round"
        return True

    def check(self):
        """Made once, and sealed to the enrolled alone."""
        pairs = select(round_node_key, node.c.state).join(node).where(round_node_key.c.round_id == self.round_id)
        with transactions.read_connection() as connection:
            rows = connection.execute(pairs).all()
            sealed = set(connection.scalars(select(node.c.name).join(node_secret)))
        assert sum(row.maker for row in rows) <= 1
        assert {row.state for row in rows if row.sealed is not None} <= {ENROLLED}
        assert sealed == {name for name, state in self.states.items() if state == ENROLLED}

    def clear(self):
        self.first.marks.wipe(self.round_id)
        with writing() as connection:
            connection.execute(delete(round_node_key))
            connection.execute(delete(node_secret))
            connection.execute(delete(node).where(node.c.public != self.first.membership.own_public()))


@settings(max_examples=6, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(DEEDS), st.integers(len(DEEDS) // 2, len(DEEDS)))
def test_a_round_has_one_secret_and_no_stranger_comes_to_it(app, first, tmp_path, deeds, ends_after):
    lives = Lives(app, first, tmp_path)
    try:
        for deed, name in [*deeds[:ends_after], ("end", "may-1"), *deeds[ends_after:]]:
            getattr(lives, deed)(name)
            lives.check()
    finally:
        lives.clear()
