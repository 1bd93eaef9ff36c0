"""Sorts what the client raises into failed calls.

A failed call says what is known of it, by which it is made again or not, and what its caller is told.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from hubspot_tools.calls.refusals import refusal
from hubspot_tools.calls.retries import CallFailed, CallFault, CallSort
from hubspot_tools.calls.transport import AnswerLost, Unreached
from hubspot_tools.errors import CrmError, CrmUnavailable, LocalFileUnusable, OutcomeUnknown, RateLimited

_log = logging.getLogger(__name__)

T = TypeVar("T")

# What the client raises while decoding an answer that is not what its status promised.
_UNDECODABLE = (TypeError, ValueError, LookupError, AttributeError, RecursionError)


def answer_to(sort: CallSort, send: Callable[[], T]) -> T | CallFailed:
    """Send, on a thread; the client's exceptions, whose text repeats whole answers, end here.

    Raises:
        Exception: what is a defect of ours.
    """
    try:
        return send()
    except Unreached:
        return CallFailed(CallFault.UNREACHED, silence(sort, CallFault.UNREACHED))
    except AnswerLost as lost:
        _log.warning("the answer to a %s call was lost (%s)", sort.name, lost)
        return CallFailed(CallFault.LOST, silence(sort, CallFault.LOST))
    except Exception as error:
        failed = _told(sort, error)
        if failed is None:
            raise
        return failed


def silence(sort: CallSort, fault: CallFault) -> CrmError:
    """Return the error for a call that nobody answered; a write may have been done all the same."""
    if fault is CallFault.LOST and sort.writes:
        return OutcomeUnknown("HubSpot did not answer in time or was cut off")
    return CrmUnavailable(
        "HubSpot cannot be reached" if fault is CallFault.UNREACHED else "HubSpot did not answer"
    )


def _told(sort: CallSort, error: Exception) -> CallFailed | None:
    """The failure behind one of the client's exceptions; None for what is a defect of ours.

    Each of the client's packages has its own exception tree, so they are known by their status.
    """
    status = getattr(error, "status", None)
    if isinstance(status, int) and status > 0:
        headers, body = getattr(error, "headers", None), getattr(error, "body", None)
        text = body if isinstance(body, str) else None
        ours = refusal(status, headers, text, writing=sort.writes, of_known=sort.is_of_known)
        _log.info(
            "HubSpot refused a %s call with status %d, correlation id %s",
            sort.name,
            status,
            ours.correlation_id,
        )
        return CallFailed(_fault(status, ours), ours)
    if status == 0 or isinstance(error, _UNDECODABLE):
        _log.warning("the answer to a %s call was no contact data (%s)", sort.name, type(error).__name__)
        return CallFailed(CallFault.LOST, silence(sort, CallFault.LOST))
    return None


def _fault(status: int, error: CrmError) -> CallFault:
    if isinstance(error, RateLimited):
        return CallFault.FINAL if error.daily else CallFault.BUSY
    if status == HTTPStatus.LOCKED:
        return CallFault.LOCKED
    if isinstance(error, LocalFileUnusable):
        return CallFault.FINAL
    return CallFault.SERVER if status >= HTTPStatus.INTERNAL_SERVER_ERROR else CallFault.FINAL
