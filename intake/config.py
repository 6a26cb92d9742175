"""The settings of the service: environment variables, each with a meaning and a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

PREFIX = "INTAKE_"


@dataclass(frozen=True)
class Settings:
    """`INTAKE_STORE` is `store`, and so on. `ValueError` says which variable is wrong."""

    store: Path = Path(".intake/store.db")
    """The file of the store; only the service may read its folder."""
    site: Path = Path("site/public")
    """The built public site: pages with mistakes are drawn like its own."""
    secret: str = ""
    """At least 32 random characters that sign tokens. Made and kept beside the store when left out."""
    origins: str = ""
    """Origins that may post besides the service's own, with commas: https://www.example.org"""
    public_url: str = ""
    """The address that people see the forms at, for links in e-mails: https://www.example.org"""
    hops: int = 0
    """How many proxies stand before the service: the address of a sender is taken from the last but that many."""
    hourly: int = 20
    """How many submissions one address may send in an hour; a quarter of it without proof of work."""
    fill_seconds: int = 3
    """A form that is sent faster than this is held for a person to look at."""
    work: int = 50_000
    """How much work the proof asks for: the largest number to be found."""
    body_bytes: int = 16_000_000
    """The largest request."""
    backups: str = ""
    """The folder of backups (*.db): what is erased from the store is erased from them too, within the hour."""
    forge: str = "git"
    """Where proposals go: git (a repository on disk) or github."""
    repository: str = ""
    """The folder of the Git repository, or OWNER/NAME on GitHub."""
    branch: str = "main"
    """The branch that proposals are made against."""
    forge_api: str = ""
    """The address of the forge's API, for a GitHub Enterprise server: https://github.example.org/api/v3"""
    forge_token: str = ""
    """A fine-grained token: contents and pull requests of one repository, nothing else."""
    app_id: str = ""
    """The client ID of a GitHub App, in the place of a token."""
    app_installation: str = ""
    """The number of the App's installation. Found by the repository when left out."""
    app_key: str = ""
    """The file of the App's private key (PEM), readable by the service alone."""
    webhook_secret: str = ""
    """The secret that Netlify signs its notifications with; without one they are refused."""
    smtp: str = ""
    """HOST:PORT of the mail server for `notify`."""
    smtp_tls: str = "starttls"
    """How the mail server is spoken to: starttls, tls (from the first byte) or none (on this machine only)."""
    smtp_user: str = ""
    """The account at the mail server, where it asks for one."""
    smtp_password: str = ""
    """Its password."""
    sender: str = ""
    """The address that answers come from."""
    review_hosts: str = ""
    """Names under which the page for staff may be reached behind a sign-on, with commas: intake.example.org"""
    attempts: int = 8
    """After how many failures a delivery needs a person."""
    pause: float = 1.0
    """The least number of seconds between two writes to a forge."""
    free_mb: int = 200
    """Below this much free disk /health is not well."""


def read(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment names. ValueError for what cannot be."""
    given: dict[str, object] = {}
    known = {PREFIX + one.name.upper(): one for one in fields(Settings)}
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise ValueError(f"{unknown[0]} is no setting; there are {', '.join(sorted(known))}")
    for variable, one in known.items():
        text = environment.get(variable, "").strip()
        if text:
            kind = type(one.default)
            try:
                given[one.name] = Path(text) if isinstance(one.default, Path) else kind(text)  # type: ignore[misc]
            except ValueError:
                raise ValueError(f"{variable} should be a number, and is {text!r}") from None
    made = Settings(**given)  # type: ignore[arg-type]
    if made.secret and len(made.secret) < 32:
        raise ValueError("INTAKE_SECRET is too short: 32 random characters or more")
    if made.smtp_tls not in ("starttls", "tls", "none"):
        raise ValueError(f"INTAKE_SMTP_TLS is starttls, tls or none, not {made.smtp_tls!r}")
    return made
