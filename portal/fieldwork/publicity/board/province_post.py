"""The province's own post of a day for the chat group: how many communes posted, and the head of the public log (P9).

Hundreds of people who hold the same root make a second history of the box impossible to tell unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _

from portal.sealing.log import checkpoints
from portal.web.data import clock
from portal.web.ui.formats import integer, short_date, stamp

if TYPE_CHECKING:
    from datetime import date

    from portal.sealing.log.checkpoints import Checkpoint
    from portal.surveys.models import Round


def text_of(round_: Round, day: date, posted: int, units: int) -> str:
    """The ready text; of a day that is over, with the head as it stood when it ended."""
    head = checkpoints.latest(round_, before=clock.end_of(day))
    return text(round_, day, (posted, units), head)


def text(round_: Round, day: date, posts: tuple[int, int], head: Checkpoint | None) -> str:
    """The post in plain text: `posts` are the communes that posted and all."""
    lines = [
        _("TIN TRONG NGÀY %(day)s", day=short_date(day)),
        round_.plan_data.identity.issuer,
        _("- Đã đăng tin trong ngày: %(n)s/%(all)s đơn vị", n=integer(posts[0]), all=integer(posts[1])),
        log_line(head),
        _("- Đề nghị các đơn vị giữ lại tin này để so sánh: %(url)s", url=address(round_)),
    ]
    return "\n".join(lines)


def log_line(head: Checkpoint | None) -> str:
    """Size and root of the log, or that nothing is signed yet."""
    if head is None:
        return _("- Nhật ký niêm phong: chưa có điểm kiểm nào được ký")
    return _(
        "- Nhật ký niêm phong: %(n)s mục, mã gốc %(root)s (ký lúc %(at)s)",
        n=integer(head.size),
        root=head.short_root,
        at=stamp(head.signed_at),
    )


def address(round_: Round) -> str:
    """The log's page, which another process may serve under another host."""
    return f"{current_app.config['BASE_URL']}/log/{round_.slug}"
