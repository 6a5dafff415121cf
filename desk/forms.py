"""Forms whose labels and errors are keys of texts; the field macro says them in the page's language."""

from typing import Any

from wtforms import Form as PlainForm
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget


class _Unsaid:
    """Whatever the library would say in English becomes one text of ours."""

    def gettext(self, _text: str) -> str:
        return "forms.not_valid"

    def ngettext(self, _one: str, _many: str, _number: int) -> str:
        return "forms.not_valid"


class Form(PlainForm):
    """Of what was sent; where nothing was, of the object or the data that is given besides."""

    def __init__(self, sent: Any = None, obj: Any = None, **more: Any) -> None:
        super().__init__(sent or None, obj, **more)  # an empty one would untick every box

    class Meta:
        def get_translations(self, _form: Any) -> _Unsaid:
            return _Unsaid()


class Ticks(SelectMultipleField):
    """Some of several, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def needed() -> InputRequired:
    return InputRequired("forms.needed")


def at_most(signs: int) -> Length:
    return Length(max=signs, message="forms.too_long")
