"""Nothing that is held of stakeholders reaches a public or staff byte, whatever it is packed in."""

from __future__ import annotations

import contextlib
import gzip
import re
import subprocess
import zlib
from pathlib import Path

import pytest

from tests.estates import Files, build, forked, write
from tests.media import jpeg, png
from tests.test_finder import HEAD
from tests.test_stakeholders import ESTATE, ROOT, TRACKER

CLOSED = "title: Closed\naudience: restricted\npath: /\nplugins: [stakeholders, finder]\n"
UNSHOWN = ("Zyxsalute", "Zyxbio")
"""A salutation is for letters alone, and of a bio only the words that were searched are shown."""


def planted() -> tuple[Files, list[str]]:
    """An estate with a hundred private values across all types of records."""
    values: list[str] = []

    def secret(what: str) -> str:
        values.append(f"Zyx{what} Qwort{len(values):03d}")
        return values[-1]

    rows = []
    for number in range(8):
        people = [
            f"      - {{id: zyxperson-{number}, name: {secret('name')}, salutation: {secret('salute')}, biography: "
            f"{secret('life')}, notes: {secret('note')}, lawful_basis: consent, review: 2031-01-01}}\n"
        ]
        values.append(f"zyxorganisation-{number}")
        rows.append(
            f"  - id: {values[-1]}\n    name: {secret('org')}\n    group: companies\n    proximity: local\n"
            f"    summary: {secret('sum')}\n    reasons: {secret('why')}\n    influence: {secret('sway')}\n"
            f"    support: {secret('view')}\n    contact: {{name: {secret('contact')}}}\n"
            f"    accounts: [{{platform: x, handle: {secret('handle')}, checked: 2026-01-01}}]\n    assessments:\n"
            f"      - {{date: 2026-01-01, scores: {{support: 1}}, by: Lead, reason: {secret('reason')}}}\n"
            f"    people:\n{''.join(people)}"
        )
    entries = [
        f"- date: 2026-01-01\n  kind: call\n  with: [zyxorganisation-0]\n  by: Lead\n  summary: {secret('said')}\n"
        f"  commitments: [{{text: {secret('promise')}, owner: Lead, due: 2026-02-01}}]\n"
        for _ in range(4)
    ]
    tracker = TRACKER.replace("name: ", f"name: {secret('tracker')} ", 1)
    listed = f"name: {secret('list')}\npurpose: {secret('purpose')}\nsays: zyx-first\n"
    framework = (
        f"name: {secret('framework')}\nsummary: {secret('about')}\nmessages:\n"
        f"  - {{id: zyx-first, text: {secret('message')}, proof: [{secret('proof')}]}}\noverrides:\n"
        f"  - {{for: companies, texts: {{zyx-first: {secret('group')}}}}}\n"
        f"  - {{for: zyxorganisation-0, texts: {{zyx-first: {secret('override')}}}}}\n"
        f"  - {{for: zyxperson-1, texts: {{zyx-first: {secret('personal')}}}}}\n"
    )
    export = (
        f"- {{date: 2026-01-01, mailing_list: all, purpose: {secret('export')}, by: Lead,"
        " form: mail-merge, members: 1}\n"
    )
    search = f"name: {secret('search')}\npurpose: {secret('campaign')}\ntable: all\ntopics: [bells]\n"
    account = secret("account")
    table = f"{HEAD}{account},x,Bells and {secret('bio')},900,1,2026-01-01,someone,false\n"
    page = "---\ntitle: Home\nsummary: The first page.\n---\n```smile reach\n```\n"
    files = {
        "data/restricted/stakeholders/all.yaml": "organisations:\n"
        + "".join(rows)
        + f"groups:\n  - {{id: zyx-circle, name: {secret('circle')}, members: [zyxperson-0]}}\n",
        "data/restricted/chase/interactions/log.yaml": "".join(entries),
        "content/closed/microsite.yaml": CLOSED,
        "data/restricted/chase/trackers/zyx.yaml": tracker,
        "data/restricted/chase/lists/all.yaml": listed,
        "data/restricted/chase/messages/zyx.yaml": framework,
        "data/restricted/chase/exports.yaml": export,
        "data/restricted/finder/zyx.yaml": search,
        "data/restricted/finder/accounts/all.csv": table,
        "content/main/index.md": page,
        "content/inside/index.md": page,
    }
    return {**ESTATE, **files}, values


