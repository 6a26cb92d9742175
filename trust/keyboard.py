"""Every kind of page walked with the Tab key: all is reached, seen and left again, and large enough to press."""

from __future__ import annotations

from typing import Any

from selenium import webdriver

from trust import browser
from trust.accessible import error_pages
from trust.built import Built, Kind
from trust.outcome import Fault, Outcome
from trust.server import served
from trust.states import ERRORS

MOST = 450
"""Presses of Tab on one page: the rest of a longer list is of the same kind."""
PREPARE = browser.script("controls")
FOCUSED = browser.script("focus")
CHANGED = browser.script("unfocused")


def check(built: Built, whole: bool) -> Outcome:
    """Walks every kind of page; without `whole`, one page of each audience and one with errors."""
    outcome = Outcome("Keyboard")
    with browser.browser() as driver:
        for audience in built.audiences():
            kinds = [kind for kind in built.kinds() if kind.audience == audience]
            pages = error_pages(built) if audience == "public" else {}
            kinds += [Kind(audience, url, ERRORS) for url in pages]
            others = [kind for kind in kinds if kind.url.startswith("/handbook/")]  # another engine's pages
            chosen = kinds if whole else [kinds[0], *kinds[-1:], *others[:1]]
            with served(built.tree(audience), pages) as base:
                for kind in chosen:
                    for width in (1280, 360) if whole else (360,):
                        walk(driver, base, kind, width, outcome)
                    outcome.count("pages")
    return outcome


def walk(driver: webdriver.Chrome, base: str, kind: Kind, width: int, outcome: Outcome) -> None:
    """Presses Tab until the page is left."""
    where = f"{kind.audience} {kind.url} ({width} px)"
    browser.screen(driver, width, 800)
    driver.get(base + kind.url)
    total = driver.execute_script(PREPARE)
    reached: set[str] = set()
    before, left = "-", 0

    def fault(rule: str, found: str) -> None:
        outcome.faults.append(Fault(f"keyboard.{rule}", where, found))

    for number in range(min(total + 60, MOST)):
        press(driver, "Tab")
        one: dict[str, Any] | None = driver.execute_script(FOCUSED)
        if one is None:
            before, left = "-", left + 1
            if left > 1:
                break
            continue  # the page is left, to the bars of the browser: the next one comes back to its beginning
        if one["id"] and one["id"] == before and not one["player"]:
            fault("trap", f"Tab does not leave {one['text']}")
            break
        if one["id"] in reached and not one["player"]:
            break  # around again
        named = one["text"]
        if (
            number == 0
            and kind.name != ERRORS
            and not any(part in named for part in ("skip", "#__", "#maincontent"))
        ):
            fault("skip", f"the first Tab does not come to a skip link: {one['text']}")
        if not one["on"] or not one["seen"]:
            fault("obscured", f"nothing of what has the focus can be seen: {one['text']}")
        reached.add(one["id"])
        before = one["id"]
        outcome.count("controls")
        if not one["player"]:
            driver.execute_script("window.trustFocus = document.activeElement; document.activeElement.blur()")
            if not driver.execute_script(CHANGED):
                fault("invisible", f"nothing shows that this has the focus: {one['text']}")
            driver.execute_script("window.trustFocus.focus({ preventScroll: true })")
    missed = total - len(reached - {""})
    if missed > 0 and len(reached) < MOST - 60:
        others = [str(at) for at in range(total) if str(at) not in reached]
        texts = driver.execute_script(
            "return arguments[0].map((at) => document.querySelector(`[data-trust='${at}']`)?.outerHTML.slice(0, 110))",
            others[:2],
        )
        fault("missed", f"Tab reaches {len(reached)} of {total} controls, not {texts}")
    if kind.name != ERRORS:  # there the list of mistakes has the focus first
        skipped(driver, base, kind, where, outcome)


def skipped(driver: webdriver.Chrome, base: str, kind: Kind, where: str, outcome: Outcome) -> None:
    """The skip link leads to the content, and the next Tab stays in it."""
    driver.get(base + kind.url)
    press(driver, "Tab")
    press(driver, "Enter", "\r")
    there = driver.execute_script(
        "const at = document.activeElement; const to = document.getElementById(location.hash.slice(1));"
        "return Boolean(to) && (at === to || to.contains(at) || at === document.body || at.matches('h1'))"
    )
    if not there:
        outcome.faults.append(Fault("keyboard.skip", where, "the skip link does not lead to the content"))


def press(driver: webdriver.Chrome, key: str, text: str = "") -> None:
    """A key as the system sends it."""
    code = {"Tab": 9, "Enter": 13}[key]
    event = {"key": key, "code": key, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
    for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
        more = {"text": text} if text and kind == "keyDown" else {}
        driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, **event, **more})
