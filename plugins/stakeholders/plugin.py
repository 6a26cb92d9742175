"""Stakeholders: a restricted register, trackers and lists; in public, totals and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from smile.plugin import Build, Fragment, Parameters, Planned, Plugin, Records, Site, block
from smile.problems import ContentError, Problem
from smile.records import Audience, Record, Slug, Sourced

from . import (
    directories,
    joins,
    lists,
    messages,
    network,
    overview,
    pages,
    public,
    reach,
    told_pages,
    trackers,
)
from .definitions import Export, MailingList, MessageFramework, Tracker
from .records import Interaction, PublishedTotal, StakeholderFile
from .register import Register, build, elsewhere, problems
from .surroundings import looks, shown, surroundings

_KEPT: dict[str, type[Record]] = {
    "stakeholders.yaml": StakeholderFile,
    "stakeholders/**/*.yaml": StakeholderFile,
    "chase/trackers/*.yaml": Tracker,
    "chase/interactions/*.yaml": Interaction,
    "chase/lists/*.yaml": MailingList,
    "chase/exports.yaml": Export,
    "chase/messages/*.yaml": MessageFramework,
}


class Which(Parameters):
    tracker: Slug = "partnering"
    """The tracker to show."""


class Stakeholders(Plugin):
    records = {
        **{f"data/{pattern}": kind for pattern, kind in _KEPT.items()},
        **{f"data/restricted/{pattern}": kind for pattern, kind in _KEPT.items()},
        "data/reach.yaml": PublishedTotal,
    }

    uses = ("leap", "windows")

    def derive(self, data: Records, build_: Build) -> Register:
        kinds = (data[Tracker], data[Interaction], data[MailingList], data[Export])
        made = build(data[StakeholderFile], data[PublishedTotal], *kinds, data[MessageFramework], build_)
        partners = joins.partners(build_)
        made = replace(made, partners=partners, mentions=joins.mentions(made.held, build_))
        found = looks(data, build_)
        made = replace(
            made,
            parts=tuple(data.parts(StakeholderFile)),
            around=surroundings(made, data, [faces for faces, _ in found]),
            shown=shown(data, [shows for _, shows in found]),
        )

        def wrong() -> Iterator[Problem]:
            yield from problems(made, build_)
            yield from messages.problems(made, build_)
            yield from lists.problems(made, build_)
            yield from public.problems(made, build_)
            yield from joins.problems(made, partners, build_)

        if not build_.sure(lambda: not any(wrong())):
            raise ContentError(wrong())
        return made

    def plan(self, model: Register, site: Site) -> Iterator[Planned]:
        if site.audience == Audience.public:
            yield from public.pages(model, site)
            return
        only_restricted(site, "the pages of the plugin stakeholders", f"content/{site.slug}/microsite.yaml")
        if model.overdue:
            raise ContentError(model.overdue)
        # only where a page is drawn that shows them
        by, stand = cache(lambda: network.network(model)), cache(lambda: trackers.standing(model))
        yield from directories.directories(model, site)
        yield from pages.single(model, by, stand, site)
        yield from network.pages(model, by, site)
        yield from overview.tracker_pages(model, stand, site)
        yield from overview.reach_page(model, site)
        yield from overview.log_page(model, site)
        yield from told_pages.list_pages(model, stand, site)
        yield from told_pages.message_pages(model, site)

    @block("stakeholder-grid")
    def grid(self, model: Register, site: Site, asked: Parameters) -> Fragment:
        only_restricted(site, "the block stakeholder-grid")
        published = [reach.growth(one) for one in model.published]
        context = {"grid": reach.grid(model.organisations), "published": published}
        return Fragment("stakeholders/grid.html", context, _sourced(model))

    @block("partnering-matrix", Which)
    def matrix(self, model: Register, site: Site, asked: Which) -> Fragment:
        only_restricted(site, "the block partnering-matrix")
        chosen = next((one for one in model.trackers if one.id == asked.tracker), None)
        if chosen is None:
            message, hint = "there is no tracker of this name", "add it to data/chase/trackers/"
            raise ContentError([Problem("", 0, 0, "stakeholders.tracker", message, asked.tracker, "", hint)])
        context = overview.picture(trackers.placed(chosen, model.held, trackers.standing(model)), site)
        return Fragment("stakeholders/matrix.html", context, [chosen, *model.files])

    @block("seldom-heard")
    def seldom_heard(self, model: Register, site: Site, asked: Parameters) -> Fragment:
        only_restricted(site, "the block seldom-heard")
        context = {"progress": reach.seldom_heard(model.organisations), "target": reach.SELDOM_HEARD_TARGET}
        return Fragment("stakeholders/seldom-heard.html", context, model.files)

    @block("leap-partners-by-kind")
    def partners_by_kind(self, model: Register, site: Site, asked: Parameters) -> Fragment:
        found = public.leap_partners(model)
        context = {"groups": public.by_group(found), "total": len(found), "at": elsewhere(site, "leap")}
        return Fragment("stakeholders/partners.html", context, found)

    @block("representatives")
    def representatives(self, model: Register, site: Site, asked: Parameters) -> Fragment:
        found, at = public.representatives(model), elsewhere(site, "stakeholders")
        rows = [(f"{at}{one.id}/" if at else "", one.name, one.office, one.area) for one in found]
        context = {"rows": rows, "example": any(one.example for one in found)}
        return Fragment("stakeholders/offices.html", context, found)

    @block("reach")
    def reach(self, model: Register, site: Site, asked: Parameters) -> Fragment:
        figures = reach.reach(model)
        published = [reach.growth(one) for one in model.published]
        context = {"figures": figures, "published": published, "example": model.example}
        made_from = [*model.published, *([figures] if figures else [])]
        return Fragment("stakeholders/reach.html", context, made_from)


def only_restricted(site: Site, what: str, file: str = "") -> None:
    """ContentError, at `file` or else where a block stands, when `site` may be seen by more than the few."""
    if site.audience < Audience.restricted:
        message, hint = (
            f"only a restricted microsite may hold {what}",
            "use the block `reach`, which shows totals",
        )
        code, found, expected = "stakeholders.audience", site.audience.name, "audience: restricted"
        raise ContentError([Problem(file, 1 if file else 0, 0, code, message, found, expected, hint)])


def _sourced(of: Register) -> list[Sourced]:
    """The files that a page about the whole register was made from."""
    return [*of.files, *of.published]
