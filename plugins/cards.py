"""What templates see of items, columns and authorities:
thin views over rows, made once in a process and shared by pages.
"""

from functools import cached_property
from urllib.parse import quote

from markupsafe import Markup

from pipeline import urls
from pipeline.model import Authority, Column
from pipeline.page import Desk
from pipeline.store import IndexRow
from pipeline.tables import SPECIAL, ColumnNode
from plugins.pictures import SIZES, picture


class AuthorityView:
    """One authority by its short facts; `authority` is the whole row of the table."""

    def __init__(self, key: str, authority: Authority, shelf: "Shelf") -> None:
        self.key = key
        self.authority = authority
        self.name = authority.name
        self.label = authority.label
        self.level = authority.level.value
        self.url = urls.authority(key)
        self.platform_url = urls.platform(key) if authority.platform else ""
        self._shelf = shelf

    @property
    def parent(self) -> "AuthorityView | None":
        return self._shelf.authorities.get(self.authority.parent or "")


class ColumnView:
    """One column in its tree."""

    def __init__(self, node: ColumnNode, shelf: "Shelf") -> None:
        column: Column = node.column
        self._node = node
        self.path = node.path
        self.url = node.url
        self.kind = node.kind
        self.title = column.title
        self.description = column.description
        self.keywords = list(column.keywords)
        self.column_type = column.column_type.value
        self.state = column.state.value if column.state else ""
        self.opened_on = column.opened_on or ""
        self.banner = urls.attachment(node.path, column.banner) if column.banner else ""
        self.banner_picture = self._banner(shelf) if column.banner else Markup()
        self.banner_text = column.banner_text or ""
        self.is_special = node.kind == SPECIAL
        self.key = column.key
        self.update_within = node.period.text
        self._shelf = shelf

    def _banner(self, shelf: "Shelf") -> Markup:
        text = self._node.column.banner_text or ""
        return picture(self.banner, text, shelf.desk.pictures, eager=True, sizes="(min-width: 75rem) 75rem, 100vw")

    @cached_property
    def children(self) -> list["ColumnView"]:
        return [self._shelf.columns[path] for path in self._node.children]

    @cached_property
    def parents(self) -> list["ColumnView"]:
        return [self._shelf.columns[n.path] for n in self._shelf.desk.tables.ancestors(self.path)][:-1]

    @property
    def sponsor(self) -> AuthorityView | None:
        return self._shelf.authorities.get(self._node.column.sponsor or "")

    @property
    def total(self) -> int:
        return len(self._shelf.desk.register.by_column[self.path])


class Card:
    """An item as a list shows it."""

    def __init__(self, row: IndexRow, shelf: "Shelf") -> None:
        self.path = row.path
        self.url = row.url
        self.title = row.title
        self.published_at = row.published_at
        self.day = row.published_at[:10]
        self.column = shelf.columns[row.column]
        self.authority = shelf.authorities[row.authority]
        self.kind = row.kind
        self.summary = row.summary
        self.index_number = row.index_number
        self.document_number = row.document_number
        self.dated_on = row.dated_on
        self.validity = row.validity
        self.topic = row.topic
        self.genre = row.genre
        self.keywords = row.keyword_list
        self.image = f"/{row.path}/{quote(row.image.rpartition('/')[2])}" if row.image else ""
        self.status = row.status
        self._pictures = shelf.desk.pictures
        self.opens_on = row.opens_on
        self.closes_on = row.closes_on
        self.statutory = row.statutory or shelf.statutory[row.column]
        self.source = row.source or self.authority.name

    def picture(self, alt: str, *, eager: bool = False, sizes: str = SIZES) -> Markup:
        """The image, which there must be, as markup; `eager` for what is seen without scrolling."""
        return picture(self.image, alt, self._pictures, eager=eager, sizes=sizes)


class Shelf:
    """The views of one site, by path and key; cards are made when first asked for."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        tables = desk.tables
        self.authorities = {key: AuthorityView(key, body, self) for key, body in tables.authorities.items()}
        self.columns = {path: ColumnView(node, self) for path, node in tables.columns.items()}
        self.statutory = {path: tables.statutory_group(path) for path in tables.columns}
        self._cards: dict[str, Card] = {}

    def card(self, path: str) -> Card:
        found = self._cards.get(path)
        if found is None:
            found = self._cards[path] = Card(self.desk.register.rows[path], self)
        return found
