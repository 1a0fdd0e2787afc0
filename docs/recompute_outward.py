"""Phụ lục 3, 4, 6 của bản gửi ra khỏi cơ quan: chỉ từ những số được phép nêu. Dùng bởi recompute.py."""

from recompute_estimates import UNWEIGHTED
from recompute_tables import Report, between, decimal, integer, number, rate, score, summed

GROUPINGS = {
    "five": ((1,), (2,), (3,), (4,), (5,)),
    "three": ((1, 2), (3,), (4, 5)),
    "two": ((1, 2, 3), (4, 5)),
}
HIGH = {4, 5}
STEP = 20
LEVELS = 5


class Outward(Report):
    """The tables as they leave the office."""

    def __init__(self, words, read):
        super().__init__(words, read)
        self.traits = read("traits-out")
        self.released = {(row["question"], row["area"]): row for row in read("outward")}

    def cells(self, row):
        """The counts of a row by its groups of levels; None where hidden."""
        groups = GROUPINGS.get(row["form"], ())
        return [(number(row[f"n{place}"]), group) for place, group in enumerate(groups, 1)]

    def row(self, question, area=""):
        """A released row from so many opinions on as are shown at all."""
        row = self.released.get((question, area))
        return row if row and int(row["n"]) >= self.words["least_shown"] else None

    def is_told(self, question):
        """Whether all five levels are shown for the whole."""
        row = self.released.get((question, ""))
        return bool(row) and row["form"] == "five" and None not in [n for n, _group in self.cells(row)]

    def satisfied(self, row):
        high = [n for n, group in self.cells(row) if HIGH.issuperset(group)]
        return sum(high) if high and None not in high else None

    def out_score(self, question):
        row = self.released[question, ""]
        return score([*(n for n, _group in self.cells(row)), 0], self.words["index"])

    def annex_3(self):
        rows = self.grouped_rows(
            self.out_score, self.out_question, lambda asked: all(self.is_told(one["id"]) for one in asked)
        )
        band = self.words["band_without"]
        if band is not None:
            rows.append(["", self.words["apart"], "-", "-", "-", "-", band_text(band), "-", "-"])
        # The second table rests on answers of single communes: what leaves the office is what is printed.
        shown = UNWEIGHTED if self.words.get("unweighted") else None
        return rows + [list(row.values())[:shown] for row in self.read("estimates-out")]

    def out_question(self, one):
        row = self.row(one["id"])
        if row is None:
            return [one["number"], one["text"], *["-"] * 11]
        n, told = int(row["n"]), self.is_told(one["id"])
        exact = self.satisfied(row)
        found = self.out_score(one["id"]) if told else summed(n, exact or 0, 0, 0, self.words["index"])
        return [
            one["number"],
            one["text"],
            *self.levels(row, n),
            integer(n),
            integer(number(row["no_opinion"])),
            decimal(found["mean"]) if told else "-",
            band_text(number(row["band"])) if exact is None else rate(found["top2"]),
            decimal(found["index"]) if told else "-",
            "-" if exact is None else between(found),
        ]

    def levels(self, row, n):
        """One cell a group of levels; one dash where a band alone is told."""
        shown = ["-" if many is None else f"{integer(many)}\n{rate(100 * many / n)}%" for many, _ in self.cells(row)]
        return shown or ["-"]

    def annex_4(self):
        return self.matrix(self.out_shown, self.out_base) + self.weakest(self.out_area_score)

    def out_area_score(self, question, area):
        """A district's figures on a question; None where the share may not be told."""
        row = self.released.get((question, area))
        satisfied = self.satisfied(row) if row else None
        return None if satisfied is None else summed(int(row["n"]), satisfied, 0, 0, self.words["index"])

    def out_shown(self, question, area):
        row = self.row(question, area)
        if row is None:
            return "-"
        exact = self.satisfied(row)
        return band_text(number(row["band"])) if exact is None else rate(100 * exact / int(row["n"]))

    def out_base(self, area):
        row = self.row(self.words["headline"], area)
        return "-" if row is None else integer(int(row["n"]))


def band_text(place):
    return "-" if place is None else f"{STEP * place}–{STEP * (place + 1)}"
