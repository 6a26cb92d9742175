"""Nothing that is held of stakeholders reaches a public or staff byte, whatever it is packed in."""

from __future__ import annotations

import contextlib
import gzip
import io
import re
import subprocess
import tomllib
import types
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from PIL import Image
from pydantic import BaseModel

from plugins.finder.plugin import Finder
from plugins.stakeholders.plugin import Stakeholders
from smile import validate
from smile.records import Audience, Record
from smile.secrets import _private_fields, secrets
from tests.estates import Files, build, forked, write
from tests.media import jpeg, png
from tests.test_finder import HEAD
from tests.test_stakeholders import ROOT, TRACKER
from tests.test_stakeholders_public import with_joins

CLOSED = "title: Closed\naudience: restricted\npath: /\nplugins: [stakeholders, finder]\n"
UNSHOWN = ("Zyxsalute", "Zyxbio", "zyxcircle")
"""A salutation is for letters alone, a circle's id for lists, and of a bio only the words searched for are shown."""
PICTURE = "---\ntitle: Home\nsummary: The first page.\n---\n![A tower](photo.jpg)\n\n```smile reach\n```\n"


class Planter:
    """Makes up private values, and remembers them."""

    def __init__(self) -> None:
        self.values: list[str] = []

    def text(self, what: str) -> str:
        self.values.append(f"Zyx{what} Qwort{len(self.values):03d}")
        return self.values[-1]

    def id(self, what: str) -> str:
        self.values.append(f"zyx{what}-{len(self.values):03d}")
        return self.values[-1]

    def common(self, tie: str) -> str:
        """The fields that organisations and people share, as YAML in one line."""
        account = f"accounts: [{{platform: x, handle: {self.text('handle')}, checked: 2026-01-01}}]"
        judged = f"{{date: 2026-01-01, scores: {{support: 1}}, by: Lead, reason: {self.text('reason')}}}"
        source = f"{{facts: [name], origin: import, date: 2026-01-01, detail: {self.text('detail')}}}"
        roles = ", ".join(
            f"{role}: [{tie}]" for role in ("champion", "broker", "manager", "facilitator", "promoter")
        )
        texts = ", ".join(
            f"{name}: {self.text(name)}" for name in ("biography", "reasons", "influence", "support", "notes")
        )
        lists = f"assessments: [{judged}], sources: [{source}], connections: [{tie}]"
        return f"{texts}, {account}, {lists}, partnering: {{{roles}}}"


