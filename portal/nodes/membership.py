"""How this machine stands among the machines of its installation, and its row; one `Membership` a process."""

import getpass
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy import Connection, Engine, Row, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError

from portal.audit.models import Event
from portal.audit.operations import new_event
from portal.errors import Conflict
from portal.extensions import db
from portal.nodes import keys, rules
from portal.nodes.models import ENROLLED, node
from portal.nodes.rules import Standing
from portal.web.data import clock

NAME_LENGTH = 60
NodeRow = Row[Any]


def node_values(name: str, public: bytes, *, opens_answers: bool, state: str) -> tuple[object, ...]:
    """What the mark on a machine's row says."""
    return name, public, opens_answers, state


@dataclass(frozen=True)
class NodeList:
    """Every machine's row, and which of them is ours: `own` is None where this machine's key is in none."""

    rows: Sequence[NodeRow]
    own: NodeRow | None
    standing: Standing


class Membership:
    """This machine's side: its folder of keys, and the installation's marks."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.folder = Path(app.config["INSTANCE"]) / "keys"
        self.refusal = ""
        """Why this machine takes no ballots; empty while it may. Looked at again every few seconds."""

    @cached_property
    def engine(self) -> Engine:
        """The database of the installation."""
        with self.app.app_context():  # asked for by the citizens' path too, which has none
            return db.engine

    @property
    def holds_keys(self) -> bool:
        """Whether this process has the installation's keys, from files or opened."""
        return bool(self.app.config["HOLDS_KEYS"])

    @property
    def mark(self) -> bytes:
        """The key of the marks on rows of machines and of rounds' keys."""
        key: bytes = self.app.config["SECRETS"]["enrolment"]
        return key

    @property
    def marks(self) -> list[bytes]:
        """The keys that are honoured; more than one while they are renewed."""
        return [self.mark, *self.app.config["ENROLMENT_ALSO"]]

    def own_public(self) -> bytes | None:
        """This machine's public key; None where it has none yet."""
        private = keys.private_key(keys.node_file(self.folder))
        return None if private is None else keys.public_half(private)

    def is_ours(self, row: NodeRow) -> bool:
        """Whether a machine's row bears the installation's mark."""
        values = node_values(row.name, row.public, opens_answers=row.opens_answers, state=row.state)
        return keys.has_mac(self.marks, "node", values, row.mac)

    def mac_of(self, name: str, public: bytes, *, opens_answers: bool, state: str) -> bytes:
        """The mark that a machine's row is to bear."""
        return keys.mac(self.mark, "node", node_values(name, public, opens_answers=opens_answers, state=state))

    def node_list(self, connection: Connection) -> NodeList:
        """Every machine, and how this one stands."""
        public, rows = self.own_public(), connection.execute(select(node).order_by(node.c.id)).all()
        own = next((row for row in rows if row.public == public), None)
        others = [self.is_ours(row) for row in rows if row is not own and row.state == ENROLLED]
        standing = rules.standing(
            holds_keys=self.holds_keys,
            state=own.state if own is not None else None,
            is_ours=own is not None and self.is_ours(own),
            others=len(others),
            others_ours=sum(others),
        )
        return NodeList(rows, own, standing)

    def own_number(self, connection: Connection) -> int | None:
        """The number of this machine's row, however it stands; None where it has none."""
        number: int | None = connection.scalar(select(node.c.id).where(node.c.public == self.own_public()))
        return number

    def own_id(self, connection: Connection) -> int:
        """The number of this machine's row, written now where it enrols itself. Raises Conflict where it may not."""
        node_list = self.node_list(connection)
        if node_list.standing is Standing.ENROLS_ITSELF:
            return self.enrol_itself(connection, node_list)
        if node_list.own is None or not node_list.standing.serves:
            raise Conflict(refusal(node_list.standing, self.own_public()))
        return int(node_list.own.id)

    def enrol_itself(self, connection: Connection, node_list: NodeList) -> int:
        """Enrol a machine that holds the installation's keys. Kept by the caller."""
        public = keys.public_half(keys.made(keys.node_file(self.folder)))
        now, own = clock.now(), node_list.own
        name = own.name if own is not None else free_name(node_list.rows)
        values = {
            "name": name,
            "public": public,
            "opens_answers": True,
            "state": ENROLLED,
            **dict.fromkeys(("asked_at", "enrolled_at", "seen_at"), now),
            "enrolled_by": who(),
            "mac": self.mac_of(name, public, opens_answers=True, state=ENROLLED),
        }
        if node_list.rows:
            # an empty portal keeps no record: a backup may still be restored into it
            note(connection, "nodes.enrol", {"node": name, "fingerprint": keys.fingerprint(public), "by": who()})
        if own is not None:
            connection.execute(update(node).where(node.c.id == own.id).values(values))
            return int(own.id)
        with suppress(IntegrityError), connection.begin_nested():
            connection.execute(insert(node).values(values))  # another process of this machine may be first
        return int(connection.scalars(select(node.c.id).where(node.c.public == public)).one())


def free_name(rows: Sequence[NodeRow]) -> str:
    """This machine's name in the network, with a number where another row has it."""
    name, taken = socket.gethostname()[: NAME_LENGTH - 4] or "node", {row.name for row in rows}
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, len(rows) + 3))) if one not in taken)


def who() -> str:
    """Whose shell or service this is: «ydan@may-1»."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "?"
    return f"{user}@{socket.gethostname()}"


def note(connection: Connection, action: str, detail: dict[str, Any]) -> None:
    """Say in the record what was done in the transaction of a connection."""
    event = new_event(action, by=None, detail=detail)
    attributes = [one for one in inspect(Event).column_attrs if one.key != "id"]
    connection.execute(insert(Event.__table__).values({one.columns[0]: getattr(event, one.key) for one in attributes}))


def refusal(standing: Standing, public: bytes | None) -> str:
    """Why a machine may not serve, and what is to be done; empty where it may."""
    code = keys.fingerprint(public) if public is not None else ""
    match standing:
        case Standing.UNKNOWN:
            return _("Máy này chưa được ghi danh trong cài đặt: chạy flask nodes request TÊN trên máy này.")
        case Standing.ASKED:
            return _(
                "Máy này đã xin ghi danh, chưa được nhận: trên một máy đã ghi danh chạy flask nodes enrol, "
                "mã máy %(code)s.",
                code=code,
            )
        case Standing.REVOKED:
            return _(
                "Máy này (mã %(code)s) đã bị thu hồi: không nhận phiếu. Muốn dùng lại thì xóa keys/node.key rồi "
                "flask nodes request TÊN như máy mới.",
                code=code,
            )
        case Standing.FOREIGN:
            return _(
                "Khóa trên máy này không phải của cài đặt này, hoặc danh sách máy trong dữ liệu bị sửa: không nhận "
                "phiếu. Máy mới thì xóa các tệp keys/*.key rồi flask nodes request TÊN; không thì lập biên bản."
            )
    return ""


def current_membership() -> Membership:
    """This process's side."""
    membership: Membership = current_app.extensions["nodes"]
    return membership
