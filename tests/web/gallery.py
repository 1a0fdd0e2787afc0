"""Every part of the pages on one page, without a database. `python tests/web/gallery.py FILE` writes it to look at."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import Babel
from flask_wtf import FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from werkzeug.local import LocalProxy
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from portal.web.ui import formats, pictures, terms

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STATUSES = ("dat", "dat", "thap", "cao_can_giai_trinh", "cao_bat_thuong", "chua_du_so_lieu", "dat")


class GalleryForm(FlaskForm):  # type: ignore[misc]
    visits = IntegerField("Lượt người dân đến")
    source = RadioField(
        "Nguồn", choices=[SelectChoice("direct", "Đếm trực tiếp"), SelectChoice("register", "Sổ theo dõi")]
    )
    district = SelectField("Huyện", choices=[SelectChoice("219", "huyện Lục Ngạn")])
    reason = TextAreaField("Lý do", description="Nêu rõ số cũ sai ở đâu.")
    sure = BooleanField("Đã đối chiếu với sổ")


def said(sentence: str, **given: object) -> Markup:
    """A sentence with the nouns that are said where no round is at hand."""
    return Markup(sentence) % terms.Holes(given, terms.NEUTRAL)  # noqa: S704 - of a template


@dataclass
class Pages:
    page: int = 2
    pages: int = 9

    def iter_pages(self) -> Iterator[int | None]:
        yield from (1, 2, 3, None, 9)


def job(state: str, **values: object) -> SimpleNamespace:
    moving = state in {"pending", "running"}
    return SimpleNamespace(
        **{"id": state, "state": state, "is_moving": moving, "done": 0, "total": 0, "error": ""} | values
    )


def answers_stack() -> pictures.Stack:
    """One question's answers."""
    [pieces] = pictures.diverging([[2.0, 6.0, 20.0, 42.0, 30.0]])
    row = pictures.StackRow("1. Năng lực chỉ đạo, điều hành", pieces, "72,0", ("2,0", "6,0", "20,0", "42,0", "30,0"))
    levels = ("Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng")
    return pictures.Stack([("", [row])], list(zip(levels, pictures.LEVEL_COLOURS, strict=True)), ("Câu hỏi", *levels))


def gallery_app() -> Flask:
    """A bare application that knows our templates and nothing else of ours."""
    app = Flask(__name__, static_folder=str(ROOT / "static"))
    app.config.update(SECRET_KEY="gallery", WTF_CSRF_ENABLED=False)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(HERE)])  # type: ignore[assignment]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, default_locale="vi")
    formats.install(app)
    app.jinja_env.globals["_"] = said
    app.jinja_env.globals.update(
        ui=LocalProxy(lambda: app.jinja_env.get_template("_components.html").module),
        csrf_token=lambda: "token",
        asset=lambda name: f"static/{name}",
    )
    return app


def shown() -> dict[str, object]:
    """What the gallery shows."""
    form = GalleryForm(data={"visits": -3, "source": "direct"})
    form.visits.errors = ["Số lượt người dân đến phải là số nguyên từ 0 đến 5.000."]
    return {
        "form": form,
        "pagination": Pages(),
        "pending": job("pending"),
        "running": job("running", done=100, total=209),
        "failed": job("failed", error="Hết chỗ trên đĩa."),
        "done": job("done"),
        "stack": answers_stack(),
        "hours": pictures.columns([("12/6", [0] * 7 + [20, 310] + [0] * 15, "330 phiếu")], (time(7), time(17))),
        "intervals": [pictures.reach("huyện Lục Ngạn", (78.2, 81.4, 84.3), pictures.Scale(70, 100), "81,4")],
        "simulated": True,
        "help_contact": SimpleNamespace(name="Phòng CQNN, Ban Dân vận Tỉnh ủy", number="0000 24", url="tel:000024"),
        "navigation": [
            {"label": label, "url": "/", "current": label == "Tham gia"}
            for label in ("Tham gia", "Kết quả", "Văn bản", "Thiết lập đợt")
        ],
        "account_menu": {
            "line": "Chuyên viên tổng hợp · Ban Dân vận Tỉnh ủy",
            "name": "Nguyễn Thị Thử",
            "role": "Chuyên viên tổng hợp (Phòng CQNN)",
            "unit": "tỉnh Bắc Giang",
            "links": [{"label": "Đổi mật khẩu", "url": "/password"}],
            "sign_out_url": "/logout",
        },
    }


def page(address: str = "/gallery?q=luc+ngan") -> str:
    """The gallery as HTML."""
    from flask import render_template  # noqa: PLC0415 - only here

    app = gallery_app()
    with app.test_request_context(address):
        return render_template("gallery.html", **shown())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(
        page().replace('href="static/', f'href="{ROOT}/static/').replace('src="static/', f'src="{ROOT}/static/')
    )
