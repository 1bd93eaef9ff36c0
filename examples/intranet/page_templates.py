"""Draws the example's pages; whatever is put into one is escaped."""

import html
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Final

from examples.intranet.people import Colleague
from hubspot_tools.contacts import Contact

_FOLDER: Final = Path(__file__).parent
_PLACES: Final = {"/": "company", "/contacts": "contacts"}
_SHOWN: Final = {"of": "company", "job": "jobtitle", "email": "email", "phone": "phone"}
"""What the page of a contact tells, by the name of its label."""


class PageTemplates:
    """Draws pages as HTML, in French or English."""

    def __init__(self, assistant: str) -> None:
        """``assistant`` is its address."""
        self._assistant = html.escape(assistant)
        self._frame = Template((_FOLDER / "page.html").read_text(encoding="utf-8"))
        widget = (_FOLDER / "widget.html").read_text(encoding="utf-8").strip()
        self._widget = Template(widget).substitute(assistant=self._assistant)
        texts = tomllib.loads((_FOLDER / "texts.toml").read_text(encoding="utf-8"))
        self._texts = {
            language: {name: html.escape(text) for name, text in said.items()}
            for language, said in texts.items()
        }

    def sign_in(self, language: str, *, wrong: bool = False) -> str:
        """The page on which people sign in; it alone carries no assistant."""
        texts = self._texts[language]
        alert = f'<p role="alert">{texts["wrong"]}</p>' if wrong else ""
        fields = "".join(
            f'<label>{texts[name]}<input name="{name}" type="{kind}" autocomplete="{known}" required /></label>'
            for name, kind, known in (
                ("account", "text", "username"),
                ("password", "password", "current-password"),
            )
        )
        form = f'<form class="in" method="post">{fields}<button>{texts["sign_in"]}</button></form>'
        content = f'{alert}{form}<p class="hint">{texts["hint"]}</p>'
        return self._framed(language, texts["sign_in"], content)

    def company(self, reader: Colleague) -> str:
        """The page about the company."""
        texts = self._texts[reader.language]
        news = "".join(f"<li>{texts[name]}</li>" for name in ("news_1", "news_2", "news_3"))
        title = texts["welcome"].format(name=html.escape(reader.name))
        content = f"<p>{texts['about']}</p><h2>{texts['news']}</h2><ul>{news}</ul>"
        return self._framed(reader.language, title, content, reader=reader, place="/")

    def contacts(self, reader: Colleague, customers: Sequence[Contact]) -> str:
        """The list of contacts."""
        texts = self._texts[reader.language]
        head = "".join(f'<th scope="col">{texts[name]}</th>' for name in ("name", "of", "job"))
        rows = "".join(
            f'<tr><td><a href="/contacts/{html.escape(one.id)}">{html.escape(one.name)}</a></td>'
            f"<td>{html.escape(one.get('company'))}</td><td>{html.escape(one.get('jobtitle'))}</td></tr>"
            for one in customers
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        content = f'<p>{texts["lead"]}</p><div class="wide" data-list>{table}</div>'
        return self._framed(reader.language, texts["contacts"], content, reader=reader, place="/contacts")

    def contact(self, reader: Colleague, customer: Contact) -> str:
        """The page of one contact, which says whom it is about."""
        texts = self._texts[reader.language]
        lines = "".join(
            f"<dt>{texts[label]}</dt><dd>{html.escape(customer.get(name)) or texts['none']}</dd>"
            for label, name in _SHOWN.items()
        )
        ask = f'<button data-ask="{texts["correct_words"]}">{texts["correct"]}</button>'
        title, about = html.escape(customer.name), html.escape(customer.id)
        return self._framed(reader.language, title, f"<dl>{lines}</dl>{ask}", reader=reader, about=about)

    def missing(self, reader: Colleague) -> str:
        """The page for an address that leads nowhere."""
        return self._framed(reader.language, self._texts[reader.language]["missing"], "", reader=reader)

    def away(self, reader: Colleague) -> str:
        """The page while HubSpot does not answer."""
        return self._framed(reader.language, self._texts[reader.language]["away"], "", reader=reader)

    def _framed(
        self,
        language: str,
        title: str,
        content: str,
        *,
        reader: Colleague | None = None,
        place: str = "",
        about: str = "",
    ) -> str:
        menu = self._menu(reader, self._texts[language], place) if reader else ""
        widget = self._widget if reader else ""
        return self._frame.substitute(
            language=language,
            title=title,
            content=content,
            menu=menu,
            widget=widget,
            about=f' data-contact-id="{about}"' if about else "",
        )

    def _menu(self, reader: Colleague, texts: Mapping[str, str], place: str) -> str:
        links = "".join(
            f'<a href="{address}"{" aria-current=page" if address == place else ""}>{texts[name]}</a>'
            for address, name in _PLACES.items()
        )
        return (
            f'<nav>{links}</nav><form class="out" id="sign-out" method="post" action="/sign-out" '
            f'data-assistant="{self._assistant}"><span>{html.escape(reader.name)}</span>'
            f"<button>{texts['sign_out']}</button></form>"
        )
