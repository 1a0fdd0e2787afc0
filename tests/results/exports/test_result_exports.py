"""Figures for other programs: what stands in each file, what never does, and that the kit finds a changed number."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.extensions import db as database
from portal.results.exports import sav
from portal.results.release.releasing import latest
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.surveys.rounds import approvals
from portal.web.media.data_files import csv_for_excel, csv_for_machines
from tests import make
from tests.results import poll
from tests.results.ddi_order import mistakes

ADDRESS = "/results/198-kh-bdvtu/data"
TEN, FOUR = {4: 7, 2: 3}, {5: 4}


@pytest.fixture
def survey(db):
    """Four communes: many answers, some, a few more, four only."""
    return poll.kept_province({"07507": {5: 30, 4: 6, 3: 2, 1: 2, 9: 5}, "07519": TEN, "07534": {3: 6}, "07210": FOUR})


@pytest.fixture
def editor(survey, sign_in):
    return sign_in(make.account(Role.PROVINCE_EDITOR))


def taken(editor, name):
    answer = editor.get(f"{ADDRESS}/{name}", check=False)
    assert answer.status == 200, name
    return answer.response.data


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


# --- CSV


@pytest.mark.parametrize("text", ["=1+1", "+84 912", "-5", "@mọi", "\tthụt", "\rdòng", "＝1", "＋1", "－1", "＠a"])
def test_text_that_looks_like_a_formula_stays_text_in_excel(text):
    header, row = csv_for_excel(["tên"], [[text]])
    assert header.startswith("\ufeff")
    assert next(csv.reader([header.removeprefix("\ufeff")])) == ["tên"]
    assert next(csv.reader(io.StringIO(row, newline=""))) == [f"'{text}"]
    assert row.startswith('"')


def test_machines_get_what_was_meant():
    assert list(csv_for_machines(["a", "b"], [['nói "có"', -5]])) == ["a,b\r\n", '"nói ""có""",-5\r\n']


def test_a_row_stands_for_unit_question_and_answer_and_few_opinions_are_left_out(editor):
    content = taken(editor, "counts")
    rows = table(content)
    assert not content.startswith("\ufeff".encode())
    overall = [row for row in rows if row["question"] == "Q14" and row["level"] == "commune"]
    assert {row["unit_name"] for row in overall} == {"xã Thanh Hải", "thị trấn Chũ", "xã Phúc Sơn"}
    chu = {row["choice"]: row["n"] for row in overall if row["unit_code"] == "07519"}
    assert chu == {"1": "0", "2": "3", "3": "0", "4": "7", "5": "0", "9": "0"}
    whole = {row["choice"]: int(row["n"]) for row in rows if row["question"] == "Q14" and row["level"] == "whole"}
    assert whole == {"1": 2, "2": 3, "3": 8, "4": 13, "5": 34, "9": 5}


def test_excel_reads_the_same_rows_with_their_marks(editor):
    plain, for_excel = taken(editor, "counts"), taken(editor, "counts-excel")
    assert for_excel.startswith("\ufeff".encode())
    assert for_excel.decode("utf-8-sig").replace('"', "") == plain.decode().replace('"', "")


def test_a_commune_of_few_cannot_be_worked_out_of_its_district(db, sign_in):
    poll.province({"07507": {5: 30}, "07519": {4: 10}, "07534": {5: 3}})
    rows = table(taken(sign_in(make.account(Role.PROVINCE_EDITOR)), "counts"))
    assert {row["unit_code"] for row in rows if row["level"] == "commune"} == {"07507"}


# --- SPSS, codebook, questionnaire


def test_spss_reads_back_labels_in_vietnamese(editor, tmp_path):
    path = tmp_path / "a.sav"
    path.write_bytes(taken(editor, "counts-spss"))
    frame, meta = pyreadstat.read_sav(path)
    assert len(frame) == len(table(taken(editor, "counts")))
    assert meta.column_names_to_labels["n"] == "Số phiếu chọn mức đó"
    assert meta.variable_value_labels["choice"][5.0] == "Rất hài lòng"
    assert meta.variable_value_labels["question"][14.0].startswith("Q14 ")
    chosen = frame[(frame.unit_code == "07519") & (frame.question == 14) & (frame.choice == 4)]
    assert list(pd.to_numeric(chosen.n)) == [7]


@given(
    texts=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=90), min_size=1, max_size=6
    ),
    label=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=130),
)
@settings(max_examples=30, deadline=None)
def test_spss_reads_any_text_back_cut_at_whole_letters(texts, label, tmp_path_factory):
    path = tmp_path_factory.mktemp("sav") / "a.sav"
    columns = [sav.Column("chữ", label, sav.width_of(texts)), sav.Column("số", "Số", values={1: label, 2: "Hai"})]
    path.write_bytes(b"".join(sav.write("Đợt", columns, [(text, n) for n, text in enumerate(texts)])))
    frame, meta = pyreadstat.read_sav(path)
    assert [text.rstrip(" ") for text in frame["chữ"]] == [whole(text, sav.WIDEST) for text in texts]
    assert list(frame["số"]) == list(range(len(texts)))
    assert meta.column_names_to_labels["chữ"] == (label.encode()[:252].decode(errors="ignore") or None)
    assert meta.variable_value_labels["số"][1.0].rstrip(" ") == whole(label, 120)


