"""surveys/commands.py: rounds and points from the shell."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from portal.accounts.permissions import Role
from portal.surveys import queries
from portal.web.data import clock
from tests import make

TOML = make.PLANS / "198-kh-bdvtu.toml"


@pytest.fixture
def run(app, db):
    """`run("rounds", "list")` is `flask rounds list`: what it printed, what it complained of, how it ended."""
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=[str(word) for word in words])


@pytest.fixture
def approvers(db):
    made = [make.account(Role.PROVINCE_APPROVER, username=name) for name in ("ha.ld", "binh.ld")]
    db.session.commit()
    return made


@pytest.fixture
def loaded(run, approvers, tmp_path):
    """A copy of Plan 198 over the four communes of the small catalogue."""
    file = small(tmp_path)
    ended = run("rounds", "load", file)
    assert ended.exit_code == 0, ended.output
    return ended


NUMBERS = "\n".join(f'[[phones]]\nunit = "{code}"\ntelephone = "0000 {code}"' for code in ("213", "219"))


def small(folder, change=("expected = 209", "expected = 4"), numbers=NUMBERS):
    (folder / "pks02-md-1.json").write_text((make.PLANS / "pks02-md-1.json").read_text())
    file = folder / "plan.toml"
    text = TOML.read_text().replace(*change)
    if numbers:
        text = text.replace('telephone = ""', 'telephone = "0000 24"') + f"\n{numbers}\n"
    file.write_text(text)
    return file


def test_a_rounds_plan_is_written_as_a_file_that_loads_again(run, loaded, tmp_path):
    ended = run("rounds", "plan", "198-kh-bdvtu", "--out", tmp_path / "written.toml")
    assert ended.exit_code == 0, ended.output
    before = queries.by_slug("198-kh-bdvtu").plan
    again = run("rounds", "load", tmp_path / "written.toml", "--form", make.PLANS / "pks02-md-1.json")
    assert again.exit_code == 0, again.output
    assert queries.by_slug("198-kh-bdvtu").plan == before


def test_the_shipped_plan_loads_over_the_shipped_units(run, db):
    make.units_of(2024)
    db.session.commit()
    ended = run("rounds", "load", TOML)
    assert (ended.exit_code, ended.stdout) == (0, "Đã nạp đợt khảo sát “198-kh-bdvtu”: 209 điểm, chưa duyệt.\n")


def test_the_shipped_example_without_districts_loads_too(run, db):
    make.units_of(2025)
    db.session.commit()
    ended = run("rounds", "load", make.PLANS / "mau-2025.toml")
    assert ended.exit_code == 0, ended.output
    assert queries.by_slug("mau-2025").simulated


def test_every_mistake_is_named_at_once_with_its_place(run, db, tmp_path):
    file = small(tmp_path, ("first_day = 2024-06-12", "first_day = 2024-06-32\ncolour = 7"))
    text = file.read_text().replace('preset = "H"', 'preset = "Z"')
    file.write_text(text.replace("first_day = 2024-06-32", 'first_day = "hôm nay"'))
    ended = run("rounds", "load", file)
    assert ended.exit_code == 1
    assert "plan.toml: 3 chỗ sai" in ended.output
    assert all(place in ended.output for place in ("[window].first_day", "[window].colour", "[turnout].preset"))
    assert queries.all_rounds() == []


def test_mistakes_of_the_form_are_named_too(run, db, tmp_path):
    file = small(tmp_path)
    body = json.loads((tmp_path / "pks02-md-1.json").read_text())
    del body["scale"], body["heading"]
    (tmp_path / "pks02-md-1.json").write_text(json.dumps(body))
    ended = run("rounds", "load", file)
    assert ended.exit_code == 1
    assert "pks02-md-1.json: 2 chỗ sai" in ended.output


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[identity\nslug", b""])
def test_a_file_that_is_no_plan_is_refused_with_a_sentence(run, db, tmp_path, content):
    (tmp_path / "plan.toml").write_bytes(content)
    ended = run("rounds", "load", tmp_path / "plan.toml")
    assert ended.exit_code == 1
    assert ended.output.startswith("Error: plan.toml:")


def test_a_missing_file_and_a_missing_form_are_named(run, db, tmp_path):
    assert run("rounds", "load", tmp_path / "none.toml").exit_code == 2
    (tmp_path / "plan.toml").write_text(TOML.read_text())
    ended = run("rounds", "load", tmp_path / "plan.toml")
    assert (ended.exit_code, "Không có tệp phiếu" in ended.output) == (1, True)


def test_a_plan_before_its_units_says_what_to_do_first(run, db):
    ended = run("rounds", "load", TOML)
    assert ended.exit_code == 1
    assert "Chưa nạp danh mục đơn vị 2024: chạy “flask units load” trước." in ended.output


def test_the_list_has_its_header_and_local_times(run, loaded, at):
    at(clock.at(date(2024, 6, 1), 9))
    title = "Khảo sát, lấy ý kiến của người dân đối với chủ tịch UBND xã, phường, thị trấn"
    assert rows(run("rounds", "list", "--csv")) == [
        ["slug", "state", "opens", "closes", "title"],
        ["198-kh-bdvtu", "draft", "2024-06-12T00:00:00+07:00", "2024-06-15T00:00:00+07:00", title],
    ]


def test_the_points_are_a_line_a_commune(run, loaded, app):
    table = rows(run("points", "list", "198-kh-bdvtu", "--csv"))
    point = queries.points_of(queries.by_slug("198-kh-bdvtu"))[3]
    assert table[0] == ["unit_code", "unit_name", "district_name", "code", "url"]
    url = f"{app.config['BASE_URL']}/p/{point.code}"
    assert table[4] == ["07507", "xã Thanh Hải", "huyện Lục Ngạn", point.code, url]
    assert len(table) == 1 + 4


def test_a_round_lives_through_its_deeds(run, loaded, at):
    at(clock.at(date(2024, 6, 10), 9))
    two = ("--by", "ha.ld", "--second", "binh.ld")
    assert run("rounds", "approve", "198-kh-bdvtu", *two).exit_code == 0
    assert run("rounds", "extend", "198-kh-bdvtu", "--until", "2024-06-15", *two).exit_code == 0
    at(clock.at(date(2024, 6, 13), 9))
    assert run("rounds", "close", "198-kh-bdvtu", *two).exit_code == 0
    at(clock.at(date(2024, 6, 13), 10))
    assert run("rounds", "open-results", "198-kh-bdvtu", *two).exit_code == 0
    assert run("rounds", "release", "198-kh-bdvtu", *two).exit_code == 0
    assert rows(run("rounds", "list", "--csv"))[1][1] == "released"


def test_a_plan_without_numbers_loads_and_its_approval_names_the_fields(run, approvers, at, tmp_path):
    at(clock.at(date(2024, 6, 10), 9))
    assert run("rounds", "load", small(tmp_path, numbers="")).exit_code == 0
    ended = run("rounds", "approve", "198-kh-bdvtu", "--by", "ha.ld", "--second", "binh.ld")
    assert ended.exit_code == 1
    for field in (
        "[contact].telephone (cơ quan chủ trì)",
        "(huyện Lục Ngạn)",
        "[[phones]] unit = “213” (thành phố Bắc Giang)",
    ):
        assert field in ended.output
    assert run("rounds", "load", small(tmp_path)).exit_code == 0
    assert run("rounds", "approve", "198-kh-bdvtu", "--by", "ha.ld", "--second", "binh.ld").exit_code == 0


def test_a_number_of_a_unit_that_is_not_there_is_a_mistake_of_the_file(run, approvers, tmp_path):
    ended = run("rounds", "load", small(tmp_path, numbers=NUMBERS.replace("219", "999")))
    assert (ended.exit_code, "danh mục 2024 không có đơn vị 999" in ended.output) == (1, True)


@pytest.mark.parametrize("deed", ["approve", "close", "open-results", "release", "extend"])
@pytest.mark.parametrize(
    ("by", "second", "said"),
    [
        ("ha.ld", "ha.ld", "Người đề nghị không tự duyệt"),
        ("ha.ld", "ha.hai", "Hai tài khoản cùng của đồng chí"),
        ("ha.ld", "officer", "cần tài khoản lãnh đạo duyệt của cơ quan chủ trì"),
        ("officer", "binh.ld", "Tài khoản officer"),
        ("ha.ld", "nobody", "Không có tài khoản “nobody”"),
    ],
)
def test_the_rule_of_two_persons_holds_in_the_shell(run, approvers, db, at, deed, by, second, said):
    make.account(Role.PROVINCE_APPROVER, username="ha.hai", person=approvers[0].person)
    make.account(Role.COMMUNE_OFFICER, username="officer")
    moment, opened = {
        "approve": (date(2024, 6, 10), None),
        "close": (date(2024, 6, 13), None),
        "extend": (date(2024, 6, 13), None),
        "open-results": (date(2024, 6, 16), None),
        "release": (date(2024, 6, 17), clock.at(date(2024, 6, 16), 9)),
    }[deed]
    changes = {"approved_at": None} if deed == "approve" else {}
    survey = make.survey_round(results_opened_at=opened, **changes)
    db.session.commit()
    at(clock.at(moment, 9))
    before = survey.state
    until = ("--until", "2024-06-16") if deed == "extend" else ()
    ended = run("rounds", deed, "198-kh-bdvtu", "--by", by, "--second", second, *until)
    db.session.expire_all()
    assert (ended.exit_code, said in ended.output) == (1, True), ended.output
    assert (queries.by_slug("198-kh-bdvtu").state, queries.approvals_of(survey)) == (before, [])
    assert survey.closes_at == clock.end_of(date(2024, 6, 14))


def test_an_unknown_round_is_named(run, approvers):
    for words in (("points", "list", "x"), ("rounds", "approve", "x", "--by", "ha.ld", "--second", "binh.ld")):
        ended = run(*words)
        assert (ended.exit_code, "Không có đợt khảo sát “x”" in ended.output) == (1, True)


def test_papers_are_written_where_they_are_asked_for(run, loaded, tmp_path):
    for command, name in (("posters", "b.pdf"), ("annex", "a.pdf"), ("images", "i.zip")):
        ended = run("points", command, "198-kh-bdvtu", "--out", tmp_path / name)
        assert ended.exit_code == 0, ended.output
    assert len(PdfReader(tmp_path / "b.pdf").pages) == 4
    assert "DANH SÁCH MÃ QR CODE" in PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    assert len(ZipFile(BytesIO((tmp_path / "i.zip").read_bytes())).namelist()) == 1 + 2 * 4


def test_a_folder_that_is_not_there_is_named(run, loaded, tmp_path):
    ended = run("points", "annex", "198-kh-bdvtu", "--out", tmp_path / "none" / "a.pdf")
    assert (ended.exit_code, "không có thư mục" in ended.output) == (2, True)
    (tmp_path / "a.pdf").mkdir()
    assert run("points", "annex", "198-kh-bdvtu", "--out", tmp_path / "a.pdf").exit_code == 2


def rows(ended) -> list[list[str]]:
    assert ended.exit_code == 0, ended.output
    return list(csv.reader(StringIO(ended.stdout)))
