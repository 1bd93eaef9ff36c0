"""A contact may be written by anyone with a web form; reading it must do nothing but show it."""

import plain_http
import pytest
from playwright.sync_api import expect

ATTACKS = {
    "company": "![x](https://evil.example/x.png) [Pay](https://evil.example/pay)",
    "jobtitle": "<img src=https://evil.example/y.png onerror=alert(1)> Status:open",
    "city": "https://evil.example/bare www.evil.example :x[y]{z=1}",
    "lastname": "Stone | **bold** `code`",
}


@pytest.fixture(scope="module")
def connected_house(tmp_path_factory, run_house, portal):
    settings = {"HUBSPOT_ACCESS_TOKEN": "pat-invented", "HUBSPOT_BASE_URL": portal.url}
    with run_house(tmp_path_factory.mktemp("strangers"), **settings) as house:
        yield house


@pytest.fixture
def stranger(clean_portal):
    """Someone who filled in a form with more than a name."""
    answer = plain_http.post(
        f"{clean_portal.url}/crm/v3/objects/contacts",
        headers={"Authorization": "Bearer pat-invented"},
        json={"properties": {**ATTACKS, "firstname": "Eve", "email": "eve.stone@example.com"}},
    )
    assert answer.status_code == 201
    return "eve.stone@example.com"


def test_what_a_stranger_wrote_is_shown_as_text_and_loads_nothing(
    connected_house, open_page, say, picture, stranger
):
    page = open_page(connected_house.url, locale="en-US")
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, f"find {stranger}")
    message = page.locator(".ai-message", has=page.locator("[data-card]")).first
    card, twin = message.locator("[data-card=contact]"), message.locator(".prose")
    expect(card).to_be_visible()
    for text in ATTACKS.values():
        expect(card).to_contain_text(text)
        expect(twin).to_contain_text(text.replace("https://", "https:/\u2060/").replace("www.", "www\u2060."))
    say(page, "change her phone to +33 1 99 00 12 99")
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.locator("[data-card=proposal]")).to_contain_text("Done")
    say(page, f"find {stranger}")
    expect(page.locator("[data-card=contact] a[href^='tel:']")).to_be_visible()
    picture(page, "en-stranger")
    addresses = page.locator(".message-content a").evaluate_all("links => links.map(link => link.href)")
    assert set(addresses) == {"mailto:eve.stone@example.com", "tel:+33199001299"}
    assert page.locator(".message-content img").count() == 0
