"""The base of every staff form, and fields that several share: shape is the form's, rules are the operation's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    DateField,
    Field,
    FieldList,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import choices
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError
from wtforms.widgets import HiddenInput, TextInput

from portal.errors import DomainError
from portal.web.data import transactions
from portal.web.http import bodies
from portal.web.ui.formats import short_date, tidy, typed_day

SelectChoice = choices.SelectChoice  # type: ignore[attr-defined]  # newer than the stubs of WTForms
TOO_LONG = _l("Đề nghị viết ngắn hơn: tối đa %(max)d ký tự.")  # for `Length(max=…)`
BOX: type[Field] = choices.SelectFieldBase._Option  # noqa: SLF001 - it has no other name
# Fields that a browser sends once for each value.
MANY = (FieldList, SelectMultipleField)
# int() takes digits of every script, signs and spaces too
DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)


def tidy_value(value: object) -> object:
    """A field's value, tidied at the door where it is text."""
    return tidy(value) if isinstance(value, str) else value


def tidy_password(value: object) -> object:
    """NFC and no stray spaces: a password may hold signs that nobody sees."""
    return unicodedata.normalize("NFC", value).replace("\x00", "").strip() if isinstance(value, str) else value


def box(option: Field) -> Markup:
    """A box or a circle of a list as WTForms draws it where nothing more is said of it."""
    one: Any = option  # its type's stubs know neither what is ticked nor what is drawn
    checked, names = "checked " if one.checked else "", (one.id, one.name, one.widget.input_type)
    return Markup('<input %sid="%s" name="%s" type="%s" value="%s">') % (checked, *names, one.data)


def starts_empty(field: SelectField) -> bool:
    """Whether a choice begins with an option that stands for none."""
    return next((value == "" for value, *_rest in field.iter_choices()), False)


class PortalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form that knows whether it was sent, hands its values to an operation, and remembers the answer's status."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the same
        """The token is asked for before every request by web.access; here it is only printed."""

        csrf = True

        def bind_field(self, form: BaseForm, unbound: UnboundField[Field], options: dict[str, Any]) -> Field:
            first = tidy_password if issubclass(unbound.field_class, PasswordField) else tidy_value
            filters = [first, *(unbound.kwargs.get("filters") or [])]
            field: Field = unbound.bind(form=form, filters=filters, **options)
            return field

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            # HTML lets only a choice whose first option is empty be required; one that is set already need not be
            if isinstance(field, SelectField) and not starts_empty(field):
                render_kw = {"required": False, **render_kw}
            # a list of hundreds of communes is boxes of which nothing more is said
            if isinstance(field, BOX) and not (render_kw or field.render_kw or vars(field.flags)):
                return box(field)
            markup: Markup = super().render_field(field, render_kw)
            return markup

    status = 200
    outcome: Any = None
    form_errors: list[str]

    def submitted(self) -> bool:
        """Whether it was sent and every field has the right shape; 422 otherwise."""
        if request.method != "POST":
            return False
        bodies.refuse_repeated(*(name for name, field in self._fields.items() if isinstance(field, MANY)))
        is_valid = bool(self.validate())
        if not is_valid:
            self.status = 422
        return is_valid

    def values(self) -> dict[str, object]:
        """What was typed, by field, without token and buttons."""
        skipped = {"CSRFTokenField", "SubmitField"}
        return {name: field.data for name, field in self._fields.items() if field.type not in skipped}

    def accepts(self, operation: Callable[..., object], *args: object, **extra: object) -> bool:
        """Do `operation` with the form's values; a rule's no becomes an error on the form, and nothing is kept."""
        try:
            with transactions.savepoint():
                self.outcome = operation(*args, **self.values(), **extra)
        except DomainError as error:
            self.refuse(error)
            transactions.read_only()
            return False
        return True

    def refuse(self, error: DomainError) -> None:
        """Show a rule's sentence beside its field, or above the form."""
        self.status = error.status
        field = self._fields.get(error.field) if error.field else None
        if field is None:
            self.form_errors = [*self.form_errors, error.message]
        else:
            field.errors = [*field.errors, error.message]


class WholeNumber(Field):
    """A whole number in plain digits, from 0 to `most`; whatever else was typed stays in the field."""

    widget = TextInput()

    def __init__(self, label: str, *, most: int, sentence: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most, self.sentence = most, sentence

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def pre_validate(self, form: BaseForm) -> None:
        """A form sent without the field is refused like one with an empty field."""
        _ = form
        if not self.raw_data:
            raise ValidationError(self.sentence)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if len(valuelist) == 1 else ""
        if not DIGITS.fullmatch(typed) or int(typed) > self.most:
            self.data = None
            raise ValueError(self.sentence)
        self.data = int(typed)


class VersionField(Field):
    """The version of the row a person looked at; anything but a number is version 0."""

    widget = HiddenInput()

    def _value(self) -> str:
        return str(self.data or 0)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        self.data = int(typed) if DIGITS.fullmatch(typed) else 0


class DayField(DateField):
    """A day, typed as «ngày/tháng/năm»; 2024-06-17, as browsers send days, is read too. What is no day stays typed."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return short_date(self.data) if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = typed_day(typed)
        if typed and self.data is None:
            raise ValueError(_("Ngày không đúng. Nhập ngày, tháng, năm, ví dụ 16/6/2024."))


def one_of(
    label: str, words: Mapping[str, str], sentence: str, *, field: type[SelectField] = RadioField, **options: Any
) -> SelectField:
    """A choice of some values by their words; whatever else was sent is refused in a sentence."""
    choices = [SelectChoice(value, shown) for value, shown in words.items()]
    # instead of the field's own check, whose sentence is English
    return field(label, [AnyOf(words, message=sentence)], choices=choices, validate_choice=False, **options)


def line_field(label: str, most: int, too_long: str = TOO_LONG, missing: str = "", **options: Any) -> StringField:
    """A line of text of so many signs at most; with `missing`, which is said where it is empty, it has to be filled."""
    return StringField(label, text_rules(most, too_long, missing), **options)


def prose_field(label: str, most: int, too_long: str = TOO_LONG, missing: str = "", **options: Any) -> TextAreaField:
    """The same of several lines."""
    return TextAreaField(label, text_rules(most, too_long, missing), **options)


def text_rules(most: int, too_long: str, missing: str) -> list[DataRequired | Length]:
    """How long a text may be, and whether it may be empty: text of spaces alone is empty."""
    return [*([DataRequired(missing)] if missing else []), Length(max=most, message=too_long)]
