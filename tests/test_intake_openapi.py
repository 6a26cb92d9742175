"""The service's own OpenAPI description, and Schemathesis, which sends what fits it and what does not.

`KILL_ROUNDS=300` sends two hundred cases to each operation, good and bad, instead of a few.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.generation.modes import GenerationMode

from intake import openapi
from tests.intake_support import House
from tests.test_intake_hostile import FORMS

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
CASES = 200 if int(os.environ.get("KILL_ROUNDS", "0")) > 100 else 10


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("openapi"), hourly=10**9, webhook_secret="w" * 20)
    yield made
    made.close()


def test_the_description_is_of_the_forms(house: House) -> None:
    said = house.client.get("/openapi.json").json()
    assert said == openapi.describe(house.service.rooms, house.settings)
    assert {f"/forms/{name}/send" for name in FORMS} <= set(said["paths"])
    body = said["paths"]["/forms/leap-feedback/send"]["post"]["requestBody"]["content"]
    schema = body["application/x-www-form-urlencoded"]["schema"]
    assert schema["required"] == ["topic", "audience", "said"]
    assert schema["properties"]["said"] == {"type": "string", "maxLength": 4000}
    assert "access" in schema["properties"]["topic"]["enum"]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
def test_each_operation_answers_as_described(house: House, mode: GenerationMode) -> None:
    """No fault, and no status, kind of content or body that the description does not know."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", house.service.app)
    done = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        done.add((operation.method, operation.path))
        if mode is GenerationMode.NEGATIVE and not {"parameters", "requestBody"} & set(
            operation.definition.raw
        ):
            continue  # nothing is sent that could be wrong

        @settings(
            max_examples=CASES, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: schemathesis.Case) -> None:
            case.call_and_validate(headers={"Sec-Fetch-Site": "same-origin"}, checks=CHECKS)

        check()
    described = openapi.describe(house.service.rooms, house.settings)["paths"]
    assert done == {(how, path) for path, ways in described.items() for how in ways} - {
        ("get", "/openapi.json")
    }
