"""LEAP through the command: what pages say of an item, how far it is, and what never gets out."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.estates import build, built, forked, tree, write
from tests.leap import CONCERT, DECLINED, DONE, LEAP, item, plain_item

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sites of the small estate."""
    return built(write(tmp_path_factory.mktemp("leap"), LEAP))


def text(path: Path) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", path.read_text("utf-8")).split())


def test_an_item_tells_its_journey(site: Path) -> None:
    page = text(site / "public/leap/LEAP-2026-0001/index.html")
    steps = ["Done since", "1. You said", "The plates are cold", "2. We considered it", "On 3 March 2026",
             "3. We answered", "Answered 12 March 2026", "Cold plates undo", "4. What came of it", "30 April 2026",
             "20 April 2026", "On 22 April 2026 we wrote again", "nine in ten"]  # fmt: skip
    places = [page.index(step) for step in steps]
    assert places == sorted(places)


def test_a_no_has_its_reason_and_a_comment_its_thanks(site: Path) -> None:
    declined = text(site / "public/leap/LEAP-2026-0002/index.html")
    assert "Not taken forward" in declined and "Why not The wall beside the gate is listed" in declined
    comment = text(site / "public/leap/LEAP-2026-0003/index.html")
    assert "We said thank you" in comment and "We answered" not in comment


def test_what_is_not_screened_is_on_no_public_page(site: Path) -> None:
    assert "Waiting to be screened" in text(site / "public/leap/LEAP-2026-0004/index.html")
    assert "Unseen marmalade" in text(site / "staff/leap/queue/index.html")
    for name, data in tree(site / "public").items():
        assert b"marmalade" not in data, name


def test_names_and_contacts_are_in_no_tree_and_notes_not_in_public(site: Path) -> None:
    for name, data in tree(site).items():
        for private in (b"Quillfeather", b"quillfeather", b"Featherby", b"larkspur.example"):
            assert private not in data, name
        if name.startswith("public/"):
            assert b"QUIMBLE" not in data and b"Xanthippe" not in data, name
    assert "Choir leader" in text(site / "public/leap/partners/larkspur-choir/index.html")


def test_the_leak_gate_knows_the_sender(tmp_path: Path) -> None:
    page = "---\ntitle: Oops\nsummary: Oops.\n---\nZebedee Quillfeather said so.\n"
    root = write(tmp_path, {**LEAP, "content/main/oops.md": page})
    result = build(root)
    assert result.status == 1 and "content/main/oops.md:5:1" in result.out and "[leak.private]" in result.out


def test_an_answer_is_public_from_the_day_it_was_sent(tmp_path: Path) -> None:
    waiting = DONE[: DONE.index("  sent:")] + DONE[DONE.index("action:") :].replace(", done: 2026-04-20", "")
    waiting = re.sub(r"completion:.*\n", "", waiting)
    site = built(write(tmp_path, {**LEAP, item(2026, 1): waiting}))
    page = text(site / "public/leap/LEAP-2026-0001/index.html")
    assert "Being considered" in page and "Warmers go" not in page
    assert "Send the reply" in text(site / "staff/leap/queue/index.html")


def test_lists_by_every_facet(site: Path) -> None:
    at = site / "public/leap/register"
    assert "Warm plates" in text(at / "topic/food/index.html")
    assert "A ramp" not in text(at / "topic/food/index.html")
    found = {path.parent.relative_to(at).as_posix() for path in at.rglob("index.html")}
    assert found == {
        ".", "year/2026", "status/new", "status/done", "status/not-taken-forward", "status/comment", "topic/food",
        "topic/access", "audience/staff", "audience/service-users-carers", "audience/voluntary-sector", "route/form",
        "route/letter", "route/event", "route/telephone",
    }  # fmt: skip


