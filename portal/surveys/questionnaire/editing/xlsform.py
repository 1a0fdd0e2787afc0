"""A form as an XLSForm workbook, which other survey tools read: survey, choices, settings, and a sheet of our own.

Tools skip columns that begin with `yd_` and the sheet `y_dan`: they hold what XLSForm has no word for. A form with
questions on its own scale alone is written without the columns that others need (`MORE`, `BOUNDS`), as ever.
"""

from collections.abc import Sequence

from portal.surveys.questionnaire.parts import DATE, NUMBER, SEVERAL, TEXT, Choice, Item
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.web.media.sheets import Cell, Sheet, build_workbook

VIETNAMESE, ENGLISH = "Tiếng Việt (vi)", "English (en)"
LABELS = (f"label::{VIETNAMESE}", f"label::{ENGLISH}")
HINTS = (f"hint::{VIETNAMESE}", f"hint::{ENGLISH}")
OWN_COLUMNS = ("yd_label", "yd_group", "yd_core", "yd_on", "yd_sensitive")
SURVEY = ("type", "name", *LABELS, *HINTS, "required", "constraint", *OWN_COLUMNS)
MORE = ("yd_kind", "relevant")
CHOICES = ("list_name", "name", *LABELS)
BOUNDS = ("yd_low", "yd_high", "yd_first", "yd_last")
SETTINGS = ("form_title", "form_id", "version", "default_language")
OWN = ("key", "vi", "en")
SCALE = "scale"
YES, NO = "yes", "no"

Row = tuple["Cell", ...]


def write(form: Questionnaire) -> bytes:
    """The workbook of a form. Every cell is text or a number, none a formula."""
    # The version as text: a spreadsheet may write a figure in its own way.
    settings = (form.title.vi, form.code, str(form.version), VIETNAMESE)
    columns = (*SURVEY, *(MORE if is_more(form) else ()))
    return build_workbook(
        form.title.vi,
        [
            Sheet("survey", columns, [padded(cells, columns) for cells in survey(form)]),
            Sheet("choices", (*CHOICES, *(BOUNDS if has_bounds(form) else ())), choices(form)),
            Sheet("settings", SETTINGS, [settings]),
            Sheet("y_dan", OWN, own(form)),
        ],
    )


def is_more(form: Questionnaire) -> bool:
    """Whether a numbered question is another than one on the scale that all must answer."""
    return any(kind_of(item) or item.when for item in form.closed)


def kind_of(item: Item) -> str:
    """What stands under yd_kind: nothing for a question on the scale that must be answered."""
    return "" if item.takes_scale and item.required else item.kind


def has_bounds(form: Questionnaire) -> bool:
    return any(item.kind in {NUMBER, DATE} for item in form.closed)


def survey(form: Questionnaire) -> list[Row]:
    """A row a question, the questions under a lead-in as a group; one that comes again is called «chair.2»."""
    rows: list[Row] = []
    begun = [""]
    for item in form.closed:
        if item.section != begun[-1]:
            rows += [("end_group",)] if begun[-1] else []
            if lead := form.lead(item):
                times = begun.count(item.section)
                # XLSForm wants every name once.
                name = f"{item.section}.{times + 1}" if times else item.section
                rows.append(("begin_group", name, lead.lead.vi, lead.lead.en))
            begun.append(item.section)
        rows.append(numbered_row(item) if is_more(form) else row(item, SCALE))
    rows += [("end_group",)] if begun[-1] else []
    box = form.comment
    limit = f"string-length(.) <= {box.max_length}"
    rows.append(("text", box.id, box.text.vi, box.text.en, box.hint.vi, box.hint.en, NO, limit))
    return rows + [row(item, item.id) for item in form.optional]


def row(item: Item, choices: str) -> Row:
    """A question's row; only a question on the common scale is required."""
    flags = [YES if flag else NO for flag in (item.core, item.on, item.sensitive)]
    texts = (item.text.vi, item.text.en, "", "", YES if choices == SCALE else NO, "")
    return (f"select_one {choices}", item.id, *texts, item.label, item.group, *flags)


def numbered_row(item: Item) -> Row:
    """A numbered question of any kind."""
    flags = [YES if flag else NO for flag in (item.core, item.on, item.sensitive)]
    hint = (item.hint.vi, item.hint.en) if item.hint else ("", "")
    limit = f"string-length(.) <= {item.max_length}" if item.kind == TEXT else ""
    texts = (item.text.vi, item.text.en, *hint, YES if item.required else NO, limit)
    more = (kind_of(item), condition(item))
    return (type_of(item), item.id, *texts, item.label, item.group, *flags, *more)


def type_of(item: Item) -> str:
    if item.kind == TEXT:
        return "text"
    answer = "select_multiple" if item.kind == SEVERAL else "select_one"
    return f"{answer} {SCALE if item.takes_scale else item.id}"


def condition(item: Item) -> str:
    """Of whom a question is asked, as XLSForm says it."""
    if item.when is None:
        return ""
    return " or ".join(f"selected(${{{item.when.question}}}, '{code}')" for code in item.when.codes)


def padded(cells: Row, columns: Sequence[str]) -> Row:
    """The cells of a row, with empty ones up to the last column."""
    return (*cells, *[""] * (len(columns) - len(cells)))


def choices(form: Questionnaire) -> list[Row]:
    """The scale once, then each question's own choices, in the order shown."""
    lists = {SCALE: form.scale_shown} | {item.id: item.choices for item in (*form.closed, *form.optional)}
    return [
        (name, str(choice.code), choice.text.vi, choice.text.en, *(bounds(choice) if has_bounds(form) else ()))
        for name, of_list in lists.items()
        for choice in of_list
    ]


def bounds(choice: Choice) -> Row:
    """From where to where a class reaches; empty where it is open, or is none."""
    ends = (choice.low, choice.high, choice.first and choice.first.isoformat(), choice.last and choice.last.isoformat())
    return tuple("" if end is None else str(end) for end in ends)


def own(form: Questionnaire) -> list[Row]:
    """What only this portal asks of a form."""
    index = form.index
    return [
        ("title", form.title.vi, form.title.en),
        ("heading", form.heading.vi, form.heading.en),
        ("staff_title", form.staff_title, ""),
        *((f"group {group.id}", group.label, "") for group in form.groups),
        *((f"section {section.id}", section.lead.vi, section.lead.en) for section in form.sections),
        ("headline", index.headline, ""),
        ("method", index.method, ""),
        ("also", " ".join(index.also), ""),
        ("min_base_unit", str(index.min_base_unit), ""),
        ("min_base_cell", str(index.min_base_cell), ""),
    ]
