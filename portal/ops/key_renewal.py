"""`flask keys renew`: new keys for sessions and tokens while officers and citizens go on working."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal import secret_keys
from portal.nodes.marking import mark_anew
from portal.nodes.membership import current_membership
from portal.web.data import transactions

group = AppGroup("keys", help="Khóa bí mật của cài đặt.")
RESTART = "Chép thư mục khóa sang các máy web khác rồi khởi động lại từng máy một"
NEXT = {
    "announced": f"Bước 1/3: đã lập khóa mới, chưa dùng để ký. {RESTART}, sau đó chạy lại lệnh này.",
    "signing": f"Bước 2/3: khóa mới đã thay khóa cũ; khóa cũ còn được nhận. {RESTART}; 12 giờ sau chạy lại lệnh này "
    "(nghi khóa lộ thì chạy ngay: ai đang mở biểu mẫu phải tải lại trang).",
    "forgotten": f"Bước 3/3: đã xóa khóa cũ. {RESTART}. Xong.",
}


@group.command("renew")
def renew() -> None:
    """Take the next of three steps to new keys for sessions and tokens; nobody has to sign in again."""
    folder = Path(current_app.config["INSTANCE"]) / "keys"
    taken = secret_keys.renew(folder)
    with transactions.write_engine().begin() as connection:
        # the marks of a key that is about to be forgotten go first: what bears none of ours is refused
        mark_anew(connection, current_membership(), secret_keys.load(folder)["enrolment"])
    click.echo(NEXT[taken])
