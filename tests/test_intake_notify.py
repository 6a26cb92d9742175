"""Closing the loop: each answer goes to who asked, once, whatever the mail server does."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake import notices
from intake.delivery import change
from tests.intake_support import FEEDBACK, House
from tests.mail_server import MailServer, running
from tests.support import Result, inside, write
from tests.test_intake_people import Desk, ask

SETTINGS = "topics:\n  - {id: site, title: The site}\n"
ITEM = """\
title: Benches in the garden
received: 2026-10-01
route: form
audience: service-users-carers
topic: site
said: More benches, please.
screened: {on: 2026-10-02, by: Communications team}
judged: {suggested: true, on: 2026-10-02, by: Communications team}
owner: Estates team
reference: REFERENCE
"""
ANSWER = """\
answer:
  outcome: will-be-done
  decided: 2026-10-05
  by: Estates team
  response: You asked for more benches in the garden. We have ordered two, for the path by the pond.
  sent: 2026-10-06
action: {what: Put two benches by the pond., owner: Estates team, due: 2026-12-01ACTION}
"""
DONE = """\
completion:
  response: The two benches by the pond are there now, and both have a back to lean on.
  sent: 2026-11-02
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    made = House(tmp_path)
    monkeypatch.setenv("INTAKE_SECRET", made.settings.secret)
    monkeypatch.setattr(logging.root, "handlers", [])
    yield made
    made.close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with running() as made:
        monkeypatch.setenv("INTAKE_SMTP", made.address)
        monkeypatch.setenv("INTAKE_SMTP_TLS", "none")
        monkeypatch.setenv("INTAKE_SENDER", "Communications <us@example.org>")
        monkeypatch.setenv("INTAKE_PUBLIC_URL", "https://www.example.org")
        yield made


def notify(house: House, now: str = "2026-11-25") -> Result:
    return inside("intake", "--now", now, "notify", cwd=house.folder)


def answered(house: House) -> str:
    """A submission with an answer in the inbox; its id."""
    id = house.sent("leap-feedback", FEEDBACK)
    one = house.store.get(id)
    assert one is not None
    ((path, data),) = change(one).files.items()
    text = data.decode() + "answer: {text: .There are two more now., on: 2026-11-25}\n"
    write(house.folder, {path: text})
    return id


def test_an_answer_in_the_inbox_is_sent_once(house: House, server: MailServer) -> None:
    id = answered(house)
    early = notify(house, "2026-11-24")
    assert (early.status, early.out) == (0, "0 sent.\n"), early.err
    assert [notify(house).out for _ in range(2)] == ["1 sent.\n", "0 sent.\n"]
    (mail,) = server.taken
    assert "To: asker@example.org" in mail and "From: Communications <us@example.org>" in mail
    assert f"Message-ID: <{id}.answer@example.org>" in mail
    assert "\n..There are two more now." in mail.replace("\r", ""), "a dot at a line's beginning is doubled"
    link = re.search(
        r"https://www\.example\.org(/forms/leap-feedback/yours\?token=\S+)",
        mail.replace("=\r\n", "").replace("=3D", "="),
    )
    assert link
    token = link[1].partition("token=")[2]
    assert "A person will look" in ask(house, "leap-feedback", token, "complain")


