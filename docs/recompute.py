#!/usr/bin/env python3
"""Tính lại các bảng của một đợt khảo sát từ bộ số liệu Ý Dân. Chỉ cần Python 3.9 trở lên, không cần cài thêm gì.

Giải nén bộ số liệu vào một thư mục rồi chạy tại đó:

    python3 recompute.py [MÃ_IN_TRÊN_GIẤY …]

Việc làm: (1) đối chiếu từng tệp với manifest.json; (2) với từng báo cáo (thư mục report-N): lập lại mọi bảng mà bộ này
cho phép, so từng ô và mã in dưới bảng, nói rõ bảng nào không kèm số liệu, rồi tính lại mã in cuối báo cáo; (3) với số
liệu công bố: so counts.csv với bản công bố và mã kiểm tra của nó. Gõ kèm mã in trên giấy thì mã đó phải trùng với một
mã vừa tính lại. Thoát 0 khi đúng hết, 1 khi có chỗ sai; mỗi chỗ sai nêu rõ bảng, dòng, số in và số tính lại.
"""

import csv
import hashlib
import io
import json
import os
import sys

from recompute_communes import Communes
from recompute_estimates import Estimates
from recompute_outward import GROUPINGS, Outward
from recompute_tables import Report

OUTWARD, FIGURES = "-cap-huyen", "so-lieu"
OF_COMMUNES = {"2", "5", "9"}
NOTHING = 3  # cells of the row of an empty table
FROM_WORK = {"8", "10", "11"}
Report.estimates = Estimates
LEVELS = (1, 2, 3, 4, 5, 9)


def digest(value):
    return sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def check_files(read, manifest):
    """Each file as the manifest names it."""
    for one in manifest["files"]:
        content = read(one["name"])
        if content is None:
            yield f"Thiếu tệp {one['name']}."
        elif sha256(content) != one["sha256"]:
            yield f"Tệp {one['name']} đã bị sửa: SHA-256 khác manifest.json."


class Checked:
    """One report held against its paper: what was met, what was not there to be made, what is wrong."""

    def __init__(self, told, read, said):
        self.told, self.said, self.wrong, self.met = told, said, [], []
        words = {**told["words"], "edition": told["edition"]}
        self.makers = {"": Report(words, read), "out": Outward(words, read), "communes": Communes(words, read)}

    def run(self):
        self.said(f"{self.told['title']}:")
        for key, mark in self.told["marks"]:
            self.table(key, mark)
        self.end()
        return self

    def table(self, key, mark):
        """One table: rebuilt and compared, or why not."""
        if key == FIGURES:
            self.said(f"  Không kèm: toàn bộ số liệu đã giữ nguyên (có đơn vị ít ý kiến); mã {mark}")
            return
        number, title = key.replace(OUTWARD, ""), self.title(key)
        if key not in self.told["tables"]:
            self.said(f"  Hạn chế: {title}, số liệu chỉ có ở bộ dùng trong {self.told['territory']}; mã che {mark}")
            return
        kind = "out" if key.endswith(OUTWARD) else "communes" if number in OF_COMMUNES else ""
        made = self.shown(number, getattr(self.makers[kind], f"annex_{number}")())
        differences = list(cells_apart(title, made, self.told["tables"][key]))
        self.wrong += differences
        plain = digest(made)
        if mark in (plain, self.veiled(plain)):
            self.met.append(plain)
            source = " từ bảng theo dõi công việc" if number in FROM_WORK else ""
            self.said(f"  Đúng: {title}, lập lại{source}; mã in trên giấy {plain[:32]}")
        elif not differences:
            self.wrong.append(f"{title}: mã kiểm tra {mark} không khớp bảng kèm theo.")

    def shown(self, number, made):
        """The rows without the columns that the plan leaves out; of several tables each has a width of its own."""
        dropped = self.told["words"].get("dropped", {}).get(number, [])
        widths = sorted({len(row) for row in made if len(row) > NOTHING})
        by_width = {width: dropped[n if len(dropped) > 1 else 0] for n, width in enumerate(widths) if dropped}
        return [[cell for n, cell in enumerate(row) if n not in by_width.get(len(row), ())] for row in made]

    def veiled(self, plain):
        """The digest of a table that stays in the office, as it stands in the list."""
        return sha256((self.told["salt"] + plain).encode())

    def title(self, key):
        copy = " (bản gửi cấp huyện)" if key.endswith(OUTWARD) else ""
        return f"phụ lục {key.replace(OUTWARD, '')} {self.told['titles'][key]}{copy}"

    def end(self):
        """The digest at the report's end, from the list of all."""
        printed = self.told["digest"]
        if self.told["edition"] == 1:
            self.said(f"  Không lập lại được mã cuối báo cáo (cách in cũ): {printed}")
        elif digest(self.told["marks"]) == printed:
            self.met.append(printed)
            self.said(f"  Đúng: mã cuối báo cáo, từ danh sách mã trên: {printed}")
        else:
            self.wrong.append(f"{self.told['title']}: mã cuối báo cáo {printed} không khớp danh sách mã các bảng.")


