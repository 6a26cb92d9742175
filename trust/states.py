"""The states that every kind of page is looked at in."""

from __future__ import annotations

from dataclasses import dataclass, field

from selenium import webdriver

from trust import browser

SPACING = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
  p { margin-bottom: 2em !important }`);
document.adoptedStyleSheets.push(sheet);
"""
"""WCAG 2.2, 1.4.12: https://www.w3.org/TR/WCAG22/#text-spacing"""

OPEN = browser.script("open")

USED = browser.script("used")


@dataclass(frozen=True, slots=True)
class State:
    """Circumstances of a reader, and what they have done on the page."""

    name: str
    width: int
    height: int
    ratio: float = 1
    media: dict[str, str] = field(default_factory=dict)
    scripts: bool = True
    act: str = ""
    reflow: bool = False
    """Whether nothing may need scrolling to the side (WCAG 2.2, 1.4.10)."""
    wait: float = 0

    def enter(self, driver: webdriver.Chrome, url: str) -> None:
        """Opens a page in this state."""
        browser.screen(driver, self.width, self.height, self.ratio)
        browser.media(driver, **{"forced_colors": "none", "prefers_reduced_motion": "", **self.media})
        browser.scripts(driver, self.scripts)
        driver.get(url)
        browser.scripts(driver, True)
        if self.act:
            driver.execute_script(self.act)
        if self.wait:
            driver.execute_async_script("setTimeout(arguments[1], arguments[0])", int(self.wait * 1000))


STATES = (
    State("360 px", 360, 800, reflow=True),
    State("1280 px", 1280, 900),
    State("zoom 200%", 640, 512, 2, reflow=True),
    State("zoom 400%", 320, 256, 4, reflow=True),
    State("text spacing", 360, 800, act=SPACING, reflow=True),
    State("forced colours", 1280, 900, media={"forced_colors": "active"}),
    State("reduced motion", 1280, 900, media={"prefers_reduced_motion": "reduce"}),
    State("without JavaScript", 360, 800, scripts=False, reflow=True),
    State("menus open", 360, 800, act=OPEN, reflow=True, wait=0.3),
    State("filters applied", 1280, 900, act=USED, wait=0.5),
)
ERRORS = "errors shown"
"""The name of the state of a form with mistakes, which pages of their own are in."""
