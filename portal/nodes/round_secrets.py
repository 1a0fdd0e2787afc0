"""The secrets of rounds that this machine opens, by purpose: each in memory for as long as its half, a file, stands.

A round's secret is made once for all machines, sealed to each one's key pair for that round, and kept nowhere else.
"""

import secrets
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.errors import Conflict
from portal.nodes import keys, rules
from portal.nodes.membership import Membership
from portal.nodes.models import ANSWERS, MARKS, round_node_key
from portal.nodes.rules import Step
from portal.surveys.models import Round
from portal.web.data import clock
from portal.web.data.key_files import SIZE, wipe
from portal.web.data.transactions import is_unique_violation

KeyRow = RowMapping
columns = round_node_key.c
# A release before kept the used-token key itself in this file.
OLDER = "spent-{}.key"


class SecretWaits(Exception):
    """This machine cannot open a round's secret yet, or any more."""


@dataclass(frozen=True)
class Look:
    """A round's rows for a purpose, this machine's own among them, and what it is to do."""

    rows: Sequence[KeyRow]
    own: KeyRow | None
    step: Step


class RoundSecrets:
    """The secrets of one purpose."""

    def __init__(self, membership: Membership, purpose: str) -> None:
        self.membership = membership
        self.purpose = purpose
        # answers are opened with the key file of the machine where the round was approved: no other key is ever made
        self.is_made_here = purpose == MARKS
        self.folder = membership.folder
        self.read: dict[int, tuple[int, bytes]] = {}
        self.lock = threading.Lock()

    def file(self, round_id: int) -> Path:
        """Where this machine's half lies."""
        return keys.half_file(self.folder, round_id, self.purpose)

    def forget(self) -> None:
        """Start anew, as after a restart."""
        self.read.clear()
        self.membership.refusal = ""

    def known(self, round_id: int) -> bytes | None:
        """A round's secret; None where this machine cannot open it, not yet or no longer."""
        kept = self.kept(round_id)
        return kept if kept is not None else self.opened(round_id, may_make=False)

    def of(self, round_id: int) -> bytes:
        """A round's secret, made now where nobody made it. Raises SecretWaits, or OSError where it cannot be kept."""
        kept = self.kept(round_id)
        secret = kept if kept is not None else self.opened(round_id, may_make=True)
        if secret is None or self.membership.refusal:
            raise SecretWaits
        return secret

    def kept(self, round_id: int) -> bytes | None:
        """What this process remembers; None where it has to look."""
        # looked for every time: once another process destroyed it, this one must not go on from memory
        number = keys.inode(f"{self.folder}/rounds/{round_id}.{self.purpose}{keys.HALF}")
        found = self.read.get(round_id)
        if found is not None and found[0] == number:
            return found[1]
        self.read.pop(round_id, None)
        return None

    def opened(self, round_id: int, *, may_make: bool) -> bytes | None:
        """Open or make a round's secret in a transaction of its own, one thread at a time; remember it."""
        with self.lock, self.membership.app.app_context():
            kept = self.kept(round_id)  # whoever held the lock may have opened it
            if kept is not None:
                return kept
            with self.membership.engine.connect().execution_options(sqlite_readonly=True) as connection:
                look = self.look(connection, round_id)
            if may_make and look.step in {Step.MAKE, Step.PAIR}:
                with suppress(Conflict), self.membership.engine.execution_options(sqlite_write=True).begin() as writing:
                    self.take_part(writing, round_id)
                with self.membership.engine.connect().execution_options(sqlite_readonly=True) as connection:
                    look = self.look(connection, round_id)
            return self.remember(round_id, look)

    def remember(self, round_id: int, look: Look) -> bytes | None:
        """Open what is sealed to this machine and keep it in memory."""
        number, secret = keys.inode(str(self.file(round_id))), self.unsealed(look.own) if look.own else None
        if look.step is not Step.OPEN or number is None or secret is None:
            return None
        self.read[round_id] = (number, secret)
        return secret

    def look(self, connection: Connection, round_id: int) -> Look:
        """A round's rows, and what this machine is to do."""
        own_node = self.membership.own_number(connection)
        rows = connection.execute(select(round_node_key).where(self.of_round(round_id))).mappings().all()
        rows = [row for row in rows if self.is_ours(row)]
        own = next((row for row in rows if row["node_id"] == own_node), None)
        half = keys.private_key(self.file(round_id))
        step = rules.step(
            has_row=own is not None,
            fits=own is not None and half is not None and keys.public_half(half) == own["public"],
            sealed=own is not None and own["sealed"] is not None,
            ended=any(row["ended_at"] is not None for row in rows),
            is_made=any(row["maker"] for row in rows),
            may_make=self.is_made_here,
        )
        return Look(rows, own, step)

    def take_part(self, connection: Connection, round_id: int) -> None:
        """Make a round's secret where nobody has, else this machine's pair. Kept by the caller; raises Conflict."""
        node_id = self.membership.own_id(connection)
        look = self.look(connection, round_id)
        if look.step not in {Step.MAKE, Step.PAIR}:
            return
        # killed between file and commit: the half that is there is taken, never written over
        public = keys.public_half(keys.made(self.file(round_id)))
        row = {"round_id": round_id, "purpose": self.purpose, "node_id": node_id, "public": public}
        sealed = self.sealed_for(row, self.first_secret(round_id)) if look.step is Step.MAKE else None
        if sealed is None or not self.write(connection, look, row | {"sealed": sealed, "maker": True}):
            # another node was first: it will seal its secret to this pair
            self.write(connection, look, row | {"sealed": None, "maker": False})

    def write(self, connection: Connection, look: Look, row: dict[str, Any]) -> bool:
        """Write this machine's row; False where another machine made the secret meanwhile."""
        row |= {"made_at": clock.now(), "mac": self.mac_of(row)}
        try:
            with connection.begin_nested():
                if look.own is None:
                    connection.execute(insert(round_node_key).values(row))
                else:
                    values = {name: row[name] for name in ("sealed", "maker", "made_at", "mac")}
                    connection.execute(update(round_node_key).where(same_row(row)).values(values))
        except IntegrityError as error:
            if not is_unique_violation(error):
                raise
            return False
        return True

    def first_secret(self, round_id: int) -> bytes:
        """What a round's secret is to be: what a release before kept in a file of a running round, else a new one."""
        older = self.older_file(round_id)
        content = older.read_bytes() if self.purpose == MARKS and older.exists() else b""
        return content if len(content) == SIZE else secrets.token_bytes(SIZE)

    def older_file(self, round_id: int) -> Path:
        return self.folder / OLDER.format(round_id)

    def of_round(self, round_id: int) -> ColumnElement[bool]:
        return and_(columns.round_id == round_id, columns.purpose == self.purpose)

    def sealed_for(self, row: dict[str, Any], secret: bytes) -> bytes:
        """A secret sealed to the pair of a row."""
        return keys.seal(row["public"], about(row), secret)

    def unsealed(self, row: KeyRow) -> bytes | None:
        """The secret in this machine's own row; None where its half does not open it."""
        half = keys.private_key(self.file(row["round_id"]))
        if half is None or row["sealed"] is None:
            return None
        return keys.unseal(half, about(row), row["sealed"])

    def mac_of(self, row: Any) -> bytes:  # noqa: ANN401 - a row or its values by name
        """The mark that a row is to bear."""
        return keys.mac(self.membership.mark, "round key", marked(row))

    def is_ours(self, row: KeyRow) -> bool:
        """Whether a row bears the installation's mark: a master of the database cannot register a key of his own."""
        return keys.has_mac(self.membership.marks, "round key", marked(row), row["mac"])

    def waits_for_others(self, round_id: int) -> bool:
        """Whether a round's secret was made and this machine cannot open it."""
        with self.membership.engine.connect().execution_options(sqlite_readonly=True) as connection:
            look = self.look(connection, round_id)
        return look.step in {Step.PAIR, Step.WAIT, Step.LOST}

    def unended(self, connection: Connection, rounds: Iterable[int]) -> list[int]:
        """Those rounds of which a secret has not ended yet, or of which this machine still has something."""
        asked = select(columns.round_id).where(columns.purpose == self.purpose, columns.ended_at.is_(None))
        running = set(connection.scalars(asked))
        return [one for one in rounds if one in running or self.file(one).exists() or self.older_file(one).exists()]

    def seal_to(self, connection: Connection, row: KeyRow, secret: bytes) -> None:
        """Seal a secret to another machine's pair, unless it was done meanwhile. Kept by the caller."""
        sealed = {**row, "sealed": self.sealed_for(dict(row), secret)}
        values = {"sealed": sealed["sealed"], "mac": self.mac_of(sealed)}
        waits = same_row(sealed) & columns.sealed.is_(None) & columns.ended_at.is_(None)
        connection.execute(update(round_node_key).where(waits, columns.public == row["public"]).values(values))

    def end(self, connection: Connection, round_id: int) -> None:
        """Say that a round's secret is of no use any more, and destroy this machine's half. Kept by the caller."""
        self.change(connection, self.of_round(round_id) & columns.ended_at.is_(None), ended_at=clock.now())
        self.destroy(connection, round_id)

    def begin_anew(self, connection: Connection, round_id: int) -> None:
        """Let a simulated round whose secret has ended have another one; a real round never has. Kept by the caller."""
        ended = select(columns.node_id).where(self.of_round(round_id), columns.ended_at.is_not(None))
        if connection.execute(ended).first():
            self.wipe(round_id)
            connection.execute(delete(round_node_key).where(self.of_round(round_id)))

    def destroy(self, connection: Connection, round_id: int) -> None:
        """Wipe this machine's half and say so. Kept by the caller."""
        self.wipe(round_id)
        own = self.membership.own_number(connection)
        mine = self.of_round(round_id) & (columns.node_id == own) & columns.destroyed_at.is_(None)
        self.change(connection, mine, sealed=None, destroyed_at=clock.now())

    def wipe(self, round_id: int) -> bool:
        """Overwrite and remove what this machine has of a round's secret; False where it was gone already."""
        self.read.pop(round_id, None)
        wiped = wipe(self.file(round_id))
        # the file of a release before stands beside it, so that one may go back to that release
        return wipe(self.older_file(round_id)) or wiped if self.purpose == MARKS else wiped

    def change(self, connection: Connection, condition: ColumnElement[bool], **values: object) -> None:
        """Change rows that bear the mark, and mark them anew."""
        for row in connection.execute(select(round_node_key).where(condition)).mappings().all():
            if self.is_ours(row):
                changed = {**row, **values}
                marked_anew = {**values, "mac": self.mac_of(changed)}
                connection.execute(update(round_node_key).where(same_row(changed)).values(marked_anew))


