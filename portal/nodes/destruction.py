"""Waits until every machine has destroyed its half of a round's secret, or says for whom it waits (P4, P23)."""

import time
from collections.abc import Callable
from time import sleep

from flask_babel import gettext as _
from sqlalchemy import Connection, select

from portal.errors import Conflict
from portal.nodes.models import DESTROYED, node, round_node_key
from portal.nodes.round_secrets import RoundSecrets
from portal.web.data import transactions

PATIENCE_SECONDS, PAUSE_SECONDS = 600, 1


def wait(secrets: RoundSecrets, round_id: int, waits: Callable[[str], None]) -> None:
    """Wait for ten minutes at most; `waits` is told for whom. Raises Conflict where a machine has not confirmed."""
    until = time.monotonic() + PATIENCE_SECONDS
    while names := unconfirmed(secrets, round_id):
        if time.monotonic() >= until:
            raise Conflict(
                _(
                    "Máy %(names)s chưa xác nhận đã hủy khóa của đợt: bật máy ấy lên; máy đã mất thì thu hồi "
                    "(flask nodes revoke) rồi hai người xác nhận đã hủy (flask nodes destroyed).",
                    names=", ".join(names),
                )
            )
        waits(_("Đang chờ máy %(names)s hủy khóa của đợt. Hệ thống tự làm tiếp khi xong.", names=", ".join(names)))
        sleep(PAUSE_SECONDS)
    waits("")


def unconfirmed(secrets: RoundSecrets, round_id: int) -> list[str]:
    """The machines that may still have a half of a round that has ended, by name."""
    with transactions.read_connection() as connection:
        return [name for name, row in halves(connection, secrets) if row == round_id]


def halves(connection: Connection, secrets: RoundSecrets) -> list[tuple[str, int]]:
    """Machines and rounds: whoever was to destroy a half and has not said so, under the installation's mark."""
    asked = select(round_node_key, node.c.name).join(node).where(round_node_key.c.purpose == secrets.purpose)
    gone = {row.id for row in connection.execute(select(node).where(node.c.state == DESTROYED)) if ours(secrets, row)}
    rows = connection.execute(asked.order_by(node.c.id)).mappings().all()
    ended = {row["round_id"] for row in rows if row["ended_at"] is not None}
    return [
        (row["name"], row["round_id"])
        for row in rows
        if row["round_id"] in ended and row["node_id"] not in gone and not is_confirmed(secrets, row)
    ]


def is_confirmed(secrets: RoundSecrets, row: object) -> bool:
    """Whether a machine said that its half is gone; what somebody else wrote into the row does not count."""
    pair: dict[str, object] = dict(row)  # type: ignore[call-overload]
    return pair["destroyed_at"] is not None and secrets.is_ours(row)  # type: ignore[arg-type]


def ours(secrets: RoundSecrets, row: object) -> bool:
    """Whether a machine's row bears the installation's mark."""
    return secrets.membership.is_ours(row)  # type: ignore[arg-type]
