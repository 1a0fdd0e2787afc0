"""tally_file.py, folding.py and the commands: what a province signs, what is refused, what several come to."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import reduce
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.permissions import Role
from portal.errors import DomainError
from portal.extensions import db as database
from portal.results.cells import folded_files, folding, tally_file
from portal.results.cells.tally_file import CellTally, Figures
from portal.sealing.log.notes import Signer
from portal.surveys.rounds import approvals
from portal.web.media.data_files import readable_json
from tests import make
from tests.results import poll
from tests.results.release.test_releasing import BEFORE, PROVINCE

LEVELS = ["Rất hài lòng", "Hài lòng", "Bình thường", "Chưa hài lòng", "Rất chưa hài lòng"]
NAMES = {"01": "Hà Nội", "24": "Bắc Ninh", "79": "Hồ Chí Minh"}
SIGNERS = {code: Signer(bytes([int(code), 250]) * 16) for code in NAMES}


def fold(cells):
    return reduce(folding.added, map(folding.of_one, cells), folding.Fold())


def origin(code: str) -> str:
    return f"ydan{code}.example/log/dot-{code}"


KEYS = {code: signer.verifier(origin(code)) for code, signer in SIGNERS.items()}


def body(code: str) -> dict[str, object]:
    question = {"id": "Q1", "title": "Chung", "form": "five", "n": 150, "cells": [10, 20, 30, 40, 50]}
    return {
        "cell": {"code": code, "name": NAMES[code]},
        "round": f"dot-{code}",
        "form": "M-1/1",
        "form_digest": "ab" * 32,
        "simulated": False,
        "units": 10,
        "release": {"number": 1},
        "levels": LEVELS,
        "questions": [question],
        "others": [],
    }


def signed(code: str, by: str = "", **changes: object) -> str:
    return SIGNERS[by or code].sign_text(origin(code), text_of(code, {**body(code), **changes}))


def text_of(code: str, said: dict[str, object]) -> str:
    return f"{origin(code)}\n{tally_file.FORMAT}\n{readable_json(said).decode().strip()}\n"


OTHER_FORMAT = text_of("24", body("24")).replace(tally_file.FORMAT, "x")


def read(code: str, **changes: object) -> CellTally:
    return tally_file.read(signed(code, **changes), KEYS)


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (signed("24").replace("150", "151"), "Chữ ký không đúng"),
        (signed("24").replace("Bắc Ninh", "Bắc Giang"), "Chữ ký không đúng"),
        (signed("24", by="01"), "Chữ ký không đúng"),
        (signed("24") + signed("24").rpartition("\n\n")[2], "Chữ ký không đúng"),
        (signed("24").rstrip("\n"), "Chữ ký không đúng"),
        (signed("24", cell={"code": "01", "name": "Hà Nội"}), "Chữ ký không đúng"),
        (signed("24", cell={"code": "30", "name": "Nơi lạ"}), "Chưa có khóa cho tỉnh mã 30"),
        (signed("24", round="dot-khac"), "không phải của đợt"),
        (SIGNERS["24"].sign_text(origin("24"), f"{origin('24')}\n120\nAAAA\n2026-01-01\n"), "Không phải tệp"),
        (SIGNERS["24"].sign_text(origin("24"), OTHER_FORMAT), "Không phải tệp"),
        (signed("24", cell={"code": 24, "name": "Bắc Ninh"}), "Không phải tệp"),
        ("không phải tệp", "Không phải tệp"),
        ("", "Không phải tệp"),
        (f"a\n{tally_file.FORMAT}\n[1]\n\n", "Không phải tệp"),
    ],
)  # fmt: skip
def test_what_is_not_signed_by_the_key_of_its_province_is_refused(note, why):
    with pytest.raises(DomainError, match=why):
        tally_file.read(note, KEYS)


@pytest.mark.parametrize(
    ("form", "cells", "n", "told"),
    [
        ("five", [1, 2, 3, 4, 5], 15, {"five": (1, 2, 3, 4, 5), "three": (3, 3, 9), "two": (6, 9)}),
        ("five", [None, None, 3, 4, 5], 15, {"three": (3, 3, 9), "two": (6, 9)}),
        ("five", [None, 2, None, 4, 5], 15, {"two": (6, 9)}),
        ("five", [None, 2, 3, 4, None], 15, {}),
        ("three", [3, 3, 9], 15, {"three": (3, 3, 9), "two": (6, 9)}),
        ("three", [None, None, 9], 15, {"two": (6, 9)}),
        ("two", [6, 9], 15, {"two": (6, 9)}),
        ("band", [], 15, {}),
        ("nothing", [], None, {}),
    ],
)
def test_a_released_row_gives_every_grouping_that_anybody_could_work_out(form, cells, n, told):
    question = {"id": "Q1", "title": "", "form": form, "n": n, "cells": cells}
    assert tally_file.of_levels(question, LEVELS).told == told


def test_a_sum_is_of_those_that_told_and_names_the_others():
    hidden = {"id": "Q1", "title": "Chung", "form": "three", "n": 60, "cells": [10, 20, 30], "band": None}
    banded = {"id": "Q1", "title": "Chung", "form": "band", "n": 40, "cells": [], "band": 3}
    total = fold([read("01"), read("24", questions=[hidden]), read("79", questions=[banded])])
    assert folding.rows(total) == [
        ("Q1", "Chung", "Rất hài lòng, Hài lòng", 40, 210, 2),
        ("Q1", "Chung", "Bình thường", 50, 210, 2),
        ("Q1", "Chung", "Chưa hài lòng, Rất chưa hài lòng", 120, 210, 2),
    ]
    assert folding.untold(total) == {"Q1": ["79"]}
    assert total.units == 30


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (("24", {"form_digest": "cd" * 32, "form": "M-2/1"}), "mẫu phiếu khác"),
        (("01", {}), "có hai tệp"),
        (("24", {"simulated": True}), "diễn tập"),
        (("24", {"questions": []}), "mẫu phiếu khác"),
    ],
)
def test_files_that_do_not_go_together_are_refused(second, why):
    code, changes = second
    with pytest.raises(DomainError, match=why):
        fold([read("01"), read(code, **changes)])


COUNTS = st.lists(st.integers(0, 10**7), min_size=5, max_size=5)
FORMS = st.sampled_from(["five", "three", "two", "band"])


def cell_of(place: int, form: str, counts: list[int]) -> CellTally:
    question = {"id": "Q1", "title": "", "form": form, "n": sum(counts), "cells": grouped(counts, form)}
    own = Figures("", {"own": ("có", "không")}, 7, {"own": (3, 4)})
    return replace(read("01"), code=f"{place:02}", figures={"Q1": tally_file.of_levels(question, LEVELS), "A": own})


def grouped(counts: list[int], form: str) -> list[int]:
    return [sum(counts[place] for place in group) for group in tally_file.GROUPINGS.get(form, ())]


@given(st.lists(st.tuples(FORMS, COUNTS), min_size=2, max_size=12), st.data())
def test_the_sum_of_sums_is_the_sum_of_all_in_any_order(told, data):
    cells = [cell_of(place, *one) for place, one in enumerate(told)]
    cut = data.draw(st.integers(0, len(cells)))
    mixed = data.draw(st.permutations(cells))
    whole = fold(cells)
    assert folding.added(fold(mixed[:cut]), fold(mixed[cut:])) == whole
    fine = [counts for form, counts in told if form == "five"]
    assert whole.sums["Q1", "five"].cells == tuple(map(sum, zip(*fine, strict=True))) if fine else True
    assert whole.sums["A", "own"].cells == (3 * len(cells), 4 * len(cells))


@pytest.mark.parametrize(
    ("listed", "absent"),
    [
        ("", {}),
        ("01 Hà Nội\n24 Bắc Ninh\n", {}),
        ("# tỉnh\n01 Hà Nội\n24 Bắc Ninh\n79 Hồ Chí Minh\n", {"79": "Hồ Chí Minh"}),
        (
            "code,name,level\n01,Hà Nội,province\n24,Bắc Ninh,province\n00004,Ba Đình,commune\n",
            {},
        ),
        ("01 Hà Nội\n", "không có trong danh sách"),
    ],
)
def test_provinces_that_are_missing_are_named(listed, absent):
    total = fold([read("01"), read("24")])
    if isinstance(absent, dict):
        assert folding.missing(total, folded_files.expected_in(listed)) == absent
        return
    with pytest.raises(DomainError, match=absent):
        folding.missing(total, folded_files.expected_in(listed))


@pytest.mark.parametrize(
    ("written", "named", "found"),
    [
        (
            "01 a/log/x+11+AA==\n\n# ghi chú\n24  b/log/y+22+BB==\n",
            [],
            {"01": "a/log/x+11+AA==", "24": "b/log/y+22+BB=="},
        ),
        ("", ["01=a+1+A="], {"01": "a+1+A="}),
        ("01 a+1+A=\n", ["01=a+1+A="], {"01": "a+1+A="}),
        ("01 a+1+A=\n", ["01=b+1+A="], "hai khóa khác nhau"),
        ("01\n", [], "Dòng khóa không đọc được"),
        ("", ["a+1+A="], "Dòng khóa không đọc được"),
    ],
)
def test_keys_are_read_by_the_code_of_their_province(tmp_path, written, named, found):
    file = tmp_path / "khoa.txt"
    file.write_text(written)
    if isinstance(found, dict):
        assert folded_files.keys_in(file, named) == found
        return
    with pytest.raises(DomainError, match=found):
        folded_files.keys_in(file, named)


@pytest.fixture
def survey(db, at):
    at(BEFORE)
    return poll.kept_province(PROVINCE)


def test_a_released_round_is_signed_and_folded_from_the_shell(app, survey, tmp_path):
    run, files = app.test_cli_runner().invoke, {code: tmp_path / f"{code}.txt" for code in NAMES}
    write = ["results", "tallies", survey.slug, "--out", str(files["24"])]
    assert "Đợt chưa công bố" in run(args=write).output
    two = [make.account(Role.PROVINCE_APPROVER, full_name=name) for name in ("Nguyễn Thị Hà", "Trần Văn Bình")]
    approvals.ask_and_decide(survey, "release", by=two[0], second=two[1])
    database.session.commit()
    written = run(args=write)
    assert written.exit_code == 0, written.output
    said = json.loads(files["24"].read_text().split("\n", 2)[2].rpartition("\n\n")[0])
    assert said.keys() & {"communes", "areas", "tables"} == set()
    theirs = {**said, "cell": {"code": "01", "name": "Hà Nội"}, "round": "dot-01"}
    files["01"].write_text(SIGNERS["01"].sign_text(origin("01"), text_of("01", theirs)))
    keys, expected = tmp_path / "khoa.txt", tmp_path / "tinh.txt"
    keys.write_text(written.output.splitlines()[-1])
    expected.write_text("01 Hà Nội\n24 Bắc Ninh\n79 Hồ Chí Minh\n")
    both = [str(files["24"]), str(files["01"]), "--keys", str(keys), "--key", f"01={KEYS['01']}"]
    asked = ["results", "fold", *both, "--expected", str(expected)]
    assert "Còn thiếu 1 tỉnh: 79 Hồ Chí Minh." in run(args=asked).output
    sheet, plain = tmp_path / "tong.xlsx", tmp_path / "tong.json"
    done = run(args=[*asked, "--partial", "--out", str(sheet)])
    assert done.exit_code == 0, done.output
    assert "2/3 tỉnh, 8 đơn vị" in done.output
    assert "Thiếu: 79 Hồ Chí Minh." in done.output
    assert "xl/worksheets/sheet3.xml" in ZipFile(sheet).namelist()
    run(args=[*asked, "--partial", "--out", str(plain)])
    total = json.loads(plain.read_text())
    assert [one["code"] for one in total["cells"]] == ["01", "24"]
    assert total["questions"][0]["sums"][0]["n"] == 2 * said["questions"][0]["n"]
    assert "chỉ cộng mỗi tỉnh một lần" in run(args=[*asked, str(files["24"])]).output
