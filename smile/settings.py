"""What `content/estate.yaml` and each `microsite.yaml` may say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from smile.records import Audience, Date, Record, Slug, Text, Value

SitePath = Annotated[str, Field(pattern=r"^/([a-z0-9][a-z0-9._-]*/)*$")]
"""Where a microsite stands: "/" or "/leap/"; lower case, a slash at both ends."""


class Hosted(Value):
    """Where the tree of one audience is hosted."""

    url: Annotated[str, Field(pattern=r"^https?://[^/\s]+$")]
    """The address, without a path or a slash at the end: https://www.example.org"""
    title: Text
    """What the site of this audience is called."""


class Audiences(Value):
    """The sites that the estate is built into; each is hosted apart from the others."""

    public: Hosted
    """The site for everybody."""
    staff: Hosted | None = None
    """The site for staff."""
    restricted: Hosted | None = None
    """The site for the few who need it."""


class Link(Value):
    """A link with its words."""

    title: Text
    """The words of the link."""
    url: Text
    """Where it leads: a site path (/contact/) or a whole address."""


class Help(Value):
    """One way to get help at once."""

    title: Text
    """When this is the one to use."""
    text: Text
    """What to do."""
    link: Text | None = None
    """An address to go to, tel: for a telephone number."""


class Security(Value):
    """What `/.well-known/security.txt` says (RFC 9116)."""

    contact: tuple[Text, ...] = Field(min_length=1)
    """Addresses to report a weakness to: https: or mailto:"""
    expires: Date
    """Until when this holds: less than a year ahead."""
    policy: Text | None = None
    """The address of a page that says how you deal with reports."""


class Moved(Value):
    """An old address that leads to a new one."""

    old: Annotated[Text, Field(alias="from")]
    """The old address, a site path."""
    new: Annotated[Text, Field(alias="to")]
    """The new one: a site path or a whole address."""
    status: Literal[301, 302, 410] = 301
    """301 for a move that lasts, 302 for a short one, 410 for a page that is gone."""


class Estate(Record):
    """content/estate.yaml: what holds for every microsite."""

    name: Text
    """What the whole is called."""
    summary: Text
    """One sentence on what it is."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en-GB"
    """The language of the pages."""
    owner: Text
    """The organisation that answers for it."""
    wordmark: Text
    """The words at the top of each page, in the place of a logo."""
    logo: Text | None = None
    """A picture for the top of each page, from the estate's folder; the wordmark is its text."""
    demonstration: Text | None = None
    """A notice on every page. Leave it out on a live site."""
    repository: Annotated[str, Field(pattern=r"^https://")] | None = None
    """Where its sources are: "edit this page" links lead there."""
    branch: Text = "main"
    """The branch that is published."""
    source_folder: str = ""
    """The folder of the repository that the estate lies in."""
    contact: Text | None = None
    """A site path of the public site, for who has a question."""
    audiences: Audiences
    """The sites that the estate is built into."""
    crisis: tuple[Help, ...] = ()
    """Where to get help at once: shown on every page of the public site."""
    footer_links: tuple[Link, ...] = ()
    """The links at the foot of each page."""
    security: Security | None = None
    """Whom to tell of a weakness: /.well-known/security.txt is made of it."""
    headers: dict[str, dict[str, str]] = {}
    """More HTTP headers, by path."""
    redirects: tuple[Moved, ...] = ()
    """Old and short addresses of the public site, and where they lead."""
    consent_needed: tuple[Text, ...] = ()
    """Files that are not built unless `data/consent/` has a consent for them, as patterns: `content/**/*.jpg`"""
    published_contacts: tuple[Text, ...] = ()
    """E-mail addresses and telephone numbers that public pages may show, and names of records that are no secret; any
    other stops the build."""


class Section(Value):
    """A link of a microsite's menu that is not one of its own pages."""

    title: Text
    """The words of the link."""
    url: Text
    """Where it leads: a site path or a whole address."""


class Microsite(Record):
    """microsite.yaml: a folder of content/ that has one is a microsite."""

    title: Text
    """What it is called."""
    summary: Text | None = None
    """One sentence on what it is."""
    audience_name: Annotated[Literal["public", "staff", "restricted"], Field(alias="audience")] = "public"
    """Who may see it."""
    path: SitePath | None = None
    """Where it stands; by the name of its folder when left out."""
    engine: Literal["smile", "mkdocs", "pelican"] = "smile"
    """What draws it."""
    shell: Literal["shared", "own"] = "shared"
    """Whether a MkDocs or Pelican site is drawn with the estate's theme or with its own."""
    plugins: tuple[Slug, ...] = ()
    """The capabilities whose pages it holds."""
    navigation: tuple[Text | Section, ...] = ()
    """Its menu: pages (`about.md`) or links; every page when left out."""
    order: int | None = None
    """Its place in the menu of the whole site; left out, it is only in the list of all microsites."""
    listed: bool = True
    """Whether the list of microsites, the search and the sitemap know it."""
    owner: Text | None = None
    """The role that keeps it right."""
    reviewed: Date | None = None
    """When somebody last checked its pages; a page may say otherwise."""
    next_review: Date | None = None
    """When they should be checked again; a page may say otherwise."""

    @property
    def slug(self) -> str:
        """The name of its folder."""
        return self.source.file.rsplit("/", 2)[-2]

    @property
    def folder(self) -> str:
        """Its folder, from the estate's: `content/leap`."""
        return self.source.file.rsplit("/", 1)[0]

    @property
    def at(self) -> str:
        """Where it stands: "/" or "/leap/"."""
        return self.path or f"/{self.slug}/"

    @property
    def circle(self) -> Audience:
        """Who may see it."""
        return Audience[self.audience_name]
