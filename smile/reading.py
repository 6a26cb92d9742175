"""What was read of a plugin's files, kept between builds: what did not change is neither parsed nor written anew."""

from __future__ import annotations

import pickle
from collections.abc import Mapping

from smile.loading import Parsed
from smile.records import Record
from smile.secrets import Secret, secrets

Files = dict[str, tuple[bytes, bytes]]
"""By file: the digest of its bytes, and its records with their private texts, pickled."""


class Read:
    """What an earlier build read, and then what this one did."""

    def __init__(self, files: Files) -> None:
        """`files` are those of the earlier build; of one that cannot be read any more nothing is known."""
        self.files = files
        self.parsed: Parsed = {}
        self._private: dict[str, tuple[Secret, ...]] = {}
        for path, (mark, kept) in files.items():
            try:
                records, private = pickle.loads(kept)
            except Exception:  # of a class that is no longer there, say
                continue
            self.parsed[path], self._private[path] = (mark, records), private

    def take(self, parsed: Mapping[str, tuple[bytes, list[Record]]]) -> tuple[Secret, ...]:
        """Takes down what was read now; returns the private texts in it, in order of file."""
        files: Files = {}
        found: list[Secret] = []
        for path, (mark, records) in parsed.items():
            known = self.parsed.get(path)
            if known is not None and known[1] is records:
                files[path], private = self.files[path], self._private[path]
            else:
                private = tuple(secret for record in records for secret in secrets(record))
                files[path] = (mark, pickle.dumps((records, private), protocol=5))
            found += private
        self.files = files
        return tuple(found)
