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


_COLOUR_OF_A_NAME = "getComputedStyle(document.querySelector('.ca-name')).color"


def newest_card(page: Page, kind: str):
    return page.locator(f"[data-card={kind}]").last


def test_a_decision_in_one_tab_is_true_in_the_other_at_once(house, open_page, say, picture):
    page = open_page(house.url, locale="en-GB")
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "create Wilma Sorrel, wilma.sorrel@example.com")
    expect(newest_card(page, "proposal").get_by_role("status")).to_have_text(
        "Nothing is written until you confirm."
    )
    other = page.context.new_page()
    other.goto(house.url)
    confirm = other.get_by_role("button", name="Confirm", exact=True)
    expect(confirm).to_be_visible()

    page.get_by_role("button", name="Confirm", exact=True).click()
    done = "Done: Wilma Sorrel is now a contact."
    for tab in (page, other):
        expect(newest_card(tab, "proposal").get_by_role("status")).to_have_text(done)
        expect(tab.locator("[data-card=proposal]")).to_have_count(1)
    expect(confirm).to_have_count(0)
    picture(other, "en-1280-other-tab")

    page.get_by_role("button", name="Undo", exact=True).click()
    for tab in (page, other):
        expect(newest_card(tab, "proposal").get_by_role("status")).to_contain_text("Taken back: Wilma Sorrel")
        expect(tab.locator("[data-card=proposal]")).to_have_count(1)
        expect(tab.get_by_role("button", name="Undo", exact=True)).to_have_count(0)


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
def test_a_list_is_walked_paged_and_picked_by_keyboard_and_had_as_a_file(
    house, open_page, say, *, picture, fits, width, theme
):
    page = open_page(house.url, locale="fr-FR", width=width, theme=theme)
    expect(page.locator(".ai-message")).to_contain_text("Bonjour")
    say(page, "liste les contacts")
    contacts = newest_card(page, "list")
    expect(contacts.get_by_role("heading")).to_have_text("Derniers contacts modifiés")
    expect(contacts).to_contain_text(re.compile(r"1 à 10 sur \d\d"))
    heights = contacts.get_by_role("listitem").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert len(heights) == 10
    assert all(48 <= height <= 56 for height in heights), heights
    fits(page)
    picture(page, f"fr-{width}-list")

    first = contacts.get_by_role("listitem").first.inner_text()
    contacts.get_by_role("button", name="Contacts suivants").focus()
    page.keyboard.press("Enter")
    expect(contacts).to_contain_text(re.compile(r"11 à 20 sur \d\d"))
    expect(page.locator("[data-card=list]")).to_have_count(1)
    expect(contacts.get_by_role("button", name="Contacts suivants")).to_be_focused()
    contacts.get_by_role("button", name="Contacts précédents").click()
    expect(contacts.get_by_role("listitem").first).to_have_text(re.compile(re.escape(first.splitlines()[1])))

    with page.expect_download() as download:
        contacts.get_by_role("button", name="Exporter (CSV)").click()
        page.get_by_role("link", name="contacts.csv").click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    assert first.splitlines()[1].split()[0] in content

    contacts.get_by_role("listitem").first.get_by_role("button").focus()
    for key, now in (("ArrowDown", 1), ("ArrowDown", 2), ("End", 9), ("ArrowDown", 9), ("ArrowUp", 8)):
        page.keyboard.press(key)
        expect(contacts.get_by_role("listitem").nth(now).get_by_role("button")).to_be_focused()
    name = contacts.locator(".ca-name").nth(8).inner_text()
    page.keyboard.press("Enter")
    expect(newest_card(page, "contact")).to_contain_text(name)
    expect(newest_card(page, "contact")).to_be_in_viewport()
    fits(page)
    picture(page, f"fr-{width}-picked")


