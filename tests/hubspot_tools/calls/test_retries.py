import pytest

from hubspot_tools.calls.retries import REMEDIES, CallFailed, CallFault, CallSort, Retrier, RetryPolicy
from hubspot_tools.errors import CrmUnavailable, OutcomeUnknown, RateLimited


class Attempts:
    """Fails with each of ``failures`` in turn, then succeeds; each attempt takes ``seconds``."""

    def __init__(self, clock, *failures, seconds=0.0):
        self.clock = clock
        self.failures = list(failures)
        self.seconds = seconds
        self.made = 0

    async def __call__(self):
        self.made += 1
        self.clock.pass_by(self.seconds)
        if self.failures:
            raise self.failures.pop(0)
        return "done"


def failed(fault, error=None):
    return CallFailed(fault, error or CrmUnavailable("away"))


def retrier(clock, **policy):
    return Retrier(RetryPolicy(**policy), clock, jitter=lambda: 1.0)


@pytest.mark.parametrize("sort", CallSort)
@pytest.mark.parametrize("fault", CallFault)
async def test_a_call_is_made_again_exactly_when_the_table_says_so(clock, sort, fault):
    attempts = Attempts(clock, failed(fault))
    if sort in REMEDIES[fault].sorts:
        assert await retrier(clock).run(sort, attempts) == "done"
        assert attempts.made == 2
    else:
        with pytest.raises(CrmUnavailable):
            await retrier(clock).run(sort, attempts)
        assert attempts.made == 1


@pytest.mark.parametrize("fault", [CallFault.LOST, CallFault.SERVER, CallFault.FINAL])
@pytest.mark.parametrize("sort", [sort for sort in CallSort if sort.writes])
async def test_a_write_that_may_have_been_stored_is_never_sent_again(clock, fault, sort):
    attempts = Attempts(clock, failed(fault, OutcomeUnknown("cut off")))
    with pytest.raises(OutcomeUnknown):
        await retrier(clock).run(sort, attempts)
    assert attempts.made == 1
    assert clock.slept == []


async def test_the_pauses_grow_and_end(clock):
    attempts = Attempts(clock, *(failed(CallFault.SERVER) for _ in range(9)))
    with pytest.raises(CrmUnavailable):
        await retrier(clock, attempts=5, first_pause=1.0, longest_pause=3.0).run(CallSort.READ, attempts)
    assert clock.slept == [1.0, 2.0, 3.0, 3.0]


async def test_jitter_takes_at_most_half_of_a_pause(clock):
    attempts = Attempts(clock, failed(CallFault.SERVER))
    calm = Retrier(RetryPolicy(first_pause=1.0), clock, jitter=lambda: 0.0)
    await calm.run(CallSort.READ, attempts)
    assert clock.slept == [0.5]


async def test_hubspots_own_wish_decides_the_pause(clock):
    limited = failed(CallFault.BUSY, RateLimited("slow down", retry_after=7.0))
    await retrier(clock).run(CallSort.CREATE, Attempts(clock, limited))
    assert clock.slept == [7.0]


@pytest.mark.parametrize(
    ("fault", "tries"), [(CallFault.BUSY, 2), (CallFault.LOCKED, 2), (CallFault.SERVER, 3)]
)
async def test_a_refusal_is_put_up_with_twice_and_a_failure_three_times(clock, fault, tries):
    attempts = Attempts(clock, *(failed(fault) for _ in range(9)))
    with pytest.raises(CrmUnavailable):
        await retrier(clock).run(CallSort.READ, attempts)
    assert attempts.made == tries


async def test_a_lock_is_waited_out(clock):
    await retrier(clock).run(CallSort.UPDATE, Attempts(clock, failed(CallFault.LOCKED)))
    assert clock.slept == [2.0]


async def test_a_new_contact_cannot_be_locked_so_its_create_is_not_repeated(clock):
    attempts = Attempts(clock, failed(CallFault.LOCKED))
    with pytest.raises(CrmUnavailable):
        await retrier(clock).run(CallSort.CREATE, attempts)
    assert attempts.made == 1


async def test_whoever_waits_hears_for_how_long(clock):
    heard = []
    told = Retrier(RetryPolicy(), clock, jitter=lambda: 1.0, waiting=heard.append)
    limited = failed(CallFault.BUSY, RateLimited("slow down", retry_after=7.0))
    await told.run(CallSort.SEARCH, Attempts(clock, limited))
    assert heard == clock.slept == [7.0]


async def test_time_spent_waiting_for_answers_counts_against_patience(clock):
    attempts = Attempts(clock, *(failed(CallFault.LOST) for _ in range(3)), seconds=10.0)
    with pytest.raises(CrmUnavailable):
        await retrier(clock, patience_seconds=15.0).run(CallSort.READ, attempts)
    assert attempts.made == 2
