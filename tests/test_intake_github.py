"""GitHub's contract: each request and each reply passes Prism with GitHub's own OpenAPI description.

Prism stands as a proxy that refuses what the description does not allow, before a small GitHub that remembers.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from intake import config, forges
from intake.delivery import change
from intake.forge import Trouble
from intake.forges.github import HEADERS, GitHub
from intake.github_app import RIGHTS, AppTokens, jwt
from tests.fake_github import BASE, FakeGitHub
from tests.github_api import USED, cut, shape
from tests.intake_support import STORY, House, picture
from tests.support import ROOT

PRISM = ROOT / "node_modules/@stoplight/prism-cli/dist/index.js"


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeGitHub, str]]:
    """The small GitHub, and the address of Prism before it."""
    described = tmp_path_factory.mktemp("github") / "api.json"
    described.write_text(json.dumps(cut()), "utf-8")
    fake = FakeGitHub(shape)
    command = ["node", str(PRISM), "proxy", str(described), fake.url, "--errors", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "is listening on" in line:
            break
    assert "listening" in said[-1], "".join(said)
    port = urlsplit(said[-1].split("listening on ")[1].split()[0]).port
    yield fake, f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(30)
    process.stdout.close()
    fake.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers=HEADERS, timeout=30)


def test_a_whole_delivery_is_what_github_describes(github: tuple[FakeGitHub, str], house: House) -> None:
    fake, url = github
    fake.begin()
    forge = GitHub(client(url), "o/r", "main", lambda: "t", 0)
    id = house.sent("content-suggestion", STORY, files={"pictures": ("x.jpg", picture(), "image/jpeg")})
    house.store.decide(id, "queued")
    one = house.store.get(id)
    assert one is not None
    house.deliver(forge)
    kept = house.store.get(id)
    assert kept is not None and kept.state == "open"
    name = f"intake/content-suggestion/{id}"
    assert fake.files(f"heads/{name}") == change(one).files
    assert forge.propose(change(one)).number == 1, "the one that is there"
    fake.pulls.clear()
    assert forge.propose(change(one)).number == 1, "the branch is there, the pull request is made"
    forge.withdraw(name)
    forge.withdraw(name)
    assert fake.pulls[0]["state"] == "closed" and f"heads/{name}" not in fake.refs
    paths = {(method, urlsplit(path).path) for method, path, _ in fake.asked}
    methods = sum(len(methods) for path, methods in USED.items() if "installation" not in path)
    assert len({(method, path.rsplit("/", 1)[0]) for method, path in paths}) >= methods - 3


def test_a_refusal_of_github_comes_through(github: tuple[FakeGitHub, str]) -> None:
    fake, url = github
    fake.begin()
    with client(url) as asked:
        made = asked.post("/repos/o/r/git/refs", json={"ref": "refs/heads/main", "sha": BASE})
        assert made.status_code == 422 and made.json()["message"] == "Reference already exists"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("git/trees", {"tree": [{"path": "a", "mode": "100600", "type": "blob", "content": "x"}]}),
        ("git/blobs", {"encoding": "base64"}),
        ("git/refs", {"ref": "refs/heads/x"}),
        ("pulls", {"title": "x", "head": "y"}),
    ],
)
def test_a_wrong_request_is_refused(github: tuple[FakeGitHub, str], path: str, body: Any) -> None:
    fake, url = github
    fake.begin()
    with client(url) as asked:
        assert asked.post(f"/repos/o/r/{path}", json=body).status_code == 422
    assert fake.calls == 0, "it never gets there"


def test_a_wrong_reply_is_found(github: tuple[FakeGitHub, str]) -> None:
    fake, url = github
    fake.begin()
    forge = GitHub(client(url), "o/r", "main", lambda: "t", 0)
    assert forge._tip("main") == BASE
    fake.shape = lambda method, path, status: {}
    try:
        with pytest.raises(Trouble, match="500"):
            forge._tip("main")
    finally:
        fake.shape = shape


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "app.pem"
    made = ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", str(path)]
    subprocess.run(made, check=True, capture_output=True)
    return path


def test_an_app_gets_tokens_that_may_little_and_renews_them(
    github: tuple[FakeGitHub, str], key: Path
) -> None:
    fake, url = github
    fake.begin()
    fake.asked.clear()
    now = [1e9]
    tokens = AppTokens(client(url), "o/r", "Iv1.example", str(key), clock=lambda: now[0])
    forge = GitHub(tokens.client, "o/r", "main", tokens, 0)
    assert forge._tip("main") and forge._tip("main")
    assert [(method, path) for method, path, _ in fake.asked] == [
        ("GET", "/repos/o/r/installation"), ("POST", "/app/installations/5/access_tokens"),
        ("GET", "/repos/o/r/git/ref/heads%2Fmain"), ("GET", "/repos/o/r/git/ref/heads%2Fmain"),
    ]  # fmt: skip
    first = fake.asked[-1][2]
    assert fake.asked[0][2].count(".") == 2 and first.startswith("Bearer t")
    now[0] = tokens._until - 100  # not over yet, but soon
    assert forge._tip("main")
    assert fake.asked[-2][1] == "/app/installations/5/access_tokens" and fake.asked[-1][2] != first
    assert RIGHTS == {"contents": "write", "pull_requests": "write", "metadata": "read"}


def test_the_token_of_an_app_is_signed_with_its_key(key: Path, tmp_path: Path) -> None:
    head, claims, mark = jwt("Iv1.example", str(key), 1_000_000.0).split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert said == {"iat": 999_940, "exp": 1_000_540, "iss": "Iv1.example"}
    assert json.loads(base64.urlsafe_b64decode(head + "=="))["alg"] == "RS256"
    public, signature = tmp_path / "public.pem", tmp_path / "signature"
    subprocess.run(["openssl", "pkey", "-in", str(key), "-pubout", "-out", str(public)], check=True)
    signature.write_bytes(base64.urlsafe_b64decode(mark + "=="))
    verify = ["openssl", "dgst", "-sha256", "-verify", str(public), "-signature", str(signature)]
    assert subprocess.run(verify, input=f"{head}.{claims}".encode(), capture_output=True).returncode == 0
    with pytest.raises(Trouble, match="INTAKE_APP_KEY"):
        jwt("Iv1.example", str(tmp_path / "missing.pem"), 1.0)


def test_a_forge_is_one_file(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitLab or Forgejo: nothing else has to change."""
    folder = tmp_path / "more"
    folder.mkdir()
    text = "class Own:\n    pass\n\n\ndef connect(root, settings, store):\n    return Own()\n"
    (folder / "forgejo.py").write_text(text, "utf-8")
    monkeypatch.setattr(forges, "__path__", [*forges.__path__, str(folder)])
    assert forges.names() == ["forgejo", "git", "github"]
    made = config.Settings(forge="forgejo", repository="a/b")
    assert type(forges.connect(house.folder, made, house.store)).__name__ == "Own"
    for wrong, said in (
        (config.Settings(forge="gitlub", repository="a/b"), "INTAKE_FORGE is one of"),
        (config.Settings(forge="github"), "INTAKE_REPOSITORY is missing"),
        (config.Settings(forge="github", repository="a/b"), "INTAKE_FORGE_TOKEN is missing"),
    ):
        with pytest.raises(ValueError, match=said):
            forges.connect(house.folder, wrong, house.store)
