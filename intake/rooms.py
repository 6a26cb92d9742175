"""The definitions of forms: those of the estate, and those that its capabilities published with the site."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smile import bundled, validate
from smile.problems import ContentError
from smile.records import Source
from smile.registry import Registry
from smile.templates import Templates

if TYPE_CHECKING:
    from plugins.forms.definition import Form


class Rooms:
    """The forms by name, and what draws and checks them: the code of plugins/forms."""

    def __init__(self, root: Path, site: Path) -> None:
        """ContentError when a definition of the estate is wrong."""
        Registry(bundled.plugins(root))
        self.definition: Any = importlib.import_module("smile_plugins.forms.definition")
        self.answers: Any = importlib.import_module("smile_plugins.forms.answers")
        self.drawing: Any = importlib.import_module("smile_plugins.forms.drawing")
        self.templates = Templates(bundled.themes(root), bundled.plugins(root))
        self.forms: dict[str, Form] = {}
        for path in sorted(site.rglob("*.form.json")):
            self._add(path, path.name.removesuffix(".form.json"))
        for path in sorted((root / "data/forms").glob("*.yaml")):
            self._add(path, path.stem)
        if not self.forms:
            raise ValueError(f"there are no forms in {root / 'data/forms'}")

    def _add(self, path: Path, name: str) -> None:
        """JSON is YAML: one way of reading does for both."""
        try:
            form = validate.single(self.definition.Form, path.read_bytes(), str(path))
        except ContentError:
            if path.suffix == ".yaml":
                raise
            return  # a page of the built site that only looks like a form
        self.forms[name] = form.with_source(Source(f"data/forms/{name}.yaml"))

    def body(self, form: Form, action: str, **more: Any) -> str:
        """The form as HTML, with values, errors, a notice."""
        return self.templates.render("forms/body.html", self.drawing.context(form, action, **more))

    def said(self, **context: Any) -> str:
        """A page that says something: thanks, or what a link can do."""
        return self.templates.render("forms/said.html", context)
