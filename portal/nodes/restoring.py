"""What becomes of machines where a backup is restored: those of the backup come back, and this one joins them."""

from collections.abc import Iterator

from sqlalchemy import select

from portal.nodes.membership import current_membership
from portal.nodes.models import ENROLLED, REVOKED, node
from portal.nodes.round_secrets import current_secrets
from portal.nodes.rules import Standing
from portal.surveys.models import GRACE, Round
from portal.web.data import clock, transactions


def settle() -> Iterator[str]:
    """Enrol this machine among those of the backup; what the operator has to know, a line each."""
    membership, secrets = current_membership(), current_secrets()
    with transactions.write_engine().begin() as connection:
        if membership.node_list(connection).standing is Standing.FOREIGN:
            # marks of keys that were renewed or lost since: nobody can tell any more whose these machines are
            foreign = [row for row in connection.execute(select(node)).all() if not membership.is_ours(row)]
            for row in foreign:
                values = {"state": REVOKED, "revoked_at": clock.now(), "revoked_by": "backup restore"}
                connection.execute(node.update().where(node.c.id == row.id).values(values))
        own = membership.own_id(connection)
        others = connection.scalars(select(node.c.name).where(node.c.state == ENROLLED, node.c.id != own)).all()
        rounds = connection.execute(select(Round.id, Round.slug).where(Round.closes_at > clock.now() - GRACE)).all()
    if others:
        yield f"Máy trong bản sao lưu: {', '.join(others)}. Máy nào không còn thì flask nodes revoke TÊN."
    for round_id, slug in rounds:
        if secrets.waits_for_others(round_id):
            yield (
                f"Đợt {slug} chưa nhận phiếu trên máy này: đợi một máy cũ còn chạy niêm khóa dấu sang; "
                f"các máy cũ mất hết thì chạy flask nodes new-secret {slug}"
            )
