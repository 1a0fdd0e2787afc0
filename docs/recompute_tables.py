"""Các bảng của báo cáo tổng hợp lập lại từ tệp số liệu: phụ lục 1, 3, 4, 6, 7, 8, 10, 11, 12. Dùng bởi recompute.py."""

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

MISSING = "chưa có số liệu"
AREAS_A_TABLE = 10
Z = 1.96
PREPARED = ("task_force", "roster")

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


def number(text):
    return int(text) if text else None


def short_day(day):
    """«12/6», «01/02»: a month that somebody could add a figure to has two."""
    _year, month, date = day.split("-")
    return f"{date}/{int(month):02d}" if int(month) in (1, 2) else f"{date}/{int(month)}"


# --- one question's answers


def score(counts, index):
    """What six counts come to: levels 1 to 5, then «no opinion»."""
    levels, none = counts[:5], counts[5]
    n, points = sum(levels), sum(level * many for level, many in enumerate(levels, 1))
    return summed(n, levels[3] + levels[4], points, none, index)


def summed(n, satisfied, points, none, index):
    """The same from sums; everything None where nobody gave an opinion."""
    if not n:
        return {"n": 0, "none": none, "mean": None, "top2": None, "index": None, "low": None, "high": None}
    low, high = wilson(satisfied / n, n)
    return {
        "n": n,
        "none": none,
        "mean": points / n,
        "top2": 100 * satisfied / n,
        "index": 25 * (points - n) / n if index == "mean0" else 20 * points / n,
        "low": low,
        "high": high,
    }


def wilson(part, weight, z=Z):
    square = z * z / weight
    centre = (part + square / 2) / (1 + square)
    reach = z * sqrt(part * (1 - part) / weight + square / (4 * weight)) / (1 + square)
    exact = 100 * part
    return max(0.0, min(exact, 100 * (centre - reach))), min(100.0, max(exact, 100 * (centre + reach)))


def between(found):
    return f"{rate(found['low'])}–{rate(found['high'])}"


def capital(words):
    return words[:1].upper() + words[1:]


def lower(name):
    return name[:1].lower() + name[1:]


def means_line(words, part, index):
    return [words, "-", rate(part), decimal(index), "-"]


def nothing(words=MISSING):
    """The row of an empty table."""
    return ["-", "-", words]


