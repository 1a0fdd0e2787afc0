#!/usr/bin/env python3
"""Tính lại các bảng của một đợt khảo sát từ bộ số liệu Ý Dân. Chỉ cần Python 3.9 trở lên, không cần cài thêm gì.

Giải nén bộ số liệu vào một thư mục rồi chạy tại đó:

    python3 recompute.py [MÃ_IN_TRÊN_GIẤY …]

Việc làm: (1) đối chiếu từng tệp với manifest.json; (2) lập lại phụ lục 1, 3, 4 của báo cáo từ counts.csv, turnout.csv,
so với bảng đã in và mã kiểm tra in ở ghi chú của phụ lục; (3) với số liệu công bố: so counts.csv với bản công bố và mã
kiểm tra của nó. Gõ kèm mã in trên giấy thì mã đó phải trùng với một bảng vừa lập lại. Thoát 0 khi đúng hết, 1 khi có
chỗ sai; mỗi chỗ sai nêu rõ bảng, dòng, số in và số tính lại.
"""

import csv
import hashlib
import json
import os
import sys
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

MISSING = "chưa có số liệu"
AREAS_A_TABLE = 10
Z = 1.96
GROUPINGS = {
    "five": ((1,), (2,), (3,), (4,), (5,)),
    "three": ((1, 2), (3,), (4, 5)),
    "two": ((1, 2, 3), (4, 5)),
}

# --- numbers as a Vietnamese office writes them


def rounded(value, places):
    """Half up, after mending what a float lost beyond the ninth decimal."""
    exact = Decimal(str(value)).quantize(Decimal("1e-9"))
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def integer(value):
    return "-" if value is None else f"{value:,}".replace(",", ".")


def decimal(value, places=2):
    swapped = str.maketrans(",.", ".,")
    return "-" if value is None else f"{rounded(value, places):,}".translate(swapped)


def rate(value):
    return decimal(value, 1)


def known(value):
    return MISSING if value is None else integer(value)


def share(part, whole):
    return 100 * part / whole if part is not None and whole else None


def added(values):
    """The sum of what is known; None where nothing is."""
    there = [value for value in values if value is not None]
    return sum(there) if there else None


def mean_of_printed(values, places):
    there = [float(rounded(value, places)) for value in values if value is not None]
    return sum(there) / len(there) if there else None


# --- one question's counts: levels 1 to 5, then «no opinion»


def score(counts, index):
    """What the answers come to; everything None where nobody gave an opinion."""
    levels, none = counts[:5], counts[5]
    n = sum(levels)
    if not n:
        return {"n": 0, "none": none, "mean": None, "top2": None, "index": None, "low": None, "high": None}
    points = sum(level * many for level, many in enumerate(levels, 1))
    satisfied = levels[3] + levels[4]
    low, high = wilson(satisfied / n, n)
    value = 25 * (points - n) / n if index == "mean0" else 20 * points / n
    return {
        "n": n,
        "none": none,
        "mean": points / n,
        "top2": 100 * satisfied / n,
        "index": value,
        "low": low,
        "high": high,
    }


def wilson(part, weight):
    square = Z * Z / weight
    centre = (part + square / 2) / (1 + square)
    reach = Z * sqrt(part * (1 - part) / weight + square / (4 * weight)) / (1 + square)
    exact = 100 * part
    return max(0.0, min(exact, 100 * (centre - reach))), min(100.0, max(exact, 100 * (centre + reach)))


# --- the tables of the report


