"""The sentences that the product says in the facts, as on the screen: facts keep them in English, with what each was
made of, and a page says them in its own language."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.dossier import Dossier
from reports.figures import day, is_german, percent
from ui.sentences import DAY, NUMBER, SHARE, Phrase

Say = Callable[[str], str]


def speaker(dossier: Dossier) -> Say:
    """Says a text of these facts in the language of the page; what nobody knows how to say otherwise stays as it is."""
    known = {phrase.text: phrase for phrase in dossier.phrases}
    return (lambda text: _said(text, known)) if is_german() else str


def _said(text: str, known: Mapping[str, Phrase], above: tuple[str, ...] = ()) -> str:
    phrase = known.get(text)
    if phrase is None or not text or text in above:
        return text
    if phrase.one in WRITTEN:
        return WRITTEN[phrase.one](phrase.places[0][1])
    places = {name: _said(value, known, (*above, text)) for name, value in phrase.places}
    pattern = ngettext(phrase.one, phrase.many, int(dict(phrase.places)["count"])) if phrase.many else _(phrase.one)
    return pattern % places if places else pattern


WRITTEN: Mapping[str, Say] = {
    DAY: lambda iso: day(date.fromisoformat(iso)),
    SHARE: lambda share: percent(float(share)),
    NUMBER: lambda number: number.replace(".", ","),
}
