"""What the generator has to know of a site's mkdocs.yml before MkDocs reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from smile import sources, yaml12
from smile.doors import DoorJob
from smile.problems import ContentError, Problem


@dataclass(frozen=True, slots=True)
class Config:
    """A site's mkdocs.yml: the folder of its Markdown files, and where each of its settings stands."""

    file: Path
    name: str
    """The file as problems name it."""
    docs: Path
    excluded: str
    """What `exclude_docs` says."""
    default_plugins: bool
    """Whether the file leaves the plugins to MkDocs."""
    edited: bool
    """Whether the file says where its pages are edited."""
    root: Node | None

    def key(self, name: str) -> tuple[int, int]:
        """Line and column of a setting; (1, 0) when the file does not have it."""
        found = next((key for key, _ in _items(self.root) if key.value == name), None)
        return (found.start_mark.line + 1, found.start_mark.column + 1) if found else (1, 0)

    def value(self, name: str, words: str) -> tuple[int, int]:
        """Line and column of the text `words` somewhere in a setting; of the setting when it is not there."""
        value = next((value for key, value in _items(self.root) if key.value == name), None)
        found = next((node for node in _scalars(value) if node.value == words), None)
        return (found.start_mark.line + 1, found.start_mark.column + 1) if found else self.key(name)


def read_config(job: DoorJob) -> Config:
    """The configuration of the microsite; a ContentError when it is not there or wrong."""
    file = next(
        (job.folder / name for name in ("mkdocs.yml", "mkdocs.yaml") if (job.folder / name).is_file()), None
    )
    if file is None:
        where = job.named("microsite.yaml")
        hint = "add a mkdocs.yml, or take `engine: mkdocs` out"
        raise ContentError(
            [Problem(where, 1, 0, "mkdocs.config", "the microsite has no mkdocs.yml", "", "", hint)]
        )
    name = job.named(file)
    text = sources.decode(file.read_bytes(), name)
    root = _compose(text, name)
    settings = {key.value: value for key, value in _items(root)}
    docs = job.folder / _text(settings, "docs_dir", "docs")
    edited = bool(settings.keys() & {"repo_url", "edit_uri", "edit_uri_template"})
    plugins = bool(settings.keys() & {"plugins", "INHERIT"})
    config = Config(file, name, docs, _text(settings, "exclude_docs", ""), not plugins, edited, root)
    if not docs.is_dir():
        raise ContentError([_docs(config, "the folder of its Markdown files is not there", job.named(docs))])
    if job.folder.resolve().is_relative_to(docs.resolve()):
        raise ContentError([_docs(config, "the folder of its Markdown files holds the settings too", ".")])
    return config


def _docs(config: Config, words: str, found: str) -> Problem:
    hint = "keep the Markdown files in a folder of their own beside mkdocs.yml, and name it in docs_dir"
    return Problem(config.name, *config.key("docs_dir"), "mkdocs.docs_dir", words, found, "", hint)


def _compose(text: str, name: str) -> Node | None:
    """The tree of nodes: MkDocs' own tags (!ENV, !!python/name) stay, which `yaml12.load` would refuse."""
    try:
        return yaml12.compose(text)
    except Exception:
        yaml12.load(text, name)  # says what is wrong, and where
        raise


def _text(settings: Mapping[str, Node], name: str, otherwise: str) -> str:
    node = settings.get(name)
    return node.value if isinstance(node, ScalarNode) and node.value else otherwise


def _items(node: Node | None) -> Iterator[tuple[ScalarNode, Node]]:
    if isinstance(node, MappingNode):
        yield from ((key, value) for key, value in node.value if isinstance(key, ScalarNode))


def _scalars(node: Node | None) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, MappingNode):
        for _, value in node.value:
            yield from _scalars(value)
