"""What an OpenSearch node runs on: a Java that is new enough, and the server's jars from Maven, fetched once."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from filelock import FileLock

from tests.cluster.missing import Missing, tail

CACHE = Path.home() / ".cache" / "broadsheet-tests"
JAVA_SOURCES = Path(__file__).parent / "java"


@dataclass(frozen=True)
class Version:
    """A version of OpenSearch that the project is tested on, and how to run it."""

    full: str
    oldest_java: int
    maven: tuple[str, ...] = ()
    java: tuple[str, ...] = ()


VERSIONS = {
    "2.19": Version("2.19.5", oldest_java=17),
    "3.8": Version(
        "3.8.0",
        oldest_java=21,
        maven=("-P3.8",),
        # Lucene 10 maps files and uses vector instructions through these; without them it warns and runs slower
        java=("--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"),
    ),
}


def jars(version: Version) -> Path:
    """The folder with the server's jars, fetched by Maven if no test run has done so yet (50 MB, about a minute).

    Raises Missing where there is no Maven or it cannot reach a registry.
    """
    folder = CACHE / f"opensearch-{version.full}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / f"{folder.name}.lock"):
        if not folder.is_dir():
            _fetch(version, folder)
    return folder


def _fetch(version: Version, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Missing(f"OpenSearch {version.full} is fetched by Maven, and there is no mvn on the PATH (Debian: apt-get install maven)")
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        fetched = Path(scratch) / "jars"
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={fetched}"]
        command = [maven, "-q", "-B", "-f", str(JAVA_SOURCES / "pom.xml"), *version.maven, *goal]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode:
            raise Missing(f"Maven could not fetch OpenSearch {version.full}:\n{tail(done.stdout)}")
        fetched.rename(folder)  # whole or not at all: a run that is killed here leaves no half a server


def launcher(short: str, jdk: Path) -> Path:
    """A folder with ``node.jar``, which starts a node of a version (``2.19``); made once for each Java and each state of its sources."""
    version = VERSIONS[short]
    sources = [JAVA_SOURCES / "LocalNode.java", JAVA_SOURCES / short / "ModulesNode.java"]
    made_of = blake2b(b"\0".join(file.read_bytes() for file in (*sources, jdk / "release")), digest_size=6).hexdigest()
    folder = CACHE / f"launcher-{version.full}-{made_of}"
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
                compiled, made = Path(scratch) / "classes", Path(scratch) / "made"
                made.mkdir()
                javac: list[str | Path] = [jdk / "bin" / "javac", "-cp", f"{jars(version)}/*", "-d", compiled, *sources]
                subprocess.run(javac, check=True)
                subprocess.run([jdk / "bin" / "jar", "cf", made / "node.jar", "-C", compiled, "."], check=True)
                made.rename(folder)
    return folder


def jdk_for(version: Version) -> Path:
    """The home of the oldest installed JDK that runs this version: the nearest to what the version was made for.

    Looked for in JAVA_HOME, on the PATH and under /usr/lib/jvm. Raises Missing.
    """
    found = {home: java for home in _homes() if (java := _java_version(home)) is not None}
    able = [home for home in found if found[home] >= version.oldest_java]
    if not able:
        seen = ", ".join(f"{home} ({java})" for home, java in found.items()) or "none"
        wanted = f"OpenSearch {version.full} needs a JDK {version.oldest_java} or newer"
        raise Missing(f"{wanted} in JAVA_HOME, on the PATH or under /usr/lib/jvm; found: {seen}")
    return min(able, key=lambda home: found[home])


def _homes() -> Iterator[Path]:
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    if on_path := shutil.which("javac"):
        yield Path(on_path).resolve().parents[1]
    yield from sorted({home.resolve() for home in Path("/usr/lib/jvm").glob("*/")})


def _java_version(home: Path) -> int | None:
    """The feature version of a JDK (17, 21); None for a folder that is none or cannot compile."""
    release = home / "release"
    if not release.is_file() or not (home / "bin" / "javac").exists():
        return None
    stated = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.MULTILINE)
    return int(stated[1]) if stated else None