def test_figures_and_their_denominators(site: Path) -> None:
    page = text(site / "public/leap/figures/index.html")
    assert "4 items received 2 suggest something specific 2 of these are answered" in page
    assert "Not planned before, now will be 50% (1 of 2)" in page
    assert "To the first answer 2 10 days 18 days" in page
    assert "To the second reply, when it is done 1 51 days 51 days" in page
    assert "Answered in time: 100% (2 of 2)" in page
    method = text(site / "public/leap/figures/method/index.html")
    assert "All 2 specific suggestions" in method and "nearest rank" in method
    assert "1 item suggested nothing specific" in method


def test_feeds_of_the_register_and_of_a_topic(site: Path) -> None:
    at = site / "public/leap/register"
    feed = ET.parse(at / "feed.xml").getroot()
    ids = [entry.findtext(ATOM + "id") for entry in feed.iter(ATOM + "entry")]
    base = "https://www.example.org/leap/LEAP-2026-000"
    assert ids == [f"{base}4/", f"{base}3/", f"{base}2/", f"{base}1/"]
    plain = ET.parse(at / "rss.xml").getroot()
    assert [one.findtext("guid") for one in plain.iter("item")] == ids
    (ramp,) = ET.parse(at / "topic/access/rss.xml").getroot().iter("item")
    assert ramp.findtext("title") == "A ramp at the gate" and ramp.findtext("link") == f"{base}2/"
    page = (at / "topic/access/index.html").read_text("utf-8")
    for name in ("feed.xml", "rss.xml", "feed.json"):
        assert f'href="/leap/register/topic/access/{name}"' in page.replace("href=/", 'href="/').replace(
            f"{name} ", f'{name}" '
        )
    topic = json.loads((at / "topic/access/feed.json").read_text("utf-8"))
    assert [one["url"] for one in topic["items"]] == [f"{base}2/"]
    assert topic["items"][0]["date_modified"] == "2026-05-22T00:00:00Z"


CHECKS: dict[str, Any] = {
    "string": lambda value: isinstance(value, str),
    "date": lambda value: re.fullmatch(r"\d{4}-\d\d-\d\d", value),
    "boolean": lambda value: value in ("true", "false"),
    "integer": lambda value: value.isdigit(),
}


def package_problems(folder: Path) -> list[str]:
    """What is wrong with the files of a data package, by the rules of Table Schema."""
    found = []
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        path = folder / resource["path"]
        if resource["format"] == "json":
            json.loads(path.read_text("utf-8"))
            continue
        rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
        fields = resource["schema"]["fields"]
        if rows[0] != [field["name"] for field in fields]:
            found.append(f"{path.name}: heading")
        for place, field in enumerate(fields):
            rules, values = field.get("constraints", {}), [row[place] for row in rows[1:]]
            for value in values:
                if value == "":
                    found += [f"{field['name']}: missing"] if rules.get("required") else []
                elif not all(
                    (
                        CHECKS[field["type"]](value),
                        value in rules.get("enum", [value]),
                        re.fullmatch(rules.get("pattern", ".*"), value, re.DOTALL),
                    )
                ):
                    found.append(f"{field['name']}: {value}")
            if rules.get("unique") and len(set(values)) != len(values):
                found.append(f"{field['name']}: twice")
    return found


def test_the_downloads_are_what_their_description_says(site: Path, tmp_path: Path) -> None:
    folder = site / "public/leap/data"
    assert package_problems(folder) == []
    rows = list(csv.DictReader((folder / "register.csv").open(encoding="utf-8", newline="")))
    assert [row["id"] for row in rows] == [f"LEAP-2026-000{number}" for number in (1, 2, 3, 4)]
    assert rows[0]["completed"] == "2026-04-22" and rows[3]["said"] == ""
    kept = json.loads((folder / "register.json").read_text("utf-8"))
    assert [one["status"] for one in kept] == [row["status"] for row in rows]
    for path in folder.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = (tmp_path / "register.csv").read_text("utf-8").replace("LEAP-2026-0002", "LEAP-2026-0001")
    (tmp_path / "register.csv").write_text(broken.replace(",letter,", ",pigeon,"), "utf-8")
    assert package_problems(tmp_path) == ["id: twice", "route: pigeon"]


