"""The recompute kit on a report: run bare, it meets the digests printed under the annexes, or names what differs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from hashlib import sha256

import pytest

from portal.accounts.permissions import Role
from portal.documents import frozen, synthesis
from portal.documents.annexes import annexes
from portal.documents.figures import CODES
from portal.documents.freezing import synthesis_figures
from portal.documents.letterhead import Issue
from portal.documents.models import Document
from portal.documents.recomputing import words
from portal.extensions import db as database
from portal.results.data_out import bundle, lines
from portal.web import clock
from tests import make
from tests.documents import samples
from tests.results import poll

BALLOTS = {
    "07507": {5: 30, 4: 6, 3: 2, 1: 2, 9: 5},
    "07519": {4: 7, 2: 3},
    "07534": {5: 3, 3: 1},
    "07210": {5: 14, 4: 3, 9: 1},
}
PLACE = ("07507", "Q3", "4")


@pytest.fixture
def report(db, at):
    """A report made of the tallies as they are."""
    at(poll.AFTER)
    survey = poll.province(BALLOTS)
    figures, account = synthesis_figures(survey), make.account(Role.PROVINCE_EDITOR)
    row = Document(
        id="a" * 32,
        kind="synthesis",
        round_id=survey.id,
        unit_id=make.unit("24").id,
        title="Báo cáo kết quả",
        figures=frozen.to_plain(figures),
        figures_digest=frozen.digest(figures),
        asked_by=account.id,
        asked_at=clock.now(),
    )
    database.session.add(row)
    database.session.commit()
    return figures


@pytest.fixture
def folder(report, sign_in, tmp_path):
    """The kit as the province takes it, unpacked."""
    answer = sign_in(make.account(Role.PROVINCE_EDITOR)).get("/results/198-kh-bdvtu/data/kit", check=False)
    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(answer.response.data)) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def run(folder, *digests):
    """Nothing but Python itself: no site packages, no portal, no surroundings."""
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(folder / "recompute.py"), *digests]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env={}, cwd="/")


def printed(figures):
    """The digests as they stand on the paper."""
    pages = synthesis.sheets(figures, {}, Issue())
    made = [annex for annex in annexes(figures) if annex.is_recomputed]
    assert [annex.number for annex in made] == [1, 3, 4]
    assert all(any(f"Mã kiểm tra bảng: {annex.mark}." in page for page in pages) for annex in made)
    return [annex.mark for annex in made]


def edit(folder, name, change):
    """Change a file and mend the manifest, as somebody would who wants not to be found."""
    path = folder / name
    path.write_bytes(change(path.read_bytes().decode()).encode())
    manifest = json.loads((folder / "manifest.json").read_text())
    for one in manifest["files"]:
        one["sha256"] = sha256((folder / one["name"]).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_every_digest_printed_is_met_by_the_script_alone(report, folder):
    found = run(folder, *printed(report))
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.splitlines()[-1] == "3 bảng đúng, 0 chỗ sai."


def test_a_digest_of_another_paper_is_refused(folder):
    found = run(folder, "ab" * 32)
    assert found.returncode == 1
    assert "Mã abab" in found.stdout


def test_a_changed_count_is_named_with_its_row(folder):
    line = ",Toàn tỉnh,,Q3,5,Rất hài lòng,"
    edit(folder, "counts.csv", lambda text: text.replace(f"{line}47", f"{line}46"))
    found = run(folder)
    assert found.returncode == 1
    assert "phụ lục 3" in found.stdout
    assert "«3 " in found.stdout
    assert "in «47\n" in found.stdout


def test_changed_visits_are_named(folder):
    edit(folder, "turnout.csv", lambda text: text.replace("2024-06-12,45,", "2024-06-12,54,"))
    found = run(folder)
    assert found.returncode == 1
    assert "phụ lục 1, dòng 1 «1 Ngày 12/6», cột 3: in «77», tính lại «86»." in found.stdout


def test_a_changed_table_is_named_too(folder):
    edit(folder, "papers.json", lambda text: text.replace('"bình quân các nhóm"', '"bình quân mọi nhóm"'))
    assert "in «bình quân mọi nhóm»" in run(folder).stdout


def test_few_opinions_stand_neither_in_the_kit_nor_in_annex_4(report, folder):
    counts = (folder / "counts.csv").read_text()
    assert "07534" not in counts
    few = replace(report.areas[0], answers=dict.fromkeys(report.areas[0].answers, (1, 0, 0, 1, 1, 0)))
    thin = replace(report, areas=(few, *report.areas[1:]))
    assert annexes(thin)[3].plain[-1][2] == "-"


@pytest.mark.parametrize("figures", [samples.province_2024(), samples.province_2025(), samples.empty()])
def test_the_script_makes_the_same_cells_over_every_commune(figures, tmp_path):
    counts, turnout = written(figures)
    made = {annex.number: annex for annex in annexes(figures) if annex.is_recomputed}
    told = {str(number): {"digest": annex.digest, "rows": annex.plain} for number, annex in made.items()}
    (tmp_path / "counts.csv").write_text(counts)
    (tmp_path / "turnout.csv").write_text(turnout)
    (tmp_path / "papers.json").write_text(json.dumps([{"title": "Báo cáo", **words(figures), "annexes": told}]))
    (tmp_path / "manifest.json").write_text('{"files": []}')
    (tmp_path / "recompute.py").write_bytes(bundle.TOOL.read_bytes())
    found = run(tmp_path)
    assert found.returncode == 0, found.stdout[:2000] + found.stderr


def written(figures):
    """Figures as the two files of the kit."""
    rows = []
    for question in figures.questions:
        for area in (figures.whole, *figures.areas):
            counts = area.answers.get(question.id, ())
            level, name = ("whole", "") if area is figures.whole else ("area", area.name)
            if sum(counts[:5]) >= figures.grouping.least_shown:
                rows += [("", level, name, question.id, code, n) for code, n in zip(CODES, counts, strict=True)]
    came = [
        (area.name, commune.code, day.isoformat(), one.visits, one.ballots, commune.verdict)
        for area in figures.areas
        for commune in area.communes
        for day, one in zip(figures.survey.days, commune.days, strict=True)
    ]
    return (
        "".join(lines.for_machines(["unit_code", "level", "area_name", "question", "choice", "n"], rows)),
        "".join(lines.for_machines(["area_name", "unit_code", "day", "visits", "ballots", "verdict"], came)),
    )
