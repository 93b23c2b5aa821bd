"""The charts of this room: each a Plotly figure, a title that says the finding, and the numbers behind it."""

from calculator.pictures.adoption import adoption
from calculator.pictures.alignment import alignment
from calculator.pictures.fan import cumulative, fan
from calculator.pictures.frame import Picture
from calculator.pictures.histogram import histogram
from calculator.pictures.page import scenario_pictures
from calculator.pictures.tornado import tornado
from calculator.pictures.waterfall import waterfall

__all__ = [
    "Picture",
    "adoption",
    "alignment",
    "cumulative",
    "fan",
    "histogram",
    "scenario_pictures",
    "tornado",
    "waterfall",
]
