"""Where Chainlit keeps files on their way in and out: in a folder of this process alone."""

from chainlit import config, server

from assistant.ui.server.launch.process_folder import ProcessFolder, is_process_folder


def keep_files_apart() -> None:
    """Move Chainlit's files out of the application's folder, unless that is this process's own.

    Under ``chainlit run`` all servers of a folder share its ``.files``, and the first to end deletes it for all
    (chainlit/server.py, ``lifespan``); from now on it deletes this folder, which is its own.

    Raises:
        OSError: there is no place for it.
    """
    if not is_process_folder(config.FILES_DIRECTORY.parent):
        folder = ProcessFolder.make().path
        config.FILES_DIRECTORY = server.FILES_DIRECTORY = folder  # type: ignore[attr-defined]  # the server's own copy of the name
