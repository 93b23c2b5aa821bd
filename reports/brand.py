"""What a report carries of its organisation: logo, accent, footer, confidentiality mark. Plain Python, no Django."""

import re
from dataclasses import dataclass

ACCENT = "#2746a6"  # ours, as on the screen
CONTRAST_NEEDED = 4.5  # of text on white, WCAG 2.2 AA
COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Brand:
    """As it is printed; `logo` is an image that `reports.logos` has checked, described in words by `logo_alt`."""

    accent: str = ACCENT
    footer: str = ""
    confidentiality: str = ""
    logo: bytes = b""
    logo_ending: str = ""
    logo_alt: str = ""


PLAIN = Brand()


def is_colour(text: str) -> bool:
    """Whether it is a colour as ``#rrggbb``."""
    return COLOUR.fullmatch(text) is not None


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of WCAG 2.2 between a colour and white, from 1 to 21."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
