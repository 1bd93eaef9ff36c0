"""What is known against a locked package is told; and where nobody could be asked, nobody is told that all is well."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from hubspot_tools.sandbox.loopback import serving
from supply_chain import advisories
from supply_chain.advisories import FINE, FOUND, NOT_CHECKED, Advisory, judged, main
from supply_chain.judgements import Judgements
from supply_chain.lock_file import EVERYTHING, read_lock

NOBODY = "http://127.0.0.1:9/v1/query"
CANARY = "jinja2"


def advisory(package, number, *, fixed=None):
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    affected = {
        "package": {"name": package, "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    return {"id": number, "summary": "invented", "aliases": [f"CVE-{number}"], "affected": [affected]}


class Osv:
    """A service of advisories that knows what a test tells it, by package and version."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], list[dict]] = {(CANARY, "2.4.1"): [advisory(CANARY, "OLD-1")]}
        self.asked: set[tuple[str, str]] = set()
        self.app = Starlette(routes=[Route("/v1/query", self._answer, methods=["POST"])])

    async def _answer(self, request: Request) -> JSONResponse:
        about = await request.json()
        package = (about["package"]["name"], about["version"])
        self.asked.add(package)
        found = self.known.get(package)
        return JSONResponse({"vulns": found} if found else {})


@pytest.fixture
def osv() -> Iterator[Osv]:
    osv = Osv()
    with serving(osv.app) as address:
        osv.url = f"{address}/v1/query"
        yield osv


@pytest.fixture(autouse=True)
def by_hand(monkeypatch):
    """As a person runs it, wherever the tests run."""
    monkeypatch.delenv("CI", raising=False)


def ask(url):
    return main(["--service", "osv", "--osv-url", url])


def test_a_known_advisory_fails_the_check_and_names_package_ids_and_mend(osv, capsys):
    version = next(one.version for one in read_lock(EVERYTHING) if one.name == "starlette")
    osv.known["starlette", version] = [advisory("starlette", "INVENTED-7", fixed="999.1")]
    assert ask(osv.url) == FOUND
    out = capsys.readouterr().out
    assert "starlette: CVE-INVENTED-7 INVENTED-7, mended in 999.1" in out
    assert "1 to act on" in out


def test_every_locked_package_is_asked_about_and_nothing_known_is_fine(osv, capsys):
    assert ask(osv.url) == FINE
    assert {(one.name, one.version) for one in read_lock(EVERYTHING)} <= osv.asked
    assert "nothing known to osv" in capsys.readouterr().out


@pytest.mark.parametrize(("ci", "code"), [("", NOT_CHECKED), ("true", FINE)])
def test_where_nobody_answers_that_is_said_and_ci_alone_goes_on(monkeypatch, capsys, ci, code):
    monkeypatch.setenv("CI", ci)
    assert ask(NOBODY) == code
    told = capsys.readouterr()
    assert "ADVISORIES NOT CHECKED" in told.err
    assert told.out == ""


def test_a_mirror_that_knows_of_no_advisory_at_all_is_not_believed(osv, capsys):
    osv.known.clear()
    assert ask(osv.url) == NOT_CHECKED
    assert "so it knows no advisories" in capsys.readouterr().err
    assert {package for package, _ in osv.asked} == {CANARY}


def reports(monkeypatch, *told):
    """Let pip-audit report this, one report after the other."""
    rest = iter(told)
    monkeypatch.setattr(advisories.AdvisoryService, "_audit", lambda service, file: next(rest))


KNOWS = '{"dependencies": [{"name": "jinja2", "vulns": [{"id": "OLD-1"}]}]}'


def test_a_service_that_passes_packages_over_has_not_answered(monkeypatch, capsys):
    reports(monkeypatch, KNOWS, '{"dependencies": [{"name": "anyio", "skip_reason": "not found"}]}')
    assert main(["--service", "pypi"]) == NOT_CHECKED
    assert "does not know" in capsys.readouterr().err


def test_where_the_first_service_is_away_the_next_is_asked(monkeypatch, capsys):
    clean = {"dependencies": [{"name": one.name, "vulns": []} for one in read_lock(EVERYTHING)]}
    reports(monkeypatch, "Traceback", KNOWS, str(clean).replace("'", '"'))
    assert main([]) == FINE
    told = capsys.readouterr()
    assert "osv cannot be reached" in told.err
    assert "nothing known to pypi" in told.out


LIVED_WITH = Judgements.model_validate(
    {
        "allowed": [],
        "accepted": [{"package": "theirs", "ids": ["CVE-1"], "reason": "that part of it is off"}],
    }
)


@pytest.mark.parametrize(
    ("package", "found", "to_do"),
    [
        ("theirs", Advisory(id="CVE-1"), False),
        ("theirs", Advisory(id="GHSA-x", aliases=("CVE-1",)), False),
        ("theirs", Advisory(id="CVE-1", fix_versions=("2.0",)), True),
        ("theirs", Advisory(id="CVE-2"), True),
        ("others", Advisory(id="CVE-1"), True),
    ],
)
def test_one_is_lived_with_while_it_is_named_with_its_reason_and_has_no_fix(package, found, to_do):
    ((acts, line),) = judged({package: (found,)}, LIVED_WITH)
    assert acts is to_do
    assert ("that part of it is off" in line) is not to_do
