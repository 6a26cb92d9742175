"""What a plugin may read, make and offer beyond records and pages: other files, what is made of them, commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import estate, inside, write

SOUNDS = '''
"""Sounds: recordings, published with a loud copy, and a command that counts them."""

from smile.binaries import Binary
from smile.plugin import File, Made, Plugin
from smile.problems import ContentError, Problem


class Sound(Binary):
    """A recording: data/sounds/NAME.raw."""

    seconds: int
    """How long it is."""

    @classmethod
    def examine(cls, path, file):
        data = path.read_bytes()
        with (path.parent / "looked-at.txt").open("a") as log:
            log.write(file + "\\n")
        if data[:1] != b"~":
            raise ContentError([Problem(file, 0, 0, "sounds.kind", "this is no recording", "", "a ~ at the start")])
        return {"seconds": len(data) - 1}


def loud(data):
    with open("made.txt", "a") as log:
        log.write("made\\n")
    return data.upper()


class Sounds(Plugin):
    records = {"data/sounds/*.raw": Sound}

    def derive(self, data, build):
        return [(sound, build.path(sound).read_text()[1:]) for sound in data[Sound]]

    def plan(self, model, site):
        for sound, text in model:
            yield File(f"{sound.id}.raw", sound, [sound])
            yield File(f"{sound.id}-loud.raw", Made(sound, "loud", loud), [sound])
            yield File(f"{sound.id}.txt", f"{sound.seconds} s: {text}", [sound])
'''
COMMANDS = """
from smile.commands import Command


def count(asked, options):
    print(f"{len(list((options.root / 'data/sounds').glob('*.raw')))} of {asked.limit}")
    return 0


COMMANDS = [Command("count-sounds", "count the recordings", count, lambda parser: parser.add_argument("limit"))]
"""


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    return estate(tmp_path, {
        "plugins/sounds/plugin.py": SOUNDS,
        "plugins/sounds/commands.py": COMMANDS,
        "content/sounds/microsite.yaml": "title: Sounds\nsummary: What we hear.\nplugins: [sounds]\n",
        "content/sounds/index.md": "---\ntitle: Sounds\nsummary: What we hear.\n---\n[One](/sounds/rain.txt)\n",
        "data/sounds/rain.raw": b"~drip drop",
    })  # fmt: skip


def build(folder: Path, *more: str) -> Path:
    result = inside("build", "--jobs", "1", "--no-search", *more, cwd=folder)
    assert result.status == 0, result.out + result.err
    return folder / "site/public/sounds"


def test_a_file_is_read_copied_and_made_into_another(sounds: Path) -> None:
    made = build(sounds)
    assert (made / "rain.raw").read_bytes() == b"~drip drop"
    assert (made / "rain-loud.raw").read_bytes() == b"~DRIP DROP"
    assert (made / "rain.txt").read_text() == "9 s: drip drop"


def test_a_file_is_looked_at_and_made_once(sounds: Path) -> None:
    build(sounds)
    write(sounds, {"data/sounds/wind.raw": b"~whoosh"})
    made = build(sounds)
    assert (made / "wind-loud.raw").read_bytes() == b"~WHOOSH"
    looked = (sounds / "data/sounds/looked-at.txt").read_text().split()
    assert sorted(looked) == ["data/sounds/rain.raw", "data/sounds/wind.raw"]
    assert (sounds / "made.txt").read_text().split() == ["made"] * 2


def test_a_copy_follows_its_file(sounds: Path) -> None:
    build(sounds)
    write(sounds, {"data/sounds/rain.raw": b"~hush"})
    made = build(sounds)
    assert (made / "rain.raw").read_bytes() == b"~hush"
    assert (made / "rain-loud.raw").read_bytes() == b"~HUSH"
    answer = inside("why", "/sounds/rain-loud.raw", "--no-search", cwd=sounds)
    assert "data/sounds/rain.raw" in answer.out


def test_a_file_that_is_not_what_it_should_be_is_a_problem(sounds: Path) -> None:
    write(sounds, {"data/sounds/rain.raw": b"a text"})
    result = inside("check", cwd=sounds)
    assert result.status == 1
    assert "data/sounds/rain.raw: error: this is no recording [sounds.kind]" in result.out


def test_a_file_that_is_too_large_is_a_problem(sounds: Path) -> None:
    changed = SOUNDS.replace('"""How long it is."""', '"""How long it is."""\n    limit = 5')
    write(sounds, {"plugins/sounds/plugin.py": changed})
    result = inside("check", cwd=sounds)
    assert result.status == 1
    assert "the file is too large [file.size]" in result.out
    assert "10 bytes" in result.out and "at most 5 bytes" in result.out


def test_a_recipe_that_fails_is_told_at_its_line(sounds: Path) -> None:
    write(sounds, {"plugins/sounds/plugin.py": SOUNDS.replace("return data.upper()", "return data / 2")})
    result = inside("build", "--jobs", "1", cwd=sounds)
    assert result.status == 1
    line = SOUNDS[: SOUNDS.index("return data.upper()")].count("\n") + 1
    assert (
        f"plugins/sounds/plugin.py:{line}: error: the plugin cannot make 'loud' of data/sounds/rain.raw"
        in result.out
    )


def test_a_plugin_brings_a_command(sounds: Path) -> None:
    result = inside("count-sounds", "7", cwd=sounds)
    assert (result.status, result.out) == (0, "1 of 7\n")
    assert "count the recordings" in inside("--help", cwd=sounds).out
    assert "limit" in inside("count-sounds", "--help", cwd=sounds).out


def test_a_command_of_another_estate(sounds: Path, tmp_path: Path) -> None:
    result = inside("count-sounds", "7", "--estate", str(sounds), cwd=tmp_path)
    assert (result.status, result.out) == (0, "1 of 7\n")


def test_two_commands_of_one_name_are_a_problem(sounds: Path) -> None:
    write(sounds, {"plugins/noise/plugin.py": "from smile.plugin import Plugin\nclass Noise(Plugin): ...\n",
                   "plugins/noise/commands.py": COMMANDS})  # fmt: skip
    result = inside("count-sounds", "7", cwd=sounds)
    assert result.status == 1
    assert "two commands have this name: the other is of the plugin noise" in result.out


def test_a_name_of_the_generator_is_taken(sounds: Path) -> None:
    write(sounds, {"plugins/sounds/commands.py": COMMANDS.replace("count-sounds", "build")})
    result = inside("count-sounds", "7", cwd=sounds)
    assert result.status == 1
    assert (
        "plugins/sounds/commands.py:1: error: two commands have this name: the other is of the generator"
        in result.out
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [("COMMANDS = 1\n", "the file must hold COMMANDS, a list of commands [plugin.commands]"),
     ("import nothing_like_it\n", "the plugin cannot load its commands [plugin.broken]")],
)  # fmt: skip
def test_broken_commands_are_told(code: str, said: str, sounds: Path) -> None:
    write(sounds, {"plugins/sounds/commands.py": code})
    result = inside("count-sounds", "7", cwd=sounds)
    assert result.status == 1
    assert said in result.out


def test_an_unknown_command_is_wrong_usage(sounds: Path) -> None:
    result = inside("count-noises", cwd=sounds)
    assert result.status == 2
    assert "count-sounds" in result.err


KEPT = """
from pathlib import Path

