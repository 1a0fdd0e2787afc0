"""A form as an XLSForm workbook, which other survey tools read: survey, choices, settings, and a sheet of our own.

Tools skip columns that begin with `yd_` and the sheet `y_dan`: they hold what XLSForm has no word for.
"""

from portal.surveys.questionnaire.parts import Item
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.web.media.sheets import Cell, Sheet, build_workbook

VIETNAMESE, ENGLISH = "Tiếng Việt (vi)", "English (en)"
LABELS = (f"label::{VIETNAMESE}", f"label::{ENGLISH}")
HINTS = (f"hint::{VIETNAMESE}", f"hint::{ENGLISH}")
OWN_COLUMNS = ("yd_label", "yd_group", "yd_core", "yd_on", "yd_sensitive")
SURVEY = ("type", "name", *LABELS, *HINTS, "required", "constraint", *OWN_COLUMNS)
CHOICES = ("list_name", "name", *LABELS)
SETTINGS = ("form_title", "form_id", "version", "default_language")
OWN = ("key", "vi", "en")
SCALE = "scale"
YES, NO = "yes", "no"

Row = tuple["Cell", ...]


def write(form: Questionnaire) -> bytes:
    """The workbook of a form. Every cell is text or a number, none a formula."""
    # The version as text: a spreadsheet may write a figure in its own way.
    settings = (form.title.vi, form.code, str(form.version), VIETNAMESE)
    return build_workbook(
        form.title.vi,
        [
            Sheet("survey", SURVEY, survey(form)),
            Sheet("choices", CHOICES, choices(form)),
            Sheet("settings", SETTINGS, [settings]),
            Sheet("y_dan", OWN, own(form)),
        ],
    )


def survey(form: Questionnaire) -> list[Row]:
    """A row a question, the questions under a lead-in as a group; one that comes again is called «chair.2»."""
    rows: list[Row] = []
    begun = [""]
    for item in form.closed:
        if item.section != begun[-1]:
            rows += [padded("end_group")] if begun[-1] else []
            if lead := form.lead(item):
                times = begun.count(item.section)
                # XLSForm wants every name once.
                name = f"{item.section}.{times + 1}" if times else item.section
                rows.append(padded("begin_group", name, lead.lead.vi, lead.lead.en))
            begun.append(item.section)
        rows.append(row(item, SCALE))
    rows += [padded("end_group")] if begun[-1] else []
    box = form.comment
    limit = f"string-length(.) <= {box.max_length}"
    rows.append(padded("text", box.id, box.text.vi, box.text.en, box.hint.vi, box.hint.en, NO, limit))
    return rows + [row(item, item.id) for item in form.optional]


def row(item: Item, choices: str) -> Row:
    """A question's row; only a question on the common scale is required."""
    flags = [YES if flag else NO for flag in (item.core, item.on, item.sensitive)]
    texts = (item.text.vi, item.text.en, "", "", YES if choices == SCALE else NO, "")
    return padded(f"select_one {choices}", item.id, *texts, item.label, item.group, *flags)


def padded(*cells: str) -> Row:
    return (*cells, *[""] * (len(SURVEY) - len(cells)))


def choices(form: Questionnaire) -> list[Row]:
    """The scale once, then each optional question's own choices, in the order shown."""
    lists = {SCALE: form.scale_shown} | {item.id: item.choices for item in form.optional}
    return [
        (name, str(choice.code), choice.text.vi, choice.text.en)
        for name, of_list in lists.items()
        for choice in of_list
    ]


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