def test_partners_their_opportunities_and_what_is_shared(site: Path) -> None:
    at = site / "public/leap"
    assert "Larkspur Choir" in text(at / "partners/opportunity/materials/index.html")
    assert "No partner has chosen this yet" in text(at / "partners/opportunity/awards/index.html")
    shared = text(at / "events/index.html")
    assert "A month of song 1 November 2026 to 30 November 2026. Songs. With Larkspur Choir ." in shared
    assert "Winter concert 12 December 2026, The hall. Songs and soup. With Larkspur Choir ." in shared
    choir = at / "partners/larkspur-choir/index.html"
    assert "Campaigns and events A month of song" in text(choir)
    assert "/events/winter-concert/" not in choir.read_text("utf-8"), "no page to link to in this estate"
    assert "Larkspur Choir" in text(at / "partners/status/signed/index.html")
    desk = text(site / "staff/leap/agreements/index.html")
    assert "Larkspur Choir 15 December 2026 Coming up" in desk
    assert "Larkspur Choir Signed 0 0 1 14 February 2026" in desk


EVENTS = {
    "content/events/microsite.yaml": "title: Events\nsummary: What is on.\npath: /events/\nplugins: [events]\n",
    "content/events/index.md": "---\ntitle: Events\nsummary: What is on.\n---\nAll.\n",
}


def test_events_lead_to_their_pages_and_go_when_they_are_over(tmp_path: Path) -> None:
    root = write(tmp_path, {**LEAP, **EVENTS})
    site = built(root)
    page = site / "public/leap/partners/larkspur-choir/index.html"
    assert "/events/winter-concert/" in page.read_text("utf-8") and "/events/week/song/" in page.read_text(
        "utf-8"
    )
    assert "Over" not in text(site / "public/leap/events/index.html")
    later = built(root, "--now", "2026-12-20")
    assert "Over Winter concert" in text(later / "public/leap/events/index.html")
    before = tree(later)
    write(root, {"data/events/winter-concert.md": CONCERT.replace("Songs and soup", "Songs and cake")})
    after = tree(built(root, "--now", "2026-12-20"))
    changed = {name for name in before if after[name] != before[name] and name.endswith("index.html")}
    assert {"public/leap/events/index.html", "public/leap/partners/larkspur-choir/index.html"} <= changed
    assert not [name for name in changed if name.startswith("public/leap/") and "LEAP-" in name]


def test_the_index_for_the_script_holds_each_item_with_its_facets(site: Path) -> None:
    whole = json.loads((site / "public/leap/register/index.json").read_text("utf-8"))
    ids = [facet["id"] for facet in whole["facets"]]
    assert ids == ["status", "topic", "audience", "route", "year"]
    rows = {row[0]: row for row in whole["rows"]}
    path, title, line, *places = rows["LEAP-2026-0001/"]
    assert (title, line) == ("Warm plates", "LEAP-2026-0001, received 2 March 2026")
    said = [whole["facets"][n]["values"][place][0] for n, (place,) in enumerate(places)]
    assert (
        said == ["done", "food", "service-users-carers", "letter", "2026"]
        and (site / "public/leap" / path).is_dir()
    )
    assert rows["LEAP-2026-0004/"][1] == "Waiting to be screened"
    partners = json.loads((site / "public/leap/partners/index.json").read_text("utf-8"))
    ((path, name, _, status, ways),) = partners["rows"]
    assert (path, name, len(status), len(ways)) == ("partners/larkspur-choir/", "Larkspur Choir", 1, 2)


SENT = """\
form: "feedback"
version: 1
received: 2026-11-20
answers:
  "topic": "access"
  "audience": "staff"
  "said": "Please put a bench at the side door: it is a long way. Thank you!"
"""


