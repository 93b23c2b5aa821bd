"""Files that come out of PyPI packages and are served by us: Plotly's bundle and the two typefaces."""

import builtins
import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

TYPEFACES = {
    "inter": ("fontpkg_inter", "Inter[opsz,wght].ttf"),
    "source-serif-4": ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"),
    "source-serif-4-italic": ("fontpkg_source_serif_4", "SourceSerif4-Italic[opsz,wght].ttf"),
}
# Latin with its extensions, punctuation, arrows, mathematics and the shapes that mark outcomes.
COVERAGE = (
    "U+0000-024F,U+02B0-02FF,U+0300-036F,U+0370-03FF,U+0400-04FF,U+1E00-1EFF,U+2000-206F,U+2070-209F,U+20A0-20CF,"
    "U+2100-214F,U+2190-21FF,U+2200-22FF,U+2300-23FF,U+25A0-25FF,U+2600-27BF"
)


def package_file(package: str, *parts: str) -> Path:
    """A data file of an installed package, without importing the package (plotly takes 0.3 s to import)."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"The package {package} is not installed; run make setup.")
    return Path(spec.submodule_search_locations[0]).joinpath(*parts)


def typeface_source(name: str) -> Path:
    package, file = TYPEFACES[name]
    return package_file(package, "files", file)


def typeface_folder() -> Path:
    return Path(settings.DATA_DIR) / "assets" / "fonts"


def missing_typefaces() -> list[str]:
    return [name for name in TYPEFACES if not (typeface_folder() / f"{name}.woff2").is_file()]


def subset_typeface(name: str) -> Path:
    """Writes one typeface as a WOFF2 subset into the data folder: 1 MB becomes about 200 kB, once, in some seconds."""
    from fontTools import subset  # imported here: only set-up needs it

    target = typeface_folder() / f"{name}.woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    options = [
        str(typeface_source(name)),
        f"--unicodes={COVERAGE}",
        "--layout-features=*",
        "--flavor=woff2",
        f"--output-file={partial}",
    ]
    subset.main(options)
    partial.replace(target)
    return target


def packaged_files() -> dict[str, Path]:
    """Address below ``/static/`` → file. The bare typefaces stand in until the subsets are made."""
    files = {"packaged/plotly.min.js": package_file("plotly", "package_data", "plotly.min.js")}
    for name in TYPEFACES:
        subset_file = typeface_folder() / f"{name}.woff2"
        files[f"packaged/{name}.woff2"] = subset_file if subset_file.is_file() else typeface_source(name)
    return files


class PackagedFilesFinder(BaseFinder):
    """Lets ``collectstatic`` and the trial server find exactly these files, not whole package folders."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        found = packaged_files().get(path)
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def check(self, **_: Any) -> "builtins.list[CheckMessage]":
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for path, file in packaged_files().items():
            yield path, _SingleFile(path, file)


class _SingleFile(FileSystemStorage):
    """A storage of one file, as ``collectstatic`` wants to be handed storages."""

    def __init__(self, path: str, file: Path) -> None:
        super().__init__(location=str(file.parent))
        self._only = path
        self._file = file

    def path(self, name: str) -> str:
        return str(self._file)

    @property
    def prefix(self) -> str:
        return ""
