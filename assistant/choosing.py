"""The model that the settings name, ready to be asked."""

from contextlib import ExitStack

from assistant.language.texts import is_outcome
from assistant.models.chat_completions import ChatModel
from assistant.models.early_types import build_response_types
from assistant.models.openai_client import connect
from assistant.models.patience import PatientModel
from assistant.models.responses import ResponsesModel
from assistant.offline.server import OFFLINE_MODEL_NAME, build_offline_app
from assistant.settings import Settings
from hubspot_tools.sandbox.loopback import serving


def chosen_model(settings: Settings, started: ExitStack) -> PatientModel:
    """Connect to the configured model; the offline one is served on loopback until ``started`` is closed.

    Raises:
        StartError: the offline model did not come up.
    """
    if settings.uses_offline_model:
        address = started.enter_context(serving(build_offline_app(is_outcome=is_outcome)))
        client = connect(None, f"{address}/v1", on_this_machine=True)
        name, effort = OFFLINE_MODEL_NAME, None
    else:
        base_url = str(settings.openai_base_url) if settings.openai_base_url else None
        client = connect(settings.openai_api_key, base_url)
        name, effort = settings.openai_model, settings.reasoning_effort
    if settings.model_api == "chat":
        return PatientModel(ChatModel(client, name, effort))
    build_response_types()
    return PatientModel(ResponsesModel(client, name, effort))
