"""A small estate with LEAP, and its files as texts to change."""

from __future__ import annotations

from plugins.leap.choices import AUDIENCES
from tests.estates import SMALL

SETTINGS = """\
topics:
  - {id: food, title: Food and drink}
  - {id: access, title: Getting around}
answer_within: 28
alike: 80
least_words: 8
stock_phrases: [Thank you for your suggestion]
page_length: 5
form: feedback
withdrawn: [LEAP-2026-0099]
"""
DONE = """\
title: Warm plates
received: 2026-03-02
route: letter
audience: service-users-carers
topic: food
said: The plates are cold, so the food is cold.
screened: {on: 2026-03-03, by: Patient experience officer}
judged: {suggested: true, on: 2026-03-03, by: Engagement officer}
owner: Catering manager
answer:
  outcome: will-be-done
  decided: 2026-03-10
  by: Catering manager
  response: Cold plates undo good cooking. Warmers go onto two wards in April.
  sent: 2026-03-12
action: {what: Try plate warmers, owner: Catering manager, due: 2026-04-30, done: 2026-04-20}
completion: {response: The warmers came and nine in ten people say that dinner is hot now., sent: 2026-04-22}
reference: FORM-77-QUIMBLE
note: The cook Xanthippe knows the details.
sender: {name: Zebedee Quillfeather, contact: zebedee@quillfeather.example.org}
"""
DECLINED = """\
title: A ramp at the gate
received: 2026-05-04
route: form
audience: staff
topic: access
said: Please build a ramp at the garden gate.
screened: {on: 2026-05-05, by: Patient experience officer}
judged: {suggested: true, on: 2026-05-05, by: Engagement officer}
answer:
  outcome: not-taken-forward
  decided: 2026-05-20
  by: Estates manager
  response: We cannot put a ramp at the gate, but the side door is level and opens from today.
  explanation: The wall beside the gate is listed, and may not be cut.
  sent: 2026-05-22
"""
COMMENT = """\
title: Lovely soup
received: 2026-06-01
route: event
audience: voluntary-sector
topic: food
said: The soup was lovely.
screened: {on: 2026-06-01, by: Patient experience officer}
judged: {suggested: false, on: 2026-06-02, by: Engagement officer}
thanked: 2026-06-03
"""
UNSCREENED = """\
title: Unseen marmalade
received: 2026-11-16
route: telephone
audience: staff
topic: food
said: Nobody has looked at the marmalade yet.
"""
PARTNER = """\
name: Larkspur Choir
summary: Forty voices.
opportunities: [co-production, materials]
purpose: To sing together.
contacts:
  - {side: partner, role: Choir leader, name: Ottoline Featherby, address: ottoline@larkspur.example.org}
proposed: 2026-01-05
signed: {trust: 2026-01-12, partner: 2026-01-15}
review: 2026-12-15
activity:
  - {on: 2026-02-14, by: both, opportunity: co-production, what: A concert in the hall.}
"""
CONCERT = """\
---
title: Winter concert
summary: Songs and soup.
uid: 0f5b2a52-3f0e-4f0a-9d6b-5a1f2b3c4d5e
start: 2026-12-12
place: The hall
category: music
changed: 2026-11-01
partners: [larkspur-choir]
---
Come and sing.
"""
FEEDBACK = (
    """\
title: Tell us
summary: Tell us what you think.
version: 1
thanks: Thank you.
fields:
  - name: topic
    label: About
    kind: radios
    needed: true
    use: public
    options: [{value: food, label: Food}, {value: access, label: Getting in}]
  - name: audience
    label: You
    kind: select
    needed: true
    use: public
    options:
"""
    + "".join(f"      - {{value: {id}, label: {id}}}\n" for id in AUDIENCES)
    + """\
  - {name: said, label: What, kind: textarea, needed: true, use: public}
"""
)


def item(year: int, number: int) -> str:
    """The path of an item's file."""
    return f"data/leap/items/{year}/LEAP-{year}-{number:04d}.yaml"


LEAP = {
    **SMALL,
    "content/leap/microsite.yaml": "title: You said, we did\nsummary: The register.\nplugins: [leap]\n",
    "content/leap/index.md": "---\ntitle: You said, we did\nsummary: All of it.\n---\n```smile leap-figures\n```\n\n"
    "```smile leap-newest\ncount: 2\n```\n",
    "content/desk/microsite.yaml": "title: LEAP desk\naudience: staff\npath: /leap/\nplugins: [leap]\n",
    "content/desk/index.md": "---\ntitle: LEAP desk\n---\nFor staff.\n",
    "data/leap/settings.yaml": SETTINGS,
    item(2026, 1): DONE,
    item(2026, 2): DECLINED,
    item(2026, 3): COMMENT,
    item(2026, 4): UNSCREENED,
    "data/leap/partners/larkspur-choir.yaml": PARTNER,
    "data/events/winter-concert.md": CONCERT,
    "data/weeks/song.yaml": "title: A month of song\nsummary: Songs.\nstart: 2026-11-01\nend: 2026-11-30\n"
    "partners: [larkspur-choir]\n",
    "data/forms/feedback.yaml": FEEDBACK,
}
"""An estate with a public register and a staff desk."""


def plain_item(number: int, day: str = "2026-07-01") -> str:
    """An item that waits for an answer."""
    return (
        DECLINED[: DECLINED.index("answer:")].replace("2026-05-04", day).replace("2026-05-05", day)
        + f"note: N{number}\n"
    )
