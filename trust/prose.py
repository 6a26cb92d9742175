"""Every attack in the Markdown of people: what is left of it is what Markdown may say."""

from __future__ import annotations

from smile import markdown
from trust import browser, dom
from trust.built import Built
from trust.outcome import Fault, Outcome
from trust.strings import ATTACKS

SHAPES = ("{}", "# {}", "- {}", "> {}", "| a |\n| - |\n| {} |", "**{}**", "[words]({})", "![words]({})", "<p>{}</p>",
          '<a href="{}">x</a>', "`{}`", "[^1]\n\n[^1]: {}")  # fmt: skip
"""Where in a text an attack may stand."""


def check(built: Built, whole: bool) -> Outcome:
    """Every attack in every shape, through the renderer that draws every text of the estate."""
    outcome = Outcome("Secure: attacks in Markdown")
    pages = {
        f"{attack.name} in {shape!r}": markdown.to_html(shape.replace("{}", attack.text)).html
        for attack in ATTACKS
        for shape in SHAPES
    }
    outcome.count("attacks tried", len(pages))
    with browser.browser() as driver:
        driver.get("about:blank")
        for name, said in dom.html(driver, pages):
            if said.startswith("loads <img"):
                continue  # a picture from elsewhere may be written; the policy keeps it from being loaded
            outcome.faults.append(Fault("attack.through", name, said))
    outcome.counts["attacks through"] = len(outcome.faults)
    return outcome
