"""What the account finder reads: searches as data, and tables of accounts."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from smile.binaries import Binary
from smile.records import Audience, Date, Record, Shareable, Slug, Text

MOST = 500
"""So many words or names of a kind are enough for a search; each is looked for in every account."""


class Search(Record):
    """A search for accounts that do not follow us: data/finder/NAME.yaml. Its id is the name of the file."""

    audience: ClassVar[Audience] = Audience.restricted

    name: Annotated[Text, Shareable]
    """What it is called."""
    purpose: Text
    """The campaign or the seldom-heard group that it is for."""
    table: Annotated[Slug, Shareable]
    """The table of accounts: the name of a file in data/finder/accounts/, without its ending."""
    topics: Annotated[tuple[Text, ...], Shareable] = Field(min_length=1, max_length=MOST)
    """Words, one of which the bio holds."""
    follows: tuple[Text, ...] = Field(default=(), max_length=MOST)
    """Accounts whose followers count as interested, too."""
    platforms: Annotated[tuple[Text, ...], Shareable] = Field(default=(), max_length=MOST)
    """Only accounts on these platforms; all when left out."""
    least_followers: int = Field(default=0, ge=0)
    """Only accounts with as many followers."""
    active_since: Date | None = None
    """Only accounts that were active since."""
    most: int = Field(default=50, ge=1, le=1_000)
    """How many are listed."""
    example: bool = False
    """True for an example."""


class Accounts(Binary):
    """A table of accounts: data/finder/accounts/NAME.csv or NAME.parquet."""

    audience: ClassVar[Audience] = Audience.restricted
    limit: ClassVar[int] = 2_000_000_000
