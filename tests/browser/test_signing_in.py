"""Where people sign in, a few of one team and their browsers: the page, the widget, and nothing of each other's."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from hubspot_tools.sandbox.loopback import serving

PASSWORD = "a password of some length"
ANNA, BERT, CARLA = "anna@example.com", "bert@example.com", "carla@example.com"
NAMES = {
    ANNA: "Anna Berg",
    BERT: "Bert Kaya",
    CARLA: '<img src=x onerror=alert(1)> "Dr." ' + "Hohenlohe" * 12,
}
ACCESS = f"""
[roles]
editor = ["{ANNA}", "{BERT}"]
"""
WITHIN_A_MINUTE = 60_000

pytestmark = pytest.mark.timeout(300)
"""Several browsers start here, beside a command for each account; and a minute may pass until somebody is out."""


@pytest.fixture(scope="module")
def team(tmp_path_factory, run_house, run_command):
    """A server where people sign in by password, and a page of another origin that carries its widget."""
    folder, page = tmp_path_factory.mktemp("team"), {}
    for account, name in NAMES.items():
        added = run_command(
            folder, "user", "add", account, "--name", name, "--password-stdin", typed=f"{PASSWORD}\n"
        )
        assert added.returncode == 0, added.stderr
    (folder / "access.toml").write_text(ACCESS, encoding="utf-8")
    app = Starlette(routes=[Route("/{name}", lambda _: HTMLResponse(page.get("html", "")))])
    with serving(app) as address:
        origin = address.replace("127.0.0.1", "localhost")
        with run_house(folder, AUTH="password", ALLOWED_ORIGINS=origin) as house:
            script = f"{house.url}/public/widget.js?language=en"
            page["html"] = (
                f"<html lang='en'><title>x</title><main>x</main><script type=module src={script!r}></script>"
            )
            house.intranet = f"{origin}/page"
            yield house


@pytest.fixture
def browsers(chromium):
    """A browser of somebody's own each time, with one page."""
    contexts = []

    def open_one(*, locale: str = "en-GB", width: int = 1280, theme: str = "light") -> Page:
        contexts.append(
            chromium.new_context(locale=locale, color_scheme=theme, viewport={"width": width, "height": 800})
        )
        contexts[-1].add_init_script(f"localStorage.setItem('vite-ui-theme', '{theme}')")
        return contexts[-1].new_page()

    yield open_one
    for context in contexts:
        context.close()


def sign_in(page: Page, account: str) -> None:
    page.locator("#account").fill(account)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")


def come_in(page: Page, house, account: str) -> None:
    """Sign in on the assistant's own page, and wait for its chat."""
    page.goto(house.url)
    sign_in(page, account)
    expect(page.locator(".ai-message").first).to_be_visible()


def member_of(page: Page):
    """The part of the header that says who is in."""
    return page.locator("details.member")


def sign_out(page: Page) -> None:
    member_of(page).locator("summary").click()
    member_of(page).locator("button").click()


