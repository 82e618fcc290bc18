"""One tunable number: its range, its scale, and the points that it can take."""
import math

import numpy as np

from ..failures import BadInput

TYPES = ("INT", "INT_EXP", "FLOAT", "FLOAT_EXP")


class Axis:
    """A range, both ends included, searched evenly or (`*_EXP`) evenly in log10.

    `points` are the values it can take, in order, or None when they are not countable.
    """

    def __init__(self, name, type, low, high, gridding=0):
        if type not in TYPES:
            raise BadInput(f"{name}: {type!r} is not a type of tunable; it must be one of {', '.join(TYPES)}")
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise BadInput(f"{name}: the range {low} to {high} is not a range")
        self.name, self.low, self.high = name, low, high
        self.integer, self.log = type.startswith("INT"), type.endswith("_EXP")
        if self.log and low <= 0:
            raise BadInput(f"{name}: a logarithmic range must begin above 0, not at {low}")
        if self.integer:
            self.low, self.high = int(low), int(high)
            if (self.low, self.high) != (low, high):
                raise BadInput(f"{name}: the range of a whole number must begin and end at one")
        self._from, self._to = self._search(low), self._search(high)
        self._grid = bool(gridding)
        self.points = self._evenly_spaced(gridding) if gridding else range(self.low, self.high + 1) if self.integer else None

    def _search(self, values):
        return np.log10(values) if self.log else np.asarray(values, dtype=float)

    def _values(self, search):
        """From the search space to values inside the range: a power of ten or a rounding may end just outside."""
        values = 10.0 ** search if self.log else search
        return np.clip(np.rint(values) if self.integer else values, self.low, self.high)

    def _evenly_spaced(self, count):
        search = np.linspace(self._from, self._to, count)
        if not self.integer:
            # Five decimals, as ATM; more when the range is narrower than 1, or its points would fall together.
            decimals = 5 + max(0, -math.ceil(math.log10(self._to - self._from)))
            search = np.round(search, decimals)
        return np.unique(self._values(search)).tolist()

    def draw(self, rng, count):
        """`count` independent values as an array."""
        if self._grid:
            return np.asarray(self.points)[rng.integers(len(self.points), size=count)]
        if self.integer and not self.log:
            return rng.integers(self.low, self.high, size=count, endpoint=True)
        return self._values(rng.uniform(self._from, self._to, size=count))

    def unit(self, values):
        """Values in the search space, scaled to 0..1."""
        return (self._search(values) - self._from) / (self._to - self._from)

    def native(self, value):
        return int(value) if self.integer else float(value)

    def nearest_point(self, value):
        """The point that `value` is, allowing for rounding; None when it is none of them."""
        if isinstance(self.points, range):
            return int(value) if value.is_integer() and self.low <= value <= self.high else None
        point = self.points[int(np.argmin(np.abs(np.asarray(self.points) - value)))]
        return point if math.isclose(point, value, rel_tol=1e-9, abs_tol=1e-12) else None
