"""How long it takes `serve` from saving a page to the browser showing it: `-m benchmarks.reload --pages 10000`.

Uses Debian's Chromium. Prints the median and the range of `--runs` edits, and the seconds that each build took.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service

from benchmarks import formats, pages
from benchmarks.aside import put_aside, settle
from benchmarks.install import WORK

BROWSER = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking")


def serve(root: Path, log: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The server of an estate, and its port, when the first build is done."""
    command = [sys.executable, "-m", "smile", "serve", "--estate", str(root), "--port", "0", "--no-search"]
    with log.open("wb") as out:
        process = subprocess.Popen([*command, "--audience", "public"], stdout=out, stderr=out)
    while process.poll() is None:
        found = re.search(r"^public +http://127\.0\.0\.1:(\d+)/$", log.read_text("utf-8"), re.MULTILINE)
        if found:
            return process, int(found[1])
        time.sleep(0.1)
    raise SystemExit(log.read_text("utf-8"))


def edit(file: Path, number: int) -> None:
    """Puts a word at the end of a page, in one step."""
    text = re.sub(r"\n\nEdit \d+\.\n$", "\n", file.read_text("utf-8"))
    new = file.with_name(".new")
    new.write_text(f"{text.rstrip()}\n\nEdit {number}.\n", encoding="utf-8")
    new.replace(file)


def shown(driver: webdriver.Chrome, text: str) -> bool:
    try:
        return bool(driver.execute_script("return document.body.innerText.includes(arguments[0])", text))
    except WebDriverException:  # between two pages
        return False


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pages", type=int, default=10_000)
    asked.add_argument("--runs", type=int, default=7)
    chosen = asked.parse_args()
    estate = pages.make(chosen.pages)
    settle()
    work = WORK / "reload"
    put_aside(work)
    root, log = work / "estate", work / "log"
    for path, text in formats.smile(estate):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    item = next(item for item in estate.items if item.kind == "prose")
    process, port = serve(root, log)
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (*BROWSER, f"--user-data-dir={work}/profile"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    took = []
    try:
        driver.get(f"http://127.0.0.1:{port}{item.url}")
        time.sleep(3)
        for number in range(chosen.runs + 1):
            begun = time.perf_counter()
            edit(root / f"content{item.url.rstrip('/')}.md", number)
            while not shown(driver, f"Edit {number}."):
                time.sleep(0.005)
                if time.perf_counter() - begun > 60:
                    raise SystemExit("the edit was not shown: " + log.read_text("utf-8"))
            took.append(time.perf_counter() - begun)
            time.sleep(1.5)
    finally:
        driver.quit()
        process.kill()
    seconds = re.findall(r"^ *(\d+\.\d+) s ", log.read_text("utf-8"), re.MULTILINE)
    later = took[1:]  # the first one warms up
    print(f"{chosen.pages:,} pages: from saving to shown {statistics.median(later) * 1000:.0f} ms, ", end="")
    print(f"{min(later) * 1000:.0f} to {max(later) * 1000:.0f} (goal: under 300)")
    print("seconds of each build:", " ".join(seconds))


if __name__ == "__main__":
    main()
