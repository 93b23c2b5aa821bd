"""The small pictures: inside their frame, with their marks where the quantiles are."""

import re

import pytest

from calculator.distributions import Beta, Distribution, Lognormal, Normal, Triangular, Uniform, beta_counts, pert
from calculator.shapes import SHAPE_HEIGHT, SHAPE_WIDTH, curve_of, fan_of, shape_of

ALL = [
    pert(0, 0.13, 0.3),
    pert(0, 0, 1),
    Triangular(1, 1, 2),
    Uniform(-3, 1),
    Beta(0.5, 0.5),
    Beta(400, 3),
    beta_counts(0, 600),
    Lognormal(12, 45, 20_000),
    Lognormal(10, 60, 11),
    Normal(0.04, 0.12),
    Normal(1e9, 1e-3),
]


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


@pytest.mark.parametrize("quantity", ALL)
def test_a_shape_stays_in_its_frame_and_marks_its_quantiles_in_order(quantity: Distribution) -> None:
    shape = shape_of(quantity)
    assert "nan" not in shape.area
    for x, y in points(shape.area):
        assert -0.1 <= x <= SHAPE_WIDTH + 0.1
        assert -0.1 <= y <= SHAPE_HEIGHT + 0.1
    assert list(shape.marks) == sorted(shape.marks)
    assert all(-0.1 <= mark <= SHAPE_WIDTH + 0.1 for mark in shape.marks)
    assert shape.words.startswith("P5 ")


def test_a_triangle_is_highest_at_its_mode_and_a_uniform_is_flat() -> None:
    triangle = points(shape_of(Triangular(0, 3, 10)).area)
    top = min(triangle, key=lambda point: point[1])
    assert top[0] == pytest.approx(SHAPE_WIDTH * 0.3, abs=6)
    flat = [y for _, y in points(shape_of(Uniform(0, 1)).area)[1:-1]]
    assert max(flat) - min(flat) < 3


def test_a_curve_runs_from_the_bottom_to_its_plateau() -> None:
    curve = curve_of({"months": [1, 2, 3], "p50": [0.0, 0.5, 1.0]}, "words")
    assert points(curve.line) == [(0, 59), (120, 30), (240, 1)]
    assert curve.band == ""


def test_a_fan_holds_zero_even_where_no_draw_comes_near_it() -> None:
    levels = [[-5.0, -4.0], [-4.0, -3.0], [-3.0, -2.0], [-2.0, -1.5], [-1.5, -1.0]]
    fan = fan_of([0, 1], levels, "words")
    assert fan.zero == 1.0
    assert fan.band.endswith("Z")
