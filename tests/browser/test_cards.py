"""Cards, as people see and use them."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

FORBID_EVAL = """new MutationObserver((_, observer) => {
  if (!document.head) return
  observer.disconnect()
  const policy = document.createElement("meta")
  policy.httpEquiv = "Content-Security-Policy"
  policy.content = "script-src 'self' 'unsafe-inline'"
  document.head.prepend(policy)
}).observe(document, { childList: true, subtree: true })"""
"""What an intranet that embeds the widget may forbid, added to the page's own policy."""


def newest_card(page: Page, kind: str):
    return page.locator(f"[data-card={kind}]").last


def test_a_decision_in_one_tab_is_true_in_the_other_at_once(house, open_page, say, picture):
    page = open_page(house.url, locale="en-GB")
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "create Wilma Sorrel, wilma.sorrel@example.com")
    expect(newest_card(page, "proposal").get_by_role("status")).to_have_text("Waiting for you")
    other = page.context.new_page()
    other.goto(house.url)
    confirm = other.get_by_role("button", name="Confirm", exact=True)
    expect(confirm).to_be_visible()

    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(newest_card(other, "proposal").get_by_role("status")).to_have_text("Confirmed")
    expect(confirm).to_have_count(0)
    picture(other, "en-1280-other-tab")

    page.get_by_role("button", name="Undo", exact=True).click()
    expect(newest_card(other, "proposal").get_by_role("status")).to_have_text("Taken back")


def test_the_last_change_is_told_in_the_reader_s_own_time(house, open_page, say):
    told = []
    for zone in ("Asia/Tokyo", "UTC"):
        page = open_page(house.url, locale="en-GB", zone=zone)
        expect(page.locator(".ai-message")).to_contain_text("Hello!")
        say(page, "marie.dupont@acme.example")
        note = newest_card(page, "contact").locator(".ca-note")
        expect(note).to_have_text(re.compile(r"^Last change \d{1,2} \w{3} 20\d\d, \d\d:\d\d$"))
        told.append(datetime.strptime(note.inner_text(), "Last change %d %b %Y, %H:%M"))  # noqa: DTZ007 - compared with each other alone
    assert told[0] - told[1] == timedelta(hours=9)


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (380, "light")])
def test_a_list_is_paged_by_keyboard_picked_by_click_and_had_as_a_file(
    house, open_page, say, *, picture, fits, width, theme
):
    page = open_page(house.url, locale="fr-FR", width=width, theme=theme)
    expect(page.locator(".ai-message")).to_contain_text("Bonjour")
    say(page, "qui travaille chez Globex ?")
    contacts = newest_card(page, "list")
    expect(contacts).to_contain_text(re.compile("1 à 5 sur 1\\d"))
    first = contacts.get_by_role("listitem").first.inner_text()
    contacts.get_by_role("button", name="Contacts suivants").focus()
    page.keyboard.press("Enter")
    expect(contacts).to_contain_text(re.compile("6 à 1\\d sur 1\\d"))
    expect(page.locator("[data-card=list]")).to_have_count(1)
    expect(contacts.locator(":focus")).to_have_count(1)
    contacts.get_by_role("button", name="Contacts précédents").click()
    expect(contacts.get_by_role("listitem").first).to_have_text(re.compile(re.escape(first.splitlines()[1])))
    fits(page)
    picture(page, f"fr-{width}-list")

    with page.expect_download() as download:
        contacts.get_by_role("button", name="Exporter (CSV)").click()
        page.get_by_role("link", name="contacts.csv").click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    assert first.splitlines()[1].split()[0] in content

    contacts.get_by_role("listitem").nth(2).get_by_role("button").click()
    expect(newest_card(page, "contact")).to_be_in_viewport()
    fits(page)
    picture(page, f"fr-{width}-picked")


def test_which_one_is_answered_by_a_click(house, open_page, say):
    page = open_page(house.url, locale="en-US")
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "change Marie Durand's phone to +33 6 39 98 77 01")
    newest_card(page, "list").get_by_role("listitem").nth(1).get_by_role("button").click()
    expect(page.get_by_role("button", name="Confirm", exact=True)).to_be_in_viewport()
    expect(newest_card(page, "proposal")).to_contain_text("Changes to Marie Durand")


def test_a_contact_is_copied_as_plain_text_and_the_page_says_so(house, open_page, say):
    page = open_page(house.url, locale="fr-FR")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.locator(".ai-message")).to_contain_text("Bonjour")
    say(page, "marie.durand@globex.example")
    newest_card(page, "contact").get_by_role("button", name="Copier").click()
    expect(page.get_by_text("Coordonnées copiées.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0] == "Marie Durand"
    assert "marie.durand@globex.example" in copied


def test_where_a_policy_forbids_elements_the_text_says_it_all_and_the_buttons_decide(
    house, chromium, say, picture
):
    context = chromium.new_context(locale="en-GB")
    context.add_init_script(FORBID_EVAL)
    page = context.new_page()
    page.goto(house.url)
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "create Basil Thorne, basil.thorne@example.com")
    message = page.locator(".ai-message", has_text="New contact: Basil Thorne")
    expect(message.get_by_role("row", name=re.compile("E-mail"))).to_contain_text("basil.thorne@example.com")
    expect(page.locator("[data-card]")).to_have_count(0)
    expect(page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    message.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_text("Done: Basil Thorne is now a contact.")).to_be_visible()
    expect(message).to_contain_text("Confirmed")
    picture(page, "en-1280-without-elements")
    context.close()
