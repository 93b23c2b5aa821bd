"""What a form offers to make: every kind, and the organisation's own templates, in one list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.kinds import KINDS, LANGUAGES, PAPERS, ReportKind, language_named, paper_named
from reports.models import ReportTemplate

OWN = "template-"  # and its key; the values of the others are the keys of their kinds


@dataclass(frozen=True)
class Offer:
    """One line of the list: the value that is posted, a name, and what it makes."""

    value: str
    name: str
    says: str
    kind: ReportKind
    template: ReportTemplate | None = None


@dataclass(frozen=True)
class Chosen:
    """What somebody chose: `sections` empty means all of the kind's."""

    kind: str
    template_name: str
    sections: Sequence[str]
    paper: str
    language: str


def offers(
    templates: Iterable[ReportTemplate], *, whole_only: bool = False, of_organisation: bool = False
) -> dict[str, Offer]:
    """The kinds of a project's reports, or of an organisation's, then the templates, by the values that are posted.

    Args:
        whole_only: leaves out what needs to be told which run, scenario or gate request it is about.
    """
    kinds = {key: kind for key, kind in KINDS.items() if kind.of_organisation == of_organisation}
    found = [Offer(kind.key, kind.name, kind.says, kind) for kind in kinds.values()]
    found += [
        Offer(f"{OWN}{one.pk}", one.name, _says(one), kinds[one.kind], one) for one in templates if one.kind in kinds
    ]
    return {offer.value: offer for offer in found if not (whole_only and not offer.kind.is_whole)}


def chosen(offer: Offer, data: Mapping[str, str]) -> Chosen:
    """What the offer makes: a template brings its paper and language, for a kind they are chosen beside it."""
    if offer.template is not None:
        own = offer.template
        return Chosen(own.kind, own.name, tuple(own.sections), own.paper, language_named(own.language))
    language = language_named(data.get("language") or "en")
    return Chosen(offer.kind.key, "", (), paper_named(data.get("paper") or "a4"), language)


def _says(template: ReportTemplate) -> str:
    count = len(template.sections)
    words = [
        KINDS[template.kind].name,
        f"{count} section{'' if count == 1 else 's'}",
        PAPERS[paper_named(template.paper)],
    ]
    if len(LANGUAGES) > 1:
        words.append(LANGUAGES[language_named(template.language)])
    return f"Our template: {', '.join(words)}."
