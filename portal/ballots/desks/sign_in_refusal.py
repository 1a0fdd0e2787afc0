"""No account signs in on a desk's phone."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.ballots.desks import queries


def of_sign_in() -> str:
    """The sentence for a phone that is a desk's now; empty for every other browser."""
    if queries.current_phone() is None:
        return ""
    return _(
        "Máy này đang là máy hỗ trợ tại bàn nên không đăng nhập được. Đăng nhập bằng máy khác, hoặc nhờ tổ trưởng đóng "
        "máy này trước."
    )
