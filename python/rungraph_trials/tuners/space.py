"""The box that a tuner searches, and what of it was tried."""
import itertools
import math

import numpy as np

from ..failures import BadInput
from .axis import Axis


class Space:
    """The tunables of one partition; with `gridding` g > 0 each has g evenly spaced points (whole numbers at most as many as there are)."""

    def __init__(self, tunables, gridding=0):
        self.axes = [Axis(t["name"], t["type"], t["low"], t["high"], gridding) for t in tunables]
        countable = all(axis.points is not None for axis in self.axes)
        #: How many points there are; without tunables there is one, the empty one.
        self.size = math.prod(len(axis.points) for axis in self.axes) if countable else math.inf

    def draw(self, rng, count):
        """Random points, a row each."""
        return np.column_stack([axis.draw(rng, count) for axis in self.axes]).astype(float)

    def unit(self, points):
        return np.column_stack([axis.unit(points[:, i]) for i, axis in enumerate(self.axes)])

    def values(self, point):
        return {axis.name: axis.native(x) for axis, x in zip(self.axes, point)}

    def rows(self, history):
        """The points of a history, a row each. Raises BadInput for a value that is absent or no number."""
        try:
            rows = [[float(entry["values"][axis.name]) for axis in self.axes] for entry in history]
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(f"history: a value is missing or is not a number ({error})") from None
        return np.array(rows, dtype=float).reshape(len(rows), len(self.axes))

    def tried(self, rows):
        """The distinct points of a countable space among the rows; what is not a point of it does not count."""
        points = (tuple(axis.nearest_point(x) for axis, x in zip(self.axes, row)) for row in rows)
        return {point for point in points if None not in point}

    def all_points(self):
        """Every point of a countable space as a tuple, the last axis fastest."""
        return itertools.product(*(axis.points for axis in self.axes))
