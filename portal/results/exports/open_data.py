"""What is released as open data: the release, the same figures as a table, codebooks in two languages, the script."""

from collections.abc import Iterator
from typing import Final

from flask_babel import gettext as _

from portal.results.disclosure.disclosure_control import GROUPINGS
from portal.results.exports import codebook
from portal.results.exports.codebook import Category, Codebook, Variable
from portal.results.exports.files import zip_bundle
from portal.results.models import Release
from portal.results.release import english, released, releasing
from portal.results.release.released import Content
from portal.results.tables.workbook import NOT_A_SAMPLE
from portal.surveys.models import Round
from portal.web.http import languages
from portal.web.media.data_files import Part, csv_for_machines

Figure = tuple[str | int | None, ...]
Place = tuple[str, str, str]

FILE: Final = "counts.csv"
HEADER: Final = ("level", "unit_code", "unit_name", "question", "choices", "label", "opinions", "n", "band")


def build_open_data(round_: Round, release: Release) -> bytes:
    """The ZIP of one release: nothing in it that the release's own pages do not show."""
    content = releasing.content(release)
    rows = list(figures(content))
    book = described(round_, content, len(rows))
    with languages.in_english():
        in_english = described(round_, english.in_language(content, round_), len(rows))
        page_in_english = codebook.write_page(in_english)
    parts = [
        Part(FILE, "".join(csv_for_machines(HEADER, rows)).encode(), len(rows)),
        Part("release.json", release.content.encode()),
        Part("codebook.xml", codebook.write_ddi(book)),
        Part("codebook.html", codebook.write_page(book)),
        Part("codebook-en.html", page_in_english),
    ]
    version = {"number": release.number, "digest": release.digest}
    about = {"round": round_.slug, "title": round_.title, "simulated": content["simulated"], "release": version}
    return zip_bundle({**about, "apart": released.excluded_in_words(content)}, parts)


def described(round_: Round, content: Content, rows: int) -> Codebook:
    """What the columns and values mean, in the language that words have just now."""
    return codebook.describe(
        round_,
        where=_("%(n)s đơn vị %(commune_level)s", n=len(content["communes"])),
        form=content["form"],
        file=FILE,
        rows=rows,
        methods=methods(content),
        variables=variables(round_, content),
    )


def figures(content: Content) -> Iterator[Figure]:
    """A row a figure: a count of some levels (empty where hidden), or a band."""
    for question, table in content["tables"].items():
        yield from figure_rows(content, ("whole", "", _("Toàn %(territory)s")), question, table["form"], table["whole"])
        for area, row in zip(content["areas"], table["areas"], strict=True):
            yield from figure_rows(content, ("area", area["key"], area["title"]), question, table["form"], row)
    for one in content.get("others", ()):
        for choice, n in zip(one["choices"], one["cells"], strict=True) if one["n"] is not None else ():
            place = ("whole", "", _("Toàn %(territory)s"))
            yield *place, one["id"], str(choice["code"]), choice["label"], one["n"], n, None
    for commune in content["communes"]:
        for question, band in commune["bands"].items():
            words = released.place_in_words(content, band)
            yield ("commune", commune["code"], commune["full"], question, "", words, None, None, band)


def figure_rows(content: Content, place: Place, question: str, form: str, row: Content | None) -> Iterator[Figure]:
    if row is None:
        return
    for levels, n in zip(GROUPINGS.get(form, ()), row["cells"], strict=True):
        choices = "+".join(str(level + 1) for level in levels)
        label = ", ".join(content["levels"][level] for level in levels)
        yield (*place, question, choices, label, row["n"], n, None)
    if row["band"] is not None:
        words = released.place_in_words(content, row["band"])
        yield (*place, question, "", words, row["n"], None, row["band"])


def methods(content: Content) -> tuple[tuple[str, str], ...]:
    """What is told of the figures beside them."""
    apart, least = released.excluded_in_words(content), content["least"]
    communes = (
        _("công bố điểm bình quân làm tròn đến 0,5 điểm, khi có từ %(least)s ý kiến", least=least)
        if released.is_by_mean(content)
        else _("công bố theo khoảng 20 điểm phần trăm của tỷ lệ hài lòng, khi có từ %(least)s ý kiến", least=least)
    )
    return (
        (_("Người trả lời"), str(NOT_A_SAMPLE)),
        (_("Ô trống ở cột n"), _("không công bố vì có dưới 5 phiếu, hoặc để không suy ra được ô có dưới 5 phiếu")),
        (_("%(Communes)s"), communes),
        (_("Không có trong bộ này"), _("phiếu riêng lẻ, ý kiến viết, số của từng %(commune)s")),
        *([(_("Đơn vị không đưa vào tổng hợp"), apart)] if apart else []),
    )


def variables(round_: Round, content: Content) -> tuple[Variable, ...]:
    asked = [*content["questions"], *content.get("others", ())]
    questions = codebook.question_categories(round_, [(one["id"], one["title"]) for one in asked])
    places = released.MEAN_PLACES if released.is_by_mean(content) else range(content["bands"])
    bands = tuple(Category(str(place), released.place_in_words(content, place)) for place in places)
    levels = tuple(Category(str(n), label) for n, label in enumerate(content["levels"], start=1))
    return (
        Variable("level", _("Cấp của dòng: toàn %(territory)s (whole), địa bàn (area), %(commune)s (commune)"), "text"),
        Variable("unit_code", _("Mã đơn vị"), "text"),
        Variable("unit_name", _("Tên đơn vị"), "text"),
        Variable("question", _("Câu hỏi"), "text", questions),
        Variable("choices", _("Các mức trả lời gộp lại, nối bằng dấu +"), "text", levels),
        Variable("label", _("Mức trả lời hoặc khoảng bằng chữ"), "text"),
        Variable("opinions", _("Số phiếu có ý kiến"), "number"),
        Variable("n", _("Số phiếu chọn các mức đó"), "number"),
        Variable("band", _("Khoảng của tỷ lệ hài lòng, hoặc hai lần điểm bình quân đã làm tròn"), "number", bands),
    )
