"""How a machine comes and goes: it asks, an enrolled one lets it in; it is revoked, or declared destroyed."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Connection, insert, select, update

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.approvals.second_person import refuse_same_person
from portal.errors import Conflict, DomainError, Refused
from portal.nodes import installation_keys, keys
from portal.nodes.membership import NAME_LENGTH, Membership, NodeRow, note, who
from portal.nodes.models import ASKED, DESTROYED, ENROLLED, REVOKED, node, node_secret, round_node_key
from portal.nodes.round_secrets import RoundSecrets, current_secrets
from portal.web.data import clock


def request(connection: Connection, membership: Membership, name: str) -> str:
    """Write down that this machine asks to be enrolled; its fingerprint. Kept by the caller."""
    if not 1 <= len(name) <= NAME_LENGTH or not name.replace("-", "").replace(".", "").isalnum():
        raise DomainError(_("Tên máy gồm chữ, số, dấu chấm, gạch nối, nhiều nhất 60 ký tự."))
    public = keys.public_half(keys.made(keys.node_file(membership.folder)))
    rows = connection.execute(select(node)).all()
    if not any(row.state == ENROLLED for row in rows):
        # whoever begins beside an empty list takes itself for the first machine, and would have made keys of its own
        raise Conflict(
            _(
                "Chưa có máy nào của cài đặt được ghi danh: bật máy đầu tiên (nơi giữ khóa) trước, xóa các tệp "
                "keys/*.key của máy này rồi làm lại lệnh này."
            )
        )
    own = next((row for row in rows if row.public == public), None)
    if own is not None and own.state != ASKED:
        raise Conflict(_("Khóa của máy này đã có trong danh sách (%(state)s): xem flask nodes list.", state=own.state))
    if any(row.name == name and row.state in {ASKED, ENROLLED} and row is not own for row in rows):
        raise Conflict(_("Đã có máy tên “%(name)s”: đặt tên khác, hoặc thu hồi máy ấy trước.", name=name))
    values = {"name": name, "public": public, "opens_answers": False, "state": ASKED, "asked_at": clock.now()}
    if own is None:
        connection.execute(insert(node).values(values))
    return keys.fingerprint(public)


def enrol(connection: Connection, membership: Membership, name: str, told: str, *, opens_answers: bool) -> NodeRow:
    """Let a machine in whose fingerprint somebody read out. Kept by the caller; raises DomainError."""
    membership.own_id(connection)
    row = row_named(connection, name, ASKED)
    if keys.fingerprint(row.public).replace(" ", "") != told.replace(" ", "").lower():
        raise Refused(
            _(
                "Mã máy không khớp: “%(name)s” có mã %(code)s. Có thể là máy của người khác: chưa ghi danh.",
                name=name,
                code=keys.fingerprint(row.public),
            )
        )
    values = {
        "state": ENROLLED,
        "opens_answers": opens_answers,
        "enrolled_at": clock.now(),
        "enrolled_by": who(),
        "mac": membership.mac_of(name, row.public, opens_answers=opens_answers, state=ENROLLED),
    }
    connection.execute(update(node).where(node.c.id == row.id).values(values))
    installation_keys.seal_to(connection, row.id, row.public, current_app.config["KEYRING"])
    note(connection, "nodes.enrol", {"node": name, "fingerprint": keys.fingerprint(row.public), "by": who()})
    return row


def share(connection: Connection, membership: Membership, keyring: dict[str, bytes]) -> list[str]:
    """Seal the installation's keys anew to every other machine; their names. Kept by the caller."""
    require_keys(membership)
    others = select(node).where(node.c.state == ENROLLED, node.c.public != membership.own_public())
    ours = [row for row in connection.execute(others).all() if membership.is_ours(row)]
    for row in ours:
        installation_keys.seal_to(connection, row.id, row.public, keyring)
    return [row.name for row in ours]


def revoke(connection: Connection, membership: Membership, name: str) -> None:
    """Take a machine out: nothing is sealed to it any more. Its halves are waited for. Kept by the caller."""
    require_keys(membership)
    row = row_named(connection, name, ASKED, ENROLLED)
    mark = membership.mac_of(name, row.public, opens_answers=row.opens_answers, state=REVOKED)
    values = {"state": REVOKED, "revoked_at": clock.now(), "revoked_by": who(), "mac": mark}
    connection.execute(update(node).where(node.c.id == row.id).values(values))
    connection.execute(node_secret.delete().where(node_secret.c.node_id == row.id))
    # whichever purpose: what is changed is the machine's
    current_secrets().change(connection, round_node_key.c.node_id == row.id, sealed=None)
    note(connection, "nodes.revoke", {"node": name, "fingerprint": keys.fingerprint(row.public), "by": who()})


def declare_destroyed(connection: Connection, membership: Membership, name: str, by: Account, second: Account) -> None:
    """Two persons answer for it that a revoked machine's disk is destroyed: nobody waits for it any more."""
    for account in (by, second):
        if not account.active or not account.can(Permission.DEEDS_DECIDE):
            raise Refused(_("“%(name)s” không phải lãnh đạo duyệt.", name=account.username))
    refuse_same_person(second, by, sentence=_("Cần hai người khác nhau."))
    require_keys(membership)
    row = row_named(connection, name, REVOKED)
    mark = membership.mac_of(name, row.public, opens_answers=row.opens_answers, state=DESTROYED)
    persons = f"{by.username}, {second.username}"
    values = {"state": DESTROYED, "destroyed_at": clock.now(), "destroyed_by": persons, "mac": mark}
    connection.execute(update(node).where(node.c.id == row.id).values(values))
    note(connection, "nodes.destroyed", {"node": name, "names": [by.username, second.username], "by": who()})


def require_keys(membership: Membership) -> None:
    """Only a machine that has the installation's keys marks rows. Raises Conflict."""
    if not membership.holds_keys:
        raise Conflict(_("Máy này không có khóa của cài đặt: chạy lệnh này trên một máy đã ghi danh."))


def row_named(connection: Connection, name: str, *states: str) -> NodeRow:
    """The latest machine of that name in one of these states. Raises DomainError where there is none."""
    asked = select(node).where(node.c.name == name).order_by(node.c.id.desc())
    rows = connection.execute(asked).all()
    found = next((row for row in rows if row.state in states), None)
    if found is not None:
        return found
    if rows:
        raise Conflict(
            _("Máy “%(name)s” đang ở trạng thái %(state)s: xem flask nodes list.", name=name, state=rows[0].state)
        )
    raise DomainError(_("Không có máy tên “%(name)s”: xem flask nodes list.", name=name))


def make_new_secret(connection: Connection, secrets: RoundSecrets, round_id: int, others: list[str]) -> None:
    """Make a round's used-token key anew, where no machine opens the old one any more. Kept by the caller.

    `others` are machines that were there lately and hold it: while there are any, it is refused.
    """
    if secrets.known(round_id) is not None:
        raise Conflict(_("Máy này mở được khóa dấu của đợt: không cần lập khóa mới."))
    if others:
        raise Conflict(_("Máy %(names)s còn giữ khóa dấu: đợi máy ấy niêm sang máy này.", names=", ".join(others)))
    connection.execute(round_node_key.delete().where(secrets.of_round(round_id)))
    secrets.read.pop(round_id, None)
    secrets.take_part(connection, round_id)
    note(connection, "nodes.new-secret", {"round": round_id, "by": who()})
