"""Serves the files of the front end and of `public/`: each compressed once, and kept by browsers.

Chainlit reads, sends and compresses its 8.6 MB anew for every reader, and forbids no browser to forget them.
"""

import asyncio
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chainlit import server
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOR_EVER: Final = "public, max-age=31536000, immutable"
"""For an address that names its content: a year, the most that browsers keep anything."""

ASK_EACH_TIME: Final = "no-cache"
"""For an address whose content may be another tomorrow: kept, and asked for again in a few bytes."""

VERSION: Final = "v"
"""The part of a query that names the content of an address, such as ``index.js?v=0f1e2d``."""

_WORTH_COMPRESSING: Final = 500
_COMPRESSIBLE = re.compile(r"text/|application/(?:json|javascript)|image/svg\+xml")
_NAMES_ITS_CONTENT = re.compile(r"-[\w-]{8}\.\w{2,5}\Z")
"""How the front end's bundler (Vite) names what it wrote."""

_NOT_SERVED = frozenset({".map"})
"""Source maps are for those who build the front end: 30 MB that a stranger could have compressed and held."""

_TYPES = {".jsx": "text/javascript", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""What the machine's own table of types may lack, or name otherwise."""


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """Says what is served in the place of a file as it stands in its folder."""

    content: Callable[[Path], bytes]
    """What it is answered with."""
    version: Callable[[Path], bytes] | None = None
    """Whatever that depends on, where it is quicker to have; None is the content itself."""


_AS_IT_IS: Final = ChangedFile(Path.read_bytes)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """What one file is answered with: its bytes and what names them.

    What can be compressed is held in that form alone, a third of its size; nearly every browser asks for it.
    """

    held: bytes
    is_compressed: bool
    media_type: str
    digest: str

    @classmethod
    def read(cls, path: Path, served: ChangedFile = _AS_IT_IS) -> "StaticFile":
        """Read and compress the file at ``path``; for a thread, as the largest takes a second or two."""
        content = served.content(path)
        digest = _digest(served.version(path) if served.version else content)
        media_type = (
            _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        )
        if len(content) < _WORTH_COMPRESSING or not _COMPRESSIBLE.match(media_type):
            return cls(content, is_compressed=False, media_type=media_type, digest=digest)
        return cls(gzip.compress(content, mtime=0), is_compressed=True, media_type=media_type, digest=digest)


class StaticFolder:
    """Answers for the files that stood in one folder when it was first asked, by their exact names alone.

    What a browser asks for is looked up and never made a path of, so that it reaches no other file.
    """

    def __init__(
        self, folder: Path, *, bundled: bool = False, changed: Mapping[str, ChangedFile] | None = None
    ) -> None:
        """``bundled``: the names of its files name their content; ``changed``: these are served otherwise."""
        self._folder = folder
        self._bundled = bundled
        self._changed = changed or {}
        self._paths: dict[str, Path] | None = None
        self._read: dict[str, StaticFile] = {}
        self._versions: dict[str, str] = {}
        self._reading = asyncio.Lock()

    async def file(self, name: str) -> StaticFile | None:
        """Return the file called ``name``, read and compressed at most once; none where there is none."""
        if name in self._read:
            return self._read[name]
        async with self._reading:
            path = await self._path(name)
            if path is not None and name not in self._read:
                self._read[name] = await run_in_threadpool(StaticFile.read, path, self._served(name))
        return self._read.get(name)

    async def versioned(self, name: str) -> str:
        """Return ``name`` with a query that names its content, so that a browser may keep it for ever.

        Raises FileNotFoundError where the folder has no such file.
        """
        if name not in self._versions:
            async with self._reading:
                path = await self._path(name)
                if path is None:
                    raise FileNotFoundError(name)
                served = self._served(name)
                self._versions[name] = _digest(
                    await run_in_threadpool(served.version or served.content, path)
                )
        return f"{name}?{VERSION}={self._versions[name]}"

    def _served(self, name: str) -> ChangedFile:
        return self._changed.get(name, _AS_IT_IS)

    async def _path(self, name: str) -> Path | None:
        if self._paths is None:
            self._paths = await run_in_threadpool(lambda: dict(_files_in(self._folder)))
        return self._paths.get(name)

    def keeps_for(self, name: str, file: StaticFile, version: str | None) -> str:
        """Return for how long a browser may keep ``file``, asked for as ``name`` in that ``version``."""
        bundled = self._bundled and version is None and _NAMES_ITS_CONTENT.search(name)
        return FOR_EVER if bundled or version == file.digest else ASK_EACH_TIME


def static_routes(folders: dict[str, StaticFolder]) -> list[Route]:
    """Return a route below each address of ``folders``, such as ``/public``."""
    prefix = server.router.prefix
    return [
        Route(f"{prefix}{address}/{{name:path}}", _answers_from(folder), methods=["GET"])
        for address, folder in folders.items()
    ]


def _answers_from(folder: StaticFolder) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        name = request.path_params["name"]
        file = await folder.file(name)
        if file is None:
            raise HTTPException(404)
        headers = {
            "ETag": f'W/"{file.digest}"',
            "Cache-Control": folder.keeps_for(name, file, request.query_params.get(VERSION)),
            "Vary": "Accept-Encoding",
        }
        if file.digest in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        content = file.held
        if file.is_compressed:
            if _takes_gzip(request.headers.get("accept-encoding", "")):
                headers["Content-Encoding"] = "gzip"
            else:
                content = await run_in_threadpool(gzip.decompress, content)
        return Response(content, headers=headers, media_type=file.media_type)

    return answer


def _takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding names gzip, and not with a weight of zero (RFC 9110 §12.5.3)."""
    for coding in accepted.lower().split(","):
        name, _, weight = coding.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight.strip("0.") != "" or not weight
    return False


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.suffix not in _NOT_SERVED:
            yield path.relative_to(folder).as_posix(), path
