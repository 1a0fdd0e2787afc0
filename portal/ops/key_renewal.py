"""`flask keys renew`: new keys for sessions and tokens while officers and citizens go on working."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal import secret_keys
from portal.nodes import enrolment
from portal.nodes.marking import mark_anew
from portal.nodes.membership import current_membership
from portal.web.data import transactions

group = AppGroup("keys", help="Khóa bí mật của cài đặt.")
RESTART = "Các máy đã ghi danh nhận khóa qua dữ liệu: khởi động lại từng máy một"
NEXT = {
    "announced": f"Bước 1/3: đã lập khóa mới, chưa dùng để ký. {RESTART}, sau đó chạy lại lệnh này.",
    "signing": f"Bước 2/3: khóa mới đã thay khóa cũ; khóa cũ còn được nhận. {RESTART}; 12 giờ sau chạy lại lệnh này "
    "(nghi khóa lộ thì chạy ngay: ai đang mở biểu mẫu phải tải lại trang).",
    "forgotten": f"Bước 3/3: đã xóa khóa cũ. {RESTART}. Xong.",
}


@group.command("renew")
def renew() -> None:
    """Take the next of three steps to new keys for sessions and tokens; nobody has to sign in again."""
    if not secret_keys.are_there(Path(current_app.config["INSTANCE"]) / "keys"):
        raise click.ClickException("Máy này không có tệp khóa: chạy lệnh này trên máy giữ thư mục khóa.")
    folder = Path(current_app.config["INSTANCE"]) / "keys"
    taken = secret_keys.renew(folder)
    keyring, membership = secret_keys.keyring(folder), current_membership()
    with transactions.write_engine().begin() as connection:
        enrolment.share(connection, membership, keyring)
        # the marks of a key that is about to be forgotten go: what bears none of ours is refused
        mark_anew(connection, membership, keyring["enrolment"])
    click.echo(NEXT[taken])