def whole(text, most):
    return text.encode()[:most].decode(errors="ignore").rstrip(" ")


def test_the_codebook_keeps_the_order_of_ddi_2_5_and_says_what_is_asked(editor):
    content = taken(editor, "codebook-ddi")
    assert mistakes(content) == []
    text = content.decode()
    assert "ddi:codebook:2_5" in text
    assert "<catValu>Q14</catValu>" in text
    assert "không phải mẫu chọn ngẫu nhiên" in text
    for old, new in ((b"fileType>", b"fileKind>"), (b"discrete", b"whole"), (b"<producer>", b'<producer who="x">')):
        assert mistakes(content.replace(old, new))
    assert mistakes(content.replace(b"<fileName>counts.csv</fileName>", b"<fileName/><fileName/>"))
    page = taken(editor, "codebook").decode()
    assert "Rất hài lòng" in page
    assert "Phúc Sơn" not in page


def test_the_questionnaire_goes_out_as_it_can_come_in(editor, survey):
    form = survey.questionnaire.form
    assert Questionnaire.from_json(json.loads(taken(editor, "questionnaire-json"))) == form
    assert taken(editor, "questionnaire").startswith(b"PK")


# --- who


def test_each_file_taken_is_on_the_record(editor):
    taken(editor, "counts")
    details = [event.detail for event in database.session.query(Event).filter(Event.action == "results.export")]
    assert [one["table"] for one in details] == ["counts"]
    assert editor.get(f"{ADDRESS}/phieu", check=False).status == 404


# --- the kit and open data


def unzipped(content, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


def recomputed(folder, *asked):
    """The script as anybody runs it: no site packages, nothing of the portal."""
    command = [sys.executable, "-E", "-s", "-S", str(folder / "recompute.py"), *asked]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONIOENCODING": "utf-8"})


def changed(path, old, new):
    content = path.read_bytes()
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode(), 1))


def test_the_kit_names_a_file_that_was_changed(editor, tmp_path):
    folder = unzipped(taken(editor, "kit-restricted"), tmp_path)
    assert recomputed(folder).returncode == 0
    changed(folder / "turnout.csv", "07507", "07508")
    found = recomputed(folder)
    assert found.returncode == 1
    assert "turnout.csv" in found.stdout


def test_open_data_holds_only_what_is_released_and_its_digest_is_met(db, client, at, tmp_path):
    at(poll.AFTER + timedelta(days=2))
    survey = poll.province({code: {5: 30, 4: 12, 3: 9, 2: 8, 1: 7} for code in ("07507", "07519", "07534", "07210")})
    assert client.get("/rounds/198-kh-bdvtu/open-data", check=False).status == 404
    release = released(survey)
    folder = unzipped(client.get("/rounds/198-kh-bdvtu/open-data", check=False).response.data, tmp_path)
    rows = table((folder / "counts.csv").read_bytes())
    assert {row["n"] for row in rows if row["level"] == "commune"} == {""}
    assert {row["band"] for row in rows if row["level"] == "commune"} == {"3"}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert next(one["rows"] for one in manifest["files"] if one["name"] == "counts.csv") == len(rows)
    assert mistakes((folder / "codebook.xml").read_bytes()) == []
    assert recomputed(folder, release.digest[:16]).returncode == 0
    assert recomputed(folder, "0" * 16).returncode == 1
    whole = next(row for row in rows if row["level"] == "whole" and row["n"])
    line = ",".join(["whole", "", "Toàn tỉnh", whole["question"], whole["choices"]])
    changed(folder / "counts.csv", line, line.replace("whole", "area"))
    found = recomputed(folder)
    assert found.returncode == 1
    assert f"whole {whole['question']} {whole['choices']}" in found.stdout


def released(survey):
    """What two persons released."""
    approvals.ask_and_decide(
        survey, "release", by=make.account(Role.PROVINCE_APPROVER), second=make.account(Role.PROVINCE_APPROVER)
    )
    database.session.commit()
    return latest(survey)


def test_what_goes_out_with_a_report_holds_no_working_count(editor, tmp_path):
    folder = unzipped(taken(editor, "kit"), tmp_path)
    assert recomputed(folder).returncode == 0
    names = {path.name for path in folder.iterdir()}
    assert not {"counts.csv", "turnout.csv", "codebook.xml"} & names
    assert {"doc-truoc.txt", "questionnaire.xlsx"} <= names
    assert "07507" not in "".join(path.read_text() for path in folder.glob("*.txt"))


def test_the_shell_writes_the_same_kits(survey, app, tmp_path):
    found = app.test_cli_runner().invoke(args=["results", "export", "198-kh-bdvtu", "--out", str(tmp_path / "out")])
    assert found.exit_code == 0, found.output
    for name in ("kit", "kit-restricted"):
        folder = unzipped((tmp_path / "out" / f"so-lieu-198-kh-bdvtu-{name}.zip").read_bytes(), tmp_path / name)
        assert recomputed(folder).returncode == 0
