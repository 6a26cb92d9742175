"""Hostile input: whatever comes in, there is an answer that is not a fault, and nothing breaks out of its place.

`KILL_ROUNDS=300` also sends 10,000 mutated bodies instead of a thousand.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import deciding, detectors
from intake.delivery import change
from smile import yaml12
from tests.intake_support import STORY, House, picture

MUTATIONS = 10_000 if int(os.environ.get("KILL_ROUNDS", "0")) > 100 else 1_000
CHOICES = {
    "accessible-format": "format", "content-suggestion": "channels", "leap-feedback": "topic",
    "leap-sign-up": "partner", "report-a-problem": "problem",
}  # fmt: skip
FORMS = sorted(CHOICES)
NASTY = (
    "no", "12:30", "1_000", "---\n...", "!!python/object:os.system", "&a *a", "{{ 7*7 }}", "{% raw %}", "\\",
    "../../etc/passwd", "\r\nX-Evil: 1", "<script>alert(1)</script>", "[x](javascript:alert(1))", "\u202e\u2028",
    "\x00\x1b[31m", "\ud7ff\uffff", "a: b # c", "'", '"', "```smile form-link\nform: x\n```", "--8<-- 'x'",
    "=cmd|' /C calc'!A0", "%0d%0a",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("hostile"), hourly=10**9)
    yield made
    made.close()


def answers(house: House, name: str, text: str) -> dict[str, Any]:
    """`text` in each field of a form that takes words, and a good answer in all others."""
    form = house.service.rooms.forms[name]
    given: dict[str, Any] = {one.name: "yes" for one in form.consents}
    for field in form.fields:
        if field.kind == "textarea":
            given[field.name] = f"x{text}"
        elif field.kind == "text":
            given[field.name] = f"x{' '.join(text.split())}"[: field.limit]
        elif field.kind == "email":
            given[field.name] = "a@example.org"
        elif field.options:
            given[field.name] = field.options[0].value
    return given


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", NASTY)
def test_what_could_break_out_stays_a_text(house: House, form: str, text: str) -> None:
    """In Git, whichever YAML reads it; on the page with a mistake; and on the pages for staff."""
    given = answers(house, form, text)
    one = house.store.get(house.sent(form, given))
    assert one is not None
    made = change(one)
    (path,) = made.files
    assert path == f"data/inbox/{form}/{one.id}.yaml"
    read = made.files[path].decode()
    assert yaml12.load(read, "x")["answers"] == one.public == yaml.safe_load(read)["answers"]
    assert text not in made.title + made.body + made.branch + made.message or len(text) < 3
    shown = house.client.post(f"/forms/{form}/send", data={**given, "altcha": "", CHOICES[form]: "<none>"})
    assert shown.status_code == 422
    desk = house.service.rooms.templates.render(
        "forms/desk-one.html", deciding.shown(one, house.service.rooms)
    )
    for page in (shown.text, desk):
        assert "<script>alert" not in page and 'href="javascript:' not in page and "49" not in page


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_text_in_any_field_is_answered(house: House, data: st.DataObject) -> None:
    form = house.service.rooms.forms[data.draw(st.sampled_from(FORMS))]
    names = [one.name for one in (*form.fields, *form.consents)] + ["altcha", "token", "website-address", "?"]
    text = st.text(max_size=200).map(lambda one: one.encode("utf-8", "replace").decode())
    good = st.sampled_from(["yes", "a@example.org", "other", "events", "1"])
    values = data.draw(st.dictionaries(st.sampled_from(names), st.lists(text | good, min_size=1, max_size=3)))
    answer = house.client.post(f"/forms/{form.id}/send", data=values)
    assert answer.status_code in (303, 415, 422), values


def test_no_text_takes_long_to_look_at() -> None:
    """From each place a detector looks at a bounded number of characters: time grows with the text, and no faster."""
    for kind, pattern in detectors.PATTERNS.items():
        assert re._parser.parse(pattern.pattern, pattern.flags).getwidth()[1] < 1000, kind  # type: ignore[attr-defined]


def test_files_are_named_by_nobody(house: House) -> None:
    for name in (
        "../../../etc/passwd",
        "a\r\nX-Evil: 1.jpg",
        "\x00.jpg",
        "a" * 5000 + ".jpg",
        "<img>.svg",
        "",
    ):
        sent = {**STORY, "headline": f"About {name[:20]!r}", "altcha": house.solved("content-suggestion")}
        file = ("pictures", (name or "x", picture(), "image/svg+xml"))
        answer = house.client.post("/forms/content-suggestion/send", data=sent, files=[file])
        assert answer.status_code in (303, 400)
    for one in house.store.listed("held"):
        assert all(
            re.fullmatch(r"data/inbox/[a-z-]+/[2-9a-z]{12}(-\d\.webp|\.yaml)", path)
            for path in change(one).files
        )


def test_mutated_bodies_give_no_fault(house: House) -> None:
    chance = random.Random(11)
    plain = b"topic=access&audience=staff&said=More+benches&publish=yes&altcha=e30%3D&email=a%40example.org"
    headline = b'--b\r\nContent-Disposition: form-data; name="headline"\r\n\r\nA\r\n'
    file = b'--b\r\nContent-Disposition: form-data; name="pictures"; filename="a.jpg"\r\n\r\n'
    end, many = b"--b--\r\n", "multipart/form-data; boundary=b"
    seeds = [("leap-feedback", plain, "application/x-www-form-urlencoded")] * 10
    seeds += [("content-suggestion", headline * 3 + end, many)] * 9
    # a picture is drawn by a process of its own: not as often
    seeds += [("content-suggestion", headline + file + picture()[:200] + b"\r\n" + end, many)]
    for _ in range(MUTATIONS):
        form, body, kind = chance.choice(seeds)
        data = bytearray(body)
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(data))
            change = chance.randrange(3)
            if change == 0:
                data[at] = chance.randrange(256)
            elif change == 1:
                del data[at : at + chance.randrange(1, 20)]
            else:
                data[at:at] = bytes(chance.choices(b"&=%;+\r\n\x00\xff-", k=chance.randrange(1, 9)))
            data = data or bytearray(b"x")
        answer = house.client.post(f"/forms/{form}", content=bytes(data), headers={"content-type": kind})
        assert answer.status_code in (303, 400, 413, 415, 422, 429), (answer.status_code, bytes(data))


def test_what_is_too_large_is_refused(house: House) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    body = (b"a" * 1_000_000 for _ in range(20))
    assert house.client.post("/forms/leap-feedback", content=body, headers=headers).status_code == 413
    many = b"&".join(b"x%d=1" % number for number in range(2000))
    assert house.client.post("/forms/leap-feedback", content=many, headers=headers).status_code == 400
