"""`flask nodes …`: machines come, go, are replaced and lost, without a folder of keys being copied."""

import click
from flask import current_app

from portal.accounts.commands import account_named
from portal.extensions import db
from portal.nodes import enrolment, queries
from portal.nodes.membership import current_membership
from portal.nodes.reconciler import Reconciler
from portal.nodes.round_secrets import current_secrets
from portal.surveys.commands import round_named
from portal.web.data import clock, transactions
from portal.web.ui.formats import stamp
from portal.web.ui.shell import CommandGroup, carry_out

group = CommandGroup("nodes", help="Các máy của cài đặt.")


@group.command("request")
@click.argument("name", metavar="TÊN")
def request(name: str) -> None:
    """On a new machine: make its key and ask to be enrolled; prints the fingerprint to read out."""
    transactions.allow_writes()
    code = carry_out(lambda: enrolment.request(db.session.connection(), current_membership(), name))
    click.echo(f"Máy “{name}” xin ghi danh. Mã máy: {code}")
    click.echo(f"Trên một máy đã ghi danh: flask nodes enrol {name} --fingerprint {code.replace(' ', '')}")


@group.command("enrol")
@click.argument("name", metavar="TÊN")
@click.option("--fingerprint", required=True, help="Mã máy, đọc từ máy mới.")
@click.option("--answers", is_flag=True, help="Máy việc nền mở kết quả: giữ được khóa mở phiếu của các đợt.")
def enrol(name: str, fingerprint: str, answers: bool) -> None:
    """On an enrolled machine: let a machine in, and seal the installation's keys to it."""
    transactions.allow_writes()
    carry_out(
        lambda: enrolment.enrol(db.session.connection(), current_membership(), name, fingerprint, opens_answers=answers)
    )
    click.echo(
        f"Đã ghi danh “{name}”. Khởi động máy ấy; mã của cài đặt ở cả hai máy phải là {queries.installation_code()}."
    )


@group.command("list")
def list_machines() -> None:
    """Name each machine: state, fingerprint, when it was last seen, what waits for it."""
    transactions.read_only()
    for one in queries.machines():
        seen = f"thấy lúc {stamp(one.seen_at)}" if one.seen_at else "chưa thấy"
        here = ", máy này" if one.is_here else ""
        answers = ", mở kết quả" if one.opens_answers else ""
        click.echo(f"{one.name}: {one.words}{here}{answers}, mã {one.fingerprint}, {seen}")
        for trouble in one.troubles:
            click.echo(f"  {trouble}")
    if current_app.config["HOLDS_KEYS"]:
        click.echo(f"Mã của cài đặt: {queries.installation_code()}")


@group.command("revoke")
@click.argument("name", metavar="TÊN")
def revoke(name: str) -> None:
    """Take a machine out: its key opens nothing that is sealed from now on."""
    transactions.allow_writes()
    carry_out(lambda: enrolment.revoke(db.session.connection(), current_membership(), name))
    click.echo(f"Đã thu hồi “{name}”: máy ấy không nhận phiếu nữa, tự hủy khóa của các đợt nếu còn chạy.")
    click.echo(
        "Máy ấy đã biết khóa của cài đặt: đổi mật khẩu vai trò PostgreSQL của nó, chạy flask keys renew (ba bước);"
    )
    click.echo("khóa row, nonce, marker, token đổi giữa hai đợt (docs/operations.md, mục 5), rồi flask nodes share.")
    click.echo(f"Máy mất hẳn thì hai người xác nhận: flask nodes destroyed {name} --by A --second B")


@group.command("destroyed")
@click.argument("name", metavar="TÊN")
@click.option("--by", required=True, help="Tên đăng nhập của lãnh đạo duyệt thứ nhất.")
@click.option("--second", required=True, help="Tên đăng nhập của lãnh đạo duyệt thứ hai.")
def destroyed(name: str, by: str, second: str) -> None:
    """Two persons answer for it that a revoked machine's disk is destroyed: no purge waits for it any more."""
    transactions.allow_writes()
    first, other = account_named(by), account_named(second)
    carry_out(lambda: enrolment.declare_destroyed(db.session.connection(), current_membership(), name, first, other))
    click.echo(f"Đã ghi: máy “{name}” đã hủy, do {by} và {second} xác nhận.")


@group.command("share")
def share() -> None:
    """After key files were replaced: seal them anew to the machines that have none."""
    transactions.allow_writes()
    keyring = current_app.config["KEYRING"]
    names = carry_out(lambda: enrolment.share(db.session.connection(), current_membership(), keyring))
    click.echo(f"Đã niêm khóa sang: {', '.join(names) or 'không máy nào'}. Khởi động lại từng máy.")


@group.command("new-secret")
@click.argument("slug", metavar="ĐỢT")
def new_secret(slug: str) -> None:
    """Where no machine opens a round's used-token key any more: make another."""
    transactions.allow_writes()
    round_id = round_named(slug).id
    others = queries.holders(round_id)
    transactions.allow_writes()
    carry_out(lambda: enrolment.make_new_secret(db.session.connection(), current_secrets(), round_id, others))
    Reconciler(current_app._get_current_object()).once()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    click.echo(f"Đã lập khóa dấu mới cho đợt {slug} lúc {stamp(clock.now())}, đã ghi nhật ký.")
    click.echo(
        "Điện thoại đã gửi trước lúc này gửi được thêm một lần, phiếu gửi lại bị tính là phiếu mới: nêu trong biên bản."
    )
