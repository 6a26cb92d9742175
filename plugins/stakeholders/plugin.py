"""Stakeholders: a restricted directory, grid and matrix; in public, totals and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smile.plugin import Build, Fragment, Page, Parameters, Planned, Plugin, Records, Site, block
from smile.problems import ContentError, Problem
from smile.records import Audience

from .model import (
    SELDOM_HEARD_TARGET,
    Held,
    Register,
    by_group,
    grid,
    growth,
    matrix,
    problems,
    reach,
    register,
    seldom_heard,
    sourced,
)
from .records import (
    GROUPS,
    INFLUENCE_STEPS,
    PROXIMITIES,
    SELDOM_HEARD,
    SUPPORT_STEPS,
    PublishedTotal,
    StakeholderFile,
)


class Stakeholders(Plugin):
    records = {
        "data/stakeholders.yaml": StakeholderFile,
        "data/stakeholders/*.yaml": StakeholderFile,
        "data/restricted/stakeholders.yaml": StakeholderFile,
        "data/restricted/stakeholders/*.yaml": StakeholderFile,
        "data/reach.yaml": PublishedTotal,
    }

    def derive(self, data: Records, build: Build) -> Register:
        found = list(problems(data[StakeholderFile]))
        if found:
            raise ContentError(found)
        return register(data[StakeholderFile], data[PublishedTotal])

    def plan(self, model: Register, site: Site) -> Iterator[Planned]:
        only_restricted(site, "the pages of the plugin stakeholders", f"content/{site.slug}/microsite.yaml")
        groups = [
            {"id": key, "title": title, "cards": [_card(one, site) for one in many]}
            for key, title, many in by_group(model.held)
        ]
        yield Page(
            "organisations/",
            "stakeholders/directory.html",
            "Organisations",
            "Every stakeholder organisation, by the kind of organisation it is.",
            {"groups": groups, "total": len(model.held), "example": model.example},
            model.files,
            navigation=True,
            kind="index",
        )
        for one in model.held:
            yield _page(one, site)

    @block("stakeholder-grid")
    def grid(self, model: Register, site: Site, asked: Parameters) -> Fragment:
        only_restricted(site, "the block stakeholder-grid")
        context = {"grid": grid(model.organisations), "published": [growth(one) for one in model.published]}
        return Fragment("stakeholders/grid.html", context, sourced(model))

    @block("partnering-matrix")
    def matrix(self, model: Register, site: Site, asked: Parameters) -> Fragment:
        only_restricted(site, "the block partnering-matrix")
        made = matrix(model.organisations)
        ranked = [
            {"name": one.name, "url": _url(one.id, site), "scores": one.scores, "chase": one.scores.chase}
            for one in made.placed
            if one.scores
        ]
        context = {"matrix": made, "ranked": ranked, "most": SUPPORT_STEPS * INFLUENCE_STEPS}
        return Fragment("stakeholders/matrix.html", context, model.files)

    @block("seldom-heard")
    def seldom_heard(self, model: Register, site: Site, asked: Parameters) -> Fragment:
        only_restricted(site, "the block seldom-heard")
        return Fragment(
            "stakeholders/seldom-heard.html",
            {"progress": list(seldom_heard(model.organisations)), "target": SELDOM_HEARD_TARGET},
            model.files,
        )

    @block("reach")
    def reach(self, model: Register, site: Site, asked: Parameters) -> Fragment:
        figures = reach(model)
        context = {
            "figures": figures,
            "published": [growth(one) for one in model.published],
            "example": model.example,
        }
        return Fragment(
            "stakeholders/reach.html", context, [*model.published, *([figures] if figures else [])]
        )


def only_restricted(site: Site, what: str, file: str = "") -> None:
    """ContentError, at `file` or else where a block stands, when `site` may be seen by more than the few."""
    if site.audience < Audience.restricted:
        message, hint = (
            f"only a restricted microsite may hold {what}",
            "use the block `reach`, which shows totals",
        )
        code, found, expected = "stakeholders.audience", site.audience.name, "audience: restricted"
        raise ContentError([Problem(file, 1 if file else 0, 0, code, message, found, expected, hint)])


def _url(id: str, site: Site) -> str:
    return site.url(f"organisations/{id}/")


def _card(one: Held, site: Site) -> dict[str, str]:
    organisation = one.organisation
    return {
        "title": organisation.name,
        "url": _url(organisation.id, site),
        "summary": organisation.summary,
        "meta": PROXIMITIES[organisation.proximity],
    }


def _page(one: Held, site: Site) -> Page:
    organisation = one.organisation
    context: dict[str, Any] = {
        "organisation": organisation,
        "example": one.file.example,
        "group": GROUPS[organisation.group],
        "proximity": PROXIMITIES[organisation.proximity],
        "seldom_heard": [SELDOM_HEARD[key] for key in organisation.seldom_heard],
        "chase": organisation.scores.chase if organisation.scores else None,
        "most": {
            "support": SUPPORT_STEPS,
            "influence": INFLUENCE_STEPS,
            "chase": SUPPORT_STEPS * INFLUENCE_STEPS,
        },
    }
    return Page(
        f"organisations/{organisation.id}/",
        "stakeholders/organisation.html",
        organisation.name,
        organisation.summary,
        context,
        [one.file],
        next_review=organisation.review,
    )