class Report:
    """One report's words and rows, and its tables made anew."""

    estimates = None
    """What makes the second table of annex 3, set by recompute.py."""

    def __init__(self, words, read):
        """`read` gives the rows of a file by its name, as dictionaries; none where there is no such file."""
        self.words = words
        self.turnout, self.work = read("turnout"), read("work")
        self.sums = {row["area"]: row for row in read("areas")}
        self.answers = {(row["question"], row["area"]): row for row in read("answers")}
        self.traits, self.themes, self.awards = read("traits"), read("themes"), read("awards")
        self.method, self.read = read("method"), read

    @property
    def area_names(self):
        return [one["name"] for one in self.words["areas"]]

    # --- who came

    def came(self, area=None, day=None):
        """Visits and ballots of an area, of a day, or of all."""
        rows = [row for row in self.turnout if area in (None, row["area"]) and day in (None, row["day"])]
        return [added(number(row[name]) for row in rows) for name in ("visits", "ballots")]

    def printed(self, **where):
        visits, ballots = self.came(**where)
        return [known(visits), known(ballots), rate(share(ballots, visits))]

    def annex_1(self):
        """Who came: by day, then by area."""
        days = [
            [str(n), f"Ngày {one['label']}", *self.printed(day=one["day"])]
            for n, one in enumerate(self.words["days"], 1)
        ]
        areas = [[str(n), name, *self.area_line(name)] for n, name in enumerate(self.area_names, 1)]
        return [*days, ["", "Tổng cộng", *self.printed()], *areas, ["", "Tổng cộng", *self.area_line()]]

    def area_line(self, area=None):
        visits, ballots, part = self.printed(area=area)
        judged = self.came()[0] is not None
        marks = [integer(self.of_areas(status, area)) if judged else "-" for status, _label in self.words["statuses"]]
        return [integer(self.of_areas("communes", area)), visits, ballots, self.left_out(area), part, *marks]

    def of_areas(self, name, area=None):
        return sum(int(row[name]) for key, row in self.sums.items() if area in (None, key))

    def left_out(self, area):
        if self.words["edition"] > 1:
            return MISSING if self.came(area=area)[1] is None else integer(self.of_areas("apart", area))
        excluded = self.words["excluded"]
        return MISSING if excluded is None else "-" if area else integer(excluded)

    # --- what they answered

    def counts(self, question, area=""):
        row = self.answers.get((question, area), {})
        return [int(row.get(f"n{code}") or 0) for code in (1, 2, 3, 4, 5, 9)]

    def score(self, question, area=""):
        return score(self.counts(question, area), self.words["index"])

    def annex_3(self):
        """Every question, groups above their questions, the rest without what is set apart last."""
        rows = self.grouped_rows(self.score, self.question, lambda asked: True)  # noqa: ARG005 - all is told here
        return rows + self.without_rows() + self.estimate_rows()

    def estimate_rows(self):
        """The overall question by area, weighted; made by recompute.py from the modules beside this one."""
        return self.estimates(self.words, self.read).rows() if self.words["estimates"] else []

    def grouped_rows(self, score_of, row_of, told):
        """The rows of annex 3; a mean of questions only where all of them are told."""
        rows, means, whole_told = [], [], True
        for key, name in self.words["groups"]:
            asked = [one for one in self.words["questions"] if one["group"] == key]
            mean = self.means([score_of(one["id"]) for one in asked]) if told(asked) else (None, None)
            means.append(mean)
            whole_told = whole_told and told(asked)
            if asked:
                rows.append(["", name, *means_line("bình quân các câu trong nhóm", *mean)])
                rows += [row_of(one) for one in asked]
        if rows:
            whole = [mean_of_printed([one[place] for one in means], places) for place, places in ((0, 1), (1, 2))]
            shown = whole if whole_told else (None, None)
            rows.append(["", "Tổng hợp các nhóm", *means_line("bình quân các nhóm", *shown)])
        return rows + [row_of(one) for one in self.words["questions"] if not one["group"]]

    def means(self, scores):
        shown = [one for one in scores if one["n"] >= self.words["least_shown"]]
        return mean_of_printed([one["top2"] for one in shown], 1), mean_of_printed([one["index"] for one in shown], 2)

    def question(self, one):
        cells, found = self.counts(one["id"]), self.score(one["id"])
        if found["n"] < self.words["least_shown"]:
            return [one["number"], one["text"], *["-"] * 11]
        levels = [f"{integer(many)}\n{rate(100 * many / found['n'])}%" for many in cells[:5]]
        figures = [decimal(found["mean"]), rate(found["top2"]), decimal(found["index"])]
        return [
            one["number"],
            one["text"],
            *levels,
            integer(found["n"]),
            integer(found["none"]),
            *figures,
            between(found),
        ]

    def without_rows(self):
        """The overall question without the communes that two persons set apart."""
        rest = self.words["without"]
        if not rest:
            return []
        found = summed(rest["n"], rest["satisfied"], rest["points"], 0, self.words["index"])
        figures = [decimal(found["mean"]), rate(found["top2"]), decimal(found["index"]), between(found)]
        return [["", self.words["apart"], *["-"] * 5, integer(found["n"]), "-", *figures]]

    def annex_4(self):
        return self.matrix(self.shown, self.base) + self.weakest(self.score)

    def weakest(self, score_of):
        """The weakest matter of each district and those not to be told from it; none in papers of before."""
        if not self.words.get("groups_of_communes") or not self.words["by_district"]:
            return []
        found = [[str(n), name, *self.weakest_in(name, score_of)] for n, name in enumerate(self.area_names, 1)]
        return found if any(row[2] != "-" for row in found) else []

    def weakest_in(self, area, score_of):
        asked = [one for one in self.words["questions"] if one["group"]]
        found = [(one["label"], score_of(one["id"], area)) for one in asked]
        if not found or any(score is None or score["n"] < self.words["least"] for _label, score in found):
            return ["-", "-"]
        rising = sorted(found, key=lambda one: one[1]["top2"])
        (name, first), *others = (one for one in rising if one[1]["low"] <= rising[0][1]["high"])
        likewise = "; ".join(lower(label) for label, _score in others)
        return [f"{name[:1].upper()}{name[1:]} ({rate(first['top2'])}%)", likewise or "-"]

    def matrix(self, shown, base):
        """Questions by area, ten areas a table, the whole at each table's end."""
        names, rows = self.area_names, []
        asked = sorted(self.words["questions"], key=lambda one: not one["group"])
        overall = next(one["number"] for one in asked if one["id"] == self.words["headline"])
        for start in range(0, len(names), AREAS_A_TABLE):
            columns = [*names[start : start + AREAS_A_TABLE], ""]
            for one in asked:
                title = one["label"] if one["group"] else "Đánh giá chung"
                rows.append([one["number"], title, *(shown(one["id"], area) for area in columns)])
            rows.append(["", f"Số phiếu có ý kiến, câu {overall}", *(base(area) for area in columns)])
        return rows

    def shown(self, question, area):
        found = self.score(question, area)
        return "-" if found["n"] < self.words["least_shown"] else rate(found["top2"])

    def base(self, area):
        n = self.score(self.words["headline"], area)["n"]
        return integer(n) if n >= self.words["least_shown"] else "-"

    # --- who they are, what they wrote

    def annex_6(self):
        """Each optional question with its groups."""
        rows = []
        for n, trait in enumerate(dict.fromkeys(row["trait"] for row in self.traits), 1):
            groups = [row for row in self.traits if row["trait"] == trait]
            total = int(groups[0]["total"])
            rows.append([str(n), trait, integer(total), rate(100.0 if total else None), "-", "-"])
            rows += [["", row["group"], *self.group(row, total)] for row in groups]
        return rows or [nothing()]

    def group(self, row, total):
        ballots, n, satisfied = (number(row[name]) for name in ("ballots", "opinions", "satisfied"))
        if ballots is None:
            return ["-"] * 4
        shown = ["-", "-"] if n is None else [integer(n), rate(share(satisfied, n))]
        return [integer(ballots), rate(share(ballots, total)), *shown]

    def annex_7(self):
        base = self.words["theme_base"]
        return [
            [
                "-" if row.get("praise") == "1" and self.words.get("groups_of_communes") else str(n),
                row["theme"],
                integer(int(row["comments"])),
                rate(share(int(row["comments"]), base)),
                row["wording"] or "-",
                row["level"] or "-",
            ]
            for n, row in enumerate(self.themes, 1)
        ] or [nothing()]

    # --- what was done

    def annex_8(self):
        """Publicity, helpers and inspections, commune by commune, the areas' sums above."""
        if not any(row["channels"] or row["inspected"] or row["helpers_a_day"] for row in self.work):
            return [nothing()]
        rows, n = [], 0
        for area in self.area_names:
            mine = [row for row in self.work if row["area"] == area]
            rows.append(["", area, *self.prepared_sums(mine), *self.work_sums(mine)])
            for row in mine:
                n += 1
                rows.append([str(n), row["name"], *self.prepared_cells(row), *self.work_cells(row)])
        return [*rows, ["", "Tổng cộng", *self.prepared_sums(self.work), *self.work_sums(self.work)]]

    @property
    def is_prepared(self):
        """Whether it is known who has a task force and a list of helpers in time."""
        return any(row.get("task_force") and row.get("roster") for row in self.work)

    def prepared_cells(self, row):
        return ["x" if row[name] == "1" else "-" for name in PREPARED] if self.is_prepared else []

    def prepared_sums(self, rows):
        return [integer(sum(row[name] == "1" for row in rows)) for name in PREPARED] if self.is_prepared else []

    def work_cells(self, row):
        width = max(1, self.words["channels"])
        marks = ["x" if used == "1" else "-" for used in row["channels"]] or ["-"] * width
        days = ", ".join(short_day(day) for day in row["inspected"].split()) or "-"
        helpers = float(row["helpers_a_day"]) if row["helpers_a_day"] else None
        return [*marks, decimal(helpers, 1), days, *(integer(number(row[name])) for name in ("faults", "faults_open"))]

    def work_sums(self, rows):
        width = max(1, self.words["channels"])
        done = [row["channels"] for row in rows if row["channels"]]
        marks = [integer(sum(int(used) for used in column)) for column in zip(*done)] or ["-"] * width
        faults = [integer(added(number(row[name]) for row in rows)) for name in ("faults", "faults_open")]
        return [*marks, "-", f"{integer(sum(bool(row['inspected']) for row in rows))} đơn vị", *faults]

    def annex_10(self):
        return [
            [str(n), row["name"], row["unit"], row["achievement"], row["basis"]] for n, row in enumerate(self.awards, 1)
        ] or [nothing("chưa có đề nghị được duyệt")]

    def annex_12(self):
        """Questions with choices of their own: how many answered, then each choice's share of them."""
        rows, base = [], None
        for row in self.read("others"):
            n = number(row["n"])
            if not row["place"]:
                base = n
                rows.append([row["number"], row["label"], integer(n), "-" if n is None else rate(100)])
            else:
                rows.append(["", row["label"], integer(n), rate(share(n, base))])
        return rows

    def annex_11(self):
        """How the survey was made, in words."""
        rows = [[str(n), row["item"], row["words"]] for n, row in enumerate(self.method, 1)]
        for n, row in enumerate(self.read("invited"), 1):
            place = [str(n), row["area"]] if row["area"] else ["", "Tổng cộng"]
            rows.append([*place, integer(int(row["communes"])), known(number(row["invited"]))])
        return rows
