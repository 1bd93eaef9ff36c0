"""The openai package's exceptions, sorted into ours."""

import openai

from assistant.model.port import (
    ModelError,
    ModelMisconfigured,
    ModelUnavailable,
)

_BUSY, _SERVER_ERROR = 429, 500


def sorted_failure(error: openai.OpenAIError) -> ModelError:
    """What the caller can do about a failure; nothing of the server's own words is passed on."""
    if isinstance(error, openai.APIStatusError):
        return _by_status(error)
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailable("the model's server cannot be reached, or does not answer in time")
    return ModelMisconfigured("the openai package refuses its configuration")


def _by_status(error: openai.APIStatusError) -> ModelError:
    if error.status_code == _BUSY and error.code != "insufficient_quota":
        return ModelUnavailable("the model's server is busy", retry_after=_retry_after(error))
    if error.status_code >= _SERVER_ERROR:
        return ModelUnavailable(f"the model's server failed with status {error.status_code}")
    return ModelMisconfigured(f"the model's server refuses the request with status {error.status_code}")


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Seconds to wait, when the server names them; a date is left to the person's own clock."""
    value = error.response.headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        return None
