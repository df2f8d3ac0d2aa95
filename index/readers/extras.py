"""What readers say where the libraries that they need are not installed."""

from __future__ import annotations


def not_installed(what: str, error: ImportError) -> str:
    """Why `what` ("web pages") cannot be read without the extra `pages`.

    Raises the error itself where it is a module of ours that cannot be loaded: nothing that could be installed would mend that.
    """
    if (error.name or "").partition(".")[0] == __name__.partition(".")[0]:
        raise error
    return f"{what} need the extra `pages`: pip install 'broadsheet[pages]' ({' '.join(str(error).split())})"
