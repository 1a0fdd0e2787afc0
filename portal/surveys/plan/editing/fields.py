"""The form of a page of a plan, made of the plan's own dataclasses: a field that is added stands in it by itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin

from flask import request
from flask_babel import gettext as _
from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput

from portal.errors import Mistake
from portal.surveys.plan.editing import values, words
from portal.surveys.plan.editing.bodies import ABSENT, Body, Value, put, value_at
from portal.surveys.plan.editing.words import Kind
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import Path, hints_of
from portal.web.ui.forms import DIGITS, PortalForm, SelectChoice, VersionField

LONG_TEXT, ROWS_AT_MOST = 70, 12
# No plan has as many rows in a list: a number that is typed into a request makes no more fields than that.
MOST_ROWS = 500
# Fields of a row or a section that are no field of the plan: is it used, is it taken away, at which place it stands.
USED, GONE, PLACE = "-used", "-gone", "-place"


@dataclass
class Group:
    """Fields that belong together: a section, or one row of a list. `rows` are the rows of a list of sections."""

    path: Path
    label: str
    hint: str = ""
    fields: list[str] = field(default_factory=list)
    groups: list["Group"] = field(default_factory=list)
    rows: list["Group"] | None = None
    used: str = ""
    gone: str = ""
    place: str = ""
    is_new: bool = False
    summary: str = ""

    @property
    def anchor(self) -> str:
        return name_of(self.path)

    def names(self) -> Iterator[str]:
        """All its fields, those of its parts too."""
        yield from filter(None, (self.used, *self.fields, self.place, self.gone))
        for part in (*self.groups, *(self.rows or ())):
            yield from part.names()


def name_of(path: Path) -> str:
    """How a field is named: «tasks.3.text»."""
    return ".".join(map(str, path))


class PlanForm(PortalForm):
    """The base of every page's form: the version of the plan that was looked at."""

    revision = VersionField()


class Builder:
    """Makes the fields of some sections of a body, and groups them for the template."""

    def __init__(self, body: Body) -> None:
        self.written, self.body = body, with_defaults(Plan, body)
        self.made: dict[str, Any] = {}
        self.kinds: dict[str, Kind] = {}
        self.start: dict[str, Value] = {}

    def section(self, path: Path, kind: Kind, label: words.FieldWords) -> Group:
        """A section, a list of sections, or a field that stands at the top of a plan by itself."""
        group = Group(path, label.label, label.hint)
        inner = words.bare(kind)
        item = words.item_of(kind)
        if is_dataclass(inner):
            if values.may_be_none(kind):
                group.used = self.add(path, USED, BooleanField(_("Có dùng mục này")), self.has(path))
            self.fill(group, inner)
        elif item is not None and is_dataclass(words.bare(item)):
            group.rows = list(self.rows(path, words.bare(item)))
        else:
            group.fields.append(self.leaf(path, kind, label, ABSENT))
        return group

    def fill(self, group: Group, kind: Kind) -> None:
        """All fields of a dataclass, in its order."""
        hints = hints_of(kind)
        for spec in fields(kind):
            path, hint = (*group.path, spec.name), hints[spec.name]
            label = words.words_of(kind, spec.name)
            inner = words.bare(words.item_of(hint) or hint)
            if is_dataclass(inner):
                group.groups.append(self.section(path, hint, label))
            else:
                group.fields.append(self.leaf(path, hint, label, values.default_of(spec)))

    def rows(self, path: Path, kind: Kind) -> Iterator[Group]:
        """A row for each that stands there, and an empty one to add by."""
        held = value_at(self.body, path)
        count = len(held) if isinstance(held, list) else 0
        for number in range(max(count + 1, sent_rows(path))):
            row = Group((*path, number), str(number + 1), is_new=number >= count)
            row.place = self.add(row.path, PLACE, StringField(_("Thứ tự")), "" if row.is_new else str(number + 1))
            self.fill(row, kind)
            if not row.is_new:
                row.gone = self.add(row.path, GONE, BooleanField(_("Bỏ mục này")), value=False)
                row.summary = next((text for name in row.fields if (text := str(self.start[name]))), "")
            yield row

    def has(self, path: Path) -> bool:
        return isinstance(value_at(self.body, path), dict)

    def leaf(self, path: Path, kind: Kind, label: words.FieldWords, default: Value) -> str:
        """One field to fill in."""
        value = value_at(self.body, path)
        if value is ABSENT:
            value = default
        self.kinds[name_of(path)] = kind
        inner = words.bare(kind)
        if inner is bool:
            return self.add(path, "", BooleanField(label.label, description=label.hint), value is True)
        if offered := values.options_of(kind):
            return self.add(path, "", tick_boxes(label, offered), list(value) if isinstance(value, list) else [])
        text = values.shown(kind, value)
        origin: Kind = get_origin(inner)
        if origin is Literal:
            options = [SelectChoice(one, words.choice_words(one)) for one in get_args(inner)]
            if text not in get_args(inner):
                options.insert(0, SelectChoice(text, text))
            select = SelectField(label.label, choices=options, validate_choice=False, description=label.hint)
            return self.add(path, "", select, text)
        return self.add(path, "", text_field(kind, label, text), text)

    def add(self, path: Path, mark: str, made: Field, value: Value) -> str:
        name = name_of(path) + mark
        self.made[name], self.start[name] = made, value
        return name

    def form(self) -> PlanForm:
        """The form with all that was added, filled in where it was not sent."""
        kind = type("PagePlanForm", (PlanForm,), dict(self.made))
        form: PlanForm = kind()
        if not form.is_submitted():
            for name, value in self.start.items():
                form[name].data = value
        return form


