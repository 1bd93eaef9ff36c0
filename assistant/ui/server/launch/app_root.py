"""The folder that Chainlit takes for the application's, so that the real one need not be written to.

When it is imported, Chainlit makes ``.files`` there and writes every translation that is missing (chainlit/config.py,
``FILES_DIRECTORY`` and ``init_config``); the first server to end deletes ``.files``, whoever else uses it.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path

_SETTINGS = ".chainlit"
_TRANSLATIONS = "translations"


def furnish(root: Path, source: Path) -> None:
    """Put into ``root`` what Chainlit reads of the application's folder; large files are linked to.

    Help pages are copied, because Chainlit refuses those whose real place is elsewhere (``is_path_inside``).

    Raises:
        OSError: a file of the application cannot be read.
    """
    # File by file: a copied folder would keep the mode of one that nobody may write to.
    for file in (source / _SETTINGS).rglob("*"):
        if file.is_file():
            copy = root / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
    _link_translations(root / _SETTINGS / _TRANSLATIONS)
    for page in source.glob("chainlit*.md"):
        shutil.copyfile(page, root / page.name)
    (root / "public").symlink_to(source / "public", target_is_directory=True)


def _link_translations(folder: Path) -> None:
    """Name Chainlit's own translations that are missing.

    Else it writes each anew and says so, at every start.
    """
    chainlit = find_spec("chainlit")
    if chainlit is None or chainlit.origin is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for file in (Path(chainlit.origin).parent / _TRANSLATIONS).glob("*.json"):
        if not (folder / file.name).exists():
            (folder / file.name).symlink_to(file)
