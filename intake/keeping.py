"""The secret that signs tokens: given, or made once and kept beside the store."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from intake.config import Settings


def secret_of(settings: Settings, root: Path) -> bytes:
    """The secret; two processes that start at once get the same one."""
    if settings.secret:
        return settings.secret.encode()
    path = (root / settings.store).with_name("secret")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"secret.{os.getpid()}")
    part.write_text(secrets.token_hex(32), "ascii")
    part.chmod(0o600)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return path.read_bytes()
