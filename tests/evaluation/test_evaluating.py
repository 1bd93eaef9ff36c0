"""An evaluation: each scenario k times with the configured model, resumed where it ended, within its budget."""

import re
import shutil

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.offline.server import build_offline_app
from evaluation.world import REPOSITORY
from hubspot_tools.sandbox.loopback import serving


async def test_the_configured_model_is_measured_and_its_failures_are_told(office):
    assert await office.evaluate("--k", "2") == 0
    report = office.report
    assert [(row["scenario"], row["passed"], row["runs"]) for row in report["rows"]] == [
        ("creates", 2, 2),
        ("finds", 2, 2),
        ("impossible", 0, 2),
    ]
    assert report["pass_power"] == pytest.approx([2 / 3, 2 / 3])
    assert report["usage"]["model_calls"] > 0
    assert (report["missing"], report["about"]["ended"]) == (0, "")
    assert report["usage"]["prompt_tokens"] > 0
    assert (report["about"]["model"], report["about"]["unit"]) == ("offline", "tokens")
    (failure,) = report["rows"][2]["failed"]
    assert failure["numbers"] == [1, 2], "what fails alike is told once"
    assert "c1 is not as expected" in " ".join(failure["failures"])


async def test_a_person_who_finds_nothing_to_click_agrees_and_then_says_their_wish_again(office):
    await office.evaluate("--k", "1", "--only", "impossible")
    (failure,) = office.report["rows"][0]["failed"]
    typed = [line["text"] for line in failure["transcript"] if line["who"] == "person"]
    assert typed == ["find Zoé", "Yes, go ahead.", "I have nothing else. find Zoé", "clicks confirm"]


async def test_the_page_stands_alone_and_shows_what_was_said_as_text(office):
    await office.evaluate("--k", "1")
    assert re.findall(r"""(?:src|href)\s*=|url\(|@import|<script""", office.page) == []
    assert "&lt;b&gt;where&lt;/b&gt;" in office.page
    assert "pass^1" in office.page
    assert str(office.folder) not in office.page


async def test_it_goes_on_where_it_ended(office):
    await office.evaluate("--k", "1")
    first = office.played
    await office.evaluate("--k", "2")
    assert office.played[: len(first)] == first
    assert [one["number"] for one in office.played] == [1, 1, 1, 2, 2, 2]
    assert {row["runs"] for row in office.report["rows"]} == {2}


async def test_a_run_that_was_torn_off_is_played_again(office):
    await office.evaluate("--k", "1")
    whole = office.results.read_text(encoding="utf-8")
    office.results.write_text(whole[: whole.rindex('"transcript"')], encoding="utf-8")
    await office.evaluate("--k", "1")
    assert office.report["missing"] == 0
    assert len(office.results.read_text(encoding="utf-8").splitlines()) == 4


async def test_a_scenario_that_was_changed_is_played_again(office):
    await office.evaluate("--k", "1", "--only", "finds")
    finds = (office.folder / "finds.toml").read_text(encoding="utf-8")
    office.write(finds=finds.replace("> find Zoé", "> find Zoé Lefèvre"))
    await office.evaluate("--k", "1", "--only", "finds")
    assert len(office.played) == 2
    assert office.report["rows"][0]["runs"] == 1


async def test_what_the_offline_model_did_before_it_was_changed_does_not_count(office, monkeypatch, tmp_path):
    await office.evaluate("--k", "1", "--only", "finds")
    program = tmp_path / "program"
    for folder in ("prompts", "assistant/offline", "assistant/language", "tests/scenarios"):
        shutil.copytree(REPOSITORY / folder, program / folder)
    monkeypatch.setattr("evaluation.evaluate.REPOSITORY", program)
    await office.evaluate("--k", "1", "--only", "finds")
    assert len(office.played) == 1
    (program / "assistant" / "offline" / "grammar" / "more.py").write_text(
        "LEARNED = True\n", encoding="utf-8"
    )
    await office.evaluate("--k", "1", "--only", "finds")
    assert len(office.played) == 2


@pytest.mark.parametrize("prices", [{}, {"openai_price_input": 1000.0, "openai_price_output": 1000.0}])
async def test_no_more_is_spent_than_the_budget_however_often_it_is_begun_again(
    office, settings_with, prices, capsys
):
    settings = settings_with(**prices)
    budget = 9.0 if prices else 9_000.0
    for _ in range(2):
        await office.evaluate("--k", "9", "--budget", str(budget), settings=settings)
    report = office.report
    assert 0 < report["about"]["spent"] <= budget
    assert report["missing"] > 0
    assert "the budget is spent" in capsys.readouterr().out
    assert "runs are missing" in office.page
    assert (report["usage"]["cost"] is None) is not bool(prices)


async def test_a_model_that_costs_money_is_not_asked_without_a_budget(office, settings_with, capsys):
    paid = settings_with(openai_base_url="http://127.0.0.1:9/v1")
    assert await office.evaluate(settings=paid) == 2
    assert "BUDGET" in capsys.readouterr().err
    assert not office.results.exists()


async def test_a_model_that_cannot_be_asked_ends_it_in_one_line(office, settings_with, capsys):
    async def refuse(_request) -> Response:
        return JSONResponse({"error": {"message": "no", "code": "invalid_api_key"}}, status_code=401)

    routes = [Route("/{rest:path}", refuse, methods=["GET", "POST"])]
    with serving(Starlette(routes=routes)) as address:
        paid = settings_with(openai_base_url=f"{address}/v1")
        assert await office.evaluate("--budget", "100000", settings=paid) == 2
    assert "Nothing was played: OPENAI_API_KEY" in capsys.readouterr().err


async def test_a_model_that_goes_away_in_the_middle_is_not_blamed_for_it(office, settings_with, capsys):
    """The offline model, which after a while is busy for good."""
    offline = httpx.AsyncClient(transport=httpx.ASGITransport(build_offline_app()))
    asked = []

    async def pass_on(request) -> Response:
        asked.append(request.url.path)
        if len(asked) > 4:
            return JSONResponse(
                {"error": {"message": "later"}}, status_code=429, headers={"Retry-After": "60"}
            )
        url = f"http://offline{request.url.path}"
        answer = await offline.request(request.method, url, content=await request.body())
        return Response(answer.content, answer.status_code, media_type=answer.headers["content-type"])

    with serving(Starlette(routes=[Route("/{rest:path}", pass_on, methods=["GET", "POST"])])) as address:
        settings = settings_with(
            openai_base_url=f"{address}/v1", openai_model="offline", openai_effort="omit"
        )
        await office.evaluate("--k", "2", "--budget", "1000000", settings=settings)
    assert "the model could not be asked any more" in capsys.readouterr().out
    assert office.report["runs"] >= 1
    assert office.report["missing"] == 6 - office.report["runs"]
    assert [one["scenario"] for one in office.played if one["abandoned"]]
