"""The Content-Security-Policy and the other headers, as a browser and a real server see them."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlsplit

from selenium import webdriver

from trust import browser
from trust.built import MAIL, Built
from trust.outcome import Fault, Outcome
from trust.server import headers_for, read_headers, served

PLANTED = """<script>window.trustRan = "script"</script><img src="x:" onerror="window.trustRan = 'handler'" alt="">
<a id="planted" href="javascript:window.trustRan='address'">x</a><p id="painted" style="position:fixed">x</p>
<script src="https://planted.example/x.js"></script><style>#maincontent { display: none }</style></body>"""
TRIED = """
document.getElementById("planted").click();
return { ran: window.trustRan ?? null, painted: getComputedStyle(document.getElementById("painted")).position,
  styled: document.querySelector("main") ? getComputedStyle(document.querySelector("main")).display : "" };
"""
NEEDED = {
    "Content-Security-Policy": r"default-src 'none'",
    "Strict-Transport-Security": r"max-age=31536000",
    "X-Content-Type-Options": r"nosniff",
    "Referrer-Policy": r"no-referrer|strict-origin-when-cross-origin",
    "Permissions-Policy": r"camera=\(\)",
    "Cross-Origin-Opener-Policy": r"same-origin",
}
LOOSE = re.compile(r"'unsafe-(inline|eval|hashes)'|(?<![\w:/.-])\*(?![\w.])|script-src[^;]*(https?:|data:)")


def check(built: Built, whole: bool) -> Outcome:
    """Every kind of page: no violation of its own, and everything that is planted in it is blocked."""
    outcome = Outcome("Secure: policy and headers")
    with browser.browser() as driver:
        for audience in built.audiences():
            tree = built.tree(audience)
            kinds = [kind for kind in built.kinds() if kind.audience == audience]
            chosen = kinds if whole else kinds[::6]
            pages = {kind.url: built.pages(audience)[kind.url].read_text("utf-8") for kind in chosen}
            planted = {
                url.removesuffix(".html") + "-planted": (
                    text.replace("</body>", PLANTED, 1) if "</body>" in text else text + PLANTED
                )
                for url, text in pages.items()
            }
            with served(tree, planted) as base:
                for url in pages:
                    _own(driver, base, audience, url, outcome)
                for url in planted:
                    _blocked(driver, base, audience, url, outcome)
                _headers(built, audience, base, outcome, whole)
    return outcome


def _own(driver: webdriver.Chrome, base: str, audience: str, url: str, outcome: Outcome) -> None:
    browser.said(driver)
    driver.get(base + url)
    outcome.count("pages opened")
    for line in browser.said(driver):
        if "Content Security Policy" in line or "Refused to" in line:
            outcome.faults.append(Fault("policy.violation", f"{audience} {url}", line[:300]))


def _blocked(driver: webdriver.Chrome, base: str, audience: str, url: str, outcome: Outcome) -> None:
    driver.get(base + url)
    outcome.count("scripts planted", 4)
    seen = driver.execute_script(TRIED)
    said = [line for line in browser.said(driver) if "Content Security Policy" in line]
    if seen["ran"] or seen["painted"] == "fixed" or seen["styled"] == "none":
        outcome.faults.append(
            Fault("policy.open", f"{audience} {url}", f"what was planted had an effect: {seen}")
        )
    if len(said) < 3:
        outcome.faults.append(Fault("policy.silent", f"{audience} {url}", f"the browser blocked only {said}"))


def _headers(built: Built, audience: str, base: str, outcome: Outcome, whole: bool) -> None:
    """What is asked of the server is what `_headers` promises, on pages, files and what is not there."""
    rules = read_headers((built.tree(audience) / "_headers").read_text("utf-8"))
    host = urlsplit(base).netloc
    paths = ["/", "/404.html", "/nothing/here/", "/robots.txt", "/sitemap.xml"]
    paths += [path.rstrip("*") for path, _ in rules if path != "/*"]
    paths += list(built.pages(audience))[:: 1 if whole else 25]
    connection = http.client.HTTPConnection(host, timeout=20)
    for path in dict.fromkeys(paths):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        outcome.count("answers")
        where = f"{audience} {path}"
        for name, pattern in NEEDED.items():
            value = answer.getheader(name, "")
            if not re.search(pattern, value):
                outcome.faults.append(Fault("headers.missing", where, f"{name}: {value or 'nothing'}"))
        policy = answer.getheader("Content-Security-Policy", "")
        framed = re.sub(r"frame-ancestors[^;]*", "", policy)
        # an e-mail has its styles in it, and nothing that could run: its policy lets in no script
        loose = framed.replace("style-src 'unsafe-inline'", "") if path.endswith(MAIL) else framed
        if LOOSE.search(loose):
            outcome.faults.append(Fault("headers.loose", where, policy))
        if audience != "public" and "noindex" not in answer.getheader("X-Robots-Tag", ""):
            outcome.faults.append(Fault("headers.robots", where, "search engines are not asked to keep out"))
        if headers_for(rules, path).get("Content-Security-Policy", policy) != policy:
            outcome.faults.append(Fault("headers.served", where, "the server sends another policy"))
    connection.close()