def test_a_list_that_was_used_takes_no_words_away_that_are_typed_afterwards(house, open_page, say):
    page = open_page(house.url, locale="en-GB")
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "list all contacts")
    contacts = newest_card(page, "list")
    contacts.get_by_role("button", name="Next contacts").click()
    expect(contacts).to_contain_text("11–20 of")
    say(page, "marie.dupont@acme.example")
    page.keyboard.type("and her")
    expect(newest_card(page, "contact")).to_contain_text("Marie Dupont")
    page.keyboard.type(" phone")
    expect(page.locator("#chat-input")).to_have_text("and her phone")
    expect(contacts).to_contain_text("11–20 of")


def test_which_one_is_answered_by_a_click_and_by_one_card(house, open_page, say):
    page = open_page(house.url, locale="en-US")
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "change Marie Durand's phone to +33 6 39 98 77 01")
    newest_card(page, "list").get_by_role("listitem").nth(1).get_by_role("button").click()
    expect(page.get_by_role("button", name="Confirm", exact=True)).to_be_in_viewport()
    expect(newest_card(page, "proposal")).to_contain_text("Changes to Marie Durand")
    expect(page.locator("[data-card=contact]")).to_have_count(0)


def test_a_change_is_one_card_and_whoever_is_asked_for_has_a_card_as_well(house, open_page, say):
    page = open_page(house.url, locale="en-GB")
    cards = page.locator("[data-card]")
    say(page, "change the city of john.smith@acme.example to Lyon")
    expect(page.locator("[data-card=proposal]")).to_have_count(1)
    expect(cards).to_have_count(1)
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(cards).to_contain_text("Cancelled")
    say(page, "find jon.smith@acme.example")
    expect(page.locator("[data-card=contact]")).to_have_count(1)
    say(page, "find zzyzx")
    expect(page.get_by_text("No contact found")).to_have_count(1)


def test_on_paper_the_whole_talk_is_dark_on_white_and_nothing_is_left_to_click(house, open_page, say):
    page = open_page(house.url, locale="en-GB", theme="dark", width=900)
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "list all contacts")
    expect(newest_card(page, "list")).to_be_visible()
    say(page, "marie.dupont@acme.example")
    expect(newest_card(page, "contact")).to_be_visible()
    page.emulate_media(media="print")
    messages = page.locator("[data-step-type]").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert page.evaluate("document.documentElement.scrollHeight") > sum(messages) > 900
    expect(page.get_by_text("Hello!")).to_be_in_viewport()
    expect(page.locator("#message-composer")).to_be_hidden()
    expect(page.get_by_role("button").filter(has_text="Export")).to_be_hidden()
    colours = [int(part) for part in re.findall(r"\d+", page.evaluate(_COLOUR_OF_A_NAME))]
    assert max(colours[:3]) < 80


@pytest.mark.parametrize("width", [1280, 380])
def test_the_way_to_the_newest_message_covers_no_answer(house, open_page, say, width):
    page = open_page(house.url, locale="en-GB", width=width)
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "list all contacts")
    contacts = newest_card(page, "list")
    expect(contacts).to_be_visible()
    page.locator("[tabindex='0']:has(> [role=log])").hover()
    page.mouse.wheel(0, -2000)
    newest = page.get_by_role("button", name="To the newest message")
    expect(newest).to_be_visible()
    arrow, card = newest.bounding_box(), contacts.bounding_box()
    assert arrow["x"] >= 0
    assert arrow["x"] + arrow["width"] <= card["x"]


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
    expect(message).to_contain_text("Done: Basil Thorne is now a contact.")
    expect(page.get_by_text("Done: Basil Thorne is now a contact.")).to_have_count(1)
    picture(page, "en-1280-without-elements")
    message.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Taken back: Basil Thorne is no longer among the contacts.")).to_have_count(1)
    expect(page.get_by_text("Done: Basil Thorne is now a contact.")).to_have_count(0)
    expect(page.get_by_role("button", name="Undo", exact=True)).to_have_count(0)
    context.close()
