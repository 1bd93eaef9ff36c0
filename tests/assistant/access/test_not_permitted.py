"""What a role may not is told in words: which role, what it may, and whom to ask."""

import pytest

from assistant.language.texts import texts_in
from assistant.language.texts.crm_sentences import crm_sentence
from hubspot_tools.errors import AccessDenied, NotPermitted


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("role", ["viewer", "editor", "steward"])
def test_the_sentence_names_the_role_and_whom_to_ask(language, role):
    texts = texts_in(language)
    for error in (NotPermitted(role), NotPermitted(role, most=500)):
        told = crm_sentence(error, texts)
        assert texts.roles[role] in told
        assert told != crm_sentence(AccessDenied("x"), texts)
    assert "500" in crm_sentence(NotPermitted(role, most=500), texts)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_is_not_signed_in_any_more_is_told_to_sign_in(language):
    texts = texts_in(language)
    assert crm_sentence(NotPermitted(""), texts) == texts.signed_out
