"""The intake service: what is sent is stored, screened, proposed, merged and built; or erased."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import io
import json
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from intake import config, detectors, erasing, uploads
from intake.delivery import branch
from intake.review import Review
from intake.store import Store
from tests.intake_support import FEEDBACK, FORMAT, STORY, House, git, picture
from tests.support import ROOT, inside

PERSONAL = ("asker@example.org", "1 Example Street")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_submission_goes_from_the_form_to_a_page_for_staff(house: House) -> None:
    id = house.sent("leap-feedback", FEEDBACK)
    kept = house.store.get(id)
    assert kept is not None and (kept.state, kept.flags) == ("held", ["own words"])
    house.deliver()
    assert "intake/" not in git(house.repo, "branch", "--list"), "nothing leaves before a person looked at it"
    assert house.store.decide(id, "queued", {**kept.public, "said": "More benches."})
    house.deliver()
    assert git(house.repo, "branch", "--list", "intake/*") == branch(kept)
    assert git(house.repo, "log", "--format=%an %ae %s", "-1", branch(kept)) == (
        f"Intake intake@localhost Submission {id} of the form leap-feedback"
    )
    whole = git(house.repo, "log", "-p", "--all")
    assert not any(text in whole for text in (*PERSONAL, "please"))
    house.forge.merge(branch(kept))
    git(house.folder, "pull", "-q", str(house.repo), "main")
    built = inside("build", "--no-search", "--jobs", "1", "--now", "2026-11-25", cwd=house.folder)
    assert built.status == 0, built.out + built.err
    page = (house.folder / "site/staff/inbox/waiting/index.html").read_text("utf-8")
    assert "More benches." in page and id in page


def test_answers_that_are_only_chosen_need_no_person(house: House) -> None:
    form = {
        "partner": "individual",
        "opportunities": ["events-campaigns", "social-media"],
        "name": "Some One",
        "email": "a@example.org",
    }
    id = house.sent("leap-sign-up", form)
    house.deliver()
    text = git(house.repo, "show", f"intake/leap-sign-up/{id}:data/inbox/leap-sign-up/{id}.yaml")
    assert '"opportunities": ["events-campaigns", "social-media"]' in text
    assert "Some One" not in text and "example.org" not in text


def test_without_consent_the_words_stay_in_the_store(house: House) -> None:
    id = house.sent("leap-feedback", {name: value for name, value in FEEDBACK.items() if name != "publish"})
    kept = house.store.get(id)
    assert kept is not None and "said" not in kept.public and kept.answers["said"] == FEEDBACK["said"]


def test_the_same_sent_twice_is_one(house: House) -> None:
    first = house.sent("leap-feedback", FEEDBACK)
    assert house.sent("leap-feedback", FEEDBACK) == first
    assert house.sent("leap-feedback", {**FEEDBACK, "said": "Something else."}) != first
    assert house.store.db.execute("SELECT count(*) FROM submission").fetchone()[0] == 2


def test_a_mistake_gives_the_page_back_with_what_was_written(house: House) -> None:
    built = inside("build", "--no-search", "--jobs", "1", "--now", "2026-11-25", cwd=house.folder)
    assert built.status == 0, built.out + built.err
    answer = house.send("leap-feedback", {"said": "<b>Mine</b>", "email": "not one"})
    assert answer.status_code == 422
    page = " ".join(answer.text.split()).replace("> ", ">").replace(" <", "<")
    assert "<title>Error: Tell us what you think</title>" in page
    assert "There is a problem" in page
    assert 'href="#topic">Select what it is about</a>' in page and 'id="topic"' in page
    assert 'href="#email">Enter an email address in the correct format' in page
    assert "&lt;b&gt;Mine&lt;/b&gt;</textarea>" in page and 'value="not one"' in page
    assert "masthead" in page, "it is drawn in the frame of the site"
    assert house.store.db.execute("SELECT count(*) FROM submission").fetchone()[0] == 0


def test_a_store_that_cannot_take_it_gives_the_words_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Store, *more: Any) -> str:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Store, "accept", full)
    answer = house.send("leap-feedback", FEEDBACK)
    assert answer.status_code == 503 and answer.headers["retry-after"] == "120"
    assert "More benches, please.</textarea>" in answer.text


def test_the_store_says_so_when_it_is_not_durable(house: House) -> None:
    house.store.db.execute("PRAGMA synchronous=NORMAL")
    with pytest.raises(RuntimeError, match="not durable"):
        house.store.durable()


def test_erasing_leaves_no_byte(house: House, tmp_path: Path) -> None:
    said = "A very particular sentence about a kingfisher."
    id = house.sent("leap-feedback", {**FEEDBACK, "said": said})
    erasing.backup(house.store, tmp_path / "backup.db")
    folder = house.folder / ".intake"

    def holds() -> bool:
        files = [*folder.iterdir(), *tmp_path.glob("backup.db*")]
        return any(b"kingfisher" in path.read_bytes() or b"asker@" in path.read_bytes() for path in files)

    assert holds()
    assert erasing.erase(house.store, id) == 1
    assert erasing.erase_in([tmp_path / "backup.db"], id) == 1
    assert not holds()
    assert house.store.get(id) is None


def test_who_has_the_link_can_have_it_erased(house: House) -> None:
    answer = house.send("leap-feedback", FEEDBACK)
    thanks = house.client.get(answer.headers["location"])
    assert thanks.status_code == 200
    token = answer.headers["location"].partition("ref=")[2]
    assert token.partition(".")[0].upper() in thanks.text
    look = house.client.get(f"/forms/leap-feedback/yours?token={token}")
    assert "Erase what I sent" in look.text
    assert house.store.get(token.partition(".")[0]) is not None, "a look does nothing"
    assert house.client.get("/forms/leap-feedback/yours?token=" + token[:-1] + "0").status_code in (200, 404)
    done = house.client.post("/forms/leap-feedback/yours", data={"token": token, "do": "erase"})
    assert "has been erased" in done.text
    assert house.store.get(token.partition(".")[0]) is None


def test_what_looks_wrong_is_held_and_never_refused(house: House) -> None:
    kept = house.store.get(house.sent("accessible-format", {**FORMAT, "website-address": "x"}, proven=False))
    assert kept is not None and kept.state == "held"
    assert {"no proof of work", "filled in what people do not see"} <= set(kept.flags)
    with_number = {**FORMAT, "what": "My number is 943 476 5919"}
    kept = house.store.get(house.sent("accessible-format", with_number))
    assert kept is not None and "looks like: NHS number" in kept.flags


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("943 476 5919", "NHS number"),
        ("call 01632 960 001", "telephone number"), ("a.b@example.org", "e-mail address"),
        ("ST1 4LW", "postcode"), ("QQ 12 34 56 C", ""), ("AB123456C", "National Insurance number"),
        ("born on 3 May 1970", "date of birth"), ("999 123 4567", ""), ("I like 24 benches", ""),
    ],
)  # fmt: skip
def test_the_detectors(text: str, kind: str) -> None:
    assert detectors.found([text]) == ([kind] if kind else [])


def test_another_site_cannot_send(house: House) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert house.send("leap-feedback", FEEDBACK, headers=headers).status_code == 403
    assert house.send("leap-feedback", FEEDBACK, headers={"Origin": "http://testserver"}).status_code == 303


def test_too_many_get_their_words_back(tmp_path: Path) -> None:
    house = House(tmp_path, hourly=4)
    for number in range(4):
        house.sent("leap-feedback", {**FEEDBACK, "said": f"Number {number}"})
    answer = house.send("leap-feedback", {**FEEDBACK, "said": "Number 5"})
    assert answer.status_code == 429 and "Number 5</textarea>" in answer.text


def test_a_picture_is_drawn_anew_and_goes_along(house: House) -> None:
    given = picture()
    assert b"secret-description" in given
    id = house.sent("content-suggestion", STORY, files={"pictures": ("../../x.jpg", given, "text/html")})
    house.store.decide(id, "queued")
    house.deliver()
    names = git(house.repo, "diff", "--name-only", "main", f"intake/content-suggestion/{id}").split()
    assert names == [f"data/inbox/content-suggestion/{id}{end}" for end in ("-1.webp", ".yaml")]
    show = ["git", "-C", str(house.repo), "show", f"intake/content-suggestion/{id}:{names[0]}"]
    made = subprocess.run(show, capture_output=True, check=True).stdout
    with Image.open(io.BytesIO(made)) as image:
        assert (image.format, image.size) == ("WEBP", (40, 30))
    assert b"secret-description" not in made


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "must be a JPG, PNG or WebP"), (b"PK\x03\x04", "must be a"),
        (b"", "is empty"), (b"\xff\xd8\xff" + bytes(500), "could not be read"), (bytes(4_000_001), "smaller than 4MB"),
        (b"%PDF-1.7", "must be a JPG, PNG or WebP"),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_a_word(house: House, data: bytes, said: str) -> None:
    answer = house.send("content-suggestion", STORY, files={"pictures": ("x.jpg", data, "image/jpeg")})
    assert answer.status_code == 422 and said in answer.text


def test_a_picture_that_is_a_bomb_is_refused() -> None:
    assert uploads.redrawn(picture((9000, 9000), "PNG")) is None


def test_staff_release_redact_and_merge(house: House) -> None:
    id = house.sent("leap-feedback", FEEDBACK)
    review = Review(house.folder, house.settings, ("testserver",))
    client = TestClient(review.app, follow_redirects=False, headers={"host": "testserver:80"})
    assert id in client.get("/").text
    page = client.get(f"/{id}").text
    assert "asker@example.org" in page and "More benches, please.</textarea>" in page
    done = {"key": review.key, "do": "release", "public-said": "Benches."}
    assert client.post(f"/{id}", data={**done, "key": "no"}).status_code == 403
    assert client.post(f"/{id}", data=done, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get("/", headers={"host": "evil.example:80"}).status_code == 421
    assert client.post(f"/{id}", data=done).status_code == 303
    house.deliver()
    assert client.post(f"/{id}", data={"key": review.key, "do": "merge"}).status_code == 303
    assert '"said": "Benches."' in git(house.repo, "show", f"main:data/inbox/leap-feedback/{id}.yaml")


def signed(body: bytes, secret: str) -> str:
    def part(value: dict[str, str]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    head = part({"alg": "HS256"}) + "." + part({"iss": "netlify", "sha256": hashlib.sha256(body).hexdigest()})
    mark = hmac.new(secret.encode(), head.encode(), "sha256").digest()
    return f"{head}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def test_netlify_is_believed_only_with_its_signature(tmp_path: Path) -> None:
    house = House(tmp_path, webhook_secret="w" * 20)
    body = json.dumps({"id": "n1", "form_name": "leap-feedback", "data": FEEDBACK}).encode()
    good = {"x-webhook-signature": signed(body, "w" * 20)}
    assert house.client.post("/hooks/netlify", content=body + b" ", headers=good).status_code == 401
    wrong = {"x-webhook-signature": signed(body, "v" * 20)}
    assert house.client.post("/hooks/netlify", content=body, headers=wrong).status_code == 401
    for _ in range(2):
        assert house.client.post("/hooks/netlify", content=body, headers=good).status_code == 200
    assert [one.flags[-1] for one in house.store.listed("held")] == ["came by Netlify"]


def test_health_and_metrics(house: House) -> None:
    house.sent("leap-feedback", FEEDBACK)
    seen = house.client.get("/health").json()
    assert seen["well"] is True and seen["oldest_undelivered_seconds"] == 0 and seen["free_mb"] > 0
    assert 'intake_submissions{state="held"} 1' in house.client.get("/metrics").text


def test_the_settings_are_checked() -> None:
    with pytest.raises(ValueError, match="INTAKE_STOR is no setting"):
        config.read({"INTAKE_STOR": "x"})
    with pytest.raises(ValueError, match="INTAKE_HOPS should be a number"):
        config.read({"INTAKE_HOPS": "two"})
    assert config.read({"INTAKE_PAUSE": "0.5"}).pause == 0.5


def test_the_example_of_the_settings_names_each_with_its_default() -> None:
    lines = (ROOT / "intake/example.env").read_text("utf-8").splitlines()
    named = dict(line[1:].split("=", 1) for line in lines if line.startswith("#INTAKE_"))
    assert config.read(named) == config.Settings()
    assert sorted(named) == sorted(
        f"INTAKE_{one.name.upper()}" for one in dataclasses.fields(config.Settings)
    )