def grave(page: Page) -> list[str]:
    """What axe-core finds serious or critical."""
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize(
    ("locale", "width", "theme", "words"),
    [
        ("fr-FR", 380, "dark", ("Connexion", "ne vont pas ensemble", "Édition", "Vous êtes déconnecté.")),
        ("en-GB", 1280, "light", ("Sign in", "do not belong together", "Editor", "You are signed out.")),
    ],
)
def test_by_keyboard_alone_somebody_signs_in_at_the_second_attempt_sees_who_they_are_and_signs_out(
    team, browsers, picture, fits, *, locale, width, theme, words
):
    title, wrong, role, signed_out = words
    page, name = browsers(locale=locale, width=width, theme=theme), f"sign-in-{locale[:2]}-{width}"
    page.goto(team.url)
    expect(page).to_have_title(re.compile(f"^{title}"))
    expect(page.locator("#account")).to_be_focused()
    assert grave(page) == []
    picture(page, f"{name}-1")

    page.keyboard.type(ANNA.upper())
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(wrong)
    expect(page).to_have_title(re.compile(wrong))
    expect(page.locator("#account")).to_have_value(ANNA)
    expect(page.locator("#password")).to_be_focused()
    expect(page.locator("#password")).to_have_accessible_description(re.compile(wrong))
    assert grave(page) == []
    fits(page)
    picture(page, f"{name}-2-wrong")

    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    member = member_of(page)
    expect(member.locator("summary")).to_have_accessible_name(re.compile(f"Anna Berg {role}"))
    # The front end draws the focus to its text box while it starts.
    expect(page.locator(".ai-message").first).to_be_visible()
    member.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(member.get_by_text(role, exact=True).last).to_be_visible()
    assert grave(page) == []
    fits(page)
    picture(page, f"{name}-3-in")
    page.keyboard.press("Escape")
    expect(member.locator("button")).to_be_hidden()
    expect(member.locator("summary")).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(member.locator("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(signed_out)
    page.goto(team.url)
    expect(page.locator("#account")).to_be_visible()


def test_what_somebody_is_called_is_text_and_makes_the_page_no_wider(team, browsers, picture, fits):
    page, dialogs = browsers(width=380), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    come_in(page, team, CARLA)
    member_of(page).locator("summary").click()
    expect(member_of(page).locator("b")).to_have_text(NAMES[CARLA])
    fits(page)
    picture(page, "sign-in-strange-380")
    page.set_viewport_size({"width": 1280, "height": 800})
    fits(page)
    picture(page, "sign-in-strange-1280")
    assert page.locator("img[src=x]").count() == 0
    assert dialogs == []


def test_a_tab_whose_visit_ends_leads_to_the_sign_in_page_and_gives_back_what_was_typed_to_the_same_person(
    team, browsers
):
    page = browsers()
    come_in(page, team, ANNA)
    page.locator("#chat-input").fill("find Marie Du")
    other = page.context.new_page()
    other.goto(team.url)
    sign_out(other)
    expect(page.get_by_role("status")).to_contain_text("Your visit has ended.")
    sign_in(page, BERT)
    expect(page.locator(".ai-message").first).to_be_visible()
    expect(page.locator("#chat-input")).to_have_value("")
    page.locator("#chat-input").fill("find Paul")
    other.goto(team.url)
    sign_out(other)
    expect(page.locator("#account")).to_be_visible()
    sign_in(page, BERT)
    expect(page.locator("#chat-input")).to_have_value("find Paul")


def test_a_page_that_was_cut_off_when_its_visit_ended_finds_out_once_it_is_back(team, browsers):
    page = browsers()
    come_in(page, team, ANNA)
    page.context.set_offline(True)
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("Your visit has ended.")


def test_whoever_is_shut_out_on_the_command_line_loses_their_open_chat_within_a_minute(
    team, browsers, run_command
):
    page = browsers()
    come_in(page, team, CARLA)
    assert run_command(team.folder, "user", "disable", CARLA).returncode == 0
    try:
        expect(page.locator("#account")).to_be_visible(timeout=WITHIN_A_MINUTE)
        sign_in(page, CARLA)
        expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    finally:
        run_command(team.folder, "user", "enable", CARLA)


def test_two_people_and_a_viewer_see_nothing_of_each_other_s(team, browsers, say, picture):
    anna, bert, carla = browsers(), browsers(), browsers()
    for page, account in ((anna, ANNA), (bert, BERT), (carla, CARLA)):
        come_in(page, team, account)
    say(anna, "set john.smith@acme.example's title to Accountant")
    confirm = anna.get_by_role("button", name="Confirm", exact=True)
    expect(confirm).to_be_visible()
    say(bert, "find Marie Dupont")
    expect(bert.locator("[data-card]")).to_contain_text("Marie")
    say(carla, "set john.smith@acme.example's title to Director")
    expect(carla.get_by_role("log")).to_contain_text(re.compile("does not allow this|Your role"))
    expect(carla.get_by_role("button", name="Confirm", exact=True)).to_have_count(0)
    expect(bert.locator("#upload-button")).to_be_visible()
    expect(carla.locator("#upload-button")).to_be_hidden()
    picture(carla, "sign-in-viewer")

    for page in (bert, carla):
        page.reload()
        expect(page.locator(".ai-message").first).to_be_visible()
        expect(page.get_by_text("Accountant")).to_have_count(0)
        expect(page.get_by_role("button", name="Confirm", exact=True)).to_have_count(0)
    anna.reload()
    expect(confirm).to_be_visible()
    confirm.click()
    expect(anna.get_by_role("log")).to_contain_text("Done")
    for page in (bert, carla):
        expect(page.get_by_text("Accountant")).to_have_count(0)


def test_in_one_browser_the_next_person_finds_nothing_of_the_last_one_s(team, browsers, say):
    page = browsers()
    come_in(page, team, ANNA)
    say(page, "set marie.dupont@acme.example's title to Pilot")
    expect(page.get_by_role("button", name="Confirm", exact=True)).to_be_visible()
    sign_out(page)
    sign_in(page, BERT)
    expect(member_of(page).locator("summary")).to_have_accessible_name(re.compile("Bert Kaya"))
    expect(page.locator(".ai-message").first).to_be_visible()
    expect(page.get_by_text("Pilot")).to_have_count(0)
    expect(page.get_by_role("button", name="Confirm", exact=True)).to_have_count(0)


def test_the_widget_of_another_site_has_people_sign_in_in_a_window_and_goes_on(team, browsers, say, picture):
    page, asked = browsers(width=380), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(team.intranet)
    button = page.locator("#chainlit-copilot-button")
    button.press("Enter")
    way_in = page.get_by_role("link", name="Sign in")
    expect(page.get_by_text("Please sign in. A new window opens for it.")).to_be_visible()
    picture(page, "sign-in-widget-1")
    assert grave(page) == []
    assert [url for url in asked if "/copilot/" in url] == []
    page.keyboard.press("Tab")
    expect(way_in).to_be_focused()
    page.keyboard.press("Escape")
    expect(way_in).to_have_count(0)
    expect(button).to_be_focused()
    button.press("Enter")

    with page.context.expect_page() as opened:
        way_in.press("Enter")
    sign_in(opened.value, BERT)
    expect(opened.value.get_by_text("You are signed in. You can close this window.")).to_be_visible()
    opened.value.close()
    expect(page.locator(".ai-message").first).to_be_visible()
    expect(member_of(page).locator("summary")).to_have_accessible_name(re.compile("Bert Kaya Editor"))

    say(page, "set john.smith@acme.example's title to Painter")
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_role("log")).to_contain_text("nothing was written")
    member_of(page).locator("summary").click()
    picture(page, "sign-in-widget-2-in")
    assert grave(page) == []

    member_of(page).locator("button").click()
    expect(way_in).to_be_visible()
    expect(page.locator("#chainlit-copilot-button")).to_have_count(1)
    other = page.context.new_page()
    other.goto(f"{team.url}/sign-in?window")
    sign_in(other, ANNA)
    expect(page.locator(".ai-message").first).to_be_visible()
    expect(member_of(page).locator("summary")).to_have_accessible_name(re.compile("Anna Berg"))
    expect(page.get_by_text("Painter")).to_have_count(0)