def with_defaults(kind: Kind, body: Value) -> Value:
    """A body in which sections that are left out stand as their defaults have them: so their fields show those."""
    if not isinstance(body, dict):
        return body
    hints, filled = hints_of(kind), {**body}
    for spec in fields(kind):
        inner, item = words.bare(hints[spec.name]), words.item_of(hints[spec.name])
        if is_dataclass(inner):
            held = filled.get(spec.name, values.default_of(spec))
            if isinstance(held, dict):
                filled[spec.name] = with_defaults(inner, held)
        elif item is not None and is_dataclass(words.bare(item)) and isinstance(filled.get(spec.name), list):
            filled[spec.name] = [with_defaults(words.bare(item), part) for part in filled[spec.name]]
    return filled


def without_defaults(kind: Kind, body: Value, written: Value) -> Value:
    """The same undone: a section that was left out and came back as its default is left out still."""
    if not isinstance(body, dict):
        return body
    hints, kept = hints_of(kind), {**body}
    for spec in fields(kind):
        inner = words.bare(hints[spec.name])
        if spec.name not in kept or not is_dataclass(inner):
            continue
        before = value_at(written, (spec.name,))
        if before is ABSENT and kept[spec.name] == with_defaults(inner, values.default_of(spec)):
            del kept[spec.name]
        else:
            kept[spec.name] = without_defaults(inner, kept[spec.name], before)
    return kept


def sent_rows(path: Path) -> int:
    """How many rows of a list were sent: more than there are where somebody took some away meanwhile."""
    start = f"{name_of(path)}."
    numbers = [name.removeprefix(start).partition(".")[0].partition("-")[0] for name in request.form]
    return 1 + max((int(one) for one in numbers if DIGITS.fullmatch(one) and int(one) < MOST_ROWS), default=-1)


