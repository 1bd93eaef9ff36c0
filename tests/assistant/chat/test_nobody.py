"""To look for somebody who is nobody's contact costs little, whatever the model and however it is put."""

import pytest

from assistant.models.chat_completions import ChatModel
from assistant.models.openai_client import connect
from assistant.models.patience import PatientModel
from assistant.models.scripted import calls, says
from assistant.offline.server import OFFLINE_MODEL_NAME, build_offline_app
from assistant.telemetry.activities import ModelActivity
from hubspot_tools.sandbox.loopback import serving

MOST_MODEL_CALLS, MOST_REQUESTS = 2, 3


class ModelCalls:
    """Counts them."""

    def __init__(self):
        self.number = 0

    def began(self, activity):
        self.number += isinstance(activity, ModelActivity)

    def ended(self, activity):
        pass


@pytest.fixture
def model_calls():
    return ModelCalls()


@pytest.fixture
def listeners(model_calls):
    return [model_calls]


@pytest.fixture(scope="module")
def offline_address():
    with serving(build_offline_app()) as address:
        yield address


@pytest.fixture
async def offline_model(offline_address):
    client = connect(None, f"{offline_address}/v1", on_this_machine=True)
    model = PatientModel(ChatModel(client, OFFLINE_MODEL_NAME, None))
    yield model
    await model.close()


@pytest.fixture
def somebody(crm):
    """A contact whom none of the searches is for; nothing was written by this process."""
    crm.add(firstname="Marie", lastname="Durand", email="marie.durand@exemple.example")
    crm.forget_requests()


SENTENCES = [
    ("en", "find Wilhelmina Quartermaine"),
    ("en", "who is Quartermaine?"),
    ("en", "find nobody@nowhere.example"),
    ("en", "find people at Umbrella"),
    ("en", "find Wilhelmina Quartermaine at Umbrella"),
    ("en", "find the plumber in Besançon"),
    ("en", "change Wilhelmina Quartermaine's city to Lyon"),
    ("fr", "cherche Odile Zzyzx"),
    ("fr", "trouve le 06 39 98 00 99"),
    ("fr", "globex"),
]


@pytest.mark.parametrize("said", SENTENCES, ids=lambda said: said[1])
async def test_the_offline_model_is_asked_twice_and_hubspot_three_times_at_most(
    chat, crm, somebody, offline_model, model_calls, said
):
    language, sentence = said
    assert await chat(language=language, model=offline_model).hears(sentence)
    assert model_calls.number <= MOST_MODEL_CALLS
    assert 1 <= len(crm.asked("POST", "/search")) == len(sent(crm)) <= MOST_REQUESTS


@pytest.mark.parametrize(
    "query",
    [
        {"name": "Wilhelmina Quartermaine"},
        {"name": "Quartermaine"},
        {"text": "Wilhelmina Quartermaine"},
        {"text": "plumber"},
        {"company": "Umbrella", "name": "Quartermaine"},
        {"email": "quartermaine"},
    ],
)
async def test_so_it_is_whichever_way_a_model_puts_it(chat, crm, somebody, model_calls, query):
    await chat(calls("search_contacts", **query), says("Nobody.")).hears("find Wilhelmina Quartermaine")
    assert model_calls.number == MOST_MODEL_CALLS
    assert 1 <= len(sent(crm)) <= MOST_REQUESTS


async def test_a_model_that_asks_again_and_again_is_stopped_by_the_requests_of_the_turn(
    chat, crm, somebody, model_calls
):
    again = [
        calls("search_contacts", name=f"Wilhelmina Quartermaine {word}") for word in ("A", "B", "C", "D")
    ]
    await chat(*again, says("Nobody.")).hears("find Wilhelmina Quartermaine")
    assert len(sent(crm)) <= 8


def sent(crm):
    """What was asked of the CRM, but for what is read of the account once for everybody."""
    once = ("/crm/properties/", "/account-info/", "/oauth/", "/crm/owners/")
    return [path for _, path in crm.asked() if not path.startswith(once)]
