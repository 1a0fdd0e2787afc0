"""Reads the files of provinces, their keys and the list of those expected; prints and stores what they come to."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from flask_babel import gettext as _

from portal.errors import DomainError
from portal.results.cells import folding, tally_file
from portal.results.cells.folding import Fold
from portal.web.media.data_files import readable_json
from portal.web.media.sheets import Sheet, build_workbook
from portal.web.ui.formats import integer, percent

CODE, NAME, LEVEL, PROVINCE = "code", "name", "level", "province"


def total_of(files: Iterable[Path], keys: Mapping[str, str], expected: Path | None) -> tuple[Fold, dict[str, str]]:
    """The sum over some files, and the provinces that are missing. Raises DomainError, naming the file it is about."""
    total = Fold()
    for file in files:
        try:
            cell = tally_file.read(text_of(file), keys)
            total = folding.added(total, folding.of_one(cell))
        except DomainError as error:
            raise DomainError(f"{file.name}: {error.message}") from error
    return total, folding.missing(total, expected_in(text_of(expected)) if expected else {})


def text_of(file: Path) -> str:
    """A file's text, to the last sign as it was written: one that was changed has another signature."""
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise DomainError(_("%(file)s: không phải tệp văn bản UTF-8.", file=file.name)) from error


def keys_in(file: Path | None, named: Iterable[str]) -> dict[str, str]:
    """The key by the code of its province: lines «mã khóa» of a file, and «mã=khóa»; `#` begins a remark."""
    lines = [line.strip() for line in text_of(file).splitlines()] if file else []
    pairs = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    pairs += [one.partition("=") for one in named]
    found: dict[str, str] = {}
    for code, sign, key in pairs:
        if not (code and sign and key.count("+") > 1):
            raise DomainError(_("Dòng khóa không đọc được: «%(line)s». Mỗi dòng: mã tỉnh, dấu cách, khóa.", line=code))
        if found.setdefault(code, key.strip()) != key.strip():
            raise DomainError(_("Tỉnh mã %(code)s có hai khóa khác nhau.", code=code))
    return found


def expected_in(text: str) -> dict[str, str]:
    """The provinces of a list by code: a catalogue of units (its rows of provinces), or lines «mã tên»."""
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    if rows and {CODE, NAME, LEVEL} <= rows[0].keys():
        return {row[CODE]: row[NAME] for row in rows if row[LEVEL] == PROVINCE}
    lines = [line.strip().partition(" ") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {code: name.strip() for code, _space, name in lines}


def refuse_missing(absent: Mapping[str, str], *, partial: bool) -> None:
    """A sum over some provinces is not passed off as one over all. Raises DomainError unless it was asked for."""
    if absent and not partial:
        raise DomainError(
            _(
                "Còn thiếu %(n)s tỉnh: %(names)s. Chưa cộng; thêm --partial để cộng phần đã có.",
                n=len(absent),
                names=listed(absent),
            )
        )


def listed(cells: Mapping[str, str]) -> str:
    return ", ".join(f"{code} {name}".strip() for code, name in cells.items())


def printed(total: Fold, absent: Mapping[str, str]) -> Iterator[str]:
    """What is shown on the screen, line by line."""
    yield heading(total, absent)
    for question, title, label, n, of, told_by in folding.rows(total):
        share = percent(100 * n / of, 1) if of else "-"
        yield f"{question:6} {integer(n):>12} {share:>7}  {label}  | {title} ({integer(of)} phiếu, {told_by} tỉnh)"
    yield from remarks(total, absent)


def heading(total: Fold, absent: Mapping[str, str]) -> str:
    """How many provinces and units, and on which form."""
    of_all = f"{len(total.cells)}/{len(total.cells) + len(absent)}"
    return _(
        "%(cells)s tỉnh, %(units)s đơn vị, mẫu %(form)s%(trial)s",
        cells=of_all,
        units=integer(total.units),
        form=total.form,
        trial=_(" (diễn tập)") if total.simulated else "",
    )


def remarks(total: Fold, absent: Mapping[str, str]) -> Iterator[str]:
    """What is not in the figures."""
    if absent:
        yield _("Thiếu: %(names)s.", names=listed(absent))
    for question, codes in folding.untold(total).items():
        yield _(
            "%(question)s chưa gồm tỉnh mã %(codes)s: không công bố số đếm.", question=question, codes=", ".join(codes)
        )


def store(total: Fold, absent: Mapping[str, str], out: Path) -> None:
    """Write the sum as .xlsx or .json. Raises DomainError for another kind of file."""
    if out.suffix == ".json":
        out.write_bytes(readable_json(folding.as_json(total, absent)))
        return
    if out.suffix != ".xlsx":
        raise DomainError(_("Chỉ ghi được tệp .xlsx hoặc .json."))
    header = (_("Câu hỏi"), _("Nội dung"), _("Mức trả lời"), _("Số phiếu chọn"), _("Số phiếu có ý kiến"), _("Số tỉnh"))
    cells: list[tuple[str | int | None, ...]] = [
        (one.code, one.name, one.units, one.release, one.digest) for one in total.cells.values()
    ]
    cells += [(code, name, None, None, _("thiếu")) for code, name in absent.items()]
    about = [(line,) for line in (heading(total, absent), *remarks(total, absent))]
    sheets = [
        Sheet(_("Số liệu cộng"), header, folding.rows(total), (None, None, None, 0, 0, 0)),
        Sheet(
            _("Các tỉnh"),
            (_("Mã"), _("Tỉnh"), _("Số đơn vị"), _("Công bố lần"), "SHA-256"),
            cells,
            (None, None, 0, 0, None),
        ),
        Sheet(_("Ghi chú"), (_("Ghi chú"),), about),
    ]
    out.write_bytes(build_workbook(_("Số liệu cộng từ các tỉnh"), sheets))
