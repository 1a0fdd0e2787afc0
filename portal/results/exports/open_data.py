"""What is released as open data: the release itself, the same figures as a table, their codebook, the script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flask_babel import gettext as _

from portal.results.disclosure.disclosure_control import GROUPINGS
from portal.results.exports import codebook_page, csv_lines, ddi
from portal.results.exports.codebook import Category, Codebook, Variable
from portal.results.exports.export_bundle import Part, zip_bundle
from portal.results.release import means, releasing
from portal.results.release.released import excluded_in_words, place_in_words
from portal.results.tables.workbook import NOT_A_SAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.results.models import Release
    from portal.results.release.releasing import Content
    from portal.surveys.models import Round

FILE: Final = "counts.csv"
HEADER: Final = ("level", "unit_code", "unit_name", "question", "choices", "label", "opinions", "n", "band")


class Place(NamedTuple):
    """A unit and how it is called."""

    level: str
    code: str
    name: str


def build_open_data(round_: Round, release: Release) -> bytes:
    """The ZIP of one release: nothing in it that the release's own pages do not show."""
    content = releasing.content(release)
    rows = list(figures(content))
    book = codebook(round_, content, len(rows))
    parts = [
        Part(FILE, "".join(csv_lines.for_machines(HEADER, rows)).encode(), len(rows)),
        Part("release.json", release.content.encode()),
        Part("codebook.xml", ddi.write(book)),
        Part("codebook.html", codebook_page.write(book)),
    ]
    version = {"number": release.number, "digest": release.digest}
    about = {"round": round_.slug, "title": round_.title, "simulated": content["simulated"], "release": version}
    return zip_bundle({**about, "apart": excluded_in_words(content)}, parts)


def figures(content: Content) -> Iterator[tuple[str | int | None, ...]]:
    """A row a figure: a count of some levels (empty where hidden), or a band."""
    for question, table in content["tables"].items():
        whole = Place("whole", "", _("Toàn tỉnh"))
        yield from figure_rows(content, whole, question, table["form"], table["whole"])
        for area, row in zip(content["areas"], table["areas"], strict=True):
            yield from figure_rows(content, Place("area", area["key"], area["title"]), question, table["form"], row)
    for one in content["communes"]:
        place = Place("commune", one["code"], one["full"])
        for question, band in one["bands"].items():
            yield (*place, question, "", place_in_words(content, band), None, None, band)


def figure_rows(
    content: Content, place: Place, question: str, form: str, row: Content | None
) -> Iterator[tuple[str | int | None, ...]]:
    if row is None:
        return
    for levels, n in zip(GROUPINGS.get(form, ()), row["cells"], strict=True):
        choices = "+".join(str(level + 1) for level in levels)
        label = ", ".join(content["levels"][level] for level in levels)
        yield (*place, question, choices, label, row["n"], n, None)
    if row["band"] is not None:
        yield (*place, question, "", place_in_words(content, row["band"]), row["n"], None, row["band"])


def codebook(round_: Round, content: Content, rows: int) -> Codebook:
    identity, form = round_.plan_data.identity, round_.questionnaire.form
    return Codebook(
        slug=round_.slug,
        title=round_.title,
        plan=f"{identity.kind} số {identity.number}",
        producer=identity.issuer_full,
        days=tuple(round_.days),
        where=_("%(n)s đơn vị cấp xã", n=len(content["communes"])),
        form=content["form"],
        form_digest=form.digest,
        file=FILE,
        rows=rows,
        ballots=0,
        methods=methods(content),
        variables=variables(round_, content),
        simulated=content["simulated"],
    )


def measure_places(content: Content) -> range:
    """The bands of a release, or the places of one by means."""
    if means.is_by_mean(content):
        return range(means.LOWEST, means.HIGHEST + 1)
    return range(content["bands"])


def methods(content: Content) -> tuple[tuple[str, str], ...]:
    """What is told of the figures beside them."""
    apart = excluded_in_words(content)
    return (
        (_("Người trả lời"), NOT_A_SAMPLE),
        (_("Ô trống ở cột n"), _("không công bố vì có dưới 5 phiếu, hoặc để không suy ra được ô có dưới 5 phiếu")),
        (
            _("Xã, phường, thị trấn"),
            _("công bố điểm bình quân làm tròn đến 0,5 điểm, khi có từ %(least)s ý kiến", least=content["least"])
            if means.is_by_mean(content)
            else _(
                "công bố theo khoảng 20 điểm phần trăm của tỷ lệ hài lòng, khi có từ %(least)s ý kiến",
                least=content["least"],
            ),
        ),
        (_("Không có trong bộ này"), _("phiếu riêng lẻ, ý kiến viết, số của từng xã")),
        *([(_("Đơn vị để riêng"), apart)] if apart else []),
    )


def variables(round_: Round, content: Content) -> tuple[Variable, ...]:
    words = round_.plan_data.wording_in_general
    full = {item.id: words.say(item.text) for item in round_.questionnaire.form.closed}
    questions = tuple(Category(one["id"], one["title"], full.get(one["id"], "")) for one in content["questions"])
    bands = tuple(Category(str(place), place_in_words(content, place)) for place in measure_places(content))
    levels = tuple(Category(str(n), label) for n, label in enumerate(content["levels"], start=1))
    columns: tuple[tuple[str, str, str, tuple[Category, ...]], ...] = (
        ("level", _("Cấp của dòng: toàn tỉnh (whole), địa bàn (area), xã (commune)"), "text", ()),
        ("unit_code", _("Mã đơn vị"), "text", ()),
        ("unit_name", _("Tên đơn vị"), "text", ()),
        ("question", _("Câu hỏi"), "text", questions),
        ("choices", _("Các mức trả lời gộp lại, nối bằng dấu +"), "text", levels),
        ("label", _("Mức trả lời hoặc khoảng bằng chữ"), "text", ()),
        ("opinions", _("Số phiếu có ý kiến"), "number", ()),
        ("n", _("Số phiếu chọn các mức đó"), "number", ()),
        ("band", _("Khoảng của tỷ lệ hài lòng, hoặc hai lần điểm bình quân đã làm tròn"), "number", bands),
    )
    return tuple(Variable(*one) for one in columns)