def unpacked(data: bytes) -> bytes:
    """A file as it stands, and what is packed in it."""
    if data[:2] == b"\x1f\x8b":
        return data + unpacked(gzip.decompress(data))
    packed = b"".join(_inflated(data[at.end() :]) for at in re.finditer(rb"zTXt|iTXt", data))
    return data + packed + (data.replace(b"\0", b"") if b"Exif" in data[:64] else b"")


def _inflated(rest: bytes) -> bytes:
    """What is compressed in the first hundred bytes of a text in a PNG, if anything is."""
    for at in range(100):
        if rest[at : at + 1] == b"x":
            with contextlib.suppress(zlib.error):
                return zlib.decompressobj().decompress(rest[at:])
    return b""


def holds(folder: Path, values: list[str]) -> list[str]:
    """The values that stand in a file of a folder, packed or not, or in its name."""
    found: list[str] = []
    for path in folder.rglob("*"):
        where = path.relative_to(folder).as_posix().casefold()
        data = unpacked(path.read_bytes()).decode("utf-8", "replace").casefold() if path.is_file() else ""
        found += [value for value in values if value.casefold() in data or value.casefold() in where]
    return found


def git(folder: Path, *words: str) -> str:
    me = ("-c", "user.name=Example", "-c", "user.email=someone@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *me, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_not_one_of_a_hundred_private_values_is_in_a_public_or_staff_byte(tmp_path: Path) -> None:
    files, values = planted()
    assert len(values) >= 100
    write(tmp_path, {**files, ".gitignore": (ROOT / ".gitignore").read_text("utf-8")})
    sites = ("--audience", "public", "--audience", "staff", "--audience", "restricted")
    result = forked()("build", "--estate", tmp_path, "--jobs", "1", "--now", "2026-11-22", *sites)
    assert result.status == 0, result.out + result.err
    for audience in ("public", "staff"):
        folder = tmp_path / "site" / audience
        assert list(folder.rglob("*.pf_index")) and holds(
            folder, ["the first page"]
        )  # the search is looked at
        assert holds(folder, values) == []
        assert not list(folder.rglob(".smile")) and not list(folder.rglob(".git"))
    shown = "".join(path.read_text("utf-8") for path in (tmp_path / "site/restricted").rglob("*.html"))
    assert [value for value in values if value not in shown and not value.startswith(UNSHOWN)] == []
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "All that may be committed")
    history = git(tmp_path, "log", "--all", "-p", "--stat").casefold()
    assert "the first page" in history and not [one for one in values if one.casefold() in history]


@pytest.mark.parametrize("name", ["a.png", "packed.png", "a.jpg"])
def test_a_private_value_in_the_metadata_of_a_picture_stops_the_build(tmp_path: Path, name: str) -> None:
    files, values = planted()
    text = next(value for value in values if value.startswith("Zyxsway")).encode()
    pictures = {
        "a.png": png((b"tEXt", b"Author\0" + text)),
        "packed.png": png((b"zTXt", b"Author\0\0" + zlib.compress(text))),
        "a.jpg": jpeg(0x013B, text + b"\0"),
    }
    write(tmp_path, {**files, f"content/main/{name}": pictures[name]})
    assert holds(tmp_path / "content/main", [text.decode()])  # the test's own search finds it as well
    stopped = build(tmp_path, "--audience", "public", "--format", "json")
    assert stopped.status == 1 and stopped.problems[0]["code"].startswith("leak.")
    assert not (tmp_path / "site/public/index.html").exists()
