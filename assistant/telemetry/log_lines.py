"""The log's lines about turns and decisions, in logfmt: one each, numbers and references only.

logfmt is read by people and by log collectors alike, and mixes with the other lines of the log.
"""

import json
import logging
import re

from assistant.telemetry.activities import Activity, DecisionActivity, TurnActivity, Usage

_log = logging.getLogger("assistant.turns")

_BARE = re.compile(r"[\w.:/+-]+")

Value = str | int | float | None


class LogLines:
    """Writes a line when a turn or a decision has ended; what is None is left out."""

    def __init__(self, model: str) -> None:
        """``model`` is the configured model's name."""
        self._model = model

    def began(self, activity: Activity) -> None:
        """See `Listener.began`; nothing is known yet that is worth a line."""

    def ended(self, activity: Activity) -> None:
        """See `Listener.ended`."""
        match activity:
            case TurnActivity():
                _log.info("turn %s", _logfmt(self._turn(activity)))
            case DecisionActivity():
                _log.info("decision %s", _logfmt(_decision(activity)))
            case _:
                pass

    def _turn(self, turn: TurnActivity) -> dict[str, Value]:
        return {
            "session": turn.session,
            "turn": turn.number,
            "language": turn.language,
            "outcome": turn.outcome,
            "error": turn.error,
            "seconds": round(turn.seconds, 3),
            "first_word": None if turn.first_word is None else round(turn.first_word, 3),
            "proposals": turn.proposals,
            "model": self._model,
            **_spent(turn.usage),
            "session_tokens": turn.session_usage.prompt_tokens + turn.session_usage.completion_tokens,
            "session_cost": _money(turn.session_usage.cost),
        }


def _decision(decision: DecisionActivity) -> dict[str, Value]:
    return {
        "session": decision.session,
        "kind": decision.kind,
        "outcome": decision.outcome,
        "error": decision.error,
        "proposal": decision.proposal or None,
        "seconds": round(decision.seconds, 3),
        "crm_calls": decision.usage.crm_calls,
        "crm_retries": decision.usage.crm_retries,
    }


def _spent(usage: Usage) -> dict[str, Value]:
    return {
        "model_calls": usage.model_calls,
        "model_retries": usage.model_retries,
        "uncounted_calls": usage.uncounted,
        "tool_calls": usage.tool_calls,
        "crm_calls": usage.crm_calls,
        "crm_retries": usage.crm_retries,
        "prompt_tokens": usage.prompt_tokens,
        "cached_tokens": usage.cached_tokens,
        "completion_tokens": usage.completion_tokens,
        "cost": _money(usage.cost),
    }


def _money(cost: float | None) -> str | None:
    """Never in powers of ten, which some readers of logs take for words."""
    return None if cost is None else f"{cost:.6f}"


def _logfmt(values: dict[str, Value]) -> str:
    return " ".join(f"{name}={_quoted(str(value))}" for name, value in values.items() if value is not None)


def _quoted(text: str) -> str:
    return text if _BARE.fullmatch(text) else json.dumps(text)
