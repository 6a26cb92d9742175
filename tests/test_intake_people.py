"""What people may ask for with their link, and what staff see and decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from intake import accept, erasing, wishes
from intake.delivery import branch
from intake.review import Review
from intake.store import Store
from tests.intake_support import FEEDBACK, SIGN_UP, STORY, House, git, picture


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


class Desk:
    """The pages for staff, as a browser on the same machine asks for them."""

    def __init__(self, house: House, *hosts: str) -> None:
        self.review = Review(house.folder, house.settings, ("testserver", *hosts))
        self.client = TestClient(self.review.app, follow_redirects=False, headers={"host": "testserver:80"})

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return " ".join(answer.text.split())

    def do(self, id: str, what: str, **more: Any) -> None:
        data = {"key": self.review.key, "do": what, **more}
        assert self.client.post(f"/{id}", data=data).status_code == 303


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def sent(house: House, form: str, values: dict[str, Any], **more: Any) -> tuple[str, str]:
    """Id and token."""
    answer = house.send(form, values, **more)
    assert answer.status_code == 303, answer.text
    token = answer.headers["location"].partition("ref=")[2]
    return token.partition(".")[0], token


def ask(house: House, form: str, token: str, what: str) -> str:
    answer = house.client.post(f"/forms/{form}/yours", data={"token": token, "do": what})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_who_has_the_link_can_have_it_erased(house: House) -> None:
    id, token = sent(house, "leap-feedback", FEEDBACK)
    thanks = house.client.get(f"/forms/leap-feedback/send?ref={token}")
    assert thanks.status_code == 200 and accept.spaced(id) in thanks.text
    look = house.client.get(f"/forms/leap-feedback/yours?token={token}")
    assert "Erase what I sent" in look.text
    assert house.store.get(id) is not None, "a look does nothing"
    other = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert house.client.get(f"/forms/leap-feedback/yours?token={other}").status_code == 404
    assert house.client.get(f"/forms/leap-sign-up/yours?token={token}").status_code == 404
    assert "Choose what you would like" in ask(house, "leap-feedback", token, "something-else")
    assert "has been erased" in ask(house, "leap-feedback", token, "erase")
    assert house.store.get(id) is None
    assert house.client.get(f"/forms/leap-feedback/send?ref={token}").status_code == 404


def test_what_is_on_its_way_is_taken_back(house: House) -> None:
    id, token = sent(house, "leap-sign-up", {**SIGN_UP, "list": "yes"})
    assert "Your consent is withdrawn" in ask(house, "leap-sign-up", token, "withdraw")
    kept = house.store.get(id)
    assert kept is not None and (kept.state, kept.consents) == ("held", {})
    house.deliver()
    assert "intake/" not in git(house.repo, "branch", "--list")
    assert wishes.waiting(house.store) == []


def test_withdrawn_consent_takes_words_and_proposal_back(house: House, desk: Desk) -> None:
    id, token = sent(house, "leap-feedback", FEEDBACK)
    house.store.decide(id, "queued")
    house.deliver()
    assert git(house.repo, "branch", "--list", "intake/*").endswith(id)
    assert "taken down" in ask(house, "leap-feedback", token, "withdraw").replace("takes it", "taken")
    assert "Withdraw my consent" in desk.page("/")
    assert wishes.follow(house.store, house.forge) == 1
    kept = house.store.get(id)
    assert kept is not None and kept.state == "closed" and "said" not in kept.public
    assert git(house.repo, "branch", "--list", "intake/*") == ""
    assert "Asked for by senders" not in desk.page("/")


def test_what_is_merged_is_taken_down_by_a_person_and_then_erased(house: House, desk: Desk) -> None:
    id, token = sent(house, "leap-feedback", FEEDBACK)
    house.store.decide(id, "queued")
    house.deliver()
    desk.do(id, "merge")
    assert "A person takes it down first" in ask(house, "leap-feedback", token, "erase")
    assert wishes.follow(house.store, house.forge) == 0 and house.store.get(id) is not None
    assert house.client.get("/health").json()["asked_for"] == 1
    assert "The sender asks: Erase what I sent" in desk.page(f"/{id}")
    desk.do(id, "done-erase")
    assert house.store.get(id) is None and wishes.waiting(house.store) == []


def test_a_complaint_reaches_staff(house: House, desk: Desk) -> None:
    id, token = sent(house, "leap-feedback", FEEDBACK)
    assert "A person will look" in ask(house, "leap-feedback", token, "complain")
    page = desk.page("/")
    assert "Asked for by senders" in page and "I am not happy with the answer" in page and "today" in page
    desk.do(id, "done-complain")
    assert "Asked for by senders" not in desk.page("/")
    assert "done: complain" in desk.page(f"/{id}")


def test_staff_release_redact_and_merge(house: House, desk: Desk) -> None:
    id, _ = sent(house, "leap-feedback", FEEDBACK)
    assert id.upper() in desk.page("/")
    page = desk.page(f"/{id}")
    assert "asker@example.org" in page and "More benches, please.</textarea>" in page
    assert "What would you like to tell us?" in page, "questions in their own words"
    done = {"key": desk.review.key, "do": "release", "public-said": "Benches."}
    client = desk.client
    assert client.post(f"/{id}", data={**done, "key": "no"}).status_code == 403
    assert client.post(f"/{id}", data=done, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post(f"/{id}", data={**done, "do": "nonsense"}).status_code == 400
    for path in ("/", f"/{id}", f"/{id}/files/1"):
        assert client.get(path, headers={"host": "evil.example:80"}).status_code == 421
    desk.do(id, "release", **{"public-said": "Benches."})
    house.deliver()
    desk.do(id, "merge")
    assert '"said": "Benches."' in git(house.repo, "show", f"main:data/inbox/leap-feedback/{id}.yaml")


def test_staff_see_each_picture_and_leave_some_out(house: House, desk: Desk) -> None:
    files = [
        ("pictures", (f"{n}.png", picture(size, "PNG"), "image/png"))
        for n, size in ((1, (9, 9)), (2, (8, 8)))
    ]
    id, _ = sent(house, "content-suggestion", STORY, files=files)
    page = desk.page(f"/{id}")
    assert re.findall(r'<img src="([^"]+)"', page) == [f"/{id}/files/1", f"/{id}/files/2"]
    shown = desk.client.get(f"/{id}/files/2")
    assert shown.headers["content-type"] == "image/webp" and shown.content.startswith(b"RIFF")
    assert desk.client.get(f"/{id}/files/3").status_code == 404
    desk.do(id, "release", leave=["2"])
    house.deliver()
    one = house.store.get(id)
    assert one is not None and len(one.files) == 2, "it stays in the store"
    names = git(house.repo, "diff", "--name-only", "main", branch(one)).split()
    assert names == [f"data/inbox/content-suggestion/{id}{end}" for end in ("-1.webp", ".yaml")]


def test_a_pdf_is_in_quarantine(tmp_path: Path) -> None:
    text = "title: Papers\nsummary: Send papers.\nversion: 1\nthanks: Thank you.\nfields:\n" + (
        "  - {name: paper, label: Your paper, kind: files, accept: [pdf], use: public}\n"
    )
    house = House(tmp_path)
    (house.folder / "data/forms/papers.yaml").write_text(text, "utf-8")
    house.service.rooms._add(house.folder / "data/forms/papers.yaml", "papers")
    desk = Desk(house)
    data = b"%PDF-1.7 <script>"
    id, _ = sent(house, "papers", {}, files={"paper": ("x.pdf", data, "application/pdf")})
    kept = house.store.get(id)
    assert kept is not None and kept.state == "held" and "PDF" in kept.flags
    answer = desk.client.get(f"/{id}/files/1")
    assert answer.content == data and answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"
    desk.do(id, "release")
    house.deliver()
    one = house.store.get(id)
    assert one is not None
    assert git(house.repo, "diff", "--name-only", "main", branch(one)) == f"data/inbox/papers/{id}.yaml"
    house.close()


def test_the_pages_for_staff_may_stand_behind_a_sign_on(house: House) -> None:
    desk = Desk(house, "intake.example.org")
    assert desk.client.get("/", headers={"host": "intake.example.org"}).status_code == 200
    assert desk.client.get("/desk.css").headers["content-type"].startswith("text/css")


def test_staff_erase(house: House, desk: Desk) -> None:
    id, _ = sent(house, "leap-feedback", FEEDBACK)
    desk.do(id, "erase")
    assert house.store.get(id) is None
    assert desk.client.get(f"/{id}").status_code == 404


def test_erasing_under_load_is_finished_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    id, token = sent(house, "leap-feedback", {**FEEDBACK, "said": "About the kingfisher."})
    reader = Store(house.folder / ".intake/store.db")
    reader.db.execute("BEGIN")
    reader.db.execute("SELECT * FROM submission").fetchall()
    monkeypatch.setattr(erasing.time, "sleep", lambda seconds: None)
    house.store.db.execute("PRAGMA busy_timeout=1")
    assert erasing.erase(house.store, id) == 1
    assert not erasing.clean(house.store), "somebody is still reading"
    reader.db.close()
    assert erasing.clean(house.store)
    files = list((house.folder / ".intake").iterdir())
    assert not any(b"kingfisher" in path.read_bytes() for path in files)
