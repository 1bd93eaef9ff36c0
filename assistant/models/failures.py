"""Sorts the openai package's exceptions into ours.

Where an operator must act, they name the line to change.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Final

import openai

from assistant.models.model_protocol import ModelBusy, ModelError, ModelMisconfigured, ModelUnavailable

USUAL_WAIT: Final = 5.0
"""Seconds to be patient with a busy server that does not say for how long."""

_BUSY, _SERVER_ERROR = 429, 500
_TRANSIENT: Final = frozenset({408, 409, 425})
"""Timed out, in conflict, too early: what the openai package itself would ask again."""

_UNAUTHORISED, _PAYMENT, _FORBIDDEN, _NOT_FOUND, _BAD = 401, 402, 403, 404, 400
_ELSEWHERE: Final = frozenset({301, 302, 303, 307, 308, 404, 405, 410})

_NO_QUOTA: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_RATE_LIMITED: Final = frozenset({"rate_limit_exceeded", "429"})
_NO_SUCH_MODEL: Final = frozenset({"model_not_found", "DeploymentNotFound"})
_PARAMETER = re.compile(r"[A-Za-z_][\w.\[\]]{0,59}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for when it failed: the model's name, and the API as people call it."""

    model: str
    api: str


def sorted_failure(error: openai.OpenAIError, asked: Asked) -> ModelError:
    """What the caller can do about a failure; nothing of the server's own words is passed on."""
    if isinstance(error, openai.APIStatusError):
        return _by_status(error, asked)
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailable("the model's server cannot be reached, or does not answer in time")
    if isinstance(error, openai.APIError):
        return sorted_code(error.code or error.type)
    return ModelMisconfigured("OPENAI_API_KEY, OPENAI_BASE_URL: the openai package refuses them; see .env")


def sorted_code(code: object) -> ModelError:
    """The same for a failure reported within a stream, of which only the code says anything."""
    if str(code) in _NO_QUOTA:
        return _no_quota()
    if str(code) in _RATE_LIMITED:
        return ModelBusy("the model's server is busy", retry_after=USUAL_WAIT)
    return ModelUnavailable("the model's server failed")


def no_model_server() -> ModelMisconfigured:
    """Something answers, and it is no model."""
    return ModelMisconfigured("OPENAI_BASE_URL: what answers there is no model's server; correct it in .env")


def _by_status(error: openai.APIStatusError, asked: Asked) -> ModelError:
    status = error.status_code
    if _NO_QUOTA & {str(error.code), str(error.type)} or status == _PAYMENT:
        return _no_quota()
    if status == _BUSY:
        return ModelBusy("the model's server is busy", retry_after=_retry_after(error.response.headers))
    if status in _TRANSIENT or status >= _SERVER_ERROR:
        return ModelUnavailable(f"the model's server failed with status {status}")
    return ModelMisconfigured(_line_to_change(error, asked))


def _no_quota() -> ModelMisconfigured:
    return ModelMisconfigured(
        "OPENAI_API_KEY: its account has no quota left; top it up, or change the key in .env"
    )


def _line_to_change(error: openai.APIStatusError, asked: Asked) -> str:
    status = error.status_code
    if status == _UNAUTHORISED:
        return "OPENAI_API_KEY: the server refuses the key; change it in .env"
    if status == _FORBIDDEN:
        return f"OPENAI_API_KEY: the key may not use the model {asked.model} from here; change either in .env"
    if _is_about_reasoning(error):
        return _effort_line(error, asked)
    if _is_about_the_model(error, asked.model):
        return f"OPENAI_MODEL: the server knows no model {asked.model}; change it in .env"
    if status in _ELSEWHERE:
        return (
            f"OPENAI_BASE_URL: there is no {asked.api} API at this address (status {status}); "
            "correct it in .env, or let OPENAI_API name the API there is"
        )
    parameter = f", parameter {error.param}" if _PARAMETER.fullmatch(str(error.param or "")) else ""
    return f"OPENAI_MODEL, OPENAI_API: the server refuses the request (status {status}{parameter}); see .env"


def _is_about_reasoning(error: openai.APIStatusError) -> bool:
    return error.status_code == _BAD and ("reasoning" in str(error.param) or "reasoning" in error.message)


def _effort_line(error: openai.APIStatusError, asked: Asked) -> str:
    if "tools" in error.message:
        return (
            f"OPENAI_API: the model {asked.model} uses tools with reasoning on the Responses API only; "
            "set OPENAI_API=responses, or OPENAI_EFFORT=none, in .env"
        )
    return f"OPENAI_EFFORT: the model {asked.model} does not take this effort; change it in .env"


def _is_about_the_model(error: openai.APIStatusError, model: str) -> bool:
    if str(error.code) in _NO_SUCH_MODEL or error.param == "model":
        return True
    # Compatible servers have codes of their own, but their sentence names the model.
    return error.status_code == _NOT_FOUND and isinstance(error.body, Mapping) and model in str(error.body)


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait as the server names them.

    It may do so in milliseconds, in seconds, or until a date by its own clock.
    """
    for name, per_second in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            seconds = float(headers.get(name, "")) / per_second
        except ValueError:
            continue
        if isfinite(seconds):
            return max(0.0, seconds)
    try:
        until, now = (parsedate_to_datetime(headers.get(name, "")) for name in ("retry-after", "date"))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return USUAL_WAIT
