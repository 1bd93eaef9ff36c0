"""Serves what forms ask of the application while they are filled in.

Nobody vouches for what comes back from a browser.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from typing import Annotated, Any, Self

from chainlit.action import Action
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.chat.events import Event
from assistant.chat.form_turn import FormTurns
from assistant.ui.cards.buttons import ContactId, payload_of
from assistant.ui.cards.form_card import check_props, further_props
from assistant.ui.cards.reader import Reader

CHECK_FORM, SUBMIT_FORM, LEAVE_FORM = "check_form", "submit_form", "leave_form"
FURTHER_FIELD, EDIT_INSTEAD, CHANGE_FIELD = "further_field", "edit_instead", "change_field"
FORM_ACTIONS = (CHECK_FORM, SUBMIT_FORM, LEAVE_FORM, FURTHER_FIELD, EDIT_INSTEAD, CHANGE_FIELD)

Reply = Mapping[str, Any]
"""JSON for the element that asked."""

Show = Callable[[AsyncGenerator[Event, None] | None], Coroutine[Any, Any, None]]
"""Shows what comes of a click, or says that it leads nowhere."""

_Name = Annotated[str, Field(max_length=100)]
_Value = Annotated[str, Field(max_length=70_000)]
"""A little more than HubSpot stores, so that what is too long is told in words."""
_MOST_TYPED = 200_000
"""Characters in all the fields of a form: every value is read anew at each check."""


class _FromForm(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    form: str = Field(max_length=64)


class FormFilled(_FromForm):
    """What is typed into a form, by internal name."""

    values: dict[_Name, _Value] = Field(max_length=200)

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        if sum(map(len, self.values.values())) > _MOST_TYPED:
            raise ValueError("more than a form holds")
        return self


class FormLeft(_FromForm):
    """A form is not wanted any more."""


class FieldWanted(_FromForm):
    """A form is to ask for one property more."""

    name: _Name


class InsteadClicked(FormFilled):
    """Go on with somebody who is there already."""

    contact: str = Field(max_length=32)


class FieldChanged(BaseModel):
    """One value of a contact, typed where its card shows it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: ContactId
    name: _Name
    value: _Value


class FormSession:
    """Answers the forms of one chat."""

    def __init__(
        self,
        forms: FormTurns,
        reader: Callable[[], Awaitable[Reader]],
        show: Show,
        start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        """Nothing is asked yet.

        Args:
            forms: The forms.
            reader: Who reads the answers.
            show: Shows a turn.
            start: Runs a turn with a spinner and a Stop button.
        """
        self._forms = forms
        self._reader = reader
        self._show = show
        self._start = start

    async def answer(self, action: Action) -> Reply:
        """Do what a form asks; what it asks for in return is in the reply, ``{}`` when there is nothing."""
        match action.name:
            case "check_form":
                return await self._check(payload_of(action, FormFilled))
            case "further_field":
                return await self._further(payload_of(action, FieldWanted))
            case _:
                # The button stays as it is, pressed, until the turn has ended.
                await asyncio.wait({self._start(self._show(self._turn(action)))})
                return {}

    def _turn(self, action: Action) -> AsyncGenerator[Event, None] | None:
        if action.name == SUBMIT_FORM and (filled := payload_of(action, FormFilled)):
            return self._forms.submit(filled.form, filled.values)
        if action.name == LEAVE_FORM and (left := payload_of(action, FormLeft)):
            return self._forms.leave(left.form)
        if action.name == EDIT_INSTEAD and (chosen := payload_of(action, InsteadClicked)):
            return self._forms.instead(chosen.form, chosen.contact, chosen.values)
        if action.name == CHANGE_FIELD and (changed := payload_of(action, FieldChanged)):
            return self._forms.change(changed.contact, changed.name, changed.value)
        return None

    async def _check(self, filled: FormFilled | None) -> Reply:
        check = await self._forms.check(filled.form, filled.values) if filled else None
        return check_props(check, await self._reader()) if check else {}

    async def _further(self, wanted: FieldWanted | None) -> Reply:
        found = await self._forms.further(wanted.form, wanted.name) if wanted else None
        return {"field": further_props(found, await self._reader())} if found else {}