class AnswerSecrets(RoundSecrets):
    """The keys that open answers. One lies as a file on the machine where its round was approved, and on two USB."""

    def key_file(self, slug: str) -> Path:
        """Where the key of a round lies."""
        return self.folder / "rounds" / f"{slug}.key"

    def known(self, round_id: int) -> bytes | None:
        """What this machine can seal to others: from its file, else what was sealed to this machine."""
        with self.membership.engine.connect().execution_options(sqlite_readonly=True) as connection:
            slug = connection.scalar(select(Round.slug).where(Round.id == round_id))
        try:
            content = self.key_file(str(slug)).read_bytes()
        except FileNotFoundError:
            content = b""
        return content if len(content) == SIZE else super().known(round_id)


def about(row: Any) -> tuple[object, ...]:  # noqa: ANN401 - a row's values by name
    """What a sealed secret is bound to."""
    return "round", row["round_id"], row["purpose"], row["node_id"]


def marked(row: Any) -> tuple[object, ...]:  # noqa: ANN401 - a row's values by name
    """What the mark on a row says; of its moments only whether they have come."""
    came = (row.get("ended_at") is not None, row.get("destroyed_at") is not None)
    return (*about(row), row["public"], row["sealed"], row["maker"], *came)


def same_row(row: dict[str, Any]) -> ColumnElement[bool]:
    return and_(*(columns[name] == row[name] for name in ("round_id", "purpose", "node_id")))


def used_token_secrets(membership: Membership) -> RoundSecrets:
    """The keys that make the tokens of used forms and browsers."""
    return RoundSecrets(membership, MARKS)


def answer_secrets(membership: Membership) -> AnswerSecrets:
    """The keys that open answers."""
    return AnswerSecrets(membership, ANSWERS)


def current_answers() -> AnswerSecrets:
    """The keys of answers of the application at hand."""
    found: AnswerSecrets = current_app.extensions["answer_secrets"]
    return found


def current_secrets() -> RoundSecrets:
    """The used-token keys of the application at hand."""
    found: RoundSecrets = current_app.extensions["used_token_secrets"]
    return found
