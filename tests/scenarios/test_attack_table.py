"""Which test stands for which attack: every one of the known attacks is tried by at least one."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

ATTACKS = {
    "S1 the model writes without asking": (
        "trust/test_guards.py::test_with_its_guard_the_promise_holds",
        "scenarios/test_scenarios.py::test_the_talk_leaves_what_it_should",
    ),
    "S2 the model claims consent": (
        "scenarios/test_attacks.py::test_a_model_that_claims_consent_is_not_believed",
    ),
    "S3 forged, foreign, edited, expired and repeated clicks": (
        "assistant/test_conversation.py::test_nobody_else_can_confirm_and_an_edited_button_is_refused",
        "assistant/test_conversation.py::test_a_proposal_expires_after_ten_minutes",
        "assistant/test_conversation.py::test_a_second_click_writes_nothing",
    ),
    "S4 orders inside contacts": (
        "scenarios/test_attacks.py::test_an_order_in_any_field_is_read_as_data_and_changes_nothing",
        "trust/test_agent_guards.py::test_with_its_guard_the_promise_holds",
    ),
    "S5 markup in answers": (
        "ui/test_markdown.py::test_every_known_attack_ends_as_plain_text",
        "browser/test_strangers.py::test_what_a_stranger_wrote_is_shown_as_text_and_loads_nothing",
    ),
    "S6 markup in cards": (
        "ui/test_cards.py::test_a_stranger_s_text_stays_in_its_cell",
        "browser/test_strangers.py::test_what_a_stranger_wrote_is_shown_as_text_and_loads_nothing",
    ),
    "S7 content policy": ("ui/test_hardening.py::test_the_policy_lets_nothing_load_from_elsewhere",),
    "S8 sockets and calls from other origins": (
        "live/test_borders.py::test_a_page_of_another_site_gets_no_socket",
        "ui/test_origins.py::test_look_alikes_of_a_named_origin_may_not",
    ),
    "S9 embedding by strangers": (
        "ui/test_hardening.py::test_pages_that_may_embed_the_chat_are_named_in_the_policy",
    ),
    "S10 somebody else's chat and proposals": (
        "trust/test_guards.py::test_with_its_guard_the_promise_holds",
        "ui/test_visitor.py::test_a_browser_is_known_again_by_its_cookie_alone",
    ),
    "S11 floods": (
        "assistant/test_conversation.py::test_messages_sent_at_once_are_answered_in_order",
        "ui/test_hardening.py::test_uploads_are_refused",
    ),
    "S12 token bombs": (
        "trust/test_agent_guards.py::test_with_its_guard_the_promise_holds",
        "scenarios/test_attacks.py::test_a_field_of_any_length_reaches_the_model_cut",
        "scenarios/test_attacks.py::test_no_result_holds_more_than_twenty_contacts",
    ),
    "S13 pleas for prompt and secrets": (
        "scenarios/test_attacks.py::test_a_model_that_recites_all_it_has_tells_no_secret",
    ),
    "S14 secrets in logs and representations": (
        "assistant/test_settings.py::test_secrets_never_show",
        "hubspot_tools/test_logs.py::test_the_token_is_in_no_representation",
    ),
    "S15 persons in logs": (
        "assistant/test_turn_lines.py::test_nobody_is_in_the_log_even_at_its_most_talkative",
        "hubspot_tools/test_logs.py::test_a_bad_day_logs_nothing_personal",
    ),
    "S16 scopes of the token": (
        "hubspot_tools/test_hubspot_reads.py::test_a_token_without_the_write_scope_is_known_to_be_read_only",
    ),
    "S17 other tools and arguments": (
        "scenarios/test_attacks.py::test_there_is_no_tool_but_the_three",
        "scenarios/test_attacks.py::test_a_model_that_claims_consent_is_not_believed",
    ),
    "S18 filters": (
        "hubspot_tools/test_filters.py::test_nothing_a_person_types_becomes_an_operator_or_a_property",
    ),
    "S19 writes without the right to": (
        "hubspot_tools/test_hubspot_reads.py::test_a_token_without_the_write_scope_is_known_to_be_read_only",
    ),
    "S20 writes without a journal": ("trust/test_guards.py::test_with_its_guard_the_promise_holds",),
    "S21 old messages edited or resumed": (
        "ui/test_configuration.py::test_chainlit_is_kept_on_a_short_leash",
        "scenarios/test_scenarios.py::test_the_talk_leaves_what_it_should",
    ),
    "S22 forged history": (
        "scenarios/test_attacks.py::test_words_that_look_like_a_tool_s_result_stay_words_of_the_person",
    ),
    "S23 redirections": (
        "model/test_client.py::test_a_redirection_is_not_followed",
        "hubspot_tools/test_transport.py::test_a_redirect_is_not_followed_for_it_would_carry_the_token_elsewhere",
    ),
    "S24 what failing servers say": (
        "scenarios/test_attacks.py::test_what_hubspot_says_when_it_fails_is_not_repeated",
        "hubspot_tools/test_refusals.py::test_no_message_repeats_what_hubspot_said_about_a_value",
    ),
    "S25 supply chain": (
        "ui/test_import.py::test_importing_the_app_connects_to_nothing_and_reads_no_settings",
        "scenarios/test_attack_table.py::test_every_package_is_locked_by_its_hash_and_chainlit_is_the_mended_one",
    ),
    "S26 strange text": ("scenarios/test_attacks.py::test_no_text_is_too_strange_to_be_answered",),
    "S27 look-alike addresses": (
        "ui/test_elements.py::test_letters_that_only_look_latin_are_named_before_an_address_is_stored",
        "scenarios/test_scenarios.py::test_the_talk_leaves_what_it_should",
    ),
    "S28 formulas in exports": (
        "assistant/test_journal_command.py::test_csv_has_a_column_for_everything_and_runs_no_formula",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_attack_is_tried(attack):
    for test in ATTACKS[attack]:
        file, _, name = test.partition("::")
        assert re.search(rf"def {name}\(", (TESTS / file).read_text(encoding="utf-8")), test


def test_no_attack_is_forgotten():
    assert [attack.split()[0] for attack in ATTACKS] == [f"S{number}" for number in range(1, 29)]


def test_every_package_is_locked_by_its_hash_and_chainlit_is_the_mended_one():
    lock = (TESTS.parent / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", lock)
    named = [entry for entry in entries if "==" in entry]
    assert named
    assert [entry.splitlines()[0] for entry in named if "--hash=sha256:" not in entry] == []
    assert any(entry.startswith("chainlit==2.12.") for entry in named)
    assert not any(entry.startswith("litellm==") for entry in named)