def planted() -> tuple[Files, list[str]]:
    """An estate with more than a hundred private values across all fields of all types of records."""
    made = Planter()
    rows, people = [], [made.id("person") for _ in range(3)]
    first = made.id("organisation")
    for number, id in enumerate((first, made.id("organisation"))):
        contact = f"{{name: {made.text('contact')}, email: {made.id('mail')}@example.org, phone: {made.text('phone')}}}"
        who = people[number]
        inside = (
            f"{{id: {who}, name: {made.text('name')}, salutation: {made.text('salute')},"
            f" email: {made.id('mail')}@example.org, phone: {made.text('phone')},"
            f" lawful_basis: consent, review: 2031-01-01, {made.common(people[2])}}}"
        )
        rows.append(
            f"  - {{id: {id}, name: {made.text('org')}, group: companies, proximity: local,"
            f" summary: {made.text('sum')}, contact: {contact}, {made.common(people[2])}, people: [{inside}]}}\n"
        )
    alone = f"  - {{id: {people[2]}, name: {made.text('alone')}, salutation: {made.text('salute')},"
    alone += f" email: {made.id('mail')}@example.org, phone: {made.text('phone')}, lawful_basis: consent,"
    alone += f" review: 2031-01-01, {made.common(people[0])}}}\n"
    known = made.id("circle")
    circle = f"  - {{id: {known}, name: Circle, members: [{people[0]}]}}\n"
    entries = [
        f"- date: 2026-01-01\n  kind: call\n  with: [{first}]\n  by: Lead\n  summary: {made.text('said')}\n"
        f"  commitments: [{{text: {made.text('promise')}, owner: Lead, due: 2026-02-01}}]\n"
        for _ in range(8)
    ]
    tracker = TRACKER.replace("name: ", f"name: {made.text('tracker')} ", 1)
    listed = f"name: {made.text('list')}\npurpose: {made.text('purpose')}\nsays: zyx-first\n"
    listed += f"circles: [{known}]\n"
    framework = (
        f"name: {made.text('framework')}\nsummary: {made.text('about')}\nmessages:\n"
        f"  - {{id: zyx-first, text: {made.text('message')}, proof: [{made.text('proof')}]}}\noverrides:\n"
        f"  - {{for: companies, texts: {{zyx-first: {made.text('group')}}}}}\n"
        f"  - {{for: {first}, texts: {{zyx-first: {made.text('override')}}}}}\n"
        f"  - {{for: {people[1]}, texts: {{zyx-first: {made.text('personal')}}}}}\n"
    )
    export = (
        f"- {{date: 2026-01-01, mailing_list: all, purpose: {made.text('export')}, by: Lead,"
        " form: mail-merge, members: 1}\n"
    )
    search = f"name: {made.text('search')}\npurpose: {made.text('campaign')}\ntable: all\ntopics: [bells]\n"
    search += f"follows: [{made.text('followed')}]\n"
    account = made.text("account")
    table = f"{HEAD}{account},x,Bells and {made.text('bio')},900,1,2026-01-01,someone,false\n"
    files = {
        "data/restricted/stakeholders/all.yaml": f"organisations:\n{''.join(rows)}people:\n{alone}groups:\n{circle}",
        "data/restricted/chase/interactions/log.yaml": "".join(entries),
        "data/restricted/chase/trackers/zyx.yaml": tracker,
        "data/restricted/chase/lists/all.yaml": listed,
        "data/restricted/chase/messages/zyx.yaml": framework,
        "data/restricted/chase/exports.yaml": export,
        "data/restricted/finder/zyx.yaml": search,
        "data/restricted/finder/accounts/all.csv": table,
        "content/closed/microsite.yaml": CLOSED,
        "content/main/index.md": PICTURE,
        "content/main/photo.jpg": photo(),
        "content/inside/index.md": PICTURE,
        "content/inside/photo.jpg": photo(),
        "content/desk/microsite.yaml": "title: Desk\naudience: staff\npath: /desk/\nplugins: [leap]\n",
        "content/desk/index.md": "---\ntitle: Desk\n---\nLEAP.\n",
    }
    # with feeds, downloads and frames of other capabilities, and public pages of the register itself
    return {**with_joins(), **files}, made.values


