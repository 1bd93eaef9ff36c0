"""Every setting, typed and documented; read once at start, frozen from then on."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, Secret, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from assistant.access.sign_in_settings import SignInSettings, separated
from assistant.state.secret_files import SecretFiles
from assistant.telemetry.prices import Prices
from hubspot_tools.calls.api_version import DEFAULT_VERSION, ApiVersion

ConfirmWrites = Literal["always", "updates", "never"]
ModelApi = Literal["auto", "responses", "chat"]
Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max", "omit"]


_REASONING_HOSTS = (
    "api.openai.com",
    "openai.azure.com",
    "openai.azure.us",
    "services.ai.azure.com",
    "cognitiveservices.azure.com",
)
"""Where the Responses API is known to be, these hosts' own sub-domains included."""

_DRIVERS = {
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
    "sqlite": "sqlite+aiosqlite",
}
"""A database as everybody but SQLAlchemy writes it; there is one driver for each."""

_StateKey = Annotated[SecretStr, Field(min_length=32)]

SecretUrl = Secret[HttpUrl]
"""An address, which may hold a name and a password."""


class Settings(SignInSettings):
    """What an operator may choose, from the environment or `.env`; an empty value counts as not set.

    Raises:
        pydantic.ValidationError: a value does not fit; its message names the variable.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    secrets_dir: Path | None = None
    """Folder with a file for each setting that is not in the environment, called as the setting is: secrets of Docker,
    Kubernetes or systemd."""

    hubspot_access_token: SecretStr | None = None
    """Service key or private app token; without one, contacts live in the local CRM."""

    hubspot_base_url: SecretUrl = SecretUrl(HttpUrl("https://api.hubapi.com"))
    """Where HubSpot's API is; only a test double or a proxy needs another."""

    hubspot_api_version: ApiVersion = DEFAULT_VERSION
    """Version of that API; another than the default is for an account that cannot be served by it yet."""

    openai_api_key: SecretStr | None = None
    """Key of the model's server; without one and without a base URL, the offline model answers."""

    openai_base_url: SecretUrl | None = None
    """An OpenAI-compatible server (Ollama, vLLM, llama.cpp, Azure); None is OpenAI itself."""

    openai_model: str = "gpt-6-luna"
    """The model's name on that server."""

    openai_effort: Effort = "none"
    """Reasoning effort; ``omit`` leaves the parameter out, for servers that do not know it."""

    openai_api: ModelApi = "auto"
    """``responses`` or ``chat`` (Chat Completions); ``auto`` is Responses where OpenAI or Azure is to reason."""
    openai_price_input: float | None = Field(None, ge=0)
    """Price of a million prompt tokens, in any currency; with the next one, what turns cost is told."""

    openai_price_output: float | None = Field(None, ge=0)
    """Price of a million completion tokens, reasoning included."""

    openai_price_cached: float | None = Field(None, ge=0)
    """Price of a million prompt tokens read from the server's cache; None is the price of any other."""

    metrics_token: SecretStr | None = None
    """What a scraper of ``/metrics`` has to bring; without one, only this machine may read it."""

    otel_exporter_otlp_endpoint: SecretStr | None = None
    """OpenTelemetry collector, as the standard names it; without one, no span is made."""

    otel_exporter_otlp_traces_endpoint: SecretStr | None = None
    """The same for spans alone."""

    otel_sdk_disabled: bool = False
    """OpenTelemetry's own switch."""

    confirm_writes: ConfirmWrites = "always"
    """Which writes a person is asked about: ``always``, ``updates`` only, or ``never``; undo and journal always hold."""

    phone_region: str = Field("FR", min_length=2, max_length=2)
    """Country of telephone numbers written without a country code (ISO 3166, two letters)."""

    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses other than this machine's own at which people open the assistant or embed it, comma-separated."""

    signing_key: SecretStr | None = Field(None, min_length=32)
    """Signs the cookie by which a browser is known again; without one, a key is made and kept in the state store."""

    state_key: Annotated[tuple[_StateKey, ...], NoDecode] = ()
    """Secrets that encrypt what is kept of talks, comma-separated, at least 32 characters each: the first encrypts, the
    others only read what was kept before it."""

    talk_hours: float = Field(8.0, ge=0, le=24)
    """Hours for which what was said is shown again, after a reload or on the next page; 0 keeps nothing of it."""

    access_file: Path | None = None
    """Who may what; None is `access.toml` in the working folder, which need not be there."""

    data_dir: Path = Path("data")
    """Folder of the state store and of the local CRM."""

    state_url: SecretStr | None = None
    """Where the state store is: ``postgresql://user:password@host/database`` for more than one server, or any SQLAlchemy
    URL of SQLite; None is a SQLite file in `data_dir`."""

    form_fields: Annotated[tuple[str, ...], NoDecode] = ()
    """Properties that the forms ask for, by internal name, comma-separated, a required one with ``*`` behind it; empty
    means the everyday ones."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's own, which `SecretFiles` replaces
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where settings are looked for: the environment, `.env`, then files of secrets."""
        return init_settings, env_settings, dotenv_settings, SecretFiles(settings_cls)

    @field_validator("secrets_dir")
    @classmethod
    def _is_there(cls, folder: Path | None) -> Path | None:
        """See that a slip in the name does not pass for secrets that were never set.

        Raises:
            PydanticCustomError: there is no such folder.
        """
        if folder is not None and not folder.is_dir():
            raise PydanticCustomError("secrets", "there is no such folder")
        return folder

    @field_validator("allowed_origins", "form_fields", "state_key", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        return separated(value)

    @property
    def prices(self) -> Prices | None:
        """What tokens cost; None unless both prices are set."""
        if self.openai_price_input is None or self.openai_price_output is None:
            return None
        return Prices(self.openai_price_input, self.openai_price_output, self.openai_price_cached)

    @property
    def sends_spans(self) -> bool:
        """Whether a collector for spans is configured."""
        configured = self.otel_exporter_otlp_endpoint or self.otel_exporter_otlp_traces_endpoint
        return bool(configured) and not self.otel_sdk_disabled

    @property
    def uses_local_crm(self) -> bool:
        """Whether contacts are the sample people on this machine."""
        return self.hubspot_access_token is None

    @property
    def uses_offline_model(self) -> bool:
        """Whether the built-in grammar answers instead of a language model."""
        return self.openai_api_key is None and self.openai_base_url is None

    @property
    def reasoning_effort(self) -> str | None:
        """The effort to ask for; None asks for none of it, not even ``none``."""
        return None if self.openai_effort == "omit" else self.openai_effort

    @property
    def model_api(self) -> Literal["responses", "chat"]:
        """The API to speak.

        Left to itself it is Chat Completions, which every server speaks, wherever that can do the work:
        with effort ``none`` also at OpenAI, where only tools beside reasoning need Responses.
        """
        if self.openai_api != "auto":
            return self.openai_api
        if self.uses_offline_model or self.openai_effort == "none":
            return "chat"
        host = self.model_host or _REASONING_HOSTS[0]
        return "responses" if f".{host}".endswith(tuple(f".{one}" for one in _REASONING_HOSTS)) else "chat"

    @property
    def hubspot_address(self) -> str:
        """Where HubSpot's API is, without a slash at its end, with its password if it has one."""
        return str(self.hubspot_base_url.get_secret_value()).rstrip("/")

    @property
    def model_address(self) -> str | None:
        """Where the model's server is, with its password if it has one; None is OpenAI itself."""
        return None if self.openai_base_url is None else str(self.openai_base_url.get_secret_value())

    @property
    def model_host(self) -> str | None:
        """The host of that address alone, which may be shown."""
        return None if self.openai_base_url is None else self.openai_base_url.get_secret_value().host

    @property
    def contacts_database(self) -> Path:
        """Where the local CRM keeps its contacts."""
        return self.data_dir / "contacts.sqlite3"

    @property
    def own_databases(self) -> tuple[Path, ...]:
        """The SQLite files that no other server may use meanwhile; none where the store is shared on purpose."""
        contacts = [self.contacts_database] if self.uses_local_crm else []
        state = self.state_database.partition(":///")[2].partition("?")[0] if self.state_is_own else ""
        return (*contacts, *([] if state in {"", ":memory:"} else [Path(state)]))

    @property
    def state_is_own(self) -> bool:
        """Whether no other process uses the state store."""
        return self.state_database.startswith("sqlite")

    @property
    def shares_limits(self) -> bool:
        """Whether HubSpot's limits are to be kept together with other servers."""
        return not self.state_is_own and not self.uses_local_crm

    @property
    def state_database(self) -> str:
        """The state store's URL, with its password if it has one."""
        if self.state_url is not None:
            scheme, _, rest = self.state_url.get_secret_value().partition("://")
            return f"{_DRIVERS.get(scheme, scheme)}://{rest}"
        return f"sqlite+aiosqlite:///{self.data_dir / 'state.sqlite3'}"


def what_is_wrong(error: ValidationError) -> str:
    """Name the settings to mend, without the values that are wrong: one may be a key or a password."""
    wrong = error.errors(include_input=False, include_url=False)
    return "; ".join(": ".join(filter(None, (_named(each["loc"]), each["msg"]))) for each in wrong)


def _named(place: tuple[int | str, ...]) -> str:
    return ".".join(map(str, place)).upper()
