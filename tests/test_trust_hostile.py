"""A sample of the checks of `python3 build.py trust`: attacks and broken files. The whole is behind --whole."""

from __future__ import annotations

from tests.trusted import built, passed
from trust import attacks, files, fuzz


def test_no_attack_in_a_field_comes_through() -> None:
    passed(attacks.check(built(), False), fields=150, attacks=100)


def test_no_path_leads_out_of_the_estate() -> None:
    passed(files.check(built(), False), paths_tried=3, links_tried=4, files=1_000)


def test_wrong_data_files_are_refused_cleanly() -> None:
    passed(fuzz.check(built(), False), cases=150, estates=10)
