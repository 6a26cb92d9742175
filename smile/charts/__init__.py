"""Charts as SVG made at build time, each with the table that says the same.

Every function here is pure and gives a `Chart`: hand it to a page and show it with the macro `chart` of
`charts.html`. Colour is never the only sign: series differ in pattern, line and shape as well, and figures stand
beside them. An `id` has to be unique on the page. All text is 360 units wide at the most: the width of a phone.
"""

from .bars import bars, shares
from .grid import Mark, Quarters, Tally, matrix
from .lines import radar, trend
from .network import Near, Neighbourhood, Part, parts
from .points import Row, spread
from .svg import Chart, Series

__all__ = [
    "Chart",
    "Mark",
    "Near",
    "Neighbourhood",
    "Part",
    "Quarters",
    "Row",
    "Series",
    "Tally",
    "bars",
    "matrix",
    "parts",
    "radar",
    "shares",
    "spread",
    "trend",
]
