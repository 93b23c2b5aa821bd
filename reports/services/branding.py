"""How an organisation's reports look: who manages the organisation changes it here."""

from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from reports.brand import CONTRAST_NEEDED, Brand, contrast_with_white, is_colour
from reports.errors import DesignRefused, LogoRefused, TypesettingFailed
from reports.logos import Logo, checked_logo
from reports.models import Branding
from reports.models.design import logo_name
from reports.typesetting import try_brand
from workspaces import audit
from workspaces.models import Organisation, User


@dataclass(frozen=True)
class Look:
    """What was chosen besides the logo."""

    accent: str
    footer: str
    confidentiality: str
    logo_alt: str


def change_branding(organisation: Organisation, look: Look, *, upload: bytes | None, actor: User) -> Branding:
    """Stores the look, and the logo where one was uploaded: checked, written anew, and set once as a trial.

    Raises:
        DesignRefused: the accent is no colour or too light, or a logo has no words for who cannot see it.
        LogoRefused: the image cannot be one.
    """
    _check(look)
    logo = _tried(checked_logo(upload), look.logo_alt) if upload is not None else None
    if logo is not None and not look.logo_alt:
        raise DesignRefused("logo_alt", "Say in words what the logo shows, for those who cannot see it.")
    with transaction.atomic():
        branding, _ = Branding.objects.select_for_update().get_or_create(organisation=organisation)
        if branding.logo and not look.logo_alt:
            raise DesignRefused("logo_alt", "Say in words what the logo shows, for those who cannot see it.")
        _take(branding, look)
        branding.updated_by, branding.updated_at = actor, timezone.now()
        if logo is not None:
            _replace_logo(branding, logo)
        branding.save()
        facts = {"accent": look.accent, "footer": look.footer, "confidentiality": look.confidentiality}
        audit.record(organisation, actor, "branding.changed", organisation, new_logo=logo is not None, **facts)
    return branding


def remove_logo(organisation: Organisation, *, actor: User) -> None:
    """Takes the logo away; whoever comes second changes nothing."""
    with transaction.atomic():
        branding = Branding.objects.filter(organisation=organisation).exclude(logo="").first()
        if branding is None:
            return
        storage, name = branding.logo.storage, str(branding.logo.name)
        if Branding.objects.filter(pk=branding.pk, logo=name).update(logo="", logo_alt=""):
            audit.record(organisation, actor, "branding.logo_removed", organisation)
            transaction.on_commit(partial(storage.delete, name), robust=True)


def _check(look: Look) -> None:
    if not is_colour(look.accent):
        raise DesignRefused("accent", "Write the colour as # and six digits or letters a to f, such as #2746a6.")
    ratio = contrast_with_white(look.accent)
    if ratio < CONTRAST_NEEDED:
        # Rounded down, so that 4.49 does not read as 4.5.
        said = f"{int(ratio * 10) / 10:.1f}"
        raise DesignRefused(
            "accent", f"Its contrast against white is {said} : 1; text needs {CONTRAST_NEEDED} : 1. Take a darker one."
        )


def _tried(logo: Logo, alt: str) -> Logo:
    try:
        try_brand(Brand(logo=logo.content, logo_ending=logo.ending, logo_alt=alt or "Logo"))
    except TypesettingFailed as failure:
        raise LogoRefused("The image cannot be drawn. Save it anew as PNG, then upload that.") from failure
    return logo


def _take(branding: Branding, look: Look) -> None:
    branding.accent, branding.footer = look.accent, look.footer
    branding.confidentiality, branding.logo_alt = look.confidentiality, look.logo_alt


def _replace_logo(branding: Branding, logo: Logo) -> None:
    """The new file is written first; the old one goes once the row stands."""
    storage, before = branding.logo.storage, branding.logo.name
    branding.logo.name = storage.save(logo_name(branding, f"logo.{logo.ending}"), ContentFile(logo.content))
    if before:
        transaction.on_commit(partial(storage.delete, before), robust=True)
