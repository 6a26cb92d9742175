"""What is planted to see whether the leak gate finds it: in texts and settings, and as private values."""

from __future__ import annotations

from typing import NamedTuple

from tests.estates import Files
from tests.media import png
from tests.vault import FILES

NAME = "Zorabel Winterquist"
NAME_AT = "data/stakeholders.yaml:10, field organisations.0.contact.name"
HOME = "content/main/index.md"
ABOUT = "---\ntitle: About\nsummary: What this is.\n---\n## Us\n\nWe are here.\n"


class Case(NamedTuple):
    """What is planted, and what the build must say of it."""

    files: Files
    file: str
    """Where the leak is: a file, with the line unless it is no text."""
    private: str = NAME_AT
    """Where the text is private."""
    secret: str = NAME
    """What must not be printed."""
    url: str = "/about/"
    audience: str = "public"


def about(body: str, front: str = "title: About\nsummary: What this is.") -> Files:
    return {"content/main/about.md": f"---\n{front}\n---\n## Us\n\n{body}\n"}


def plant(text: str, at: str = "planted.json", kind: str = "file") -> Files:
    harmless = "- at: plain.txt\n  text: Nothing to see\n"
    return {"data/plants.yaml": f"{harmless}- at: {at}\n  kind: {kind}\n  text: {text}\n"}


def static(name: str, data: str | bytes) -> Case:
    """A file beside the texts, which are published as they are."""
    line = "" if isinstance(data, bytes) else ":1"
    return Case({f"content/main/{name}": data}, f"content/main/{name}{line}", url=f"/{name}")


