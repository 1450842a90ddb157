"""Pages of a site as a folder of their own that needs no server and runs nothing: for looking at a change.

Scripts are taken out, search engines are told to stay away, and a link to a page that is not in the folder is dead and
marked. Links between the pages are relative, so the folder opens from a disk or an artifact.
"""

import posixpath
import re
import shutil
from collections.abc import Collection, Iterable
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from pipeline.shielding import without_numbers

DEAD = "data-dead"
STYLE = (
    "[data-dead]{text-decoration:underline dotted!important;opacity:.65;cursor:not-allowed}"
    ".still-note{position:static;background:#fff4ce;color:#3b2f00;padding:.5rem 1rem;font-size:.9375rem;"
    "border-bottom:2px solid #9a6700}"
)
POLICY = "script-src 'none'; connect-src 'none'; form-action 'none'; object-src 'none'; frame-src 'none'"
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_CSS_URL = re.compile(r"url\(\s*[\"']?((?!data:|#)[^)\"']+)[\"']?\s*\)")


class Still:
    """`output`: the whole site; `base`: the folder of its host that it lies in; `note`: what stands above each page."""

    def __init__(self, output: Path, folder: Path, base: str, domain: str, note: str) -> None:
        self.output, self.folder, self.base, self.domain, self.note = output, folder, base, domain, note
        self._taken: set[str] = set()

    def take(self, pages: Collection[str]) -> None:
        """`pages`: files below the output, `xwzx/yw/2026/00001.html`."""
        kept = set(pages)
        for page in sorted(kept):
            source = self.output / page
            if source.is_file():
                self._write(page, self._stilled(page, source.read_bytes(), kept))

    def _stilled(self, page: str, html: bytes, kept: Collection[str]) -> bytes:
        soup = BeautifulSoup(html, "html.parser")
        for tag in soup.find_all(["script", "noscript"]):
            tag.unwrap() if tag.name == "noscript" else tag.decompose()
        for tag in soup.select("meta[http-equiv]"):
            tag.decompose()
        for tag in soup.find_all("link", rel=re.compile("canonical|alternate|manifest|search")):
            tag.decompose()
        for name in ("src", "href", "srcset", "action", "poster"):
            for tag in soup.select(f"[{name}]"):
                self._mend(tag, name, page, kept)
        if soup.head:
            policy = {"http-equiv": "Content-Security-Policy", "content": POLICY}
            soup.head.insert(0, soup.new_tag("meta", attrs=policy))
            soup.head.insert(0, soup.new_tag("meta", attrs={"name": "robots", "content": "noindex, nofollow"}))
            style = soup.new_tag("style")
            style.string = STYLE
            soup.head.append(style)
        if soup.body:
            note = soup.new_tag("p", attrs={"class": "still-note", "role": "note"})
            note.string = self.note
            soup.body.insert(0, note)
        return without_numbers(str(soup)).encode()

    def _mend(self, tag: Tag, name: str, page: str, kept: Collection[str]) -> None:
        value = str(tag[name])
        if name == "srcset":
            parts = (part.split() for part in value.split(","))
            tag[name] = ", ".join(" ".join((self._asset(page, words[0]), *words[1:])) for words in parts if words)
            return
        if tag.name != "a":
            if name == "action":
                del tag[name]
            else:
                tag[name] = self._asset(page, value)
            return
        target = self._own(page, value)
        if target is None or value.startswith("#"):
            return
        file, fragment = target
        if file in kept or (file == page and fragment):
            tag[name] = _relative(page, file) + (f"#{fragment}" if fragment else "")
        elif not file.endswith(".html") and (self.output / file).is_file() and self._beside(file, kept):
            tag[name] = self._asset(page, value)
        else:
            del tag[name]
            tag[DEAD] = ""

    @staticmethod
    def _beside(file: str, kept: Collection[str]) -> bool:
        """Whether a file belongs to an item whose page is kept."""
        return f"{file.rpartition('/')[0]}.html" in kept

    def _own(self, page: str, value: str) -> tuple[str, str] | None:
        """(file below the output, fragment) of an address on the site itself; None for what leads elsewhere."""
        parts = urlsplit(value)
        if parts.scheme in ("http", "https") and parts.hostname != self.domain:
            return None
        if parts.scheme not in ("", "http", "https"):
            return None
        path = unquote(parts.path)
        if self.base and (path == self.base or path.startswith(f"{self.base}/")):
            path = path[len(self.base) :]
        whole = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), path)) if path else f"/{page}"
        if path.endswith("/") or whole == "/":
            whole = whole.rstrip("/") + "/index.html"
        return whole.lstrip("/"), parts.fragment

    def _asset(self, page: str, value: str) -> str:
        """A picture or a sheet of styles, taken along; its address from the page."""
        target = self._own(page, value)
        if value.startswith(("data:", "#")):
            return value
        if target is None or target[0].endswith(".html"):
            return ""
        file, fragment = target
        self._take_file(file)
        return _relative(page, file) + (f"#{fragment}" if fragment else "")

    def _take_file(self, file: str) -> None:
        source = self.output / file
        if file in self._taken or not source.is_file():
            return
        self._taken.add(file)
        if file.endswith(".css"):
            text = source.read_text(encoding="utf-8")
            for found in set(_CSS_URL.findall(text)):
                own = self._own(file, found)
                if own:
                    self._take_file(own[0])
                    text = text.replace(found, _relative(file, own[0])) if found.startswith("/") else text
            self._write(file, text.encode())
        else:
            to = self.folder / file
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, to)

    def _write(self, file: str, data: bytes) -> None:
        to = self.folder / file
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(data)


def _same(old: Path, new: Path) -> bool:
    return old.is_file() and new.is_file() and old.read_bytes() == new.read_bytes()


def title_of(page: Path) -> str:
    """What stands in its title; "" of what is no page."""
    if page.suffix != ".html" or not page.is_file():
        return ""
    with page.open("rb") as file:
        found = _TITLE.search(file.read(20_000).decode("utf-8", "replace"))
    return " ".join(unescape(found[1]).split()) if found else ""


def _relative(page: str, file: str) -> str:
    return quote(posixpath.relpath(file, posixpath.dirname(page) or "."))


def affected(
    before: dict[str, tuple[bytes, str]], after: dict[str, tuple[bytes, str]], old: Path, new: Path
) -> Iterable[tuple[str, bool, bool]]:
    """(file, was there, is there) of each output file that the change makes, unmakes or makes otherwise, sorted; by the
    plans' fingerprints first, then by the bytes.
    """
    for file in sorted(before.keys() | after.keys()):
        was, now = before.get(file), after.get(file)
        if was and now and was[0] == now[0]:
            continue
        if was and now and _same(old / file, new / file):
            continue
        yield file, was is not None, now is not None
