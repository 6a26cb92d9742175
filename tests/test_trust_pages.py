"""A sample of the checks of `python3 build.py trust`: every kind of page. The whole is behind --whole."""

from __future__ import annotations

from tests.trusted import built, passed
from trust import accessible, keyboard


def test_every_kind_of_page_is_accessible() -> None:
    passed(accessible.check(built(), False), pages=40, states=40)


def test_the_keyboard_reaches_everything() -> None:
    passed(keyboard.check(built(), False), pages=4, controls=100)
