"""The machines of the installation and what waits for whom, for the shell, the page and the doctor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal.nodes import destruction, installation_keys, keys
from portal.nodes.membership import NodeRow, current_membership
from portal.nodes.models import ASKED, DESTROYED, ENROLLED, REVOKED, round_node_key
from portal.nodes.round_secrets import current_answers, current_secrets
from portal.surveys.models import Round
from portal.web.data import clock, transactions
from portal.web.ui.formats import stamp

SILENT_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Machine:
    """A machine as people see it; `troubles` are sentences, none where all is well."""

    name: str
    state: str
    is_here: bool
    fingerprint: str
    seen_at: datetime | None
    opens_answers: bool
    troubles: tuple[str, ...]

    @property
    def words(self) -> str:
        """Its state in words."""
        return state_words(self.state)


def state_words(state: str) -> str:
    """A state in words."""
    words = {ASKED: _("chờ ghi danh"), ENROLLED: _("đã ghi danh"), REVOKED: _("đã thu hồi"), DESTROYED: _("đã hủy")}
    return words[state]


def machines() -> list[Machine]:
    """Every machine, those that count first."""
    membership = current_membership()
    with transactions.read_connection() as connection:
        node_list = membership.node_list(connection)
        pairs = connection.execute(select(round_node_key)).mappings().all()
        slugs = {row.id: row.slug for row in connection.execute(select(Round.id, Round.slug))}
        undestroyed = [
            (name, slugs.get(round_id, str(round_id)))
            for secrets in (current_secrets(), current_answers())
            for name, round_id in destruction.halves(connection, secrets)
        ]
    waiting = [(row["node_id"], slugs.get(row["round_id"])) for row in pairs if is_waiting(dict(row))]
    found = [
        Machine(
            name=row.name,
            state=row.state,
            is_here=row is node_list.own,
            fingerprint=keys.fingerprint(row.public),
            seen_at=row.seen_at,
            opens_answers=row.opens_answers,
            troubles=(
                *([_("dòng của máy này trong dữ liệu bị sửa")] if is_strange(row) else []),
                *(_("chưa hủy khóa của đợt %(slug)s", slug=slug) for name, slug in undestroyed if name == row.name),
                *(
                    _("chờ máy khác niêm khóa của đợt %(slug)s", slug=slug)
                    for number, slug in waiting
                    if slug and number == row.id and row.state == ENROLLED
                ),
                *([silence(row)] if row is not node_list.own and is_silent(row) else []),
            ),
        )
        for row in node_list.rows
    ]
    return sorted(found, key=lambda one: (one.state not in {ASKED, ENROLLED}, one.name))


def is_waiting(row: dict[str, object]) -> bool:
    """Whether a machine's pair waits for a secret."""
    return row["sealed"] is None and row["ended_at"] is None


def is_strange(row: NodeRow) -> bool:
    """Whether somebody else wrote a machine's row; nobody without the installation's keys can tell."""
    membership = current_membership()
    return membership.holds_keys and row.state in {ENROLLED, DESTROYED} and not membership.is_ours(row)


def is_silent(row: NodeRow) -> bool:
    """Whether an enrolled machine has not been seen for minutes."""
    return row.state == ENROLLED and (row.seen_at is None or clock.now() - row.seen_at > SILENT_AFTER)


def opens_answers_here() -> bool:
    """Whether this machine is one of those that open results; a single machine is."""
    membership = current_membership()
    with transactions.read_connection() as connection:
        own = membership.node_list(connection).own
    return own is None or bool(own.opens_answers)


def silence(row: NodeRow) -> str:
    """What is said of a machine that does not report."""
    if row.seen_at is None:
        return _("chưa khởi động lần nào")
    return _("không báo từ %(time)s", time=stamp(row.seen_at))


def holders(round_id: int) -> list[str]:
    """Other machines that hold a round's used-token key and were seen lately."""
    secrets, membership = current_secrets(), current_membership()
    with transactions.read_connection() as connection:
        rows = connection.execute(select(round_node_key).where(secrets.of_round(round_id))).mappings().all()
        having = {row["node_id"] for row in rows if row["sealed"] is not None}
        node_list = membership.node_list(connection)
    others = [row for row in node_list.rows if row is not node_list.own and row.id in having]
    return [row.name for row in others if row.state == ENROLLED and not is_silent(row)]


def installation_code() -> str:
    """The fingerprint of this installation, which people compare."""
    return installation_keys.installation_code(current_app.config["SECRETS"]["log"])
