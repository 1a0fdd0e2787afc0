"""What the check of the box found, in sentences: which rows, how many, between which numbers."""

from __future__ import annotations

import pytest

from portal.sealing import wording
from portal.sealing.log.leaves import Kind


@pytest.mark.parametrize(
    ("missing", "extra", "said"),
    [
        (1, 0, "A: 1 phiếu đã niêm phong bị xóa."),
        (0, 2, "A: 2 phiếu được thêm vào, không có trong nhật ký."),
        (1, 2, "A: 1 phiếu đã niêm phong bị sửa hoặc xóa, 2 phiếu không có trong nhật ký."),
    ],
)
def test_rows_that_are_gone_new_or_other_are_told_apart(app, missing, extra, said):
    with app.test_request_context():
        assert wording.changed("A", Kind.BALLOT, missing, extra) == said


@pytest.mark.parametrize(
    ("kind", "word"), [(Kind.BALLOT, "phiếu"), (Kind.COMMENT, "ý kiến"), (Kind.RECEIPT, "mã biên nhận")]
)
def test_what_lies_in_the_box_has_its_word(app, kind, word):
    with app.test_request_context():
        assert wording.word(kind) == word


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.VISITS, "Số lượt người đến đã chốt"),
        (Kind.SETTINGS, "Thiết lập của đợt"),
        (Kind.AUDIT, "Bản kê thao tác của cán bộ"),
        (Kind.DOCUMENT, "Văn bản đã ban hành"),
        ("unheard", "unheard"),
    ],
)
def test_an_item_is_named_and_an_unknown_one_by_its_kind(app, kind, said):
    with app.test_request_context():
        assert wording.item(kind) == said


@pytest.mark.parametrize(("good", "bad", "numbers"), [(0, 1, "từ số 0 đến số 0"), (3, 10, "từ số 3 đến số 9")])
def test_leaves_are_named_from_the_last_good_one_to_before_the_bad_root(app, good, bad, numbers):
    with app.test_request_context():
        assert numbers in wording.rewritten(good, bad)


@pytest.mark.parametrize(
    ("own", "said"), [(-1, "Phần cuối của nhật ký"), (0, "của sổ từ số 0"), (5, "của sổ từ số 5")], ids=str
)
def test_foreign_leaves_are_numbered_where_their_number_is_known(app, own, said):
    with app.test_request_context():
        assert said in wording.foreign_leaves(own)
