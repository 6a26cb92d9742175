"""Pictures of Markdown pages: their sizes, what is not published of them, and what is told of broken ones."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from smile import imaging
from tests.support import Result, estate, inside

PAGE = "---\ntitle: About\nsummary: About us.\n---\n"
SECRET = b"52 degrees north"


def picture(width: int, height: int, kind: str = "JPEG", orientation: int = 1, mode: str = "RGB") -> bytes:
    """A gradient with a place in its EXIF data."""
    made = Image.linear_gradient("L").resize((width, height)).convert(mode)
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = SECRET.decode(), orientation
    data = io.BytesIO()
    made.save(
        data, kind, exif=exif, icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    return data.getvalue()


FILES: dict[str, str | bytes] = {
    "content/main/about.md": PAGE
    + "![A hill](hill.jpg)\n\n![A plan](img/plan.png)\n\n![A sign](/img/sign.svg)\n\n![](tall.webp \"decorative\")\n",
    "content/main/hill.jpg": picture(1000, 500),
    "content/main/img/plan.png": picture(400, 300, "PNG", mode="RGBA"),
    "content/main/img/sign.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "content/main/tall.webp": picture(2400, 600, "WEBP", orientation=6),
}  # fmt: skip


def build(root: Path, *more: str) -> Result:
    done = inside("build", "--now", "2026-11-22", "--jobs", "1", "--no-search", *more, cwd=root)
    assert done.status == 0, done.out + done.err
    return done


def tags(root: Path, page: str = "about") -> list[dict[str, str]]:
    html = (root / f"site/public/{page}/index.html").read_text("utf-8")
    main = html[html.index("<main") :]
    named = re.compile(r' ([a-z]+)=(?:"([^"]*)"|([^\s>]+))')
    return [
        {name: one or two for name, one, two in named.findall(tag)} for tag in re.findall("<img[^>]*>", main)
    ]


def opened(root: Path, url: str) -> Image.Image:
    return Image.open(root / "site/public" / url.lstrip("/"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = estate(tmp_path_factory.mktemp("pictures"), FILES)
    build(made)
    return made


def test_each_picture_is_offered_in_sizes_that_are_there_and_as_wide_as_said(root: Path) -> None:
    hill, plan, sign, tall = tags(root)
    assert (hill["width"], hill["height"]) == ("1000", "500") and (tall["width"], tall["height"]) == (
        "600",
        "2400",
    )
    for tag, widths in ((hill, [320, 640, 960, 1000]), (plan, [320, 400]), (tall, [320, 600])):
        offered = [part.split() for part in tag["srcset"].split(", ")]
        assert [int(width.rstrip("w")) for _, width in offered] == widths and tag["sizes"]
        for url, width in offered:
            shown = opened(root, url)
            ratio = int(tag["width"]) / int(tag["height"])
            assert shown.format == "WEBP" and shown.width == int(width.rstrip("w"))
            assert abs(shown.width / shown.height - ratio) < 0.02 * ratio
    assert "srcset" not in sign and "title" not in tall


def test_only_the_first_picture_comes_at_once(root: Path) -> None:
    assert ["loading" in tag for tag in tags(root)] == [False, True, True, True]


def test_no_picture_is_published_with_its_metadata(root: Path) -> None:
    published = [p for p in (root / "site/public").rglob("*") if p.suffix in imaging.ENDINGS]
    assert len(published) >= 3 + 8
    for path in published:
        assert SECRET not in path.read_bytes() and not Image.open(path).getexif(), path
    plan, before = opened(root, "img/plan.png"), Image.open(root / "content/main/img/plan.png")
    assert plan.tobytes() == before.tobytes() and plan.info["icc_profile"]
    hill = opened(root, "hill.jpg")
    assert hill.tobytes() == Image.open(root / "content/main/hill.jpg").tobytes() and hill.info["icc_profile"]
    assert opened(root, "tall.webp").size == (600, 2400)  # as its metadata asked for
    assert (root / "site/public/img/sign.svg").read_bytes() == (
        root / "content/main/img/sign.svg"
    ).read_bytes()


def test_sizes_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = estate(tmp_path, FILES)
    made: list[int] = []
    scaled = imaging.scaled
    monkeypatch.setattr(imaging, "scaled", lambda data, width: made.append(width) or scaled(data, width))
    build(root)
    first = sorted(made)
    assert first == [320, 320, 320, 400, 600, 640, 960, 1000]
    made.clear()
    (root / "content/main/index.md").write_text(PAGE + "![A hill](hill.jpg)\n", "utf-8")
    build(root)
    assert made == [] and tags(root, "") == tags(root)[:1]
    before = {path.name: path.read_bytes() for path in (root / "site/public/pictures").iterdir()}
    shutil.rmtree((root / "site/public").resolve())
    build(root)
    assert made == []
    assert before == {path.name: path.read_bytes() for path in (root / "site/public/pictures").iterdir()}
    (root / "content/main/hill.jpg").write_bytes(picture(500, 250))
    build(root)
    assert sorted(made) == [320, 500] and tags(root)[0]["width"] == "500"
    (root / "content/main/about.md").write_text(PAGE + "None.\n", "utf-8")
    (root / "content/main/index.md").write_text(PAGE + "None.\n", "utf-8")
    build(root)
    assert not list((root / "site/public/pictures").glob("*.webp"))


def test_why_names_the_picture(root: Path) -> None:
    said = inside("why", "/about/", "--now", "2026-11-22", "--no-search", cwd=root).out
    assert "content/main/hill.jpg" in said and "content/main/tall.webp" in said
    size = tags(root)[0]["srcset"].split()[0]
    assert "content/main/hill.jpg" in inside("why", size, "--now", "2026-11-22", "--no-search", cwd=root).out


@pytest.mark.parametrize("data", [b"no picture", FILES["content/main/hill.jpg"][:4000], b""])
def test_a_broken_picture_is_told_at_the_line_that_shows_it(data: bytes, tmp_path: Path) -> None:
    root = estate(tmp_path, {**FILES, "content/main/hill.jpg": data})
    done = inside("check", "--now", "2026-11-22", "--format", "json", cwd=root)
    assert done.status == 1
    (told,) = json.loads(done.out)
    assert (told["file"], told["line"], told["code"]) == ("content/main/about.md", 5, "picture.broken")
    assert "content/main/hill.jpg" in told["found"]


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 400), st.binary(max_size=3))
def test_damaged_pictures_never_stop_a_build(kind: str, at: int, junk: bytes) -> None:
    data = picture(16, 16, kind)
    imaging.bare(data[:at] + junk + data[at + len(junk) :])
    imaging.bare(data[:at])


ENGINES: dict[str, dict[str, str | bytes]] = {
    "mkdocs": {
        "content/try/mkdocs.yml": "site_name: Try\n",
        "content/try/docs/index.md": "# Try\n\nWords.\n\n![A hill](images/hill.jpg)\n",
        "content/try/docs/deep/page.md": "# Deep\n\nWords.\n\n![A hill](../images/hill.jpg)\n",
        "content/try/docs/images/hill.jpg": picture(700, 350),
        "content/try/docs/images/broken.png": b"no picture",
    },
    "pelican": {
        "content/try/pelicanconf.py": "PATH = 'content'\nSITENAME = 'Try'\nTIMEZONE = 'UTC'\nDEFAULT_LANG = 'en'\n",
        "content/try/content/deep/page.md": "Title: Page\nDate: 2026-01-01\n\n"
        "![A hill]({static}../images/hill.jpg)\n\n![A hill]({static}../images/broken.png)\n",
        "content/try/content/images/hill.jpg": picture(700, 350),
        "content/try/content/images/broken.png": b"no picture",
    },
}


@pytest.mark.parametrize("engine", ENGINES)
def test_pictures_of_other_engines_have_sizes_too_and_no_metadata(engine: str, tmp_path: Path) -> None:
    site: dict[str, str | bytes] = {
        "content/try/microsite.yaml": f"title: Try\nsummary: S.\nengine: {engine}\n"
    }
    root = estate(tmp_path, {**site, **ENGINES[engine]})
    build(root)
    page = {"mkdocs": "try/deep/page", "pelican": "try/page"}[engine]
    hill = tags(root, page)[0]
    assert (hill["width"], hill["height"]) == ("700", "350")
    offered = [part.split() for part in hill["srcset"].split(", ")]
    assert [width for _, width in offered] == ["320w", "640w", "700w"]
    assert [opened(root, url).width for url, _ in offered] == [320, 640, 700]
    assert SECRET not in (root / "site/public/try/images/hill.jpg").read_bytes()
    assert (root / "site/public/try/images/broken.png").read_bytes() == b"no picture"
    if engine == "pelican":
        assert "srcset" not in tags(root, page)[1]
    else:
        assert tags(root, "try")[0]["srcset"] == hill["srcset"]
