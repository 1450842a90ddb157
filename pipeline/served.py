"""Files behind the addresses of a small server on this machine: inside one folder only, with their types."""

import mimetypes
from pathlib import Path
from urllib.parse import unquote

_TYPES = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
}


def locate(folder: Path, path: str) -> Path | None:
    """The file behind a URL path, or the folder when its last slash is missing; None for anything outside or absent."""
    try:
        wanted = unquote(path, errors="strict")
        found = (folder / wanted.lstrip("/")).resolve()
        if not found.is_relative_to(folder):
            return None
        if found.is_dir() and wanted.endswith("/"):
            found = (found / "index.html").resolve()
        shown = found.is_relative_to(folder) and (found.is_file() or (found / "index.html").is_file())
    except (ValueError, OSError):
        return None
    return found if shown else None


def content_type(file: Path) -> str:
    known = _TYPES.get(file.suffix.lower())
    return f"{known}; charset=utf-8" if known else mimetypes.guess_type(file.name)[0] or "application/octet-stream"
