"""The account finder: who is relevant, who is left out, in which order, from the command and on the page."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from plugins.finder.search import Query, TableError, search
from tests.estates import SMALL, build, built, write
from tests.support import inside

HEAD = "handle,platform,bio,followers,posts_per_week,last_active,follows,follows_us\n"
TABLE = HEAD + (
    "big,x,Carers first,90000,0,2026-01-01,someone,false\n"
    "lively,bluesky,For CARERS. And cake,9000,80,2026-09-01,someone,false\n"
    "ours,x,Carers,99999,99,2026-09-01,someone,true\n"
    "other,x,Scarers of crows,99999,99,2026-09-01,someone,false\n"
    "reader,x,,500,1,2026-09-01,someone nhsone,\n"
    "silent,x,carers,,,,,\n"
)
SEARCH = "name: Carers\npurpose: A campaign.\ntable: all\ntopics: [carers]\nfollows: ['@NHSone']\n"


@pytest.fixture(params=["csv", "parquet"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = write(tmp_path, {"all.csv": TABLE}) / "all.csv"
    if request.param == "parquet":
        duckdb.sql(f"COPY (FROM read_csv('{path}')) TO '{path.with_suffix('.parquet')}'")
    return path.with_suffix("." + request.param)


def handles(table: Path, **more: object) -> list[str]:
    return [one.handle for one in search(table, Query(["carers"], **more)).candidates]  # type: ignore[arg-type]


def test_those_who_follow_us_and_those_who_only_sound_alike_are_left_out(table: Path) -> None:
    found = search(table, Query(["carers"]))
    assert [one.handle for one in found.candidates] == ["lively", "big", "silent"]
    assert (found.relevant, found.looked_at) == (3, 6)
    assert found.candidates[0].matched == "carers" and 0 < found.candidates[1].score < 100


def test_the_filters(table: Path) -> None:
    import datetime as dt

    assert handles(table, follows=["@NHSone"]) == ["lively", "big", "reader", "silent"]
    assert handles(table, platforms=["X"]) == ["big", "silent"]
    assert handles(table, least_followers=10_000) == ["big"]
    assert handles(table, active_since=dt.date(2026, 6, 1)) == ["lively"]
    assert handles(table, most=1) == ["lively"]


def test_a_word_is_a_word_and_never_a_pattern_or_a_command(table: Path) -> None:
    for word in (".*", "carers' OR 1=1 --", "(", "$t0"):
        assert search(table, Query([word])).candidates == ()


def test_a_table_without_a_column_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"bad.csv": "handle,bio\na,b\n"})
    with pytest.raises(TableError, match="has no column platform, followers"):
        search(tmp_path / "bad.csv", Query(["x"]))


def test_the_command_prints_the_ranked_list(table: Path, tmp_path: Path) -> None:
    told = inside("missing", str(table), "--topic", "carers", cwd=tmp_path)
    assert told.status == 0 and told.out.startswith("3 of 6 accounts are relevant and do not follow us.\n")
    found = json.loads(inside("missing", str(table), "--topic", "carers", "--json", cwd=tmp_path).out)
    assert [one["handle"] for one in found] == ["lively", "big", "silent"]
    assert inside("missing", str(table), cwd=tmp_path).status == 2
    assert inside("missing", "none.csv", "--topic", "x", cwd=tmp_path).status == 2


def test_a_search_has_a_restricted_page(tmp_path: Path) -> None:
    closed = "title: Closed\naudience: restricted\npath: /\nplugins: [finder]"
    files = {
        "content/closed/microsite.yaml": closed,
        "data/finder/carers.yaml": SEARCH,
        "data/finder/accounts/all.csv": TABLE,
    }
    site = built(write(tmp_path, {**SMALL, **files}))
    page = (site / "restricted/missing/carers/index.html").read_text("utf-8")
    assert (
        page.index("lively") < page.index("big") < page.index("reader")
        and "ours" not in page.split("<table")[1]
    )
    write(tmp_path, {"data/finder/carers.yaml": SEARCH.replace("table: all", "table: al")})
    stopped = build(tmp_path, "--format", "json")
    assert [(one["code"], one["line"]) for one in stopped.problems] == [("finder.table", 3)]


def test_no_wider_site_may_hold_it(tmp_path: Path) -> None:
    files = {"content/main/microsite.yaml": "title: Home\npath: /\nplugins: [finder]\n"}
    assert build(write(tmp_path, {**SMALL, **files})).status == 1
