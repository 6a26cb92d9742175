"""A plugin with restricted records of every shape, and one that makes it publish what a test plants."""

from tests.estates import SMALL, Files

PLUGIN = """\
from typing import Annotated, Any, ClassVar, Literal

from smile.feeds import Entry, FeedInfo, EPOCH, atom
from smile.plugin import File, Fragment, Page, Parameters, Plugin, Redirect, block
from smile.records import Audience, Document, Record, Shareable, Text, Value


class Person(Value):
    name: Text
    number: int | None = None
    nicknames: tuple[Text, ...] = ()
    level: Literal["gold level", "silver level"] = "gold level"
    role: Annotated[Text | None, Shareable] = None


class Visit(Record):
    audience: ClassVar[Audience] = Audience.restricted
    reason: Text


class Case(Record):
    audience: ClassVar[Audience] = Audience.restricted
    title: Text
    people: tuple[Person, ...] = ()
    by_place: dict[str, tuple[Person, ...]] = {}
    counts: dict[Literal["calls made", "letters"], int] = {}
    lead: Person | None = None
    visits: tuple[Visit, ...] = ()


class Story(Record):
    title: Text
    visit: Visit | None = None


class Diary(Document):
    audience: ClassVar[Audience] = Audience.restricted


class Memo(Record):
    audience: ClassVar[Audience] = Audience.staff
    text: Text


class Plant(Record):
    at: Text
    text: Text
    kind: Literal["file", "feed", "page", "redirect", "context"] = "file"


class Vault(Plugin):
    records = {
        "data/cases/*.yaml": Case,
        "data/stories.yaml": Story,
        "data/diary/*.md": Diary,
        "data/memos.yaml": Memo,
        "data/plants.yaml": Plant,
    }
    site_records = {"cases/*.yaml": Case}

    def plan(self, model, site):
        for plant in model[Plant]:
            if plant.kind == "page":
                yield Page(plant.at, "vault/page.html", "Planted", "A page.", {"text": plant.text}, [plant])
            elif plant.kind == "context":
                copied = [person.name for case in model[Case] for person in case.people]
                context = {"text": copied}
                yield Page(plant.at, "vault/page.html", "Planted", "A page.", context, [*model[Case]])
            elif plant.kind == "redirect":
                yield Redirect(plant.at, plant.text)
            elif plant.kind == "feed":
                info = FeedInfo("Feed", site.base + "/feed.xml", site.base + "/", "Somebody")
                entry = Entry("urn:x:1", site.base + "/", "One", EPOCH, html=plant.text)
                yield File(plant.at, atom(info, [entry]), [plant])
            else:
                yield File(plant.at, plant.text, [plant])

    @block("planted")
    def planted(self, model, site, asked):
        return Fragment("vault/block.html", {"texts": [plant.text for plant in model[Plant]]}, model[Plant])
"""

PAGE = '{%% extends "page.html" %%}\n{%% block content %%}\n%s\n{%% endblock %%}\n'
"""The template of its pages."""

FILES: Files = {
    **SMALL,
    "plugins/vault/plugin.py": PLUGIN,
    "plugins/vault/templates/page.html": PAGE % "<p>{{ text }}</p>",
    "plugins/vault/templates/block.html": "{% for text in texts %}<p>{{ text }}</p>{% endfor %}",
    "content/main/microsite.yaml": "title: Home\npath: /\norder: 1\nplugins: [vault]\n",
    "data/cases/one.yaml": """\
title: The lantern inquiry
people:
  - name: Philippa Ravensworth
    number: 4857773456
    nicknames: [Pippa the Brave]
    role: Chair of the board
    level: silver level
by_place:
  Sundermere:
    - name: Ottoline Haverstock
counts: {calls made: 12}
lead: {name: "Zoë O'Farrow-Smythe"}
visits:
  - reason: Refused to be filmed
""",
    "data/stories.yaml": """\
- title: A story for all
- title: Another story
  visit: {reason: Fled from Oakhampton}
""",
    "data/diary/june.md": "---\ntitle: Diary of an inspector\nsummary: Unannounced\n---\nShort.\n\n"
    "On Tuesday the **boiler** room was found to be flooded again. It rained.\n",
    "data/memos.yaml": "- text: The canteen closes early\n",
    "content/closed/microsite.yaml": """\
title: Closed
audience: restricted
path: /
plugins: [stakeholders, vault]
""",
    "content/closed/cases/two.yaml": "title: The harbour lights affair\n",
    "data/plants.yaml": "- at: plain.txt\n  text: Nothing to see\n",
}
"""An estate that uses it, without a leak."""
