"""`flask keys renew`: new keys for sessions and tokens while officers and citizens go on working."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal import secret_keys

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
    click.echo(NEXT[secret_keys.renew(Path(current_app.config["INSTANCE"]) / "keys")])
