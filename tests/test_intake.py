"""The intake service: what is sent is stored, screened, proposed, merged and built; or erased."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import io
import json
import logging
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from intake import config, detectors, erasing, running, uploads, writer
from intake.delivery import branch
from intake.store import Store
from tests.intake_support import FEEDBACK, FORMAT, SIGN_UP, STORY, House, git, picture
from tests.support import ROOT, inside

PERSONAL = ("asker@example.org", "1 Example Street")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


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


def test_a_full_disk_gives_the_words_back_and_hurts_nobody_else(house: House) -> None:
    known = house.sent("leap-feedback", FEEDBACK)

    def full(db: sqlite3.Connection) -> None:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count={pages}")

    house.service.writer.submit(full).result()
    said = "A long story. " * 250
    answer = house.send("leap-feedback", {**FEEDBACK, "said": said})
    assert answer.status_code == 503 and answer.headers["retry-after"] == "120"
    assert "<title>Error: " in answer.text
    assert f"{said}</textarea>" in answer.text and 'value="asker@example.org"' in answer.text
    house.service.writer.submit(lambda db: db.execute("PRAGMA max_page_count=1000000") and None).result()
    assert house.sent("leap-feedback", {**FEEDBACK, "said": said}) != known


def test_a_locked_store_gives_the_words_back(house: House) -> None:
    house.service.writer.submit(lambda db: db.execute("PRAGMA busy_timeout=20") and None).result()
    with house.store.writing():
        answer = house.send("leap-feedback", FEEDBACK)
    assert answer.status_code == 503 and "More benches, please.</textarea>" in answer.text
    house.sent("leap-feedback", FEEDBACK)


def test_what_arrives_together_is_committed_together_and_fails_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.db")
    commits: list[str] = []
    store.db.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)

    def add(key: str, db: sqlite3.Connection) -> str:
        db.execute("INSERT INTO seen VALUES(?,'x',1)", (key,))
        return key

    jobs: list[Any] = [(partial(add, key), Future()) for key in ("a", "b", "a", "c")]
    writer.together(store.db, jobs)
    assert len(commits) == 1
    assert [job[1].result() for job in (jobs[0], jobs[1], jobs[3])] == ["a", "b", "c"]
    with pytest.raises(sqlite3.IntegrityError):
        jobs[2][1].result()
    assert [row[0] for row in store.db.execute("SELECT key FROM seen ORDER BY key")] == ["a", "b", "c"]
    store.db.close()


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
    for headers in (
        {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
    ):  # fmt: skip
        assert house.send("leap-feedback", FEEDBACK, headers=headers).status_code == 403
    own = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert house.send("leap-feedback", FEEDBACK, headers=own).status_code == 303
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
    erasing.tidy(house.store, None, time.time() + 10 * 366 * 86_400)
    assert house.client.post("/hooks/netlify", content=body, headers=good).status_code == 200
    assert len(house.store.listed("held")) == 1, "its signature has no end, so neither has our memory"
    erasing.erase(house.store, house.store.listed("held")[0].id)
    assert house.client.post("/hooks/netlify", content=body, headers=good).status_code == 200
    assert house.store.listed("held") == [], "a replay does not bring back what was erased"
    partly = json.dumps({"id": "n2", "form_name": "leap-feedback", "data": {"said": "x"}}).encode()
    mark = {"x-webhook-signature": signed(partly, "w" * 20)}
    assert house.client.post("/hooks/netlify", content=partly, headers=mark).status_code == 422
    many = b"x" * 1_000_001
    assert house.client.post("/hooks/netlify", content=many, headers=good).status_code == 413


def test_health_and_metrics(house: House) -> None:
    house.sent("leap-feedback", FEEDBACK)
    seen = house.client.get("/health").json()
    assert seen["well"] is True and seen["oldest_undelivered_seconds"] == 0 and seen["free_mb"] > 0
    assert 'intake_submissions{state="held"} 1' in house.client.get("/metrics").text


def test_periods_run_by_themselves(house: House, tmp_path: Path) -> None:
    id = house.sent("leap-sign-up", {**SIGN_UP, "name": "Peregrine Falcon"})
    held = house.sent("leap-feedback", FEEDBACK)
    house.deliver()
    kept = tmp_path / "backups"
    erasing.backup(house.store, kept / "one.db")
    now = time.time()

    def rows(table: str) -> int:
        return int(house.store.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    erasing.tidy(house.store, kept, now + 3700)
    assert (rows("submission"), rows("rate"), rows("seen")) == (2, 0, 6)
    erasing.tidy(house.store, kept, now + 2 * 86_400)
    assert (rows("submission"), rows("seen")) == (2, 0), "keys against replays end with their day"
    assert b"Peregrine" in (kept / "one.db").read_bytes()
    later = now + 731 * 86_400
    assert erasing.tidy(house.store, kept, later) == 1
    assert house.store.get(id) is None and b"Peregrine" not in (kept / "one.db").read_bytes()
    assert house.store.get(held) is not None, "what waits for a person is not thrown away"
    assert erasing.overdue(house.store, later) == 1, "and health says so"


def test_logs_hold_nothing_personal(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])
    running._logs()
    id = house.sent("leap-feedback", FEEDBACK)
    house.store.decide(id, "queued")
    house.deliver()
    house.send("leap-feedback", {"said": "Only this"})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["accepted", "delivered"]
    assert all({"at", "level"} < set(line) for line in lines)
    text = json.dumps(lines)
    assert id in text
    assert not any(said in text for said in ("benches", "asker", "example.org", "Only", "testclient"))


def test_a_proof_of_work_counts_once(house: House) -> None:
    solved = house.solved("leap-sign-up")
    first, second = (
        house.client.post("/forms/leap-sign-up/send", data={**SIGN_UP, "name": name, "altcha": solved})
        for name in ("A", "B")
    )
    assert first.status_code == second.status_code == 303
    assert [one.flags for one in house.store.listed("held")] == [["proof of work used before"]]
    assert [one.answers["name"] for one in house.store.listed("queued")] == ["A"]


def test_the_same_from_another_address_is_one_if_the_proof_is_the_same(tmp_path: Path) -> None:
    house = House(tmp_path, hops=1)
    solved = {**SIGN_UP, "altcha": house.solved("leap-sign-up")}
    for address in ("192.0.2.1", "192.0.2.2"):
        answer = house.client.post(
            "/forms/leap-sign-up/send", data=solved, headers={"x-forwarded-for": f"spoofed, {address}"}
        )
        assert answer.status_code == 303
    assert len(house.store.listed("queued", "held")) == 1, "somebody's telephone changed its network"


def test_addresses_are_not_kept(tmp_path: Path) -> None:
    house = House(tmp_path, hops=1)
    house.send("leap-feedback", FEEDBACK, headers={"x-forwarded-for": "192.0.2.77"})
    assert b"192.0.2.77" not in b"".join(path.read_bytes() for path in (house.folder / ".intake").iterdir())


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
