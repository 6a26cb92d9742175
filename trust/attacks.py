"""Every attack in every string field of every record type: built by the command, looked at in Chromium's DOM."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selenium import webdriver

from trust import browser, dom
from trust.built import WORK, Built
from trust.outcome import Fault, Outcome
from trust.planting import Garden, garden
from trust.rooms import Room, rooms
from trust.server import served
from trust.strings import ATTACKS, MARK, Attack

PACK = 15
"""Attacks that stand in one text together."""


def check(built: Built, whole: bool) -> Outcome:
    """Whole: every attack in every field of the shipped estate. Otherwise one attack a field, in small estates."""
    outcome = Outcome("Secure: attacks in data")
    outcome.count("attacks", len(ATTACKS))
    grown = [garden(built.root)] if whole else [_small(room) for room in rooms(built.root)]
    outcome.count("fields", len({one.name for each in grown for one in each.fields}))
    with browser.browser() as driver:
        for each in grown:
            _attack(driver, each, outcome, whole)
            outcome.count("refused", each.refusals)
    if outcome.counts["shown"] < outcome.counts["fields"] // 2:
        outcome.faults.append(Fault("attack.nothing", "all fields", "too few texts came as far as a page"))
    outcome.counts["attacks through"] = len(outcome.faults)
    return outcome


def _small(room: Room) -> Garden:
    return garden(room.root, WORK / "attacked" / room.name, small=True)


def _attack(driver: webdriver.Chrome, grown: Garden, outcome: Outcome, whole: bool) -> None:
    for name, plant, each in rounds(whole):
        planted = grown.grow(plant)
        outcome.count("attacks tried", len(grown.fields) * each)
        outcome.count("builds")
        outcome.count("shown", len(planted))
        for audience, where, said in look(driver, grown):
            outcome.faults.append(Fault("attack.through", f"{audience} {where} ({name})", said))
        run(driver, grown, outcome, whole)


def rounds(whole: bool) -> Iterator[tuple[str, Callable[[int], str], int]]:
    """By round: its name, what it plants by the number of a field, and how many attacks that is for each field."""
    if not whole:
        yield "one each", lambda number: numbered(ATTACKS[number % len(ATTACKS)], number), 1
        return
    parts = [one for one in ATTACKS if not one.alone]
    for at in range(0, len(parts), PACK):
        pack = parts[at : at + PACK]
        text = " ".join(one.text for one in pack)
        yield f"{pack[0].name} to {pack[-1].name}", lambda number, text=text: f"{text} {number}", len(pack)  # type: ignore[misc]
    alone = [one for one in ATTACKS if one.alone]
    for turn in range(len(alone)):
        yield f"whole, turn {turn + 1}", lambda number, turn=turn: alone[(number + turn) % len(alone)].text, 1  # type: ignore[misc]


def numbered(attack: Attack, number: int) -> str:
    """Texts that must differ do; a text that works as a whole value stays whole."""
    return attack.text if attack.alone else f"{attack.text} {number}"


def look(driver: webdriver.Chrome, grown: Garden) -> Iterator[tuple[str, str, str]]:
    """What came of attacks in any file of any tree: audience, address, what it is."""
    driver.get("about:blank")
    for audience in grown.built.audiences():
        tree = grown.built.tree(audience)
        pages: dict[str, str] = {}
        for path in sorted(tree.rglob("*")):
            if not path.is_file() or "pagefind" in path.parts:
                continue
            name = path.relative_to(tree).as_posix()
            if path.suffix == ".html":
                pages[name] = path.read_text("utf-8")
                continue
            said, pieces = dom.other(path)
            yield from ((audience, name, one) for one in said)
            pages |= {f"{name}#{number}": piece for number, piece in enumerate(pieces)}
        for name, one in dom.html(driver, pages):
            yield audience, name, one


def run(driver: webdriver.Chrome, grown: Garden, outcome: Outcome, whole: bool) -> None:
    """Opens one page of each kind: nothing that was planted runs, and the policy has nothing to block."""
    kinds = grown.built.kinds()
    for audience in grown.built.audiences():
        with served(grown.built.tree(audience)) as base:
            for kind in [one for one in kinds if one.audience == audience][: None if whole else 2]:
                browser.said(driver)
                driver.get(base + kind.url)
                where = f"{audience} {kind.url}"
                if driver.execute_script(f"return window.{MARK}") is not None:
                    outcome.faults.append(Fault("attack.run", where, "a planted script was run"))
                blocked = [line for line in browser.said(driver) if "Content Security Policy" in line]
                outcome.faults += [Fault("attack.blocked", where, line[:300]) for line in blocked[:2]]
                outcome.count("pages opened")
