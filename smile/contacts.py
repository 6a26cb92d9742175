"""What looks like a way to reach somebody: e-mail addresses, and the numbers of telephones and of patients."""

from __future__ import annotations

import re

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w.,/#&=-])(?:\+44[ \d()-]{9,16}\d|\(?0[1-37-9][\d ()-]{7,14}\d)(?![\w/-])")
NHS = re.compile(r"(?<![\w.-])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?![\w-])")
NUMBER = re.compile(r"\+?\(?\d[\d ()-]{7,20}\d")
_AT = re.compile(rb"&(?:#(?:0*64|[xX]0*40)|commat);")
_WRITTEN = re.compile(rb"@(?<=[0-9A-Za-z]@)")
_ABROAD = re.compile(rb"\+44")
_TOGETHER = bytes(ord("d") if byte in b"0123456789" else ord("x") for byte in range(256))
_TEN = b"d" * 10
_DIGITS = re.compile(rb"\d{3}[ -]?\d{3}[ -]?\d{4}|0[1-37-9](?:[ ()-]{0,2}\d){8}")
"""An NHS number, or a telephone number."""


def nhs_number(digits: str) -> bool:
    """Whether ten digits are a valid NHS number: modulus 11 over the first nine (NHS Data Dictionary)."""
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    check = 11 - total % 11
    return len(set(digits)) > 1 and check != 10 and (0 if check == 11 else check) == int(digits[9])


def has_digits(part: bytes) -> bool:
    """Whether something is as long as the number of a telephone or of a patient: most pages hold nothing like it."""
    if _ABROAD.search(part):
        return True
    return _TEN in part.translate(_TOGETHER, b" -()") and _DIGITS.search(part) is not None


def has_address(part: bytes) -> bool:
    """Whether an @ stands after a letter or digit, as in an e-mail address and not as in JSON-LD."""
    if _WRITTEN.search(part) or _AT.search(part):
        return True
    # one character is found many times faster than several
    return (b"%" in part and b"%40" in part) or (b"\\" in part and b"\\u0040" in part)


def bare(contact: str) -> str:
    """A contact without what people write differently: spaces, case, and +44 for 0."""
    made = re.sub(r"[\s()-]", "", contact.casefold())
    return "0" + made.removeprefix("+44").removeprefix("0") if made.startswith("+44") else made
