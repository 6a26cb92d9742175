"""Plain English by the yard: sentences, paragraphs, lists and tables that look like an estate's own text."""

from __future__ import annotations

from random import Random

WHO = (
    "The community team", "A named nurse", "The carers' group", "The duty worker", "Our reception staff",
    "The service manager", "A peer supporter", "The pharmacy team", "The volunteer lead", "The local council",
    "Your care coordinator", "The ward team", "The library service", "The training team", "The crisis line",
)  # fmt: skip
DOES = (
    "answers questions about", "keeps a list of", "meets once a month to talk about",
    "writes to everybody about", "plans changes to", "checks", "shares what it learns about",
    "asks people for their view of", "publishes", "looks after", "reviews", "gives advice on",
    "helps people to understand", "collects comments on",
)  # fmt: skip
WHAT = (
    "appointments", "the waiting list", "travel to the clinic", "support at home", "the welcome pack",
    "medicines and their side effects", "visiting times", "the garden project", "advance plans",
    "reasonable adjustments", "the newsletter", "the interpreter service", "the group programme",
    "the young people's panel", "the annual survey", "leaving hospital", "the complaints process",
)  # fmt: skip
HOW = (
    "by telephone or face to face", "in plain English", "with help from people who use the service",
    "before the end of each quarter", "at no cost", "together with the family where that is wanted",
    "in the week after a visit", "without a referral", "in several languages",
    "on weekdays between nine and five", "as soon as a place is free", "and says what changed because of it",
    "with a short report for the board",
)  # fmt: skip
WHY = (
    "so that nobody has to tell their story twice", "because the first contact matters most",
    "so that waiting is shorter", "because carers asked for it", "so that everybody hears the same",
    "because good advice early saves time later", "so that a letter is never the first news",
    "since most people now use a phone to read it", "so that problems are put right sooner",
)  # fmt: skip
HEADINGS = (
    "What to expect", "Who it is for", "How to get in touch", "Before you come", "What we have changed",
    "Questions people ask", "Where we are", "Costs and travel", "How we decide", "What happens next",
)  # fmt: skip
SUBJECTS = (
    "Carers", "Recovery", "Wellbeing", "Talking therapy", "Volunteering", "Young people", "Older people",
    "Memory", "Eating well", "Sleep", "Housing", "Work and training", "Physical health", "Perinatal care",
    "Learning disability", "Neurodiversity", "Community care", "Research", "Patient safety", "Engagement",
)  # fmt: skip
SECTIONS = (
    "Getting help", "Guides", "Groups", "For families", "For professionals", "Your rights", "Stories",
    "About",
)  # fmt: skip
FORMS = (
    "guide to", "advice on", "notes on", "plan for", "answers about", "update on", "checklist for",
    "survey of",
)  # fmt: skip
PLACES = (
    "the north", "the south", "the east", "the west", "the city", "the coast", "the valley", "every area",
)  # fmt: skip
STATUSES = ("live", "planned", "paused", "closed")
READERS = ("carers", "families", "staff", "partners", "young people", "older people", "volunteers")
OWNERS = (
    "Service manager", "Communications lead", "Clinical lead", "Engagement officer",
    "Volunteer coordinator",
)  # fmt: skip


def slug(text: str) -> str:
    """`text` as a name for a URL: lower-case letters, digits and hyphens."""
    return "-".join(
        "".join(sign if sign.isalnum() else " " for sign in text.lower().replace("'", "")).split()
    )


def sentence(chance: Random) -> str:
    """One sentence of ten to thirty words."""
    parts = [chance.choice(WHO), chance.choice(DOES), chance.choice(WHAT)]
    if chance.random() < 0.7:
        parts.append(chance.choice(HOW))
    end = ", " + chance.choice(WHY) if chance.random() < 0.4 else ""
    return " ".join(parts) + end + "."


def paragraph(chance: Random, sentences: int) -> str:
    """A paragraph of `sentences`, now and then with something strong or emphasised in it."""
    text = " ".join(sentence(chance) for _ in range(sentences))
    if chance.random() < 0.3:
        word = chance.choice(WHAT)
        text = text.replace(word, f"**{word}**", 1)
    return text


def bullets(chance: Random, items: int, numbered: bool = False) -> str:
    """A Markdown list."""
    return "\n".join(f"{f'{index + 1}.' if numbered else '-'} {sentence(chance)}" for index in range(items))


def table(chance: Random, rows: int) -> str:
    """A Markdown table of three columns."""
    lines = ["| Group | Place | People |", "| --- | --- | ---: |"]
    for _ in range(rows):
        lines.append(f"| {chance.choice(SUBJECTS)} | {chance.choice(PLACES)} | {chance.randrange(4, 240)} |")
    return "\n".join(lines)


def title(chance: Random, number: int) -> str:
    """A title that no other page of the same folder has: `number` is in it."""
    start = chance.choice(FORMS)
    return f"{start[0].upper()}{start[1:]} {chance.choice(WHAT)} in {chance.choice(PLACES)} {number}"


def body(chance: Random, links: list[tuple[str, str]]) -> str:
    """Markdown of 200 to 400 words: headings from level 2, paragraphs, a list, `links`, now and then a table.

    Each of `links` is a title and a site path.
    """
    parts = [paragraph(chance, 3)]
    for heading in chance.sample(HEADINGS, chance.choice((2, 3, 3))):
        parts += [f"## {heading}", paragraph(chance, chance.choice((2, 3, 4)))]
        extra = chance.random()
        if extra < 0.4:
            parts.append(bullets(chance, chance.choice((3, 4)), numbered=extra < 0.1))
        elif extra < 0.5:
            parts.append(table(chance, chance.randrange(3, 6)))
        elif extra < 0.55:
            parts.append("> " + sentence(chance))
    if links:
        parts += ["See also:", "\n".join(f"- [{text}]({url})" for text, url in links)]
    return "\n\n".join(parts)
