"""Where settings come from: the command line, the environment and a TOML file, put together with the origin of each value."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path

from index.errors import BadSetting

PREFIX = "BROADSHEET_"
CONFIG_VARIABLE = "BROADSHEET_CONFIG"
DEFAULT_CONFIG = Path("broadsheet.toml")

Origin = str
"""Where a value came from: a variable's name, a file's path, "command line" or "default"."""


def gathered(
    environ: Mapping[str, str], config: Path | None, given: Mapping[str, object], known: frozenset[str]
) -> tuple[dict[str, object], dict[str, Origin]]:
    """Values by name and origins by name. Raises `BadSetting` for names that are not `known` and for a file that cannot be read."""
    path = config or _config_path(environ)
    from_file = _toml(path) if path else {}
    from_environment = {name: value for name, value in environ.items() if name.startswith(PREFIX) and name != CONFIG_VARIABLE}
    variables = {PREFIX + name.upper(): name for name in known}
    problems = [_unknown(name, variables, "the environment") for name in from_environment if name not in variables]
    problems += [_unknown(name, known, str(path)) for name in from_file if name not in known]
    problems += [_unknown(name, known, "the command line") for name in given if name not in known]
    if problems:
        raise together(problems)
    values = from_file | {variables[name]: value for name, value in from_environment.items()} | dict(given)
    origins = (
        dict.fromkeys(from_file, str(path)) | {variables[name]: name for name in from_environment} | dict.fromkeys(given, "command line")
    )
    return values, origins


def together(problems: list[BadSetting]) -> BadSetting:
    """One error about the first that names them all."""
    first, *others = problems
    if not others:
        return first
    return BadSetting(first.name, first.value, "; ".join((first.reason, *map(str, others))))


def _config_path(environ: Mapping[str, str]) -> Path | None:
    if named := environ.get(CONFIG_VARIABLE):
        return Path(named).expanduser()
    return DEFAULT_CONFIG if DEFAULT_CONFIG.is_file() else None


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSetting("config", str(path), f"the file cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadSetting("config", str(path), f"the file is not UTF-8: byte {error.start + 1}") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSetting("config", str(path), f"the file is not TOML: {error}") from error


def _unknown(name: str, known: Mapping[str, str] | frozenset[str], where: str) -> BadSetting:
    # Without the prefix, which would make all variables alike.
    short = {other.removeprefix(PREFIX).lower(): other for other in sorted(known)}
    near = difflib.get_close_matches(name.removeprefix(PREFIX).lower(), short, n=1)
    hint = f"did you mean {short[near[0]]}?" if near else f"there are {', '.join(short.values())}"
    return BadSetting(name, None, f"there is no such setting; {hint} (from {where})")
