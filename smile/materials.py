"""The bill of materials: what the generator that made a site consists of, as CycloneDX 1.6 in JSON.

Source: CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import smile
from smile import bundled, store
from smile.scan import digest_of

if TYPE_CHECKING:
    from importlib import metadata

NAME = "sbom.cdx.json"
NOTES = {
    "pelican": "AGPL: run as a program of its own; nothing of it is loaded into the generator",
    "docutils": "mostly in the public domain; its GPL part is a mode for Emacs. Only Pelican loads it",
}
"""Packages whose licence reaches further than others, and how they are used."""
APART = ("pelican", "docutils")
"""Those of them that are never loaded into the generator."""
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
_REQUIREMENT = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")


def due(cache: Path, mark: bytes, now: dt.datetime) -> tuple[Callable[[], None], ...]:
    """What writes the bill, unless it is there for the code that `mark` stands for."""
    return () if _has(cache / NAME, _serial(mark)) else (partial(keep, cache, mark, now),)


def keep(cache: Path, mark: bytes, now: dt.datetime) -> None:
    """Writes the bill beside what is kept between builds."""
    store.write(cache / NAME, json.dumps(bill(_serial(mark), now), indent=1).encode() + b"\n")


def _serial(mark: bytes) -> str:
    key = digest_of([mark, *(str(_stamp(path)) for path in (_lock(), _modules()))])
    return _urn(key)


def _urn(key: bytes) -> str:
    """16 bytes as a UUID of version 4 (RFC 9562, section 5.4); Python's own module takes long to load."""
    name = bytearray(key)
    name[6], name[8] = name[6] & 0x0F | 0x40, name[8] & 0x3F | 0x80
    text = name.hex()
    return f"urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def bill(serial: str, now: dt.datetime) -> dict[str, Any]:
    """The whole document; `serial` is a "urn:uuid:...", `now` the time of the build."""
    own = {
        "type": "application",
        "bom-ref": "smile",
        "name": "smile-estate",
        "version": smile.__version__,
        "licenses": [{"expression": "MIT"}],
    }
    by_ref = {part["bom-ref"]: part for part in [*python_parts(), *script_parts()]}  # npm repeats some
    refs = sorted(by_ref)
    parts = [by_ref[ref] for ref in refs]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": serial,
        "version": 1,
        "metadata": {"timestamp": now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "component": own},
        "components": parts,
        "dependencies": [{"ref": "smile", "dependsOn": refs}, *({"ref": ref} for ref in refs)],
    }


def python_parts() -> Iterator[dict[str, Any]]:
    """The Python packages that the generator runs on, as they are installed."""
    from importlib import metadata  # here: most builds find the bill as it was

    for name in sorted(_names()):
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system
        yield _part(name, found.version, f"pkg:pypi/{name}@{found.version}", licence(found.metadata))


def script_parts() -> Iterator[dict[str, Any]]:
    """The npm packages that the theme is compiled with; nhsuk-frontend is in what readers get."""
    try:
        packages = json.loads(_modules().read_bytes())["packages"]
    except (OSError, ValueError, KeyError):
        return  # an installed generator brings the theme compiled
    for place, one in packages.items():
        name = place.rpartition("node_modules/")[2]
        if not place or one.get("dev") or one.get("optional"):
            continue
        licences = [_said(one["license"])] if one.get("license") else []
        part = _part(name, one["version"], f"pkg:npm/{name.replace('@', '%40')}@{one['version']}", licences)
        method, _, value = one.get("integrity", "").partition("-")
        if method == "sha512":
            part["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(value).hex()}]
        yield part


def licence(said: metadata.PackageMetadata) -> list[dict[str, Any]]:
    """The licence that a package names: an SPDX expression where it has one, else the words of its classifiers."""
    expression = next(iter(said.get_all("License-Expression") or []), "")
    if expression:
        return [{"expression": expression}]
    named = [one for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    words = [one.rpartition(" :: ")[2] for one in named if one != "License :: OSI Approved"]
    if words:
        return [{"license": {"name": word}} for word in words]
    first = next(iter(said.get_all("License") or []), "").strip().split("\n")[0]
    return [_said(first)] if first else []


def _said(text: str) -> dict[str, Any]:
    return {"expression": text} if _EXPRESSION.fullmatch(text) else {"license": {"name": text}}


def _part(name: str, version: str, purl: str, licences: list[dict[str, Any]]) -> dict[str, Any]:
    part: dict[str, Any] = {
        "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
    }  # fmt: skip
    if licences:
        part["licenses"] = licences
    if name in NOTES:
        part["properties"] = [{"name": "smile:use", "value": NOTES[name]}]
    return part


def _names() -> set[str]:
    """The packages of the lock file; without one, what the installed generator asks for and what that asks for."""
    try:
        return {name for name, _ in _PIN.findall(_lock().read_text("utf-8"))}
    except OSError:
        from importlib import metadata

        found: set[str] = set()
        todo = ["smile-estate"]
        while todo:
            name = todo.pop()
            try:
                asked = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue
            for one in asked:
                match = _REQUIREMENT.match(one)
                if match and "extra ==" not in one and match[0].lower() not in found:
                    found.add(match[0].lower())
                    todo.append(match[0])
        return found


def _lock() -> Path:
    return bundled.package().parent / "requirements" / "run.txt"


def _modules() -> Path:
    return bundled.package().parent / "package-lock.json"


def _stamp(path: Path) -> tuple[int, int]:
    try:
        info = os.stat(path)
    except OSError:
        return (0, 0)
    return (info.st_mtime_ns, info.st_size)


def _has(file: Path, serial: str) -> bool:
    try:
        with open(file, "rb") as handle:
            return serial.encode() in handle.read(300)
    except OSError:
        return False
