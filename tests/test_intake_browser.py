"""A real browser fills in each form, with and without JavaScript, through to a branch in a real bare repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from intake import delivery
from intake.delivery import branch
from intake.forges.git import GitDisk
from intake.store import Store
from tests.intake_support import git, made, picture
from tests.support import BROWSER, ROOT, inside

FORMS = ("accessible-format", "content-suggestion", "leap-feedback", "leap-sign-up", "report-a-problem")


def started(folder: Path, repo: Path, *more: str) -> tuple[subprocess.Popen[str], str]:
    """The service as people start it, and its address."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")},
        "PYTHONPATH": str(ROOT), "INTAKE_REPOSITORY": str(repo), "INTAKE_HOURLY": "100000",
    }  # fmt: skip
    command = [sys.executable, "-m", "smile", "intake", "serve", "--port", "0", *more]
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
    assert found
    return process, found[0]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, Path, str]]:
    folder = made(tmp_path)
    built = inside("build", "--no-search", "--jobs", "1", "--now", "2026-11-25", cwd=folder)
    assert built.status == 0, built.out + built.err
    process, url = started(folder, tmp_path / "repo.git", "--with-site")
    try:
        yield folder, tmp_path / "repo.git", url
    finally:
        process.terminate()
        assert process.wait(60) == 0, "it ends in peace"
        if process.stdout:
            process.stdout.close()


def browser(profile: Path, scripts: bool) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (*BROWSER, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def fill(driver: webdriver.Chrome, upload: Path) -> None:
    """Answers every question of the page, with the keyboard alone."""
    form = driver.find_element(By.CSS_SELECTOR, "form.ask")
    for group in {one.get_attribute("name") for one in form.find_elements(By.CSS_SELECTOR, "[type=radio]")}:
        form.find_elements(By.CSS_SELECTOR, f"[name='{group}']")[0].send_keys(Keys.SPACE)
    for box in form.find_elements(By.CSS_SELECTOR, "[type=checkbox]"):
        box.send_keys(Keys.SPACE)
    for field in form.find_elements(By.CSS_SELECTOR, ".nhsuk-input, .nhsuk-textarea"):
        field.send_keys("one@example.org" if field.get_attribute("type") == "email" else "Words that I wrote")
    for field in form.find_elements(By.CSS_SELECTOR, "select"):
        field.send_keys(Keys.ARROW_DOWN)
    for field in form.find_elements(By.CSS_SELECTOR, "[type=file]"):
        field.send_keys(str(upload))


def send(driver: webdriver.Chrome, upload: Path, scripts: bool) -> None:
    """Fills in the form of the page and sends it, once the work is done that a script does meanwhile."""
    fill(driver, upload)
    if scripts:
        solved = (By.CSS_SELECTOR, "[name=altcha]")
        WebDriverWait(driver, 90).until(lambda at: at.find_element(*solved).get_attribute("value"))
    driver.find_element(By.CSS_SELECTOR, "form.ask button").send_keys(Keys.ENTER)
    WebDriverWait(driver, 30).until(lambda at: at.title == "We have it. Thank you.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_each_form_reaches_the_repository_and_builds(
    site: tuple[Path, Path, str], tmp_path: Path, scripts: bool
) -> None:
    folder, repo, url = site
    upload = tmp_path / "picture.jpg"
    upload.write_bytes(picture())
    driver = browser(tmp_path / "profile", scripts)
    try:
        driver.get(f"{url}/forms/leap-feedback/")
        driver.find_element(By.CSS_SELECTOR, "form.ask button").send_keys(Keys.ENTER)
        WebDriverWait(driver, 30).until(lambda at: at.title == "Error: Tell us what you think")
        first = driver.find_element(By.CSS_SELECTOR, ".nhsuk-error-summary a")
        assert str(first.get_attribute("href")).endswith("#topic")
        if scripts:
            assert driver.switch_to.active_element.get_attribute("id") == "problem", "focus is on the summary"
        send(driver, upload, scripts)  # from the page with the mistake
        for name in FORMS:
            driver.get(f"{url}/forms/{name}/")
            trap = driver.find_element(By.ID, "website-address")
            assert trap.location["x"] < 0, "nobody sees it"
            send(driver, upload, scripts)
        driver.find_element(By.PARTIAL_LINK_TEXT, "your submission").send_keys(Keys.ENTER)
        WebDriverWait(driver, 30).until(lambda at: at.title == "Your submission")
        driver.find_element(By.CSS_SELECTOR, "button[value=complain]").send_keys(Keys.ENTER)
        WebDriverWait(driver, 30).until(lambda at: "We have noted that you are not happy" in at.page_source)
    finally:
        driver.quit()
    store = Store(folder / ".intake/store.db")
    kept = store.listed("held", "queued", "open")
    assert sorted(one.form for one in kept) == sorted(FORMS), "what was sent twice is one"
    assert [(row["submission"], row["what"]) for row in store.db.execute("SELECT * FROM wish")] == [
        (one.id, "complain") for one in kept if one.form == FORMS[-1]
    ]
    for one in kept:
        assert ("no proof of work" in one.flags) != scripts
        store.decide(one.id, "queued")
    forge = GitDisk(repo, "main", store)
    while delivery.deliver(store, forge):
        pass
    for one in kept:
        forge.merge(branch(one))
    store.db.close()
    subprocess.run(["git", "-C", str(folder), "pull", "-q", str(repo), "main"], check=True)
    assert len(git(folder, "ls-files", "data/inbox/*/*.yaml").split()) == len(FORMS)
    built = inside("build", "--no-search", "--jobs", "1", "--now", "2026-11-25", cwd=folder)
    assert built.status == 0, built.out + built.err
    page = (folder / "site/staff/inbox/waiting/index.html").read_text("utf-8")
    assert "Words that I wrote" in page and "one@example.org" not in page