def test_both_replies_of_leap_go_once_when_they_are_published(house: House, server: MailServer) -> None:
    reference = house.sent("leap-feedback", FEEDBACK).upper()
    microsite = "title: LEAP\nsummary: What people said.\npath: /said/\nplugins: [leap]\n"
    item = ITEM.replace("REFERENCE", f"{reference[:4]}-{reference[4:]}")
    name = "data/leap/items/2026/LEAP-2026-0001.yaml"
    write(house.folder, {
        "content/leap/microsite.yaml": microsite, "data/leap/settings.yaml": SETTINGS,
        "content/leap/index.md": "---\ntitle: LEAP\nsummary: What people said.\n---\nHere.\n",
        name: item,
    })  # fmt: skip
    assert notify(house).out == "0 sent.\n", "nothing is answered"
    write(house.folder, {name: item + ANSWER.replace("ACTION", "")})
    assert notify(house).out == "0 sent. 1 wait until their page is published.\n"
    page = house.folder / "site/public/said/LEAP-2026-0001/index.html"
    built = inside("build", "--no-search", "--jobs", "1", "--now", "2026-11-25", cwd=house.folder)
    assert built.status == 0, built.out + built.err
    assert page.exists() and reference.lower() not in page.read_text("utf-8").lower()
    assert [notify(house).out for _ in range(2)] == ["1 sent.\n", "0 sent.\n"]
    write(house.folder, {name: item + ANSWER.replace("ACTION", ", done: 2026-11-01") + DONE})
    assert [notify(house).out for _ in range(2)] == ["1 sent.\n", "0 sent.\n"]
    first, second = server.taken
    assert "An answer to what you sent us" in first and "ordered two" in first
    assert "It is done" in second and "a back to lean on" in second
    assert all("https://www.example.org/said/LEAP-2026-0001/" in mail for mail in server.taken)


@pytest.mark.parametrize(
    "fault",
    [("EHLO", ""), ("MAIL", ""), ("MAIL", "451 later"), ("MAIL", "550 who are you"), ("RCPT", "450 greylisted"),
     ("DATA", "451 no"), ("text", "452 full")],
)  # fmt: skip
def test_what_was_not_taken_is_sent_next_time(
    house: House, server: MailServer, fault: tuple[str, str]
) -> None:
    answered(house)
    server.faults = [fault]
    first = notify(house)
    assert first.status in (1, 3) and server.taken == [], first
    assert notify(house).out == "1 sent.\n"
    assert notify(house).out == "0 sent.\n"
    assert len(server.taken) == 1


@pytest.mark.parametrize("fault", [("taken", ""), ("text", "")], ids=["taken", "lost"])
def test_where_nobody_knows_a_person_decides(
    house: House, server: MailServer, fault: tuple[str, str]
) -> None:
    """The connection breaks after the text, before the answer: it may have been taken, or not."""
    id, desk = answered(house), Desk(house)
    server.faults = [fault]
    for _ in range(2):
        assert "1 may have been sent" in notify(house).out
    assert len(server.taken) == (fault[0] == "taken"), "it is never sent a second time by itself"
    assert "Answers to decide about" in desk.page("/")
    desk.do(id, "went-answer" if server.taken else "again-answer")
    notify(house)
    assert len(server.taken) == 1
    assert "Answers to decide about" not in desk.page("/")


def test_a_crash_before_the_server_answers_sends_nothing_twice(house: House, server: MailServer) -> None:
    id = answered(house)
    with house.store.writing() as db:
        db.execute("INSERT INTO sent VALUES(?,'answer',0,?)", (id, notices.BEGUN))
    assert "1 may have been sent" in notify(house).out
    assert server.taken == []


def test_an_address_that_is_not_there_is_not_tried_for_ever(house: House, server: MailServer) -> None:
    answered(house)
    server.faults = [("RCPT", "550 nobody of that name")]
    for _ in range(2):
        assert "refused" in notify(house).out
    assert server.taken == []


def test_what_is_missing_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    done = notify(house)
    assert done.status == 2 and "INTAKE_SMTP" in done.err
    monkeypatch.setenv("INTAKE_SMTP", "127.0.0.1:1")
    monkeypatch.setenv("INTAKE_SMTP_TLS", "none")
    monkeypatch.setenv("INTAKE_SENDER", "us@example.org")
    answered(house)
    done = notify(house)
    assert done.status == 3 and "the mail server 127.0.0.1:1 cannot be used" in done.err
    assert json.dumps(done.err).count("Traceback") == 0
