"""A password lets its owner in; guessing is slow, and tells nothing."""

import asyncio
import threading
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from assistant.access.account_book import AccountExists, NoSuchAccount, TeamAccount
from assistant.access.member import SignInRefused
from assistant.access.passwords import LONGEST, SHORTEST, Attempts, Busy, Passwords, WeakPassword

RIGHT = SecretStr("correct horse battery")
WRONG = SecretStr("wrong horse battery")


@pytest.fixture
def passwords(accounts, clock):
    return Passwords(accounts, Attempts(clock.seconds))


@pytest.fixture
async def anna(accounts, passwords):
    account = TeamAccount("anna@example.com", "Anna", ("sales",), passwords.hashed(RIGHT))
    await accounts.add(account)
    return account


async def reason_of(attempt):
    with pytest.raises(SignInRefused) as refused:
        await attempt
    return refused.value.reason


async def test_the_right_password_tells_who_it_is(passwords, anna):
    identity = await passwords.sign_in(anna.id, RIGHT, "192.0.2.1")
    assert (identity.id, identity.name, identity.email) == (anna.id, "Anna", anna.id)
    assert identity.groups == {"sales"}


async def test_an_unknown_account_and_a_wrong_password_are_refused_alike(passwords, anna):
    unknown = await reason_of(passwords.sign_in("nobody@example.com", RIGHT, "192.0.2.1"))
    assert await reason_of(passwords.sign_in(anna.id, WRONG, "192.0.2.1")) == unknown == "wrong_password"


async def test_an_unknown_account_costs_a_hash_like_any_other(passwords, anna, monkeypatch):
    hashed = []
    fits = passwords._fits
    monkeypatch.setattr(passwords, "_fits", lambda stored, told: hashed.append(stored) or fits(stored, told))
    await reason_of(passwords.sign_in("nobody@example.com", RIGHT, "192.0.2.1"))
    assert hashed[0].split("$")[:4] == anna.password_hash.split("$")[:4]


async def test_whoever_is_shut_out_is_refused_with_the_right_password(passwords, accounts, anna):
    await accounts.disable(anna.id)
    assert await reason_of(passwords.sign_in(anna.id, RIGHT, "192.0.2.1")) == "wrong_password"


async def test_guessing_is_slowed_more_and_more_and_waiting_helps(passwords, anna, clock):
    waits = []
    for _ in range(8):
        await reason_of(passwords.sign_in(anna.id, WRONG, "192.0.2.1"))
        waits.append(passwords.wait(anna.id, "192.0.2.1"))
        clock.advance(seconds=waits[-1])
        assert passwords.wait(anna.id, "192.0.2.1") == 0
    assert waits == [0, 0, 0, 0, 2, 4, 8, 16]


async def test_guessing_from_one_place_does_not_keep_the_owner_out_elsewhere(passwords, anna, clock):
    for _ in range(10):
        await reason_of(passwords.sign_in(anna.id, WRONG, "192.0.2.66"))
    assert passwords.wait(anna.id, "192.0.2.66") > 0
    assert passwords.wait(anna.id, "192.0.2.1") == 0


def test_guessing_one_account_from_everywhere_is_slowed_too(clock):
    attempts = Attempts(clock.seconds)
    for number in range(60):
        attempts.failed("anna", f"192.0.2.{number}")
    assert attempts.wait("anna", "198.51.100.1") > 0


def test_trying_every_account_from_one_place_is_slowed_too(clock):
    attempts = Attempts(clock.seconds)
    for number in range(60):
        attempts.failed(f"account-{number}", "192.0.2.1")
    assert attempts.wait("another", "192.0.2.1") > 0


async def test_a_success_forgets_its_own_failures(passwords, anna, clock):
    for _ in range(5):
        await reason_of(passwords.sign_in(anna.id, WRONG, "192.0.2.1"))
    clock.advance(seconds=300)
    await passwords.sign_in(anna.id, RIGHT, "192.0.2.1")
    await reason_of(passwords.sign_in(anna.id, WRONG, "192.0.2.1"))
    assert passwords.wait(anna.id, "192.0.2.1") == 0


def test_failures_are_remembered_in_bounded_memory(clock):
    attempts = Attempts(clock.seconds, most=100)
    for number in range(1000):
        attempts.failed(f"account-{number}", f"192.0.2.{number}")
    assert len(attempts._failed) == 100


async def test_a_crowd_is_told_to_come_back_instead_of_hashing_for_ever(passwords, anna):
    ten_are_sent_away = threading.Event()
    passwords._hasher = SimpleNamespace(verify=lambda *_hash_and_password: not ten_are_sent_away.wait(60))
    ends = []

    async def comes(number):
        try:
            await passwords.sign_in(anna.id, WRONG, f"192.0.2.{number}")
        except (Busy, SignInRefused) as end:
            ends.append(type(end))
            if len(ends) == 10:
                ten_are_sent_away.set()

    await asyncio.gather(*map(comes, range(30)))
    assert ends == [Busy] * 10 + [SignInRefused] * 20


@pytest.mark.parametrize("length", [0, SHORTEST - 1, LONGEST + 1])
def test_a_password_too_short_or_too_long_is_not_kept(passwords, length):
    with pytest.raises(WeakPassword):
        passwords.hashed(SecretStr("x" * length))


async def test_a_password_far_too_long_is_refused_unhashed(passwords, anna):
    assert (
        await reason_of(passwords.sign_in(anna.id, SecretStr("x" * 100_000), "192.0.2.1")) == "wrong_password"
    )


async def test_a_hash_that_cannot_be_read_lets_nobody_in(passwords, accounts):
    await accounts.add(TeamAccount("bo", password_hash="plain text"))
    assert await reason_of(passwords.sign_in("bo", SecretStr("plain text"), "192.0.2.1")) == "wrong_password"


async def test_two_accounts_cannot_have_one_name(accounts, anna):
    with pytest.raises(AccountExists):
        await accounts.add(TeamAccount(anna.id))


async def test_somebody_who_comes_by_another_way_can_be_shut_out_and_let_in_again(accounts):
    await accounts.disable("guest@example.com")
    assert await accounts.shut_out() == {"guest@example.com"}
    await accounts.enable("guest@example.com")
    assert await accounts.shut_out() == set()
    assert await accounts.find("guest@example.com") is None


async def test_nobody_can_be_changed_who_is_not_there(accounts):
    for change in (accounts.enable("x"), accounts.set_password("x", "h"), accounts.set_groups("x", [])):
        with pytest.raises(NoSuchAccount):
            await change


@given(failures=st.integers(0, 10**6))
def test_no_wait_is_longer_than_five_minutes(failures):
    attempts = Attempts(lambda: 0.0)
    attempts._failed[("a", "b")] = (failures, 0.0)
    assert 0 <= attempts.wait("a", "b") <= 300
