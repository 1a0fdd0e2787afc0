"""The recompute kits on a report: run bare, they meet the digests printed on it, or name what differs."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256

import pytest

from portal.accounts.permissions import Role
from portal.documents.annexes import annex_digests
from portal.documents.annexes.recomputing import SOURCES, files_of_report
from portal.documents.kinds import KINDS
from portal.documents.models import Document
from portal.documents.synthesis import analysis
from portal.documents.synthesis.figures import (
    FIRST_EDITION,
    SECOND_EDITION,
    Award,
    Invitations,
    Theme,
    Trait,
    TraitGroup,
    Work,
)
from portal.documents.synthesis.method import Instrument, method_notes
from portal.documents.synthesis.snapshot import synthesis_figures
from portal.extensions import db as database
from portal.papers.letterhead import Issue
from portal.results.disclosure import disclosure_control
from portal.results.exclusions import exclusions
from portal.results.exports import files as exported
from portal.web.data import clock, codec
from tests import make
from tests.documents import samples
from tests.documents.printed import SYNTHESIS
from tests.results import poll

BALLOTS = {
    "07507": {5: 30, 4: 6, 3: 2, 1: 2, 9: 5},
    "07519": {4: 7, 2: 3},
    "07534": {5: 3, 3: 1},
    "07210": {5: 14, 4: 3, 9: 1},
}


@pytest.fixture
def report(db, at):
    """A report made of the tallies as they are, one commune set apart."""
    at(poll.AFTER)
    survey = poll.province(BALLOTS)
    asked = exclusions.ask(
        survey, make.point("07507", survey), by=make.account(Role.PROVINCE_EDITOR), reason="Gửi dồn trong đêm"
    )
    exclusions.decide(asked, by=make.account(Role.PROVINCE_APPROVER), accepted=True)
    figures, account = synthesis_figures(survey), make.account(Role.PROVINCE_EDITOR)
    row = Document(
        id="a" * 32,
        kind="synthesis",
        round_id=survey.id,
        unit_id=make.unit("24").id,
        title="Báo cáo kết quả",
        figures=codec.to_plain(figures),
        figures_digest=KINDS["synthesis"].digest(figures),
        asked_by=account.id,
        asked_at=clock.now(),
    )
    database.session.add(row)
    database.session.commit()
    return figures


@pytest.fixture
def unpacked(report, sign_in, tmp_path):
    """The kits as the province takes them."""
    editor = sign_in(make.account(Role.PROVINCE_EDITOR))

    def take(name):
        answer = editor.get(f"/results/198-kh-bdvtu/data/{name}", check=False)
        assert answer.status == 200
        with zipfile.ZipFile(io.BytesIO(answer.response.data)) as archive:
            archive.extractall(tmp_path / name)
        return tmp_path / name

    return take


def run(folder, *digests):
    """Nothing but Python itself: no site packages, no portal, no surroundings."""
    command = [sys.executable, "-E", "-s", "-S", "-X", "utf8", str(folder / "recompute.py"), *digests]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env={}, cwd="/")


def printed(figures, copy):
    """The marks as they stand on a copy, and the digest at its end."""
    pages = SYNTHESIS.html(figures, {}, Issue(), copy)
    shown = SYNTHESIS.annexes(figures, copy)
    assert all(any(f"Mã kiểm tra bảng: {annex.mark}." in page for page in pages) for annex in shown)
    end = annex_digests.digest(figures)
    assert f"Mã kiểm tra số liệu của báo cáo (SHA-256): {end}" in pages[-1]
    return [*(annex.mark for annex in shown), end]


def edit(folder, name, change):
    """Change a file and mend the manifest, as somebody would who wants not to be found."""
    path = folder / name
    before = path.read_bytes().decode()
    assert change(before) != before
    path.write_bytes(change(before).encode())
    manifest = json.loads((folder / "manifest.json").read_text())
    for one in manifest["files"]:
        one["sha256"] = sha256((folder / one["name"]).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_every_mark_of_the_copy_sent_out_is_met_by_the_kit_that_goes_with_it(report, unpacked):
    folder = unpacked("kit")
    found = run(folder, *printed(report, "districts"))
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.splitlines()[-1] == "9 mã đúng, 0 chỗ sai."
    assert "Hạn chế: phụ lục 2 " in found.stdout
    assert "lập lại từ bảng theo dõi công việc" in found.stdout
    assert not list(folder.glob("**/communes.csv"))
    assert not list(folder.glob("**/answers.csv"))
    assert not (folder / "counts.csv").exists()
    told = "".join(path.read_text() for path in folder.glob("report-1/*"))
    assert report.salt
    assert report.salt not in told
    made = annex_digests.annex_tables(report)
    kept = {key: one for key, one in made.items() if key not in annex_digests.public_tables(made)}
    assert set(kept) == {"2", "3", "4", "5", "9"}
    assert all(one.digest not in told for key, one in kept.items() if key != "4")


def test_every_mark_of_the_full_copy_is_met_by_the_kit_for_the_province(report, unpacked):
    folder = unpacked("kit-restricted")
    found = run(folder, *printed(report, "full"))
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.splitlines()[-1] == "14 mã đúng, 0 chỗ sai."
    assert "Hạn chế" not in found.stdout
    assert "07534" not in (folder / "counts.csv").read_text()


def test_a_digest_of_another_paper_is_refused(unpacked):
    found = run(unpacked("kit"), "ab" * 32)
    assert found.returncode == 1
    assert "Mã abab" in found.stdout


CHANGES = [
    (
        "counts.csv",
        ",Toàn tỉnh,,Q3,5,Rất hài lòng,47",
        ",Toàn tỉnh,,Q3,5,Rất hài lòng,46",
        "câu Q3, toàn tỉnh, mức 5: «46», Báo cáo",
    ),
    ("report-1/answers.csv", "Q3,,2,3,3,16,47,", "Q3,,2,3,3,16,46,", "phụ lục 3"),
    ("report-1/answers.csv", "\nQ3,,2,3,3,16,47,", "\nQ3,,9,9,9,9,9,0\nQ3,,2,3,3,16,47,", "có hai dòng cho «Q3»"),
    ("report-1/turnout.csv", "2024-06-12,59,", "2024-06-12,68,", "dòng 1 «1 Ngày 12/6», cột 3"),
    ("report-1/communes.csv", ",40,36,", ",40,35,", "phụ lục 2"),
    ("report-1/report.json", "bình quân các nhóm", "bình quân mọi nhóm", "in «bình quân mọi nhóm»"),
    ("report-1/report.json", '"so-lieu",\n   "', '"so-lieu",\n   "f', "mã cuối báo cáo"),
]


def test_what_was_changed_is_named(unpacked, tmp_path):
    folder = unpacked("kit-restricted")
    for number, (name, old, new, told) in enumerate(CHANGES):
        other = shutil.copytree(folder, tmp_path / str(number))
        edit(other, name, lambda text, old=old, new=new: text.replace(old, new))
        found = run(other)
        assert found.returncode == 1
        assert told in found.stdout, name


def test_of_few_opinions_the_kits_tell_no_more_than_the_paper(report):
    rows = {row[1]: row for row in SOURCES["communes"][1](report)}
    assert rows["07534"][-4:] == (4, None, None, 0)
    few = replace(report.areas[0], answers=dict.fromkeys(report.areas[0].answers, (1, 0, 0, 1, 1, 0)))
    thin = replace(report, areas=(few, *report.areas[1:]))
    assert few.name not in {row[1] for row in SOURCES["answers"][1](thin)}


def test_the_guide_explains_every_column_of_every_file():
    entries = re.split(r"\n  (?=\S)", exported.guide(inward=True).decode())
    for name, (header, _make) in SOURCES.items():
        told = next(entry for entry in entries if f"{name}.csv" in entry)
        counted = {column for column in header if re.fullmatch(r"n\d", column)}
        assert set(header) - counted <= set(re.findall(r"\w+", told)), name


# --- every table, over every commune


def filled(figures):
    """With people, themes, work, awards, communes set apart and what may leave the office."""
    first, *rest = figures.areas
    done = Work((True, False), 2.25, (date(2024, 6, 12),), 1, 0)
    communes = tuple(replace(one, work=done if n else Work((False, True))) for n, one in enumerate(first.communes))
    noted = tuple(replace(day, status="cao_bat_thuong", note="Đông,\n«phiên chợ»") for day in communes[0].days)
    areas = (replace(first, communes=(replace(communes[0], days=noted), *communes[1:])), *rest)
    groups = tuple(
        TraitGroup(label, answers)
        for label, answers in (
            ("Nam", (1, 2, 3, 40, 50, 1)),
            ("Nữ", (0, 0, 1, 2, 3, 9)),
            ("Khác", (0, 0, 1, 2, 3, 1)),
            ("Không trả lời", (0, 0, 0, 0, 0, 0)),
        )
    )
    return replace(
        figures,
        areas=areas,
        survey=replace(figures.survey, channels=("Niêm yết", "Loa truyền thanh")),
        traits=(Trait("Giới tính", groups),),
        themes=(Theme("Đất đai", 7, 700 / 9, "Chậm cấp giấy", "cấp huyện"), Theme("Khác", 2, 200 / 9, "", "")),
        comments=9,
        awards=(Award("Tổ công tác", "Xã A", "Tổ chức tốt", "đủ số liệu", is_person=False),),
        salt="1f" * 16,
        apart=(areas[0].communes[1].code, areas[-1].communes[0].code),
        outward={
            one.id: disclosure_control.protect([parted(area.answers[one.id][:5]) for area in areas])
            for one in figures.questions
        },
    )


def parted(counts):
    """An area's counts as those of three communes."""
    third = tuple(n // 3 for n in counts)
    return [third, third, tuple(n - 2 * part for n, part in zip(counts, third, strict=True))]


def without_outward(figures):
    """Nothing may leave of one question, a band of another."""
    table = disclosure_control.Table("band", (None,) * len(figures.areas), disclosure_control.Row(200, (), 2))
    return replace(filled(figures), outward={"Q1": table, "Q14": disclosure_control.Table("two", (), None)}, apart=())


def estimated(figures):
    """With the estimates, what the audit lets out of them, and the method in words."""
    table = figures.outward.get(figures.headline)
    held = replace(
        figures,
        estimates=analysis.estimates_of(figures.areas),
        estimates_public=analysis.estimates_public(figures.areas, table),
        compared=analysis.compared_of(figures.areas, figures.grouping.least),
    )
    register = (Invitations(900, 3), *(Invitations(n or None, n % 4) for n in range(len(held.areas))))
    held = replace(held, invitations=register if held.whole.ballots else ())
    return replace(held, method_notes=method_notes(held, Instrument(14, 6, 5, descending=False, has_comment=True)))


def of_other_office(figures):
    """A department that asks about directors and counts pupils in a city, of one office not yet."""
    words = replace(
        figures.survey.words,
        office="Giám đốc",
        counted="học sinh",
        counted_short="học sinh",
        counted_unit="học sinh",
        territory="thành phố",
    )
    first, *rest = filled(figures).areas
    unlocked = tuple(replace(day, visits=None, status="chua_du_so_lieu") for day in first.communes[0].days)
    first = replace(first, communes=(replace(first.communes[0], days=unlocked), *first.communes[1:]))
    return replace(filled(figures), areas=(first, *rest), survey=replace(figures.survey, words=words))


FIRST = {"edition": FIRST_EDITION, "outward": {}}
CASES = {
    "2024": lambda: filled(samples.province_2024()),
    "2025": lambda: filled(samples.province_2025()),
    "estimates": lambda: estimated(filled(samples.province_2024(3))),
    "estimates that may not leave": lambda: replace(estimated(filled(samples.province_2025(2))), estimates_public=""),
    "estimates in whole percent": lambda: replace(
        estimated(filled(samples.province_2024(4))), estimates_public="province-percent"
    ),
    "estimates of nothing": lambda: estimated(samples.empty()),
    "bands": lambda: without_outward(samples.province_2024()),
    "empty": samples.empty,
    "a threshold with its source": lambda: filled(
        replace(samples.province_2024(), grouping=replace(samples.GROUPING, source="văn bản số 1"))
    ),
    "other words": lambda: of_other_office(replace(samples.province_2024(), explanations_asked_on=date(2024, 6, 18))),
    "asked to explain": lambda: filled(replace(samples.province_2024(), explanations_asked_on=date(2024, 6, 18))),
    "all told": lambda: samples.told(filled(samples.province_2024())),
    "second edition": lambda: filled(replace(samples.province_2024(), edition=SECOND_EDITION)),
    "first edition": lambda: replace(samples.province_2024(), **FIRST),
}
"""How each is made, in the test that wants it: files are collected by every process of every run."""


@cache
def figures_of(case):
    return CASES[case]()


def test_the_script_speaks_the_words_of_the_plan(tmp_path):
    figures = figures_of("other words")
    for inward in (True, False):
        files = list(files_of_report("report-1", "Báo cáo", figures, inward=inward))
        with zipfile.ZipFile(io.BytesIO(exported.zip_bundle({"round": "x"}, files))) as archive:
            archive.extractall(tmp_path / str(inward))
    told = json.loads((tmp_path / "True" / "report-1" / "report.json").read_text())["tables"]
    assert "Chưa có số học sinh đã chốt" in {row[5] for row in told["9"] if len(row) > 5}
    assert "khuyết chức danh Giám đốc" in {cell for row in told["2"] for cell in row}
    assert "số liệu chỉ có ở bộ dùng trong thành phố" in run(tmp_path / "False").stdout


@pytest.mark.parametrize("inward", [True, False], ids=["inward", "outward"])
@pytest.mark.parametrize("case", CASES)
def test_the_script_makes_the_same_cells_over_every_commune(case, inward, tmp_path):
    figures = figures_of(case)
    files = list(files_of_report("report-1", "Báo cáo", figures, inward=inward))
    with zipfile.ZipFile(io.BytesIO(exported.zip_bundle({"round": "x"}, files))) as archive:
        archive.extractall(tmp_path)
    found = run(tmp_path)
    assert found.returncode == 0, found.stdout[:2000] + found.stderr
    told = json.loads((tmp_path / "report-1" / "report.json").read_text())
    made = annex_digests.annex_tables(figures)
    wanted = {key for key, annex in made.items() if annex.is_marked}
    gone = {"2", "5", "9"} | {key.removesuffix(annex_digests.PUBLIC_SUFFIX) for key in made if "-" in key}
    assert set(told["tables"]) == (wanted if inward else wanted - gone)
    assert inward or not {path.name for path in tmp_path.glob("report-1/*.csv")} & {"answers.csv", "communes.csv"}
    assert ("6" in told["tables"]) == ("6" in wanted and (inward or not figures.traits))
    assert inward or "6" in told["tables"] or not (tmp_path / "report-1" / "traits.csv").exists()


def test_a_report_of_the_first_edition_keeps_its_digest_and_its_marks():
    figures = replace(samples.province_2025(), **FIRST)
    plain = codec.to_plain(figures)
    assert not {"edition", "apart"} & set(plain)
    assert (
        annex_digests.digest(figures) == codec.digest(figures) == codec.digest(KINDS["synthesis"].load_figures(plain))
    )
    marked = [annex.number for annex in SYNTHESIS.annexes(figures, "full") if annex.is_marked]
    assert marked == [1, 3, 4]
    assert not any(annex.is_marked for annex in SYNTHESIS.annexes(figures, "districts") if annex.number in {3, 4})
