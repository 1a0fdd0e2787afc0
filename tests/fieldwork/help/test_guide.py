"""The officers' guide: every role has its own, with pictures of the pages it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.accounts.permissions import Role
from tests import make

STATIC = Path(__file__).parents[2] / "static"
MOST_BYTES = 40 * 1024


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_a_role_s_guide_shows_each_page_once_with_words_for_the_picture(sign_in, role):
    images = sign_in(make.account(role)).get("/guide").all("img.shot")
    assert images
    assert all(len(image["alt"]) > 20 for image in images)
    assert len({image["src"] for image in images}) == len(images)
    for image in images:
        assert re.search(r"guide/[a-z-]+\.png", image["src"])


def test_the_pictures_are_small():
    assert all(path.stat().st_size <= MOST_BYTES for path in (STATIC / "guide").glob("*.png"))


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("role", "before", "now"),
    [
        (Role.COMMUNE_OFFICER, "Phân công", "Bàn hỗ trợ › Phân công người hỗ trợ"),
        (Role.DISTRICT_MONITOR, "Đợt khảo sát khác", "Tên đợt ở thanh dưới đầu trang"),
        (Role.PROVINCE_EDITOR, "Phiếu hỏi", "Thiết lập đợt › Mẫu phiếu"),
    ],
)
def test_the_guide_tells_where_what_one_knew_stands_now(sign_in, role, before, now):
    assert [before, now] in sign_in(make.account(role)).get("/guide").rows("details table")