def photo() -> bytes:
    """A photograph with the name of who took it, who may be named."""
    exif = Image.Exif()
    exif[0x013B] = "Somebody harmless"
    made = io.BytesIO()
    Image.new("RGB", (900, 600), (90, 120, 60)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def types_of() -> dict[str, type[Record]]:
    """The restricted types of both capabilities that hold texts, by their patterns."""
    every = {**Stakeholders.records, **Finder.records}
    return {
        pattern: kind
        for pattern, kind in every.items()
        if kind.audience == Audience.restricted and "accounts/" not in pattern
    }


def private_paths(kind: Any) -> Iterator[str]:
    """Every field below a type whose texts are private, as secrets name it, without numbers."""
    for _, step, annotation in _private_fields(kind):
        yield from (f"{step}{more}" for more in _below(annotation))


def _below(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from ("." + path for path in private_paths(annotation))
    elif annotation is str or get_origin(annotation) is dict:
        yield ""
    elif not isinstance(annotation, type) or isinstance(annotation, types.GenericAlias):
        for part in get_args(annotation):
            yield from _below(part)


def test_a_value_is_planted_in_each_private_field_there_is() -> None:
    """Whoever adds a field to a record learns here that nothing proves it to be private."""
    files, values = planted()
    found: set[str] = set()
    for path, text in files.items():
        kind = next((kind for pattern, kind in types_of().items() if _fits(path, pattern)), None)
        if kind and isinstance(text, str) and "/restricted/" in path:
            for record in validate.records(kind, text.encode(), path):
                found |= {
                    f"{kind.__name__}.{re.sub(r'[.][0-9]+', '', one.field)}"
                    for one in secrets(record)
                    if any(value in one.text or one.text in value for value in values)
                }
    found = {re.sub(r"(texts)\..*", r"\1", one) for one in found}
    every = {f"{kind.__name__}.{path}" for kind in types_of().values() for path in private_paths(kind)}
    assert every - found == set() and len(every) > 50


def _fits(path: str, pattern: str) -> bool:
    from smile.scan import matches

    return matches(path, pattern)


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
    done = subprocess.run(["git", *me, *words], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


KINDS = {
    "public": (
        "index.html",
        "*.pf_index",
        "sitemap*.xml",
        "feed*.xml",
        "*.json",
        "photo*.jpg",
        "*.webp",
        "_headers",
    ),
    "staff": ("index.html", "*.pf_index", "sitemap*.xml", "*.json", "photo*.jpg", "*.webp", "_headers"),
}
"""What has to be there for the search of a tree to mean anything."""


def test_not_one_of_a_hundred_private_values_is_in_a_public_or_staff_byte(tmp_path: Path) -> None:
    files, values = planted()
    assert len(values) >= 100
    root = write(tmp_path / "estate", {**files, ".gitignore": (ROOT / ".gitignore").read_text("utf-8")})
    sites = ("--audience", "public", "--audience", "staff", "--audience", "restricted")
    result = forked()("build", "--estate", root, "--jobs", "1", "--now", "2026-11-22", *sites)
    assert result.status == 0, result.out + result.err
    for audience, kinds in KINDS.items():
        folder = root / "site" / audience
        assert [kind for kind in kinds if not list(folder.rglob(kind))] == []
        assert holds(folder, ["the first page"]) and holds(folder, values) == []
        assert [path for path in folder.rglob("*") if path.name in (".smile", ".git", ".cache")] == []
    assert {path.name for path in (root / "site").iterdir()} == {".smile", "public", "staff", "restricted"}
    shown = "".join(path.read_text("utf-8") for path in (root / "site/restricted").rglob("*.html"))
    assert [value for value in values if value not in shown and not value.startswith(UNSHOWN)] == []


def test_what_commands_write_is_not_in_the_history_of_git_either(tmp_path: Path) -> None:
    files, values = planted()
    root = write(tmp_path / "estate", {**files, ".gitignore": (ROOT / ".gitignore").read_text("utf-8")})
    sheet = "Organisation,Group,Proximity,Summary,Email\n"
    sheet += "Zyximport Qwort900,companies,local,Zyxsheet Qwort901,zyxmail902@example.org\n"
    write(tmp_path, {"sheet.csv": sheet})
    values += ["Zyximport", "Zyxsheet", "zyxmail902"]
    at = ("--estate", root, "--now", "2026-11-22")
    export = (
        "export-list",
        "all",
        "--to",
        tmp_path / "out.csv",
        "--purpose",
        "Zyxpurpose Qwort903",
        "--by",
        "Lead",
    )
    for words in (("import-stakeholders", tmp_path / "sheet.csv", "--write", *at), (*export, *at)):
        done = forked()(*words)
        assert done.status == 0, done.out + done.err
    assert build(root).status == 0
    assert holds(root / "data/restricted", ["Zyximport Qwort900", "Zyxpurpose Qwort903"])
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "All that may be committed")
    git(root, "clone", "-q", ".", str(tmp_path / "copy"))
    history = git(root, "log", "--all", "-p", "--text", "--stat").casefold()
    assert "the first page" in history and not [one for one in values if one.casefold() in history]
    assert holds(tmp_path / "copy", ["the first page"]) and holds(tmp_path / "copy", values) == []


def test_each_host_publishes_one_tree_and_no_cache() -> None:
    """The cache stands beside the trees, and holds what must not be seen."""
    for name, audience in (
        ("", "public"),
        ("hosting/staff/", "staff"),
        ("hosting/restricted/", "restricted"),
    ):
        told = tomllib.loads((ROOT / name / "netlify.toml").read_text("utf-8"))
        assert told["build"]["publish"].rstrip("/").endswith(f"site/{audience}")
        assert f"--audience {audience}" in told["build"]["command"]
    assert "/site/" in (ROOT / ".gitignore").read_text("utf-8").split()


@pytest.mark.parametrize("name", ["a.png", "packed.png", "a.jpg"])
def test_a_private_value_in_the_metadata_of_a_picture_stops_the_build(tmp_path: Path, name: str) -> None:
    files, values = planted()
    text = next(value for value in values if value.startswith("Zyxinfluence")).encode()
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
