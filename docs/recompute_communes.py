"""Phụ lục 2, 5, 9: số liệu từng đơn vị, chỉ lập lại được từ bộ dùng nội bộ. Dùng bởi recompute.py."""

from functools import cached_property
from math import exp, lgamma
from statistics import NormalDist

from recompute_tables import (
    MISSING,
    Report,
    added,
    between,
    capital,
    decimal,
    integer,
    lower,
    nothing,
    number,
    rate,
    rounded,
    share,
    summed,
    wilson,
)

MOST_DAYS = 5
ERROR = 0.05
NOT_NAMED = "chưa yêu cầu giải trình nên chưa nêu tên đơn vị"
TOO_THIN, VACANT = "chưa đủ cơ sở", "vacant"
FINE, SOUND = "dat", {"dat", "cao_can_giai_trinh"}
ASKED = {"cao_can_giai_trinh", "cao_bat_thuong", "chua_du_so_lieu"}


class Communes(Report):
    """The tables that name communes with their figures."""

    def __init__(self, words, read):
        super().__init__(words, read)
        self.communes = read("communes")
        self.days = {}
        for row in read("days"):
            self.days.setdefault(row["code"], []).append(row)
        self.labels = dict(words["statuses"])

    @property
    def judged(self):
        return self.came()[0] is not None

    def members(self, area):
        return [row for row in self.communes if row["area"] == area]

    # --- annex 2

    def annex_2(self):
        rows, n = [], 0
        for area in self.area_names:
            rows.append(["", area, *self.area_cells(area)])
            for row in self.members(area):
                n += 1
                rows.append([str(n), row["name"], *self.commune_cells(row)])
        return [*rows, ["", "Tổng cộng", *self.area_cells()]]

    def columns(self, days):
        """The figures of the days where they have columns, and their sum."""
        by_day = days if 1 < len(self.words["days"]) <= MOST_DAYS else []
        return [integer(value) for value in (*by_day, added(days))]

    def commune_cells(self, row):
        days = self.days[row["code"]]
        visits, ballots = ([number(day[name]) for day in days] for name in ("visits", "ballots"))
        part = share(added(ballots), added(visits)) if row["complete"] == "1" else None
        verdict = self.labels[row["verdict"]] if self.judged else "-"
        return [
            *self.columns(visits),
            integer(number(row["minimum"])),
            *self.columns(ballots),
            rate(part),
            verdict,
            *self.opinion(row),
        ]

    def area_cells(self, area=None):
        days = [self.came(area=area, day=one["day"]) for one in self.words["days"]]
        visits, ballots = ([day[place] for day in days] for place in (0, 1))
        fine = f"Đạt {integer(self.of_areas(FINE, area))}/{integer(self.of_areas('communes', area))}"
        return [
            *self.columns(visits),
            "-",
            *self.columns(ballots),
            rate(share(added(ballots), added(visits))),
            fine if self.judged else "-",
            *self.scored(self.score(self.words["headline"], area or ""), self.words["least_shown"]),
        ]

    def opinion(self, row):
        if row["chair"] == VACANT:
            return [integer(int(row["n"]) or None), self.words["vacant"]]
        return self.scored(self.found(row), self.words["least"])

    def found(self, row):
        """A commune's answers as far as they are given."""
        n = int(row["n"])
        return summed(n, int(row["satisfied"] or 0), int(row["points"] or 0), 0, self.words["index"])

    def scored(self, found, least):
        if not found["n"]:
            return ["-"] * 4
        if found["n"] < least:
            return [integer(found["n"]), TOO_THIN]
        return [integer(found["n"]), rate(found["top2"]), decimal(found["index"]), between(found)]

    # --- annex 5

    def annex_5(self):
        """Each place with its share of all communes, then its members by area; papers of before by the floors alone."""
        told = self.words.get("groups_of_communes")
        if not told:
            return self.by_floors()
        placed = (
            [(self.told_place(row), row) for row in self.communes] if self.score(self.words["headline"])["n"] else []
        )
        groups = [(str(n), title, where) for n, (where, title) in enumerate(told["places"], 1)]
        return self.group_rows(
            placed, [*groups, *(("-", f"Không xếp: {title}", where) for where, title in told["reasons"])]
        )

    def told_place(self, row):
        """Where a commune stands: by the floors where the plan has a source for them, else against all the others."""
        found, words = self.found(row), self.words
        if found["n"] < words["least"]:
            return "few"
        is_vacant = row["chair"] == VACANT
        if not words["groups_of_communes"]["by_floors"]:
            standing = self.standing[row["code"]]
            return VACANT if is_vacant and standing != "undecided" else standing
        if is_vacant:
            return VACANT
        if row["flagged"] == "1" or row["verdict"] not in SOUND:
            return "unsound"
        floors = words["floors"]
        place = next((n for n, floor in enumerate(floors) if rounded(found["top2"], 1) >= floor), None)
        if place is not None:
            return str(place)
        z = NormalDist().inv_cdf(1 - ERROR / (2 * max(len(self.compared), 1)))
        high = wilson(found["top2"] / 100, found["n"], z)[1]
        return "below" if float(rounded(high, 1)) < floors[-1] else "unsure"

    @property
    def compared(self):
        """How many are satisfied of how many, of the communes with enough opinions."""
        rows = [row for row in self.communes if int(row["n"]) >= self.words["least"]]
        return {row["code"]: (int(row["satisfied"]), int(row["n"])) for row in rows if row["satisfied"]}

    @cached_property
    def standing(self):
        """Each against all the others together: Fisher's exact test, corrected by Benjamini and Hochberg."""
        counts = self.counts(self.words["headline"])
        whole, compared = (counts[3] + counts[4], sum(counts[:5])), self.compared
        chances = {code: chance_of(share, whole) for code, share in compared.items()}
        rising = sorted(chances, key=chances.get)
        last = max((k for k, code in enumerate(rising, 1) if chances[code] <= k * ERROR / len(compared)), default=0)
        found = dict.fromkeys(compared, "undecided")
        return found | {code: side(compared[code], whole) for code in rising[:last]}

    def by_floors(self):
        """Each group by the floors."""
        placed = [(self.place(row), row) for row in self.communes] if self.score(self.words["headline"])["n"] else []
        groups = [(str(n + 1), title, n) for n, title in enumerate(group_names(self.words["floors"]))]
        vacant = capital(self.words["vacant"]) + ", không xếp nhóm"
        nowhere = [("-", "Chưa đủ cơ sở xếp nhóm", TOO_THIN), ("-", vacant, VACANT)]
        return self.group_rows(placed, [*groups, *nowhere])

    def group_rows(self, placed, groups):
        """Each group with its share of all communes, then its members by area."""
        rows = []
        for mark, title, where in groups:
            mine = [row for place, row in placed if place == where]
            rows.append([mark, title, *weight(len(mine), len(placed))])
            for area in self.area_names:
                here = sorted((row for row in mine if row["area"] == area), key=lambda row: int(row["order"]))
                names = ", ".join(lower(row["name"]) for row in here)
                rows += [["", area, integer(len(here)), names]] if here else []
        return [*rows, ["", "Tổng cộng", *weight(len(placed), len(placed))]]

    def place(self, row):
        """The group's number, or why there is none; the rate as it is printed decides."""
        if row["chair"] == VACANT:
            return VACANT
        found = self.found(row)
        if found["n"] < self.words["least"] or row["verdict"] not in SOUND:
            return TOO_THIN
        floors = self.words["floors"]
        return next((n for n, floor in enumerate(floors) if rounded(found["top2"], 1) >= floor), len(floors))

    # --- annex 9

    def annex_9(self):
        """The days whose figures ask for an explanation."""
        found = [(row, day) for row in self.communes for day in self.days[row["code"]] if day["status"] in ASKED]
        is_named = self.words.get("named", True)
        rows = [[str(n), *self.asked(row, day)] for n, (row, day) in enumerate(found, 1)] if is_named else []
        nobody = NOT_NAMED if found and not is_named else "không có đơn vị nào"
        return rows or [nothing(MISSING if None in self.came() else nobody)]

    def asked(self, row, day):
        label = next(one["label"] for one in self.words["days"] if one["day"] == day["day"])
        name = f"{row['name']}, {lower(row['area'])}" if self.words["by_district"] else row["name"]
        missing = not day["visits"]
        sign = self.words["unlocked"] if missing else self.labels[day["status"]]
        visits, ballots = integer(number(day["visits"])), integer(number(day["ballots"]))
        return [name, label, visits, ballots, sign, day["note"] or "chưa có giải trình"]


def group_names(floors):
    middle = [f"Từ {low}% đến dưới {high}%" for high, low in zip(floors, floors[1:])]  # noqa: RUF007 - before 3.10
    return [f"Từ {floors[0]}% trở lên", *middle, f"Dưới {floors[-1]}%"]


def weight(part, whole):
    return [integer(part), f"bằng {rate(share(part, whole))}% số đơn vị"] if whole else [MISSING, "-"]


def side(share, whole):
    """On which side of the others' share a commune's lies."""
    (x, n), (every, ballots) = share, whole
    return "lower" if x * (ballots - n) < (every - x) * n else "higher"


def chance_of(share, whole):
    """How often chance brings about what is as rare (Fisher's exact test, two sides)."""
    (x, n), (every, ballots) = share, whole
    ways = range(max(0, n + every - ballots), min(n, every) + 1)
    logs = {k: choose(every, k) + choose(ballots - every, n - k) - choose(ballots, n) for k in ways}
    limit = logs[x] + 1e-7
    return min(1.0, sum(exp(value) for value in logs.values() if value <= limit))


def choose(n, k):
    """The logarithm of the number of ways to take k of n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
