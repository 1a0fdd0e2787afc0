"""Bảng 2 của phụ lục 3: tỷ lệ không gia quyền, có gia quyền và hai khoảng tin cậy. Dùng bởi recompute.py.

Mỗi phiếu của một đơn vị tính bằng g = lượt đến / phiếu, cắt ở 5 lần trung vị; W = g·n / tổng g·n. Khoảng thứ nhất:
phương sai tổng W²·p(1-p)/(n-1). Khoảng thứ hai: k/(k-1) · tổng W²·(p_c - p)², phân vị t với k-1 bậc tự do. Đơn vị ít
phiếu không có số riêng trong bộ này: tệp rest.csv có các tổng của chúng.
"""

from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist, median

from recompute_tables import Z, decimal, integer, number, rate

TRIMMED_AT = 5
KINDS = ("plain", "cut", "full")
NAMES = ("communes", "size", "satisfied", "inside", "lone", "squares", "square_shares", "shares_squared")


def t_quantile(degrees, tail=0.025):
    """The value that Student's t passes with a chance of 0.025, by halving."""
    low, high = NormalDist().inv_cdf(1 - tail), 1e4
    for _step in range(60):
        middle = (low + high) / 2
        above = below(degrees / (degrees + middle * middle), degrees / 2, 0.5) / 2 > tail
        low, high = (middle, high) if above else (low, middle)
    return (low + high) / 2


def below(x, a, b):
    """The incomplete beta function by its continued fraction."""
    if x > (a + 1) / (a + b + 2):
        return 1 - below(1 - x, b, a)
    value, c, d = 1.0, 1.0, 0.0
    for step in range(1, 400):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d or 1e-300)
        c = 1 + term / c or 1e-300
        value *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return exp(a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a / value


def sums(weight, satisfied, n):
    """What one commune adds to the sums of `NAMES`."""
    size, p = weight * n, satisfied / n
    square = size * size
    inside, lone = (square * p * (1 - p) / (n - 1), 0.0) if n > 1 else (0.0, square)
    return [1, size, size * p, inside, lone, square, square * p, square * p * p]


def added(rows):
    return [sum(column) for column in zip([0] * len(NAMES), *rows)]


UNWEIGHTED = 6  # columns before those of weighted figures


def estimate(found):
    """A share in percent and its two intervals."""
    k, size, satisfied, inside, lone, squares, square_shares, shares_squared = found
    if not k:
        return None, None, None
    p = satisfied / size
    within = Z * sqrt(max(0.0, inside + lone * p * (1 - p))) / size
    again = 0.0
    if k > 1:
        spread = shares_squared - 2 * p * square_shares + p * p * squares
        again = t_quantile(k - 1) * sqrt(max(0.0, spread) * k / (k - 1)) / size
    return 100 * p, around(p, within), around(p, again)


def around(p, reach):
    return None if reach < 1e-9 else (max(0.0, 100 * (p - reach)), min(100.0, 100 * (p + reach)))


def between(interval):
    return "-" if interval is None else f"{rate(interval[0])}–{rate(interval[1])}"


class Estimates:
    """The communes of a kit with their weights."""

    def __init__(self, words, read):
        self.words, self.rest = words, read("rest")
        days = {}
        for row in read("days"):
            days.setdefault(row["code"], []).append((number(row["visits"]), number(row["ballots"])))
        self.communes = [self.commune(row, days.get(row["code"], [])) for row in read("communes")]
        self.communes = [one for one in self.communes if one["n"]]
        weights = [one["weight"] for one in self.communes if one["weight"] is not None]
        self.limit = TRIMMED_AT * median(weights) if weights else None

    def commune(self, row, days):
        visits, ballots = (sum(day[place] or 0 for day in days) for place in (0, 1))
        has_weight = row["complete"] == "1" and visits and ballots
        return {
            "area": row["area"],
            "n": int(row["n"]),
            "satisfied": number(row["satisfied"]),
            "weight": visits / ballots if has_weight else None,
        }

    def rows(self):
        names = [one["name"] for one in self.words["areas"]]
        lines = [[str(place), name, *self.cells(name)] for place, name in enumerate(names, 1)]
        rows = [*lines, ["", "Tổng cộng", *self.cells()]]
        # a plan that counts nobody has no weights
        return [row[:UNWEIGHTED] for row in rows] if self.words.get("unweighted") else rows

    def cells(self, area=None):
        mine = [one for one in self.communes if area in (None, one["area"])]
        n = sum(one["n"] for one in mine)
        if n < max(1, self.words["least_shown"]):
            return ["-"] * 11
        weighed = [one for one in mine if one["weight"] is not None]
        found = {kind: estimate(self.sums(kind, mine, area)) for kind in KINDS}
        (plain, *both), (cut, *both_cut) = found["plain"], found["cut"]
        return [
            integer(n),
            rate(plain),
            *map(between, both),
            integer(len(weighed)),
            rate(cut),
            *map(between, both_cut),
            rate(found["full"][0]),
            integer(sum(one["weight"] > self.limit for one in weighed)) if weighed else "-",
            decimal(self.effect(weighed)),
        ]

    def sums(self, kind, communes, area):
        """Over communes with figures of their own, and those of whom there are sums alone."""
        own = [
            one for one in communes if one["satisfied"] is not None and (kind == "plain" or one["weight"] is not None)
        ]
        rest = [row for row in self.rest if row["kind"] == kind and area in (None, row["area"])]
        return added(
            [sums(self.weight(kind, one), one["satisfied"], one["n"]) for one in own]
            + [[float(row[name]) for name in NAMES] for row in rest]
        )

    def weight(self, kind, one):
        return {"plain": 1.0, "full": one["weight"], "cut": min(one["weight"] or 0, self.limit or 0)}[kind]

    def effect(self, weighed):
        weights = [(self.weight("cut", one), one["n"]) for one in weighed]
        if not weights:
            return None
        n, total = sum(n for _g, n in weights), sum(g * n for g, n in weights)
        return n * sum(n * g * g for g, n in weights) / total**2