def cells_apart(title, rows, printed):
    for place in range(max(len(rows), len(printed))):
        made, told = (table[place] if place < len(table) else [] for table in (rows, printed))
        for column in range(max(len(made), len(told))):
            one, other = (row[column] if column < len(row) else "(không có)" for row in (made, told))
            if one != other:
                name = " ".join((told or made)[:2]).strip()
                yield f"{title}, dòng {place + 1} «{name}», cột {column + 1}: in «{other}», tính lại «{one}»."


def check_counts(told, answers, counts):
    """The working counts against what the report was frozen from."""
    now = {
        (row["question"], row["area_name"] if row["level"] == "area" else "", row["choice"]): row["n"]
        for row in counts
        if row["level"] != "commune"
    }
    for row in answers:
        for level in LEVELS:
            found = now.get((row["question"], row["area"], str(level)))
            if found != row[f"n{level}"]:
                where = row["area"] or f"toàn {told['territory']}"
                yield (
                    f"counts.csv, câu {row['question']}, {where}, mức {level}: «{found}», "
                    f"{told['title']} lập từ «{row[f'n{level}']}»."
                )


def check_release(text, counts, release):
    """The table of what is released against the release itself, figure by figure."""
    if sha256(text) != release["digest"]:
        yield f"Bản công bố đã bị sửa: SHA-256 phải là {release['digest']}."
    told = {(row["level"], row["unit_code"], row["question"], row["choices"]): row for row in counts}
    for key, name, value in figures_of(json.loads(text)):
        row = told.pop(key, None)
        found = None if row is None else row[name]
        if found != value:
            yield f"counts.csv, {' '.join(filter(None, key))}, cột {name}: «{found}», bản công bố là «{value}»."
    for key in told:
        yield f"counts.csv có dòng không nằm trong bản công bố: {' '.join(filter(None, key))}."


def figures_of(content):
    """Every figure of a release: the key of its row, its column, its value as text."""
    for question, table in content["tables"].items():
        places = [("whole", "", table["whole"])]
        places += [("area", one["key"], row) for one, row in zip(content["areas"], table["areas"])]
        for level, code, row in places:
            for group, n in zip(GROUPINGS.get(table["form"], ()), (row or {}).get("cells", ())):
                yield (level, code, question, "+".join(map(str, group))), "n", "" if n is None else str(n)
            if row and row["band"] is not None:
                yield (level, code, question, ""), "band", str(row["band"])
    for one in content.get("others", ()):
        for choice, n in zip(one["choices"], one["cells"]) if one["n"] is not None else ():
            yield ("whole", "", one["id"], str(choice["code"])), "n", "" if n is None else str(n)
    for one in content["communes"]:
        for question, band in one["bands"].items():
            yield ("commune", one["code"], question, ""), "band", str(band)


KEYS = ("level", "unit_code", "area_name", "area", "question", "choice", "choices", "number", "place")
"""What tells the rows of a keyed file apart, where the file has it."""
KEYED = ("areas", "answers", "outward", "others")


def doubled(name, rows):
    """Rows that stand for the same figure: of two that differ only one would be looked at."""
    met = set()
    for row in rows:
        key = tuple(row[column] for column in KEYS if column in row)
        if key in met:
            yield f"{name}: có hai dòng cho «{' '.join(filter(None, key))}»."
        met.add(key)


class Folder:
    """The files of the kit."""

    def __init__(self, path):
        self.path = path

    def read(self, name):
        path = os.path.join(self.path, *name.split("/"))
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            return file.read()

    def rows(self, name):
        text = (self.read(name) or b"").decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))


def main(path, asked):
    folder = Folder(path)
    manifest = json.loads(folder.read("manifest.json"))
    wrong, met = list(check_files(folder.read, manifest)), []
    counts = folder.rows("counts.csv")
    reports = [one["name"].split("/")[0] for one in manifest["files"] if one["name"].endswith("/report.json")]
    keyed = ["counts.csv", *(f"{name}/{file}.csv" for name in reports for file in KEYED)]
    wrong += [fault for file in keyed for fault in doubled(file, folder.rows(file))]
    for name in reports:
        told = json.loads(folder.read(f"{name}/report.json"))
        found = Checked(told, lambda file, name=name: folder.rows(f"{name}/{file}.csv"), print).run()
        wrong += found.wrong
        met += found.met
        if manifest.get("inward"):
            wrong += check_counts(told, folder.rows(f"{name}/answers.csv"), counts)
    if "release" in manifest:
        release = manifest["release"]
        differences = list(check_release(folder.read("release.json") or b"", counts, release))
        wrong += differences
        if not differences:
            met.append(release["digest"])
            print(f"Đúng: công bố lần {release['number']}, SHA-256 {release['digest']}")
    wrong += [f"Mã {one} không trùng với mã nào tính lại được." for one in asked if not is_met(one, met)]
    for sentence in wrong:
        print(f"SAI: {sentence}")
    print(f"{len(met)} mã đúng, {len(wrong)} chỗ sai." if met or wrong else "Các tệp đúng; chưa có báo cáo để so bảng.")
    return 1 if wrong else 0


def is_met(asked, met):
    return any(one.startswith(asked.lower()) for one in met)


if __name__ == "__main__":
    sys.exit(main(os.path.dirname(os.path.abspath(__file__)), sys.argv[1:]))
