"""Phụ lục 2, 5, 9: số liệu từng xã, chỉ lập lại được từ bộ dùng trong tỉnh. Dùng bởi recompute.py."""

from recompute_tables import (
    MISSING,
    Report,
    added,
    between,
    decimal,
    integer,
    nothing,
    number,
    rate,
    rounded,
    share,
    summed,
)

MOST_DAYS = 5
TOO_THIN, VACANT = "chưa đủ cơ sở", "khuyết chức danh Chủ tịch"
FINE, SOUND = "dat", {"dat", "cao_can_giai_trinh"}
ASKED = {"cao_can_giai_trinh", "cao_bat_thuong", "chua_du_so_lieu"}
REASONS = ((TOO_THIN, "Chưa đủ cơ sở xếp nhóm"), (VACANT, "Khuyết chức danh Chủ tịch, không xếp nhóm"))


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
        if row["chair"] == "vacant":
            return [integer(int(row["n"]) or None), VACANT]
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
        """Each group with its share of all communes, then its members by area."""
        placed = [(self.place(row), row) for row in self.communes] if self.score(self.words["headline"])["n"] else []
        floors, rows = self.words["floors"], []
        groups = [(str(n + 1), title, n) for n, title in enumerate(group_names(floors))]
        for mark, title, where in [*groups, *(("-", title, reason) for reason, title in REASONS)]:
            mine = [row for place, row in placed if place == where]
            rows.append([mark, title, *weight(len(mine), len(placed))])
            for area in self.area_names:
                here = sorted((row for row in mine if row["area"] == area), key=lambda row: int(row["order"]))
                names = ", ".join(lower(row["name"]) for row in here)
                rows += [["", area, integer(len(here)), names]] if here else []
        return [*rows, ["", "Tổng cộng", *weight(len(placed), len(placed))]]

    def place(self, row):
        """The group's number, or why there is none; the rate as it is printed decides."""
        if row["chair"] == "vacant":
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
        rows = [[str(n), *self.asked(row, day)] for n, (row, day) in enumerate(found, 1)]
        return rows or [nothing(MISSING if None in self.came() else "không có đơn vị nào")]

    def asked(self, row, day):
        label = next(one["label"] for one in self.words["days"] if one["day"] == day["day"])
        name = f"{row['name']}, {lower(row['area'])}" if self.words["by_district"] else row["name"]
        missing = not day["visits"]
        sign = "Chưa có lượt người dân đến đã chốt" if missing else self.labels[day["status"]]
        visits, ballots = integer(number(day["visits"])), integer(number(day["ballots"]))
        return [name, label, visits, ballots, sign, day["note"] or "chưa có giải trình"]


def group_names(floors):
    middle = [f"Từ {low}% đến dưới {high}%" for high, low in zip(floors, floors[1:])]  # noqa: RUF007 - before 3.10
    return [f"Từ {floors[0]}% trở lên", *middle, f"Dưới {floors[-1]}%"]


def weight(part, whole):
    return [integer(part), f"bằng {rate(share(part, whole))}% số đơn vị"] if whole else [MISSING, "-"]


def lower(name):
    return name[:1].lower() + name[1:]
