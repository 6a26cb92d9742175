"""WCAG 2.2 AA by axe-core, in Chromium, on every kind of page in every state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from selenium import webdriver

from trust import browser
from trust.built import ROOT, Built, Kind, TrustError
from trust.outcome import Fault, Outcome
from trust.server import served
from trust.states import ERRORS, STATES, State

OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2, 2.5.8: off unless asked for
}
RUN = browser.script("axe")
WIDER = browser.script("wider")
MOVING = """return document.getAnimations().filter((one) => one.playState === "running")
  .map((one) => (one.effect?.target?.className || "") + " " + (one.animationName || one.transitionProperty || ""))"""
SAMPLE = ("360 px", "without JavaScript", "menus open")
"""The states of a normal run, on the first of which alone every kind is looked at."""


@cache
def axe() -> str:
    """The source of axe-core."""
    file = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not file.is_file():
        raise TrustError("axe-core is not installed: run `python3 build.py test` once, which installs it")
    return file.read_text("utf-8")


def check(built: Built, whole: bool) -> Outcome:
    """Every kind of page in every state; without `whole`, one kind of each template in three states."""
    outcome = Outcome("Accessible (axe-core)")
    kinds = built.kinds()
    seen: set[tuple[str, str]] = set()
    with browser.browser() as driver:
        for audience in built.audiences():
            pages = error_pages(built) if audience == "public" else {}
            with served(built.tree(audience), pages) as base:
                mine = [kind for kind in kinds if kind.audience == audience]
                for number, (kind, state) in enumerate(looks(mine, whole)):
                    look(driver, base, kind, state, outcome)
                    seen.add((kind.audience, kind.url))
                    outcome.count("states")
                    if number % 40 == 39:
                        driver.execute_cdp_cmd("Network.clearBrowserCache", {})
                for url in list(pages)[: None if whole else 1]:
                    kind = Kind(audience, url, ERRORS)
                    for state in STATES[: None if whole else 1]:
                        look(driver, base, kind, state, outcome)
                        outcome.count("states")
                    seen.add((audience, url))
    outcome.counts = {"pages": len(seen), **outcome.counts, "violations": len(outcome.faults)}
    return outcome


def looks(kinds: Sequence[Kind], whole: bool) -> Iterator[tuple[Kind, State]]:
    """Which kinds are looked at in which states."""
    if whole:
        yield from ((kind, state) for kind in kinds for state in STATES)
        return
    names: set[str] = set()
    chosen = [state for state in STATES if state.name in SAMPLE]
    for number, kind in enumerate(kinds):
        if kind.name not in names:
            names.add(kind.name)
            yield kind, chosen[number % len(chosen)]


def look(driver: webdriver.Chrome, base: str, kind: Kind, state: State, outcome: Outcome) -> None:
    """One page in one state."""
    where = f"{kind.audience} {kind.url} ({state.name}{', ' + ERRORS if kind.name == ERRORS else ''})"
    state.enter(driver, base + kind.url)
    moving = driver.execute_script(MOVING) if "prefers_reduced_motion" in state.media else []
    driver.execute_script(axe())
    said: Mapping[str, Any] = driver.execute_async_script(RUN, OPTIONS)
    for found in said["violations"]:
        for node in found["nodes"][:3]:
            outcome.faults.append(Fault(f"axe.{found['id']}", where, f"{found['help']}: {node}"))
    for node in driver.execute_script(WIDER) if state.reflow else []:
        outcome.faults.append(Fault("wcag.reflow", where, f"the page scrolls to the side: {node}"))
    for name in moving:
        outcome.faults.append(Fault("wcag.motion", where, f"something moves: {name}"))


def error_pages(built: Built) -> dict[str, str]:
    """Each form as its reader sees it after sending it empty, at an address that the real site does not have."""
    from intake import frame
    from intake.rooms import Rooms

    site = built.tree("public")
    rooms = Rooms(built.root, site)
    made = {}
    for name, form in sorted(rooms.forms.items()):
        errors = rooms.answers.check(form, {}).errors
        if errors and (site / "forms" / name / "index.html").is_file():
            body = rooms.body(form, f"/forms/{name}/send", errors=errors)
            made[f"/forms/{name}/with-errors"] = frame.page(site, name, f"Error: {form.title}", body)
    return made
