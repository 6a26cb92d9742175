"""What may happen to a site, and to what is kept beside it, between two builds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.estates import build

Accident = Callable[[Path, Path, Random], None]
"""Called with the estate, the folder of its sites, and chance."""
ACCIDENTS: list[Accident] = []


def accident(function: Accident) -> Accident:
    ACCIDENTS.append(function)
    return function


def kept(out: Path) -> list[Path]:
    """Every file that is kept between builds."""
    return sorted(path for path in (out / ".smile").rglob("*") if path.is_file() and "next" not in path.parts)


@accident
def a_kept_file_is_damaged(root: Path, out: Path, chance: Random) -> None:
    path = chance.choice(kept(out))
    data = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 9) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


@accident
def a_kept_file_is_cut_off(root: Path, out: Path, chance: Random) -> None:
    path = chance.choice(kept(out))
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size + 1)])


@accident
def a_kept_file_is_of_something_else(root: Path, out: Path, chance: Random) -> None:
    one, other = chance.choice(kept(out)), chance.choice(kept(out))
    one.write_bytes(other.read_bytes())


@accident
def a_kept_file_is_gone(root: Path, out: Path, chance: Random) -> None:
    chance.choice(kept(out)).unlink()


@accident
def a_kept_folder_is_gone(root: Path, out: Path, chance: Random) -> None:
    folders = sorted(path for path in (out / ".smile").iterdir() if path.is_dir())
    shutil.rmtree(chance.choice([out / ".smile", *folders, *(out / ".smile" / "next").glob("*")]))


@accident
def a_site_is_gone(root: Path, out: Path, chance: Random) -> None:
    shutil.rmtree(out / chance.choice(("public", "staff", "restricted")))


@accident
def a_site_is_emptied(root: Path, out: Path, chance: Random) -> None:
    """Many systems give the new folder the number of the old one."""
    folder = out / chance.choice(("public", "staff", "restricted"))
    shutil.rmtree(folder)
    folder.mkdir()


@accident
def a_site_is_put_back(root: Path, out: Path, chance: Random) -> None:
    folder = out / chance.choice(("public", "staff", "restricted"))
    shutil.copytree(folder, out / "copy")
    shutil.rmtree(folder)
    (out / "copy").rename(folder)


@accident
def another_build_comes_between(root: Path, out: Path, chance: Random) -> None:
    """Of one audience, with drafts, for another day; or a check, which writes nothing."""
    more = chance.choice(
        (["--audience", "staff"], ["--audience", "public"], ["--drafts"], ["--now", "2027-03-01"])
    )
    assert build(root, "--out", out, *more).status in (0, 1)


@accident
def a_check_comes_between(root: Path, out: Path, chance: Random) -> None:
    build(root, "--out", out, verb="check")
