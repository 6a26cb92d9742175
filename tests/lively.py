"""A small estate with something of every kind, for tests that change it in every way."""

from __future__ import annotations

from tests.estates import SMALL, Files

PLUGIN = """\
from smile.plugin import File, Fragment, Page, Parameters, Plugin, Redirect, block
from smile.records import Record, Text, View

from .words import GREETING


class Member(Record):
    name: Text
    skill: Text = "knots"
    friend: Text | None = None


class Badge(Record):
    title: Text


class Friend(View):
    name: Text
    url: str


class Chosen(Parameters):
    skill: Text


class Guild(Plugin):
    records = {"data/members/*.yaml": Member}
    site_records = {"badges/*.yaml": Badge}

    def derive(self, data, build):
        return {member.id: member for member in data[Member]}

    def plan(self, model, site):
        names = [member.name for member in model.values()]
        everyone = {"names": names, "greeting": GREETING}
        yield Page("members/", "guild/list.html", "Members", "All of them.", everyone, list(model.values()),
                   navigation=True, kind="index")
        for member in model.values():
            other = model.get(member.friend)
            friend = Friend.of(other, url=site.url(f"members/{other.id}/")) if other else None
            yield Page(f"members/{member.id}/", "guild/member.html", member.name, "One of us.",
                       {"member": member, "friend": friend}, [member])
            yield Redirect(f"/{site.slug}-{member.id}", f"members/{member.id}/")
        for badge in site.own(Badge):
            yield Page(f"badges/{badge.id}/", "guild/list.html", badge.title, "A badge.",
                       {"names": [badge.title], "greeting": GREETING}, [badge])
        yield File("members.json", str(names), list(model.values()))

    @block("members", Chosen)
    def members(self, model, site, asked):
        found = [member for member in model.values() if member.skill == asked.skill]
        names = [member.name for member in found]
        return Fragment("guild/names.html", {"names": names}, list(model.values()))
"""


def page(title: str, body: str, more: str = "") -> str:
    """A page of text."""
    return f"---\ntitle: {title}\nsummary: About {title}.\n{more}---\n{body}\n"


def item(title: str, date: str, channels: str = "post") -> str:
    """An item of the newsroom."""
    return (
        f'---\ntitle: {title}\nsummary: Of {title}.\ndate: "{date}"\n'
        f"channels: [{channels}]\nauthor: Team\n---\nThe text of {title}.\n"
    )


CHANNEL = "name: {0}\nsummary: The {0}.\nkind: blog\nstatus: live\n"

LIVELY: Files = {
    **SMALL,
    "content/main/index.md": page(
        "Home", "Welcome. [About](about.md)\n\n```smile members\nskill: knots\n```"
    ),
    "content/main/about.md": page(
        "About", "## Us\n\n[Home](index.md) and [one](../newsroom/items/2020/one.md).", "order: 1\n"
    ),
    "content/main/deep/er.md": page("Deeper", "```smile newest-items\ncount: 2\n```"),
    "content/main/draft.md": page("Draft", "Not yet.", "draft: true\n"),
    "content/main/later.md": page("Later", "In a while.", "publish: 2027-01-01\n"),
    "content/main/over.md": page("Over", "Gone.", "expires: 2026-01-01\n"),
    "content/main/notes.txt": "Notes\n",
    "content/newsroom/microsite.yaml": "title: Newsroom\nplugins: [newsroom]\norder: 2\n",
    "content/newsroom/index.md": page("Newsroom", "All news."),
    "content/newsroom/items/2020/one.md": item("One", "2020-01-02"),
    "content/newsroom/items/2020/two.md": item("Two", "2020-03", "post, radio"),
    "content/newsroom/items/2021/three.md": item("Three", "2021-05-06", "radio"),
    "data/channels/post.yaml": CHANNEL.format("Post"),
    "data/channels/radio.yaml": CHANNEL.format("Radio"),
    "content/channels/microsite.yaml": "title: Channels\nplugins: [channels]\norder: 3\n",
    "content/channels/index.md": page("Channels", "Ways.\n\n```smile channels\n{}\n```"),
    "content/guild/microsite.yaml": "title: Guild\nplugins: [guild]\n",
    "content/guild/index.md": page("Guild", "[Ann](/guild/members/ann/)", "redirect_from: [/old-guild]\n"),
    "content/guild/badges/gold.yaml": "title: Gold\n",
    "content/guild/inner/microsite.yaml": "title: Inner\npath: /guild/inner/\n",
    "content/guild/inner/index.md": page("Inner", "Within. [About](../../main/about.md)"),
    "content/team/microsite.yaml": "title: Team\naudience: staff\n",
    "content/team/index.md": page("Team", "[Public](../main/about.md)"),
    "data/members/ann.yaml": "name: Ann\nfriend: bob\n",
    "data/members/bob.yaml": "name: Bob\n",
    "data/members/cas.yaml": "name: Cas\nskill: maps\n",
    "plugins/guild/plugin.py": PLUGIN,
    "plugins/guild/words.py": 'GREETING = "Hello"\n',
    "plugins/guild/templates/list.html": '{% extends "page.html" %}{% block content %}'
    '{{ greeting }}{% include "guild/names.html" %}{% endblock %}',
    "plugins/guild/templates/member.html": '{% extends "page.html" %}{% block content %}'
    "<p>{{ member.skill }}</p>"
    '{% if friend %}<a href="{{ friend.url }}">{{ friend.name }}</a>{% endif %}{% endblock %}',
    "plugins/guild/templates/names.html": "<ul>{% for name in names %}<li>{{ name }}</li>{% endfor %}</ul>\n",
    "theme/assets/extra.css": "p { margin: 1px }\n",
}
