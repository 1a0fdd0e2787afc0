"""The rated chair may not be in the task force: recognised by the typed office or by name."""

import re

from flask_babel import gettext as _

from portal.surveys.points.chairs import ChairStatus
from portal.units.names import fold
from portal.web.ui import terms

# a deputy is another person and «nguyên» has held the chair before, but a deputy «phụ trách» acts for it
CHAIR = re.compile(
    r"(?<!pho )(?<!nguyen )\b(chu tich|ct) (uy ban nhan dan|ubnd|xa|phuong|thi tran)\b"
    r"|\bpho chu tich phu trach (uy ban nhan dan|ubnd)\b|\bpho chu tich (uy ban nhan dan|ubnd) phu trach$"
)
SECRETARY = re.compile(r"(?<!pho )\bbi thu dang uy\b")


def warning() -> str:
    """The warning on every form that names who takes part; empty where no person is rated."""
    if not terms.at_hand().rates_person:
        return ""
    return _(
        "%(office)s là người được lấy ý kiến, không tham gia %(task_force)s, hỗ trợ hoặc kiểm tra tại điểm khảo sát."
    )


def is_chair(full_name: str, office: str, *, chair_status: str = ChairStatus.INCUMBENT, holder: str = "") -> bool:
    """Whether a person of this name and office holds the chair or acts for it."""
    written = fold(office)
    if holder and fold(full_name) == fold(holder):
        return True
    if chair_status == ChairStatus.SECRETARY_CHAIR and SECRETARY.search(written):
        return True
    return bool(CHAIR.search(written))