from smile.plugin import File, Headers, Plugin
from smile.records import Record, Text


class Note(Record):
    text: Text
    '''What it says.'''


class Notes(Plugin):
    records = {"data/notes/*.yaml": Note}

    def derive(self, data, build):
        return [(note.id, build.once(note.text.encode(), lambda: self.long(note.text))) for note in data[Note]]

    def long(self, text):
        with Path("worked.txt").open("a") as log:
            log.write(text + "\\n")
        return text.upper()

    def plan(self, model, site):
        for name, text in model:
            yield File(f"{name}.json", text, ())
        yield Headers("one.json", {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "none"})
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return estate(tmp_path, {
        "plugins/notes/plugin.py": KEPT,
        "content/sounds/microsite.yaml": "title: Notes\nsummary: What we note.\nplugins: [notes]\n",
        "content/sounds/index.md": "---\ntitle: Notes\nsummary: What we note.\n---\nAll.\n",
        "data/notes/one.yaml": "text: rain\n",
        "data/notes/two.yaml": "text: wind\n",
    })  # fmt: skip


def test_a_part_of_a_model_is_worked_out_once(notes: Path) -> None:
    site = build(notes)
    assert sorted((notes / "worked.txt").read_text().split()) == ["rain", "wind"]
    write(notes, {"data/notes/two.yaml": "text: hail\n"})
    build(notes)
    assert (notes / "worked.txt").read_text().split()[2:] == ["hail"], "what did not change is kept"
    assert (site / "one.json").read_text() == "RAIN" and (site / "two.json").read_text() == "HAIL"


def test_a_plugin_sets_headers_for_its_own_file(notes: Path) -> None:
    build(notes)
    headers = (notes / "site/public/_headers").read_text()
    _, own = headers.split("/sounds/one.json\n")
    assert own.splitlines()[:2] == ["  Access-Control-Allow-Origin: *", "  X-Content-Type-Options: none"]
    assert "two.json" not in headers
