"""The three circles of people."""

from __future__ import annotations

from enum import IntEnum


class Audience(IntEnum):
    """Who may see something; a higher number is a smaller circle."""

    public = 0
    staff = 1
    restricted = 2
