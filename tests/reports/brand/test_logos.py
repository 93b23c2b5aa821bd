"""A logo is read by its content, and nothing but its picture is kept."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.brand import Brand, contrast_with_white
from reports.errors import LogoRefused
from reports.logos import LARGEST, checked_logo
from reports.typesetting import try_brand
from tests.reports.brand.images import PNG, chunk, jpeg, png, raw_png, segment

SECRET = b"51.1657 N, 10.4515 E <?php system() ?>"


def passes(width: int, height: int, bits: int) -> bytes:
    """Lines of zeros for the seven passes of an interlaced picture."""
    made = b""
    for x, y, across, down in (
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ):  # fmt: skip
        columns, rows = len(range(x, width, across)), len(range(y, height, down))
        made += bytes(1 + -(-columns * bits // 8)) * rows if columns and rows else b""
    return made


@pytest.mark.parametrize(
    "content",
    [
        png(extra=chunk(b"tEXt", b"Comment\x00" + SECRET), tail=SECRET),
        png(extra=chunk(b"eXIf", SECRET) + chunk(b"iCCP", SECRET)),
        jpeg(extra=segment(0xE1, b"Exif\x00\x00" + SECRET) + segment(0xFE, SECRET), tail=SECRET),
    ],
    ids=["text and tail", "places and profile", "jpeg"],
)
def test_nothing_but_the_picture_is_kept_and_it_can_be_set(content: bytes) -> None:
    assert SECRET in content
    logo = checked_logo(content)
    assert SECRET not in logo.content
    assert checked_logo(logo.content) == logo
    try_brand(Brand(logo=logo.content, logo_ending=logo.ending, logo_alt="A sign"))


@pytest.mark.parametrize(
    ("depth", "colour", "interlace"),
    [(1, 0, 0), (16, 0, 0), (8, 2, 0), (1, 3, 0), (8, 3, 1), (8, 4, 0), (16, 6, 0), (8, 6, 1), (1, 0, 1)],
)
def test_every_colour_type_of_a_png_is_read(depth: int, colour: int, interlace: int) -> None:
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    size = (19, 21)
    pixels = passes(*size, bits) if interlace else bytes(1 + -(-size[0] * bits // 8)) * size[1]
    logo = checked_logo(raw_png(*size, depth, colour, interlace, pixels))
    assert (logo.width, logo.height, logo.ending) == (*size, "png")
    try_brand(Brand(logo=logo.content, logo_ending=logo.ending, logo_alt="A sign"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "neither a PNG nor a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "neither a PNG nor a JPEG"),
        (b"GIF89a" + bytes(50), "neither a PNG nor a JPEG"),
        (PNG, "damaged"),
        (png()[:-30], "damaged"),
        (png().replace(b"IDAT", b"IDAX"), "damaged"),
        (raw_png(100, 100, 8, 6, 0, bytes(100)), "damaged"),
        (raw_png(100, 100, 8, 6, 0, bytes(10_000_000)), "damaged"),
        (raw_png(20, 20, 8, 0, 0, (b"\x09" + bytes(20)) * 20), "damaged"),
        (raw_png(20, 20, 3, 6, 0, bytes(500)), "damaged"),
        (raw_png(60_000, 60_000, 8, 6, 0, bytes(10)), "at most 4 million"),
        (raw_png(8, 8, 8, 6, 0, bytes(33 * 8)), "smaller than 16"),
        (png(extra=chunk(b"ABCD", b"")), "a part that no PNG has"),
        (jpeg()[:40], "damaged"),
        (jpeg(frame=0xC3), "not read here"),
        (jpeg(parts=4), "grey or RGB"),
        (b"\xff\xd8\xff" + bytes(LARGEST), "larger than 1 MB"),
    ],
)
def test_what_is_no_logo_is_refused_with_the_reason(content: bytes, said: str) -> None:
    with pytest.raises(LogoRefused, match=said):
        checked_logo(content)


@given(start=st.sampled_from([png(20, 20), jpeg()]), at=st.integers(0, 400), junk=st.binary(max_size=8))
def test_a_broken_image_is_refused_and_never_an_error(start: bytes, at: int, junk: bytes) -> None:
    at = min(at, len(start))
    with contextlib.suppress(LogoRefused):
        checked_logo(start[:at] + junk + start[at + len(junk) :])


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast_with_white("#777777") == pytest.approx(4.48, abs=0.005)
