"""The least that a Chainlit application can do: it says fifty words, each as it comes."""

import asyncio

import chainlit as cl

WORDS = [f"word{number} " for number in range(50)]
BETWEEN = 0.002
"""Seconds between two words, as from the benchmark's slow model."""


@cl.on_message
async def on_message(message: cl.Message) -> None:
    """Answer, whatever was said.

    ``slowly`` asks for the words as from a model, else they come as quickly as they can be sent.
    """
    answer = cl.Message("")
    for word in WORDS:
        if message.content.endswith("slowly"):
            await asyncio.sleep(BETWEEN)
        await answer.stream_token(word)
    await answer.send()