class Report:
    """One report's words beside the data, and its tables made anew."""

    def __init__(self, words, counts, turnout):
        self.words, self.turnout = words, turnout
        self.counts = {}
        for row in counts:
            key = (row["level"], row["area_name"] if row["level"] == "area" else "", row["question"])
            if row["level"] != "commune":
                self.counts.setdefault(key, {})[int(row["choice"])] = int(row["n"])

    def cells(self, question, area=None):
        """The six counts of a question, of the whole or of one area."""
        found = self.counts.get(("area", area, question) if area else ("whole", "", question), {})
        return [found.get(code, 0) for code in (1, 2, 3, 4, 5, 9)]

    def score(self, question, area=None):
        return score(self.cells(question, area), self.words["index"])

    def lines(self, area=None, day=None):
        return [
            row for row in self.turnout if (not area or row["area_name"] == area) and (not day or row["day"] == day)
        ]

    def came(self, **where):
        """Visits, ballots, and the share, as they are printed."""
        rows = self.lines(**where)
        visits, ballots = (added(number(row[name]) for row in rows) for name in ("visits", "ballots"))
        return [known(visits), known(ballots), rate(share(ballots, visits))]

    def annex_1(self):
        """Who came: by day, then by area."""
        days = [[str(n), one["label"], *self.came(day=one["day"])] for n, one in enumerate(self.words["days"], 1)]
        areas = [[str(n), one["name"], *self.area_line(one["name"])] for n, one in enumerate(self.words["areas"], 1)]
        return [*days, ["", "Tổng cộng", *self.came()], *areas, ["", "Tổng cộng", *self.area_line()]]

    def area_line(self, area=None):
        rows, excluded = self.lines(area), self.words["excluded"]
        verdicts = {row["unit_code"]: row["verdict"] for row in rows}
        visits, ballots, part = self.came(area=area)
        judged = any(row["visits"] for row in self.turnout)
        left_out = MISSING if excluded is None else "-" if area else integer(excluded)
        marks = [integer(list(verdicts.values()).count(status)) if judged else "-" for status in self.words["statuses"]]
        return [integer(len(verdicts)), visits, ballots, left_out, part, *marks]

    def annex_3(self):
        """Every question, groups above their questions."""
        rows, rates, indices = [], [], []
        for key, name in self.words["groups"]:
            asked = [one for one in self.words["questions"] if one["group"] == key]
            scores = [self.score(one["id"]) for one in asked]
            means = (
                mean_of_printed([one["top2"] for one in scores], 1),
                mean_of_printed([one["index"] for one in scores], 2),
            )
            rates.append(means[0])
            indices.append(means[1])
            if asked:
                rows.append(["", name, *means_line("bình quân các câu trong nhóm", *means)])
                rows += [self.question(one) for one in asked]
        if rows:
            whole = mean_of_printed(rates, 1), mean_of_printed(indices, 2)
            rows.append(["", "Tổng hợp các nhóm", *means_line("bình quân các nhóm", *whole)])
        return rows + [self.question(one) for one in self.words["questions"] if not one["group"]]

    def question(self, one):
        cells, found = self.cells(one["id"]), self.score(one["id"])
        if found["n"] < self.words["least_shown"]:
            return [one["number"], one["text"], *["-"] * 11]
        levels = [f"{integer(many)}\n{rate(100 * many / found['n'])}%" for many in cells[:5]]
        figures = [decimal(found["mean"]), rate(found["top2"]), decimal(found["index"])]
        between = f"{rate(found['low'])}–{rate(found['high'])}"
        return [one["number"], one["text"], *levels, integer(found["n"]), integer(found["none"]), *figures, between]

    def annex_4(self):
        """The share satisfied by question and area, ten areas a table, the whole at each table's end."""
        names = [one["name"] for one in self.words["areas"]]
        rows = []
        for start in range(0, len(names), AREAS_A_TABLE):
            columns = [*names[start : start + AREAS_A_TABLE], None]
            for one in sorted(self.words["questions"], key=lambda one: not one["group"]):
                title = one["label"] if one["group"] else "Đánh giá chung"
                rows.append([one["number"], title, *(self.shown(one["id"], area) for area in columns)])
            bases = [self.score(self.words["headline"], area)["n"] for area in columns]
            number_of = next(one["number"] for one in self.words["questions"] if one["id"] == self.words["headline"])
            least = self.words["least_shown"]
            rows.append(
                ["", f"Số phiếu có ý kiến, câu {number_of}", *(integer(n) if n >= least else "-" for n in bases)]
            )
        return rows

    def shown(self, question, area):
        found = self.score(question, area)
        return "-" if found["n"] < self.words["least_shown"] else rate(found["top2"])


def means_line(words, part, index):
    return [words, "-", rate(part), decimal(index), "-"]


def number(text):
    return int(text) if text else None


def digest(rows):
    return sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())


def sha256(content):
    return hashlib.sha256(content).hexdigest()


# --- comparing


def check_files(read, manifest):
    """Each file as the manifest names it."""
    for one in manifest["files"]:
        content = read(one["name"])
        if content is None:
            yield f"Thiếu tệp {one['name']}."
        elif sha256(content) != one["sha256"]:
            yield f"Tệp {one['name']} đã bị sửa: SHA-256 khác manifest.json."


def check_paper(words, counts, turnout, met):
    """Each annex made anew beside the one printed; digests that agree are added to `met`."""
    report = Report(words, counts, turnout)
    for name, printed in words["annexes"].items():
        rows = getattr(report, f"annex_{name}")()
        title = f"{words['title']}, phụ lục {name}"
        differences = list(cells_apart(title, rows, printed["rows"]))
        yield from differences
        if digest(rows) == printed["digest"]:
            met.append((title, printed["digest"]))
        elif not differences:
            yield f"{title}: mã kiểm tra {printed['digest']} không khớp bảng kèm theo."


def cells_apart(title, rows, printed):
    for place in range(max(len(rows), len(printed))):
        made, told = (table[place] if place < len(table) else [] for table in (rows, printed))
        for column in range(max(len(made), len(told))):
            one, other = (row[column] if column < len(row) else "(không có)" for row in (made, told))
            if one != other:
                name = " ".join((told or made)[:2]).strip()
                yield f"{title}, dòng {place + 1} «{name}», cột {column + 1}: in «{other}», tính lại «{one}»."


def check_release(text, counts, release, met):
    """The table of what is released against the release itself, figure by figure."""
    if sha256(text) != release["digest"]:
        yield f"Bản công bố đã bị sửa: SHA-256 phải là {release['digest']}."
    else:
        met.append((f"Công bố lần {release['number']}", release["digest"]))
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
    for one in content["communes"]:
        for question, band in one["bands"].items():
            yield ("commune", one["code"], question, ""), "band", str(band)


def main(folder, asked):
    def read(name):
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            return file.read()

    def table(name):
        return list(csv.DictReader((read(name) or b"").decode().splitlines()))

    manifest = json.loads(read("manifest.json"))
    met = []
    wrong = list(check_files(read, manifest))
    counts = table("counts.csv")
    for words in json.loads(read("papers.json") or "[]"):
        wrong += check_paper(words, counts, table("turnout.csv"), met)
    if "release" in manifest:
        wrong += check_release(read("release.json") or b"", counts, manifest["release"], met)
    for one in asked:
        if not any(found.startswith(one.lower()) for _title, found in met):
            wrong.append(f"Mã {one} không trùng với bảng nào lập lại được.")
    for title, found in met:
        print(f"Đúng: {title}, SHA-256 {found}")
    for sentence in wrong:
        print(f"SAI: {sentence}")
    print(
        f"{len(met)} bảng đúng, {len(wrong)} chỗ sai." if met or wrong else "Các tệp đúng; chưa có báo cáo để so bảng."
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(os.path.dirname(os.path.abspath(__file__)), sys.argv[1:]))
