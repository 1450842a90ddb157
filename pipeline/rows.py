"""What the store keeps of an item, as rows: its index row, its body, its files."""

import json
from typing import Any, NamedTuple


class IndexRow(NamedTuple):
    """What lists, plans and most checks need of an item; the body stays in the store.

    `path` is the source below content/ without `.md`; moments are `YYYY-MM-DD HH:MM`, days `YYYY-MM-DD`, absent text
    is ""; `keywords`, `also_in`, `audience` are joined by newlines; `digest` is 16 bytes over all that its own page
    shows, `card` 8 bytes over what lists show of it.
    """

    path: str
    column: str
    kind: str
    status: str
    disclosure_mode: str
    published_at: str
    title: str
    authority: str
    index_number: str
    document_number: str
    dated_on: str
    updated_on: str
    validity: str
    topic: str
    genre: str
    keywords: str
    summary: str
    image: str
    source: str
    also_in: str
    statutory: int
    opens_on: str
    closes_on: str
    refs: str
    links: str
    digest: bytes
    card: bytes
    audience: str = ""

    @property
    def url(self) -> str:
        return f"/{self.path}.html"

    @property
    def file(self) -> str:
        return f"content/{self.path}.md"

    @property
    def day(self) -> str:
        return self.published_at[:10]

    @property
    def keyword_list(self) -> list[str]:
        return self.keywords.split("\n") if self.keywords else []

    @property
    def also_columns(self) -> list[str]:
        return self.also_in.split("\n") if self.also_in else []

    def references(self) -> dict[str, list[str]]:
        """Header references by field identifier (interprets, amends, repeals, replaces): index numbers or paths."""
        return json.loads(self.refs) if self.refs else {}

    def body_links(self) -> list[tuple[str, str, int]]:
        """(kind, target, line) of the links inside the site that the body makes; see `body.Link`."""
        return json.loads(self.links) if self.links else []


class BodyRow(NamedTuple):
    """The heavy part of an item. `details`: the kind's own fields as JSON; `marks`: field -> [line, column] as JSON."""

    path: str
    details: str
    html: str
    text: str
    headings: str
    marks: str


class PackedBody(NamedTuple):
    """A `BodyRow` as it is kept: its texts in UTF-8, encoded once for hashing, sending to the store and keeping."""

    path: str
    details: bytes
    html: bytes
    text: bytes
    headings: bytes
    marks: bytes

    def opened(self) -> BodyRow:
        return BodyRow(self.path, *(part.decode() for part in self[1:]))


class AttachmentRow(NamedTuple):
    """A file beside an item:
    `file` is its path from content/, `type` its suffix, `listed` 0 for body images and data.
    """

    item: str
    name: str
    file: str
    size: int
    sha256: str
    type: str
    listed: int


class ItemRecord(NamedTuple):
    """All that reading one item gives the store."""

    row: IndexRow
    body: PackedBody
    attachments: tuple[AttachmentRow, ...] = ()


def as_json(value: Any) -> str:
    """Compact, Chinese as it is. By the library that checks the fields: it is there, and quick."""
    from pydantic_core import to_json

    return to_json(value).decode()