def text_field(kind: Kind, label: words.FieldWords, text: str) -> Field:
    """A line for a short text, a box for a long one and for several."""
    item = words.item_of(kind)
    is_of_lines = item is not None and words.bare(item) is not int
    if not is_of_lines and len(text) <= LONG_TEXT:
        return StringField(label.label, description=label.hint)
    rows = min(max(sum(1 + len(line) // LONG_TEXT for line in text.split("\n")) + is_of_lines, 2), ROWS_AT_MOST)
    return TextAreaField(label.label, description=label.hint, render_kw={"rows": rows})


def tick_boxes(label: words.FieldWords, options: Iterable[str]) -> Field:
    """A box for each value that a list may hold."""
    choices = [SelectChoice(one, words.choice_words(one)) for one in options]
    box = CheckboxInput()
    return SelectMultipleField(
        label.label, choices=choices, validate_choice=False, option_widget=box, description=label.hint
    )


@dataclass
class Page:
    """A page's form with its groups, made of a body."""

    groups: list[Group]
    form: PlanForm
    builder: Builder

    def typed(self) -> Body:
        """The body with what was typed on this page in it."""
        body: Body = {**self.builder.written}
        for group in self.groups:
            *_above, name = group.path
            value = self.value_of(group)
            if value is ABSENT:
                body.pop(str(name), None)
            else:
                body[str(name)] = value
        kept: Body = without_defaults(Plan, body, self.builder.written)
        return kept

    def value_of(self, group: Group) -> Value:
        """What was typed in a group, as JSON's value."""
        if group.rows is not None:
            return self.typed_rows(group)
        if group.path and name_of(group.path) in group.fields:
            return self.typed_leaf(name_of(group.path))
        if group.used and not self.form[group.used].data:
            return None
        held: Body = {}
        for name in group.fields:
            put(held, (name.rsplit(".", 1)[-1],), self.typed_leaf(name))
        for part in group.groups:
            put(held, (part.path[-1],), self.value_of(part))
        return held

    def typed_leaf(self, name: str) -> Value:
        """One field's value: exactly the one that stood there where its text came back as it was."""
        kind, data = self.builder.kinds[name], self.form[name].data
        path = path_of(name)
        before = value_at(self.builder.body, path)
        if words.bare(kind) is bool:
            return ABSENT if before is ABSENT and bool(data) == self.builder.start[name] else bool(data)
        if isinstance(data, list):  # in the order in which it stood there, what is new after it
            stood = self.builder.start[name]
            data = "\n".join([one for one in stood if one in data] + [one for one in data if one not in stood])
        text = data or ""
        if values.is_same(kind, text, before) and not (before is ABSENT and text):
            return before
        default = self.builder.start[name]
        if before is ABSENT and values.is_same(kind, text, default):
            return ABSENT
        return values.typed(kind, text, ABSENT)

    def typed_rows(self, group: Group) -> list[Value]:
        """The rows in the order of their places, without what is taken away and without an empty new one."""
        kept = []
        for number, row in enumerate(group.rows or ()):
            if row.gone and self.form[row.gone].data:
                continue
            if row.is_new and not self.is_filled(row):
                continue
            place = self.form[row.place].data or ""
            at = int(place) - 1 if place.isascii() and place.isdigit() else number
            # a row moved up comes before the one that stands there, a row moved down after it
            kept.append((at, (number < at) - (number > at), number, self.value_of(row)))
        return [value for *_order, value in sorted(kept, key=lambda one: one[:3])]

    def is_filled(self, row: Group) -> bool:
        """Whether something was typed in a new row."""
        return any(
            self.form[name].data not in (self.builder.start[name], None) for name in row.names() if name != row.place
        )

    def show(self, mistakes: Iterable[Mistake]) -> None:
        """Name each mistake at its field, at the nearest above it that has one, else over the form."""
        for mistake in mistakes:
            sentence = values.sentence_on_page(mistake.sentence)
            name = next((name for name in self._near(mistake.path) if name in self.form), None)
            if name is None:
                self.form.form_errors = [*self.form.form_errors, f"{words.spoken(mistake.path)}: {sentence}"]
            elif sentence not in self.form[name].errors:
                self.form[name].errors = [*self.form[name].errors, sentence]

    def _near(self, path: Path) -> Iterator[str]:
        for depth in range(len(path), 0, -1):
            yield name_of(path[:depth])
            yield name_of(path[:depth]) + USED


def path_of(name: str) -> Path:
    """The path a field is named by."""
    return tuple(int(step) if step.isdigit() else step for step in name.split("."))


def page_of(body: Body, sections: Iterable[str]) -> Page:
    """The page of some sections of a plan."""
    builder, hints = Builder(body), hints_of(Plan)
    groups = [builder.section((name,), hints[name], words.words_of(Plan, name)) for name in sections]
    return Page(groups, builder.form(), builder)