VALUES = {
    "id": ("quillhaven-forum", "data/stakeholders.yaml:3, field organisations.0.id"),
    "organisation": ("Quillhaven Forum", "data/stakeholders.yaml:4, field organisations.0.name"),
    "summary": ("Speaks for allotment holders.", "data/stakeholders.yaml:7, field organisations.0.summary"),
    "name": (NAME, NAME_AT),
    "e-mail": (
        "zorabel@quillhaven.example.org",
        "data/stakeholders.yaml:11, field organisations.0.contact.email",
    ),
    "telephone": ("01632 960777", "data/stakeholders.yaml:12, field organisations.0.contact.phone"),
    "notes": (
        "Wavering after the tramway decision.",
        "data/stakeholders.yaml:13, field organisations.0.notes",
    ),
    "title": ("The lantern inquiry", "data/cases/one.yaml:1, field title"),
    "in a list": ("Philippa Ravensworth", "data/cases/one.yaml:3, field people.0.name"),
    "NHS number": ("4857773456", "data/cases/one.yaml:4, field people.0.number"),
    "list in a list": ("Pippa the Brave", "data/cases/one.yaml:5, field people.0.nicknames.0"),
    "key": ("Sundermere", "data/cases/one.yaml:9, field by_place.Su********"),
    "below a key": ("Ottoline Haverstock", "data/cases/one.yaml:10, field by_place.Su********.0.name"),
    "optional": ("Zoë O'Farrow-Smythe", "data/cases/one.yaml:12, field lead.name"),
    "record in a record": ("Refused to be filmed", "data/cases/one.yaml:14, field visits.0.reason"),
    "in a public record": ("Fled from Oakhampton", "data/stories.yaml:3, field visit.reason"),
    "front matter": ("Diary of an inspector", "data/diary/june.md:2, field title"),
    "sentence of a body": (
        "On Tuesday the boiler room was found to be flooded again.",
        "data/diary/june.md:7, field body",
    ),
    "staff record": ("The canteen closes early", "data/memos.yaml:1, field text"),
    "record of a microsite": ("The harbour lights affair", "content/closed/cases/two.yaml:1, field title"),
}
WAYS = {
    "prose": Case(about(f"We met {NAME} there."), "content/main/about.md:7"),
    "title": Case(about("Text.", f"title: {NAME}\nsummary: What."), "content/main/about.md:2", url="/"),
    "summary": Case(about("Text.", f"title: About\nsummary: With {NAME}."), "content/main/about.md:3"),
    "tag": Case(
        about("Text.", f"title: About\nsummary: What.\ntags: [x]\nowner: {NAME}"), "content/main/about.md:5"
    ),
    "escaped": Case(about("&#90;orabel &#x57;interquist"), "content/main/about.md:7"),
    "tags": Case(about("Zora<b>bel</b> Win<i>ter</i>quist"), "content/main/about.md:7"),
    "Markdown": Case(about("Zora**bel** Winter*quist*"), "content/main/about.md:7"),
    "soft hyphen": Case(about("Zora&shy;bel Winter\u00adquist"), "content/main/about.md:7"),
    "case and lines": Case(about("zORABEL\n   WINTERQUIST"), "content/main/about.md:7"),
    "no-break space": Case(about("Zorabel\u00a0Winterquist"), "content/main/about.md:7"),
    "typography": Case(
        about("Zoë O’Farrow‑Smythe"), "content/main/about.md:7", VALUES["optional"][1], "Smythe"
    ),
    "composed letters": Case(
        about("Zoe\u0308 O'Farrow-Smythe"), "content/main/about.md:7", VALUES["optional"][1], "Smythe"
    ),
    "title of a link": Case(about(f'[More](/ "{NAME}")'), "content/main/about.md:7"),
    "alternative text": Case(
        {**about(f"\n![{NAME}](a.png)"), "content/main/a.png": png()}, "content/main/about.md:8"
    ),
    "address of a link": Case(
        about("[More](https://example.net/?q=Zorabel%20Winterquist)"), "content/main/about.md:7"
    ),
    "telephone written otherwise": Case(
        about("Call +44 (1632) 96 07 77"), "content/main/about.md:7", VALUES["telephone"][1], "96 07 77"
    ),
    "NHS number in groups": Case(
        about("See 485 777 3456."), "content/main/about.md:7", VALUES["NHS number"][1], "485 777 3456"
    ),
    "block": Case(
        {**about("```smile planted\n```"), **plant(NAME)}, "data/plants.yaml:5", url="/planted.json"
    ),
    "JSON": Case(plant(f'\'{{"who": "{NAME}"}}\''), "data/plants.yaml:5", url="/planted.json"),
    "escaped JSON": Case(
        plant('\'{"who": "\\u005aorabel\\nWinter\\u0071uist"}\''), "data/plants.yaml:5", url="/planted.json"
    ),
    "feed": Case(
        plant("'<p>Zora<b>bel</b> Winter&#113;uist</p>'", "x.xml", "feed"),
        "data/plants.yaml:5",
        url="/x.xml",
    ),
    "page of a plugin": Case(plant(NAME, "planted/", "page"), "data/plants.yaml:5", url="/planted/"),
    "address of a file": Case(
        plant("Nothing", "zorabel-winterquist.json"), "data/plants.yaml:3", url="/zorabel-winterquist.json"
    ),
    "template": Case(
        {
            **plant("x", "planted/", "page"),
            "plugins/vault/templates/page.html": '{% extends "page.html" %}\n{% block content %}\n'
            + NAME
            + "{% endblock %}",
        },
        "plugins/vault/templates/page.html:3",
        url="/planted/",
    ),
    "copied from its record": Case(
        plant("x", "planted/", "context"),
        "data/cases/one.yaml:3",
        VALUES["in a list"][1],
        "Philippa Ravensworth",
        "/planted/",
    ),
    "old address": Case(
        about("Text.", "title: About\nsummary: What.\nredirect_from: [/zorabel-winterquist]"),
        "content/main/about.md:4",
        url="/_redirects",
    ),
    "redirect of the estate": Case(
        {
            "content/estate.yaml": str(FILES["content/estate.yaml"])
            + "redirects:\n  - {from: /old, to: 'https://example.net/quillhaven-forum'}\n"
        },
        "content/estate.yaml:17",
        VALUES["id"][1],
        "quillhaven-forum",
        "/_redirects",
    ),
    "header of the estate": Case(
        {
            "content/estate.yaml": str(FILES["content/estate.yaml"])
            + "headers:\n  /x:\n    X-Who: "
            + NAME
            + "\n"
        },
        "content/estate.yaml:18",
        url="/_headers",
    ),
    "title of a microsite": Case(
        {"content/other/microsite.yaml": f"title: {NAME}\n", "content/other/index.md": ABOUT},
        "content/other/microsite.yaml:1",
        url="/",
    ),
    "address of a microsite": Case(
        {
            "content/zorabel-winterquist/microsite.yaml": "title: Other\n",
            "content/zorabel-winterquist/index.md": ABOUT,
        },
        "content/zorabel-winterquist/microsite.yaml",
        url="/",
    ),
    "wordmark": Case(
        {"content/estate.yaml": str(FILES["content/estate.yaml"]).replace("Example wordmark", NAME)},
        "content/estate.yaml:4",
        url="/",
    ),
    "picture of the theme": Case(
        {"theme/assets/map.svg": f"<svg><title>{NAME}</title></svg>"},
        "theme/assets/map.svg:1",
        url="/assets/map.",
    ),
    "staff page": Case(
        {"content/inside/index.md": f"---\ntitle: Staff home\n---\nAsk {NAME}.\n"},
        "content/inside/index.md:4",
        url="/",
        audience="staff",
    ),
    "telephone on a staff page": Case(
        {"content/inside/index.md": "---\ntitle: Staff home\n---\nCall 01632960777.\n"},
        "content/inside/index.md:4",
        VALUES["telephone"][1],
        "01632960777",
        "/",
        "staff",
    ),
}
CONTACTS = {
    "e-mail address": ("Write to someone@elsewhere.example.net now", "someone@elsewhere.example.net"),
    "telephone number": ("Call 01632 960123 now", "01632 960123"),
    "NHS number": ("The number 943 476 5919 is", "9434765919"),
    "escaped e-mail address": (
        "Write to someone&#64;elsewhere.example.net now",
        "someone@elsewhere.example.net",
    ),
    "e-mail address in a link": (
        "[Write](mailto:someone@elsewhere.example.net)",
        "someone@elsewhere.example.net",
    ),
    "number in a link": ("[Call](tel:+441632960123)", "+441632960123"),
    "e-mail address in an attribute": (
        '[Write](/ "someone@elsewhere.example.net")',
        "someone@elsewhere.example.net",
    ),
}
HARMLESS = {
    "published contacts": "Write to PRESS@example.org or call +44 1632 960 500 or 999.",
    "short words": "Forum, local, level and gold are words; 4, 6 and 12 are numbers.",
    "counts": "We met 1,204 people at 12 places in 2026, and 8,000,000 watched. 10.1000/182 is a name.",
    "a role": "The Press officer and the Chair of the board came.",
    "fixed choices": "Third-sector and silver level, calls made.",
    "parts of a text": "Zorabel came, and so did Winterquist.",
    "a letter more": "Sunder mere, Sundermer and 01632 9607.",
}
