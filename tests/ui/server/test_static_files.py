import gzip
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from assistant.ui.server import static_files
from assistant.ui.server.static_files import ASK_EACH_TIME, FOR_EVER, StaticFolder, static_routes

LONG = "// what a front end is made of\n" * 100


@pytest.fixture
def folder(tmp_path) -> Path:
    served = tmp_path / "served"
    served.mkdir()
    (served / "index-B2u6IBgX.js").write_text(LONG, encoding="utf-8")
    (served / "index-B2u6IBgX.js.map").write_text(LONG, encoding="utf-8")
    (served / "page.js").write_text(LONG, encoding="utf-8")
    (served / "picture.png").write_bytes(b"\x89PNG" * 500)
    (tmp_path / "secret.txt").write_text("nobody's", encoding="utf-8")
    (served / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    return served


@pytest.fixture
def site(folder):
    app = Starlette(
        routes=static_routes(
            {"/assets": StaticFolder(folder, bundled=True), "/public": StaticFolder(folder)},
        )
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


async def test_a_file_is_read_and_compressed_once_however_many_ask(site, monkeypatch):
    times, compress = [], gzip.compress
    monkeypatch.setattr(
        static_files.gzip, "compress", lambda content, **_: times.append(1) or compress(content)
    )
    async with site:
        answers = [await site.get("/public/page.js") for _ in range(3)]
    assert [answer.text for answer in answers] == [LONG] * 3
    assert {answer.headers["content-encoding"] for answer in answers} == {"gzip"}
    assert len(times) == 1


@pytest.mark.parametrize("accepted", ["identity", "", "br", "gzip;q=0", "br, gzip ; q=0.000"])
async def test_whoever_takes_nothing_compressed_gets_the_same_text(site, accepted):
    async with site:
        answer = await site.get("/public/page.js", headers={"Accept-Encoding": accepted})
    assert "content-encoding" not in answer.headers
    assert answer.text == LONG


async def test_a_script_says_in_which_charset_it_is_whatever_the_page_that_loads_it_is_in(site):
    async with site:
        answer = await site.get("/public/page.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("accepted", ["gzip", "GZIP", "br, gzip;q=0.5", "deflate, gzip;q=1.0"])
async def test_whoever_takes_gzip_gets_it(site, accepted):
    async with site:
        answer = await site.get("/public/page.js", headers={"Accept-Encoding": accepted})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == LONG


async def test_what_is_compressed_already_is_sent_as_it_is(site):
    async with site:
        answer = await site.get("/public/picture.png")
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "image/png"


async def test_a_browser_that_has_the_file_is_told_so_in_a_few_bytes(site):
    async with site:
        first = await site.get("/public/page.js")
        again = await site.get("/public/page.js", headers={"If-None-Match": first.headers["etag"]})
        other = await site.get("/public/page.js", headers={"If-None-Match": '"of another day"'})
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


async def test_only_an_address_that_names_its_content_is_kept_for_ever(site, folder):
    here = StaticFolder(folder)
    async with site:
        named = await site.get("/assets/index-B2u6IBgX.js")
        unnamed = await site.get("/public/page.js")
        versioned = await site.get(f"/public/{await here.versioned('page.js')}")
        outdated = await site.get("/public/page.js?v=0123456789abcdef")
        like_a_name = await site.get("/public/index-B2u6IBgX.js")
    kept = [answer.headers["cache-control"] for answer in (named, versioned, unnamed, outdated, like_a_name)]
    assert kept == [FOR_EVER, FOR_EVER, ASK_EACH_TIME, ASK_EACH_TIME, ASK_EACH_TIME]


@pytest.mark.parametrize(
    "path",
    [
        "/public/none.js",
        "/public/",
        "/public/..%2fsecret.txt",
        "/public/%2e%2e/secret.txt",
        "/public/way-out.txt",
        "/public/index-B2u6IBgX.js.map",
        "/public/%00",
        "/public/" + "a" * 5000,
    ],
)
async def test_nothing_is_served_but_the_files_of_the_folder(site, path):
    async with site:
        answer = await site.get(path)
    assert answer.status_code == 404
    assert "nobody's" not in answer.text
