"""The shipped example register, made again: 173 organisations and 408 people, all of them fictional.

`python -m tests.stakeholder_example` writes it below data/; the same seed gives the same bytes. Names are put
together from invented parts. E-mail addresses use example.org (RFC 2606), and telephone numbers come from the
range that Ofcom keeps for drama (01632 960000 to 960999).
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import yaml

from plugins.stakeholders.choices import GROUPS, PROXIMITIES, SELDOM_HEARD

ROOT = Path(__file__).resolve().parent.parent
SEED, ORGANISATIONS, PEOPLE = 2019, 173, 408
KINDS = {
    "patients-carers-families": ("Carers Circle", "Patient Voices", "Family Forum", "Lived Experience Panel"),
    "health-and-care-partners": ("Primary Care Group", "Care Alliance", "Community Clinic", "Day Services"),
    "media-and-opinion-formers": ("Gazette", "Community Radio", "Health Podcast", "Policy Blog"),
    "companies": ("Works", "Housing Company", "Travel Company", "Catering Company"),
    "elected-representatives": ("Parish Council", "Scrutiny Panel", "Ward Councillors", "Oversight Board"),
    "third-sector": ("Allotment Trust", "Befrienders", "Advice Project", "Community Hub"),
}
WHO = {
    "patients-carers-families": "Run by volunteers, who have used services themselves.",
    "health-and-care-partners": "Shares patients with us, and a building in one place.",
    "media-and-opinion-formers": "Two people and a few who help. Prints what it is sent, if it is short.",
    "companies": "Has apprentices, and a person who looks after staff wellbeing.",
    "elected-representatives": "Meets in public each month, and publishes its papers a week before.",
    "third-sector": "Has a hall, a newsletter and some forty volunteers.",
}
SWAYS = {
    "patients-carers-families": "Speaks where services are planned, and is listened to.",
    "health-and-care-partners": "Decides with us how people move from one service to another.",
    "media-and-opinion-formers": "Chooses what is talked about in the week.",
    "companies": "Decides what its staff are told about looking after themselves.",
    "elected-representatives": "Can ask for papers, and put a change of service off.",
    "third-sector": "Its members fill a room when it asks them to.",
}
VIEWS = (
    "Shares our aims, and says so in public.",
    "Agrees with most of what we plan, and asks how we will know that it works.",
    "Has doubts about how fast we answer.",
)
DOES = {
    "patients-carers-families": "Speaks for people in {} who use services, and for those who care for them.",
    "health-and-care-partners": "Gives care in {} that joins up with ours.",
    "media-and-opinion-formers": "Tells people in {} what happens in health and care.",
    "companies": "Works in {} and employs people whom we serve.",
    "elected-representatives": "Asks questions on behalf of the people of {}.",
    "third-sector": "Brings people in {} together and helps them to be heard.",
}
STARTS = (
    "Amber Tolle Harrow Quill Brindle Ferny Osier Wimble Cattan Dunnock Elder Gossam Hollin Ivel Juni".split()
)
ENDS = "shaw mere fold beck wick combe holt stow thwaite garth".split()
FIRST = (
    "Odalys Benedikta Ignatia Leofric Perpetua Cuthwin Zebulon Thomasina Ottoline Peregrine Isolde Barnabus "
    "Euphemia Lysander Philomena Cosmo Araminta Ptolemy Hesper Evadne Fenella Gawain Hyacinth Jocasta"
).split()
LAST_STARTS = "Fen Thorn Skel Ash Mar Quist Aber Wint Hol Crans Dray Elph Gorm Hask".split()
LAST_ENDS = "wright castle ding grove lowe worthy nathy erbourne lander combe ton ick".split()
ROLES = ("Chair", "Secretary", "Coordinator", "Director", "Policy lead", "Press officer", "Service manager")
TOPICS = ("mental-health", "carers", "housing", "young-people", "sport", "culture", "environment", "tourism")
EMPTY = {("companies", "national"), ("third-sector", "regional")}
"""Cells of the grid that stay empty, so that gaps show."""
TODAY = dt.date(2026, 10, 31)
KNOWN: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    (
        "third-sector",
        "Harbour Lane Allotments",
        "Gardens near a ward, and the neighbours who tend them.",
        {"leap": "harbour-lane-allotments"},
    ),
    (
        "third-sector",
        "Lantern Street Community Centre",
        "Neighbours who meet under one roof.",
        {"leap": "lantern-street-centre"},
    ),
    (
        "third-sector",
        "Moorland Bus Users",
        "Passengers of the hill buses.",
        {"leap": "moorland-bus-users"},
    ),
    ("third-sector", "Riverside Rovers", "Football for all ages.", {"leap": "riverside-rovers"}),
    ("third-sector", "Ward Garden Friends", "Volunteers in a ward garden.", {"open_name": True}),
    ("companies", "Brindle and Sons", "Bookkeepers who take on apprentices.", {"leap": "brindle-and-sons"}),
    ("companies", "North Gate College", "Teaches and trains young people.", {"leap": "north-gate-college"}),
    (
        "patients-carers-families",
        "The Plain Speaking Group",
        "Tests what we write.",
        {"leap": "plain-speaking-group"},
    ),
    (
        "patients-carers-families",
        "Quillhaven Forum",
        "Speaks for patients in a made-up town.",
        {"open_name": True},
    ),
    (
        "media-and-opinion-formers",
        "The Evening Lamp",
        "Local news, while it came out.",
        {"leap": "the-evening-lamp"},
    ),
    ("media-and-opinion-formers", "Quillhaven Gazette", "The paper of a made-up town.", {"open_name": True}),
)
"""Organisations that other examples know, too: LEAP partners, and sources of a Window."""
OFFICES = {
    "Parish Council": (
        "Parish council",
        "Looks after paths, benches and halls, and passes on what the parish says about care.",
    ),
    "Scrutiny Panel": (
        "Health scrutiny panel",
        "Asks health services in public how a change would affect people here.",
    ),
    "Ward Councillors": (
        "Ward councillors",
        "Take up what people in the ward tell them about health and care.",
    ),
    "Oversight Board": (
        "Oversight board",
        "Checks each quarter whether health services keep their promises.",
    ),
}


def files() -> dict[str, str]:
    """The example by path below the project."""
    chance = Random(SEED)
    organisations = _organisations(chance)
    _people(chance, organisations)
    _relations(chance, organisations)
    _offices(organisations)
    made: dict[str, str] = {}
    first = [one for one in organisations if one["proximity"] == "internal"]
    groups = [
        {
            "id": "winter-planning",
            "name": "Winter planning",
            "members": [o["id"] for o in organisations[40:52]],
        }
    ]
    made["data/stakeholders.yaml"] = _head("The first entries: those inside the Trust.") + _dump(
        {"example": True, "organisations": first, "groups": groups}
    )
    for one in organisations:
        if one not in first:
            path = f"data/stakeholders/{one['group']}/{one['id']}.yaml"
            made[path] = _head("") + _dump({"example": True, "organisations": [one]})
    for year in (2025, 2026):
        made[f"data/chase/interactions/{year}.yaml"] = _head("") + _dump(
            list(_log(chance, organisations, year))
        )
    return made


def _organisations(chance: Random) -> list[dict[str, Any]]:
    places = [start + end for end in ENDS for start in STARTS]
    chance.shuffle(places)
    cells = [(g, p) for g in GROUPS for p in PROXIMITIES if (g, p) not in EMPTY]
    weights = [{"internal": 1, "local": 4, "regional": 2, "national": 1}[near] for _, near in cells]
    chosen = cells + chance.choices(cells, weights, k=ORGANISATIONS - len(cells))
    made, used = [], set()
    for number, (group, near) in enumerate(chosen):
        place = places[number % len(places)]
        kind = next(k for k in chance.sample(KINDS[group], len(KINDS[group])) if (place, k) not in used)
        used.add((place, kind))
        id = f"{place}-{kind}".lower().replace(" ", "-")
        made.append(
            {
                "id": id,
                "name": f"{place} {kind}",
                "group": group,
                "proximity": near,
                "summary": DOES[group].format(place),
            }
        )
    for group, name, summary, more in KNOWN:
        one = next(o for o in made if o["group"] == group and o["proximity"] == "local" and o["name"] not in _names()
                   and not o["id"].startswith("cattanfold"))  # fmt: skip
        one |= {"id": name.lower().replace(" ", "-"), "name": name, "summary": summary, **more}
    seldom = list(SELDOM_HEARD)
    outside = [one for one in made if one["group"] in ("third-sector", "patients-carers-families")]
    for number, one in enumerate(chance.sample(outside, 17)):
        one["seldom_heard"] = [seldom[number % (4 if number > 12 else 7)]]
    for one in made:
        _facts(chance, one)
    return made


def _names() -> set[str]:
    return {name for _, name, _, _ in KNOWN}


def _offices(organisations: list[dict[str, Any]]) -> None:
    """Public pages: of the first bodies of each kind, and of the chairs of some."""
    bodies = [one for one in organisations if one["group"] == "elected-representatives"]
    for kind, (office, about) in OFFICES.items():
        for number, one in enumerate([body for body in bodies if body["name"].endswith(kind)][:2]):
            place = one["name"].split()[0]
            one["public"] = {
                "office": office,
                "area": place,
                "about": about,
                "meets": f"Example: in public at {place} hall, on the second Tuesday of each month, at 7pm",
                "email": f"office@{one['id']}.example.org",
                "website": f"https://{one['id']}.example.org",
                "checked": TODAY,
            }
            if number == 0:
                role = "Councillor" if kind in ("Parish Council", "Ward Councillors") else "Member"
                one["people"][0]["public"] = {"office": role, "area": place, "checked": TODAY}


def _facts(chance: Random, one: dict[str, Any]) -> None:
    one["added"] = dt.date(2016, 1, 1) + dt.timedelta(chance.randrange(3_800))
    one["contact"] = {"role": "Office", "email": f"office@{one['id']}.example.org"}
    one["preferred_contact"] = chance.choice(("named contact", "face to face", "e-mail", "telephone"))
    one["interests"] = sorted(chance.sample(TOPICS, 2))
    one["cleanse"] = chance.choices(("done", "in doubt", "not yet"), (7, 1, 2))[0]
    known = one["name"] in _names()
    one["biography"] = WHO[one["group"]]
    one["reasons"] = (
        "Reaches people "
        + ("whom" if known else f"around {one['name'].split()[0]} whom")
        + " we do not meet otherwise."
    )
    one["influence"] = SWAYS[one["group"]]
    one["support"] = VIEWS[len(one["name"]) % len(VIEWS)]
    one["lawful_basis"] = "public task"
    one["review"] = dt.date(2031, 1, 1) + dt.timedelta(chance.randrange(700))
    one["sources"] = [{"facts": ["name", "contact"], "origin": "their website", "date": dt.date(2026, 3, 2)}]
    if chance.random() < 0.7:
        one["accounts_checked"] = TODAY - dt.timedelta(chance.randrange(400))
        if chance.random() < 0.7:
            follows = {"we_follow": chance.random() < 0.6, "they_follow": chance.random() < 0.4}
            handle = f"{one['id']}.social.example.org"
            one["accounts"] = [
                {"platform": "bluesky", "handle": handle, **follows, "checked": one["accounts_checked"]}
            ]
    if chance.random() < 0.85:
        one["assessments"] = list(_judged(chance, "seldom_heard" in one))


def _judged(chance: Random, seldom: bool) -> Iterator[dict[str, Any]]:
    scores = {
        "support": chance.randint(3, 11),
        "influence": chance.choice((1, 2, 2, 3, 3, 4, 5, 6, 7)),
        "relationship": 2,
    }
    why = (
        "Spoke at our open meeting, and asked for another.",
        "Wrote to us about waiting times.",
        "Came to a visit.",
    )
    for day in (dt.date(2025, 10, 6), dt.date(2026, 4, 13), dt.date(2026, 10, 5))[chance.randrange(3) :]:
        scores = {**scores, "relationship": min(5, scores["relationship"] + chance.randrange(2))}
        scores["support"] = max(1, min(12, scores["support"] + chance.choice((-1, 0, 0, 1, 2))))
        yield {"date": day, "scores": dict(scores), "by": "Partnerships lead", "reason": chance.choice(why)}
    more = {
        "tracker": "power-interest",
        "scores": {"power": chance.randint(1, 5), "interest": chance.randint(1, 5)},
    }
    yield {
        **more,
        "date": dt.date(2026, 5, 11),
        "by": "Communications team",
        "reason": "Judged in a workshop.",
    }
    if seldom:
        more = {
            "tracker": "seldom-heard",
            "scores": {"contact": chance.randint(1, 5), "heard": chance.randint(1, 4)},
        }
        yield {
            **more,
            "date": dt.date(2026, 6, 8),
            "by": "Inclusion lead",
            "reason": "Looked through our log of a year.",
        }


def _people(chance: Random, organisations: list[dict[str, Any]]) -> None:
    names = [f"{first} {start}{end}" for first in FIRST for start in LAST_STARTS for end in LAST_ENDS]
    chosen = chance.sample(names, PEOPLE)
    homes = [*organisations, *chance.choices(organisations, k=PEOPLE - len(organisations))]
    for number, (name, home) in enumerate(zip(chosen, homes, strict=True)):
        first, last = name.split()
        person: dict[str, Any] = {"id": f"{first}-{last}".lower(), "name": name, "role": chance.choice(ROLES)}
        person["email"] = f"{first}.{last}@{home['id']}.example.org".lower()
        if number % 3 == 0:
            person["phone"] = f"01632 960{number:03d}"
        person["salutation"] = f"Dear {first} {last}"
        person["lawful_basis"] = chance.choice(("public task", "legitimate interests", "consent"))
        person["review"] = dt.date(2031, 1, 1) + dt.timedelta(chance.randrange(700))
        if chance.random() < 0.15:
            person["assessments"] = list(_judged(chance, False))
        home.setdefault("people", []).append(person)


def _relations(chance: Random, organisations: list[dict[str, Any]]) -> None:
    inside = [
        person["id"] for one in organisations if one["proximity"] == "internal" for person in one["people"]
    ]
    for one in organisations:
        others = [other["id"] for other in organisations if other is not one]
        if chance.random() < 0.5:
            one["connections"] = sorted(chance.sample(others, chance.randint(1, 3)))
        if chance.random() < 0.4:
            one["partnering"] = {"champion": [chance.choice(inside)], "manager": [one["people"][0]["id"]]}


def _log(chance: Random, organisations: list[dict[str, Any]], year: int) -> Iterator[dict[str, Any]]:
    said = (
        "They want papers a week ahead, in plain English.",
        "They offered a room for our next open meeting.",
        "They asked who answers questions about waiting times.",
        "They would like a short talk for their members.",
    )
    promises = (
        "Send the plan in Easy Read.",
        "Name one person to ring.",
        "Come back with an answer on parking.",
    )
    for number in range(60):
        day = dt.date(year, 1, 6) + dt.timedelta(number * 5)
        entry: dict[str, Any] = {
            "date": day,
            "kind": chance.choice(("meeting", "call", "visit", "event")),
            "example": True,
        }
        entry["with"] = [one["id"] for one in chance.sample(organisations, chance.randint(1, 4))]
        if entry["kind"] == "event":
            entry["event"] = "Open meeting"
        entry |= {"summary": chance.choice(said), "by": "Partnerships lead"}
        if chance.random() < 0.4:
            due = day + dt.timedelta(42)
            kept = {"done": day + dt.timedelta(30)} if chance.random() < 0.7 else {}
            entry["commitments"] = [
                {"text": chance.choice(promises), "owner": "Communications team", "due": due, **kept}
            ]
        yield entry


class _Dumper(yaml.SafeDumper):
    """Indents lists, as people write them, and has no aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def _head(more: str) -> str:
    return "# EXAMPLE RECORDS, made by tests/stakeholder_example.py. All of it is fictional.\n" + (
        f"# {more}\n" if more else ""
    )


def main() -> int:
    """Writes the example."""
    for path, text in files().items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