def test_what_a_form_brought_becomes_an_item(tmp_path: Path) -> None:
    inbox = "data/inbox/feedback/7f3a.yaml"
    root = write(tmp_path, {**LEAP, inbox: SENT})
    result = forked()("take", "7f3a", cwd=root)
    made = "data/leap/items/2026/LEAP-2026-0100.yaml"
    assert (result.status, result.out.split(":")[0]) == (0, made), result.err
    assert (root / inbox).read_text("utf-8") == f"{SENT}decided: {made}\n"
    site = built(root)
    assert "Please put a bench at the side door" in text(site / "staff/leap/queue/index.html")
    page = text(site / "public/leap/LEAP-2026-0100/index.html")
    assert "Waiting to be screened" in page and "bench" not in page and "Getting around" in page
    again = forked()("take", inbox, cwd=root)
    assert again.status == 2 and f"was moved on already: {made}" in again.err


def test_words_that_were_not_released_are_put_in_others(tmp_path: Path) -> None:
    inbox = "data/inbox/feedback/7f3b.yaml"
    root = write(tmp_path, {**LEAP, inbox: SENT[: SENT.index('  "said"')]})
    refused = forked()("take", "7f3b", cwd=root)
    assert refused.status == 2 and "did not agree" in refused.err and not (root / item(2026, 100)).exists()
    assert forked()("take", "7f3b", "--said", "Somebody asks for a bench", cwd=root).status == 0
    assert "Somebody asks for a bench" in (root / item(2026, 100)).read_text("utf-8")
    assert (
        forked()("take", "7f3c", cwd=root).err
        == "smile: there is no submission data/inbox/feedback/7f3c.yaml\n"
    )


def test_the_queue_says_what_is_late_and_for_whom(tmp_path: Path) -> None:
    more = {item(2026, 5): plain_item(5, "2026-07-01").replace("note:", "owner: Estates manager\nnote:")}
    site = built(write(tmp_path, {**LEAP, **more}))
    page = text(site / "staff/leap/queue/index.html")
    assert "Estates manager 1 1" in page and "Nobody yet 1 0" in page
    assert "144 days Decide and answer Estates manager The answer is 116 days late" in page
    trend = text(site / "staff/leap/trend/index.html")
    assert trend.count("2026") >= 12 and "22 November 2026 1 0 2" in trend


def test_a_new_item_leaves_older_pages_as_they_are(tmp_path: Path) -> None:
    many = {item(2025, number): plain_item(number, "2025-03-04") for number in range(1, 22)}
    root = write(tmp_path, {**LEAP, **many})
    before = tree(built(root) / "public")
    write(root, {item(2026, 5): plain_item(5)})
    after = tree(built(root) / "public")
    changed = {name for name in before if after[name] != before[name]}
    assert "leap/register/index.html" in changed and "leap/LEAP-2026-0005/index.html" in after
    assert "leap/register/page-1/index.html" in before and "leap/register/page-3/index.html" in before
    assert not [name for name in changed if "/page-" in name or "/LEAP-" in name]


def test_another_answer_redraws_no_list(tmp_path: Path) -> None:
    root = write(tmp_path, LEAP)
    built(root)
    write(root, {item(2026, 2): DECLINED.replace("opens from today", "opens from Monday")})
    result = build(root)
    assert "opens from Monday" in text(root / "site/public/leap/LEAP-2026-0002/index.html"), result.out
    # its page, three feeds of the register and three of its topic, and two downloads
    assert "9 files written" in result.out


def test_an_estate_without_items_needs_no_settings(tmp_path: Path) -> None:
    kept = {
        name: content
        for name, content in LEAP.items()
        if not name.startswith(("data/leap/", "data/events/", "data/weeks/"))
    }
    site = built(write(tmp_path, kept))
    assert "0 items, newest first" in text(site / "public/leap/register/index.html")
    assert "Nothing has been answered yet" in text(site / "public/leap/index.html")
