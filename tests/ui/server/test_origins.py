import pytest

from assistant.ui.server.origins import OriginPolicy

HERE = OriginPolicy()
DEPLOYED = OriginPolicy.of(["https://crm.example.com/", "HTTPS://Intranet.example.com:8443"])


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8000", "localhost:8000"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
        ("http://192.0.2.7:8000", "192.0.2.7:8000"),
        ("http://localhost", "localhost:80"),
        (None, "localhost:8000"),
    ],
)
def test_a_page_this_machine_served_may_talk_to_it(origin, host):
    assert HERE.admits(origin, host, scheme="http")


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://evil.example", "localhost:8000"),
        ("null", "localhost:8000"),
        ("", "localhost:8000"),
        ("file://", "localhost:8000"),
        ("http://localhost:9999", "localhost:8000"),
        ("http://localhost:99999", "localhost:8000"),
        ("http://localhost.evil.example:8000", "localhost:8000"),
        ("http://localhost:8000", "localhost:nonsense"),
        ("http://localhost:8000@evil.example", "localhost:8000"),
        ("*", "localhost:8000"),
    ],
)
def test_a_page_of_another_site_may_not(origin, host):
    assert not HERE.admits(origin, host, scheme="http")


@pytest.mark.parametrize("origin", ["http://evil.example:8000", None])
def test_a_name_that_was_pointed_at_this_machine_may_not(origin):
    assert not HERE.admits(origin, "evil.example:8000", scheme="http")


def test_named_origins_may_talk_to_it_behind_any_proxy():
    assert DEPLOYED.admits("https://crm.example.com", "crm.example.com", scheme="http")
    assert DEPLOYED.admits("https://intranet.example.com:8443", "crm.example.com", scheme="http")
    assert DEPLOYED.admits(None, "crm.example.com", scheme="http")


@pytest.mark.parametrize(
    "origin",
    ["https://crm.example.com.evil.example", "https://crm.example.com:444", "https://evilcrm.example.com"],
)
def test_look_alikes_of_a_named_origin_may_not(origin):
    assert not DEPLOYED.admits(origin, "crm.example.com", scheme="http")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_page_that_came_without_tls_may_not_where_the_address_is_known_over_tls(scheme):
    assert not DEPLOYED.admits("http://crm.example.com", "crm.example.com", scheme=scheme)
    assert not DEPLOYED.admits("http://crm.example.com:8080", "crm.example.com:8080", scheme=scheme)


@pytest.mark.parametrize(("page", "scheme"), [("http", "https"), ("https", "http")])
def test_without_a_port_the_schemes_of_page_and_request_must_agree(page, scheme):
    assert not HERE.admits(f"{page}://192.0.2.7", "192.0.2.7", scheme=scheme)
    assert HERE.admits(f"{scheme}://192.0.2.7", "192.0.2.7", scheme=scheme)


@pytest.mark.parametrize(
    "written", ["*", "crm.example.com", "https://", "https://x.example/path", "ftp://x.example"]
)
def test_what_is_no_origin_is_refused_at_start(written):
    with pytest.raises(ValueError, match="is not an origin"):
        OriginPolicy.of([written])
