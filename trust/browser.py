"""Chromium, and the circumstances that people read in: width, zoom, spacing, colours, motion, scripts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from trust.built import ROOT, TrustError

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--force-color-profile=srgb",
)


def script(name: str) -> str:
    """A script of `trust/scripts`, which runs in the page that is looked at."""
    return (ROOT / "trust" / "scripts" / f"{name}.js").read_text("utf-8")


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """A fresh Chromium. TrustError where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not found or not driver:
        raise TrustError("Chromium and chromedriver are needed: sudo apt install chromium chromium-driver")
    with tempfile.TemporaryDirectory(prefix="trust-") as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = found
        for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        started = webdriver.Chrome(options=options, service=Service(driver))
        started.set_script_timeout(60)
        try:
            yield started
        finally:
            started.quit()


def screen(driver: webdriver.Chrome, width: int, height: int, ratio: float = 1) -> None:
    """The window in CSS pixels. Zoom divides them: 1280 by 1024 at 400% is 320 by 256 at a ratio of 4."""
    size = {"width": width, "height": height, "deviceScaleFactor": ratio, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def media(driver: webdriver.Chrome, **features: str) -> None:
    """What the system asks of pages: forced_colors="active", prefers_reduced_motion="reduce"."""
    named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": named})


def scripts(driver: webdriver.Chrome, on: bool) -> None:
    """Whether pages that are opened from now on may run scripts."""
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})


def said(driver: webdriver.Chrome) -> list[str]:
    """What the browser complained of since this was last asked."""
    entries: list[dict[str, Any]] = driver.get_log("browser")  # type: ignore[no-untyped-call]
    return [entry["message"] for entry in entries if entry["level"] in ("SEVERE", "WARNING")]
