"""Hostile input: whatever comes in, there is an answer that is not a fault, and nothing breaks out of its place.

`KILL_ROUNDS=300` also sends 10,000 mutated bodies instead of a few hundred.
"""

from __future__ import annotations

import os
import random
import socketserver
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import notices
from intake.config import Settings
from intake.delivery import change
from smile import yaml12
from tests.intake_support import FEEDBACK, House, picture

MUTATIONS = 10_000 if int(os.environ.get("KILL_ROUNDS", "6")) > 100 else 400
NASTY = (
    "no", "12:30", "1_000", "---\n...", "!!python/object:os.system", "&a *a", "{{ 7*7 }}", "{% raw %}", "\\",
    "../../etc/passwd", "\r\nX-Evil: 1", "<script>alert(1)</script>", "[x](javascript:alert(1))", "\u202e\u2028",
    "\x00\x1b[31m", "\ud7ff\uffff", "a: b # c", "'", '"', "```smile form-link\nform: x\n```", "--8<-- 'x'",
    "=cmd|' /C calc'!A0", "%0d%0a",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("hostile"), hourly=10**9)


@pytest.mark.parametrize("text", NASTY)
def test_what_could_break_out_stays_a_text(house: House, text: str) -> None:
    one = house.store.get(
        house.sent("leap-feedback", {**FEEDBACK, "said": f"x{text}", "name": " ".join(text.split())})
    )
    assert one is not None
    made = change(one)
    (path,) = made.files
    assert path == f"data/inbox/leap-feedback/{one.id}.yaml"
    read = made.files[path].decode()
    said = one.public["said"]
    assert yaml12.load(read, "x")["answers"]["said"] == said == yaml.safe_load(read)["answers"]["said"]
    assert text not in made.title + made.body + made.branch + made.message or len(text) < 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.text(max_size=200), name=st.text(max_size=50), topic=st.text(max_size=20))
def test_any_text_is_answered(house: House, said: str, name: str, topic: str) -> None:
    values = {
        "said": said.encode("utf-8", "replace").decode(),
        "name": name.encode("utf-8", "replace").decode(),
    }
    answer = house.send(
        "leap-feedback", {**values, "topic": topic.encode("utf-8", "replace").decode()}, proven=False
    )
    assert answer.status_code in (303, 422)


def test_mutated_bodies_give_no_fault(house: House) -> None:
    chance = random.Random(11)
    plain = b"topic=access&audience=staff&said=More+benches&publish=yes&altcha=e30%3D&email=a%40example.org"
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="headline"\r\n\r\nA\r\n',
        b'--b\r\nContent-Disposition: form-data; name="pictures"; filename="a.jpg"\r\n\r\n'
        + picture()[:200]
        + b"\r\n",
        b"--b--\r\n",
    ]
    seeds = [
        ("leap-feedback", plain, "application/x-www-form-urlencoded"),
        ("content-suggestion", b"".join(parts), "multipart/form-data; boundary=b"),
    ]
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


class Mail(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a client needs, and keeps what it is told."""

    kept: list[str] = []

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                self.kept.append(text.decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


def test_an_answer_is_sent_once_to_who_asked(tmp_path: Path) -> None:
    house = House(tmp_path)
    id = house.sent("leap-feedback", FEEDBACK)
    one = house.store.get(id)
    assert one is not None
    ((path, data),) = change(one).files.items()
    text = data.decode() + "answer: {text: There are two more now., on: 2026-11-25, page: /leap/1/}\n"
    (house.folder / path).parent.mkdir(parents=True)
    (house.folder / path).write_text(text, "utf-8")
    Mail.kept.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        given: dict[str, Any] = {"smtp": f"127.0.0.1:{server.server_address[1]}", "sender": "us@example.org"}
        asked = Settings(**given, public_url="https://www.example.org")
        counts = [notices.send(house.folder, house.store, house.service.rooms, asked) for _ in range(2)]
        server.shutdown()
    assert counts == [1, 0]
    (mail,) = Mail.kept
    assert "To: asker@example.org" in mail and "There are two more now." in mail
    assert "https://www.example.org/leap/1/" in mail
