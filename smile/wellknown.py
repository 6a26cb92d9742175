"""The files that every site has beside its pages: sitemap, robots, security, headers, redirects. All pure functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from smile.problems import Problem, nearest
from smile.records import Audience
from smile.results import PageRecord
from smile.settings import Estate

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self' https:; connect-src 'self'; manifest-src 'self'; "
    "frame-src 'none'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page. The search needs WebAssembly, which is what wasm-unsafe-eval allows."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MAX_URLS = 50_000
"""The most addresses of one sitemap (sitemaps.org)."""


def sitemap(pages: Iterable[PageRecord], base: str) -> str:
    """A sitemap of the listed pages, in order of address (https://www.sitemaps.org/protocol.html)."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for page in sorted(pages, key=lambda page: page.url):
        if page.listed:
            when = f"<lastmod>{page.published.isoformat()}</lastmod>" if page.published else ""
            lines.append(f"<url><loc>{escape(base + page.url)}</loc>{when}</url>")
    return "\n".join([*lines, "</urlset>", ""])


def sitemap_index(addresses: Iterable[str], base: str) -> str:
    """The sitemap of the sitemaps."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    lines += [f"<sitemap><loc>{escape(base + address)}</loc></sitemap>" for address in sorted(addresses)]
    return "\n".join([*lines, "</sitemapindex>", ""])


def robots(audience: Audience, base: str) -> str:
    """robots.txt (RFC 9309): the public site is open, the others ask not to be indexed."""
    if audience == Audience.public:
        return f"User-agent: *\nAllow: /\n\nSitemap: {base}/sitemap.xml\n"
    return "User-agent: *\nDisallow: /\n"


def security(estate: Estate, base: str) -> str | None:
    """security.txt (RFC 9116), or None where the estate names no contact."""
    said = estate.security
    if said is None:
        return None
    lines = [f"Contact: {contact}" for contact in said.contact]
    lines.append(f"Expires: {said.expires.isoformat()}T23:59:59Z")
    lines.append(f"Preferred-Languages: {estate.language.split('-')[0]}")
    lines.append(f"Canonical: {base}/.well-known/security.txt")
    if said.policy:
        lines.append(f"Policy: {said.policy}")
    return "\n".join(lines) + "\n"


def check_security(estate: Estate, now: dt.datetime, line: int, column: int) -> list[Problem]:
    """A date in the past, or a year and more ahead, is an error (RFC 9116, section 2.5.5)."""
    said = estate.security
    if said is None:
        return []
    left = (said.expires - now.date()).days
    if 0 < left <= 366:
        return []
    message = "security.txt has expired" if left <= 0 else "security.txt is to hold for more than a year"
    return [
        Problem(
            estate.source.file, line, column, "security.expires", message, said.expires.isoformat(),
            "a day within a year from now", "check that the contact is still right, and set a new day",
        )
    ]  # fmt: skip


def headers(estate: Estate, audience: Audience, more: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """_headers, as Netlify and others read it: strict ones for all, long life for what has a digest in its name.

    `more` are those that plugins ask for, by address; what the estate says goes before them.
    """
    rules: dict[str, dict[str, str]] = {"/*": dict(_HEADERS)}
    if audience != Audience.public:
        rules["/*"] |= {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
    rules["/assets/*"] = {"Cache-Control": "public, max-age=31536000, immutable"}
    for path, asked in (more or {}).items():
        rules.setdefault(path, {}).update(asked)
    if audience == Audience.public:
        for path, own in estate.headers.items():
            rules.setdefault(path, {}).update(own)
    lines = []
    for path, pairs in rules.items():
        lines += [path, *(f"  {name}: {value}" for name, value in pairs.items())]
    return "\n".join(lines) + "\n"


def redirects(estate: Estate, audience: Audience, moved: Mapping[str, str]) -> str:
    """_redirects, as Netlify and others read it: the first rule that fits holds.

    The estate's, those of the pages (`moved`: old to new), and what another server answers, which is a rewrite
    (status 200): the browser stays on this site.
    """
    lines = []
    if audience == Audience.public:
        lines += [f"{rule.old} {rule.new} {rule.status}" for rule in estate.redirects]
    lines += [f"{old} {new} 301" for old, new in sorted(moved.items())]
    if audience == Audience.public:
        lines += [f"{rule.old} {rule.new} 200" for rule in estate.rewrites]
    return "\n".join(lines) + ("\n" if lines else "")


def check_redirects(rules: Sequence[tuple[str, str, str]], known: Mapping[str, object]) -> list[Problem]:
    """Redirects (old, new, file) that start at a page or where another does, or lead to a page that is not there."""
    found = []
    first: dict[str, tuple[str, str]] = {}
    for old, new, file in rules:
        other, where = first.setdefault(old, (new, file))
        if other != new:
            message, hint = (
                "two redirects start at this address",
                f"take one out: {where} leads it to {other}",
            )
            found.append(Problem(file, 1, 0, "redirect.twice", message, old, "", hint))
        if old in known or (old.rstrip("/") + "/" in known and "*" not in old):
            message, hint = "a redirect starts where a page is", "take out the redirect, or the page"
            found.append(Problem(file, 1, 0, "redirect.shadow", message, old, "", hint))
        target = new.partition("#")[0].partition("?")[0]
        if target.startswith("/") and ":" not in target and target not in known:
            close = nearest(target, known)
            hint = f"did you mean {close}?" if close else "correct it, or make the page"
            message = "a redirect leads to a page that is not there"
            found.append(Problem(file, 1, 0, "redirect.target", message, new, "", hint))
    return found
