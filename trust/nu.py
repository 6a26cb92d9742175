"""The Nu HTML Checker on every page, style sheet and picture, in one run of Java."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from urllib.parse import unquote, urlsplit

from trust.built import MAIL, ROOT, WORK, Built, TrustError
from trust.outcome import Fault, Outcome

JAR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
KNOWN = {
    "CSS: “mask”: Too many values": "the checker does not know the shorthand of CSS Masking 1: an address and no-repeat"
}
"""Messages that are the checker's own fault, each with the reason."""


def check(built: Built, whole: bool) -> Outcome:
    """Every page, style sheet and picture; without `whole`, a page of each kind and all style sheets."""
    outcome = Outcome("Valid: Nu HTML Checker")
    java = shutil.which("java")
    if not java or not JAR.is_file():
        lacks = (
            "java (sudo apt install default-jre-headless)" if not java else "vnu-jar (python3 build.py test)"
        )
        raise TrustError(f"The Nu HTML Checker needs {lacks}")
    if whole:
        files = [path for _, path in built.files() if path.suffix in (".html", ".css", ".svg")]
    else:
        pages = {audience: built.pages(audience) for audience in built.audiences()}
        files = [pages[kind.audience][kind.url] for kind in built.kinds()[::4]]
        files += [
            path for _, path in built.files() if path.suffix == ".css" and "handbook" not in path.parts
        ][:1]
    files = [path for path in files if "pagefind" not in path.parts and path.name not in MAIL]
    for suffix, what in ((".html", "pages"), (".css", "style sheets"), (".svg", "pictures")):
        outcome.count(what, sum(path.suffix == suffix for path in files))
    names = WORK / "vnu.txt"
    command = [java, "-Xss16m", "-Xmx1g", "-cp", str(JAR), "nu.validator.client.SimpleCommandLineValidator"]
    names.parent.mkdir(parents=True, exist_ok=True)
    for suffix, flag in ((".html", "--html"), (".css", "--css"), (".svg", "--svg")):
        some = [str(path) for path in files if path.suffix == suffix]
        for at in range(0, len(some), 2000):
            done = subprocess.run(
                [*command, "--format", "json", "--stdout", "--exit-zero-always", flag, *some[at : at + 2000]],
                capture_output=True,
                text=True,
            )
            _told(built, done.stdout, done.stderr, outcome)
    return outcome


def _told(built: Built, said: str, wrong: str, outcome: Outcome) -> None:
    try:
        messages = json.loads(said)["messages"]
    except (ValueError, KeyError):
        raise TrustError(f"The Nu HTML Checker gave no answer: {wrong[-400:]}") from None
    minor: Counter[str] = Counter()
    for message in messages:
        path = unquote(urlsplit(message.get("url", "")).path)
        where = path.removeprefix(str(built.out) + "/") + f":{message.get('lastLine', 0)}"
        text = f"{message['message']} | {message.get('extract', '').strip()[:160]}"
        fault = Fault(f"nu.{message['type']}", where, text)
        if message["type"] == "info" and message.get("subType") != "fatal":
            minor[message["message"]] += 1
        elif not message["message"].startswith(tuple(KNOWN)):
            outcome.faults.append(fault)
    for text, count in minor.most_common():
        outcome.warnings.append(Fault("nu.info", f"{count} times", text))
