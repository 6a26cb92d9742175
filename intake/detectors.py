"""What looks like personal data. It holds a submission for a person to look at, and never refuses one.

No detector finds names: silence of these does not mean that a text tells nobody who wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from smile.contacts import nhs_number

_DIGITS = re.compile(r"(?<!\d)(\d{3})[ .-]?(\d{3})[ .-]?(\d{4})(?!\d)")
PATTERNS = {
    "e-mail address": re.compile(
        r"[\w.+'-]{1,64} ?(?:@|\(at\)|\[at\]) ?[\w-]{1,63}(?: ?(?:\.|\(dot\)|\[dot\]) ?[\w-]{1,63}){1,8}",
        re.I,
    ),
    "telephone number": re.compile(r"(?<![\d-])(?:(?:\+|00)\d{1,3}|\(?0\d)(?:[ ().-]{0,2}\d){8,10}(?!\d)"),
    "postcode": re.compile(
        r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d|[A-HK-Y]\d\d|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
        r" ?\d[ABD-HJLNP-UW-Z]{2})\b",
        re.I,
    ),
    "National Insurance number": re.compile(
        r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b", re.I
    ),
    "date of birth": re.compile(
        r"\b(?:d\.?o\.?b\.?|born|birth(?:day)?)\b.{0,25}?\d|"
        r"\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)?\d\d\b|"
        r"\b(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} "
        r"(?:19\d\d|200\d|201\d)\b",
        re.I,
    ),
}
"""Each looks at a bounded number of characters from each place, so that no text takes long (RFC 5321: 64 and 63).
Postcode: the pattern of Royal Mail's formats. National Insurance: HMRC, NIM39110."""


def found(texts: Iterable[str]) -> list[str]:
    """The kinds of personal data that the texts seem to hold, in order, each once."""
    kinds: list[str] = []
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        if any(nhs_number("".join(match.groups())) for match in _DIGITS.finditer(plain)):
            kinds.append("NHS number")
        kinds += [kind for kind, pattern in PATTERNS.items() if pattern.search(plain)]
    return sorted(set(kinds))
