"""Consent is withdrawn for a story, a photograph and a quotation: not a byte of them is left in any tree."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from trust.built import NOW, ROOT, WORK, Built, command
from trust.outcome import Fault, Outcome

STORY = "Zephyrine found the quiet garden on a rainy Tuesday in March"
TITLE = "Zephyrine and the garden"
QUOTE = "Nobody had asked me that question in all of nine years"
ALT = "Zephyrine beside the pond"
AGREED = "given_by: patient\ngiven: 2026-01-05\nkept: Form 17\n"
GONE = {
    "withdrawn": "withdrawn: 2026-11-20\n",
    "lapsed": "expires: 2026-11-22\n",
    "never given": None,
}


def check(built: Built, whole: bool) -> Outcome:
    """A small estate with a story everywhere that one can be: page, news item, feed, search, blog, handbook."""
    outcome = Outcome("Consent")
    at = WORK / "consent"
    shutil.rmtree(at, ignore_errors=True)
    root = at / "estate"
    shutil.copytree(ROOT / "starters" / "estate", root)
    marks = plant(root)
    _build(root, outcome)
    for name, data in marks.items():
        if not list(holding(root / "site", data)):
            outcome.faults.append(Fault("consent.example", name, "is not shown while there is consent"))
    for how, more in GONE.items():
        agree(root, AGREED + more if more is not None else None)
        _build(root, outcome)
        for name, data in marks.items():
            outcome.count("searches")
            for path in holding(root / "site", data):
                outcome.faults.append(Fault("consent.shown", f"{how}: {path.relative_to(root)}", name))
        outcome.count("trees", len(list((root / "site").glob("*"))))
        agree(root, AGREED)
        _build(root, outcome)
    copied(root, outcome)
    return outcome


def plant(root: Path) -> dict[str, bytes]:
    """Writes the story with its picture; what may be seen of it, by name."""
    files = {
        "content/example/zephyrine-story.md": page(TITLE, STORY, f"![{ALT}](zephyrine-pond.jpg)"),
        "content/example/more.md": page(
            "More", "More", f"Read [their story](zephyrine-story.md). ![{ALT}](zephyrine-pond.jpg)"
        ),
        "content/news/microsite.yaml": "title: News\nsummary: News.\nplugins: [newsroom]\n",
        "content/news/index.md": "---\ntitle: News\nsummary: News.\n---\nNews.\n",
        "content/newsroom/items/2026/zephyrine-news.md": page(f"{TITLE} again\ndate: 2026-11-01", STORY),
        "content/blog/microsite.yaml": "title: Blog\nengine: mkdocs\n",
        "content/blog/mkdocs.yml": "site_name: Blog\n",
        "content/blog/docs/index.md": "---\nsummary: Blog.\n---\n# Blog\n\nBlog.\n",
        "content/blog/docs/zephyrine-post.md": f"---\nsummary: {STORY}.\n---\n# {TITLE} once more\n\n{STORY}.\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    photo = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").resize((900, 600)).save(photo, "JPEG", quality=90)
    (root / "content/example/zephyrine-pond.jpg").write_bytes(photo.getvalue())
    settings = root / "content/estate.yaml"
    settings.write_text(settings.read_text("utf-8") + 'consent_needed: ["content/**/zephyrine-*"]\n', "utf-8")
    agree(root, AGREED)
    return {
        "its words": STORY.encode(),
        "its title": TITLE.encode(),
        "its address": b"zephyrine-story",
        "the address of its news item": b"zephyrine-news",
        "the address of its blog post": b"zephyrine-post",
        "the name of its picture": b"zephyrine-pond",
        "the text of its picture": ALT.encode(),
    }


def page(title: str, summary: str, more: str = "") -> str:
    return f"---\ntitle: {title}\nsummary: {summary}.\n---\n{summary}.\n\n{more}\n"


def agree(root: Path, said: str | None) -> None:
    """Writes the consent record, or takes it away."""
    path = root / "data/consent/0017.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    if said is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(f"covers: ['content/**/zephyrine-*']\n{said}", "utf-8")


def holding(site: Path, data: bytes) -> Iterator[Path]:
    """The files of all trees that hold some bytes, packed or not, or have them in their name."""
    from smile.packed import readable

    plain = data.decode().casefold()
    for path in site.rglob("*"):
        inside = path.relative_to(site).parts
        if ".smile" in inside or not path.is_file():
            continue
        kept = path.read_bytes()
        texts = [one.decode("utf-8", "replace").casefold() for one in readable(kept)]
        if plain in "/".join(inside).casefold() or any(plain in one for one in texts):
            yield path


def copied(root: Path, outcome: Outcome) -> None:
    """Words of theirs that somebody copied into another page stop the build, and the old site stays."""
    page = root / "content/example/copied.md"
    page.write_text(f"---\ntitle: Copied\nsummary: Copied.\n---\nThey said: {QUOTE}.\n", "utf-8")
    quoted = root / "data/consent/0018.yaml"
    for how, more, status in (("valid", "", 0), ("withdrawn", "withdrawn: 2026-11-20\n", 1)):
        quoted.write_text(f"quotes: ['{QUOTE}']\n{AGREED}{more}", "utf-8")
        done = command("build", "--estate", root, "--now", NOW)
        outcome.count("quotations")
        if done.returncode != status or (status and "copied.md" not in done.stdout):
            outcome.faults.append(
                Fault("consent.quote", how, f"status {done.returncode}: {done.stdout[-300:]}")
            )


def _build(root: Path, outcome: Outcome) -> None:
    done = command("build", "--estate", root, "--now", NOW)
    outcome.count("builds")
    if done.returncode:
        outcome.faults.append(Fault("consent.build", str(root), (done.stdout + done.stderr)[-600:]))
