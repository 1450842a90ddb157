"""An item as the templates see it: what its own page shows beside what lists show of it."""

import re
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from pipeline.terms import Relation
from plugins.cards import Card

_SECTION = re.compile(r"(?=<h2[ >])")
OVERRULED = (Relation.REPEALED_BY, Relation.REPLACED_BY)
FORWARD = (Relation.AMENDS, Relation.REPEALS, Relation.REPLACES)
BACKWARD = (*OVERRULED, Relation.AMENDED_BY, Relation.INTERPRETED_BY)


class ItemView(Card):
    """An item as its own page shows it."""

    details: dict[str, Any]
    rows: dict[str, Any] | None
    body: Markup
    headings: list[tuple[int, str, str]]
    relations: list[tuple[str, list[Card]]]
    also_columns: list[Any]
    signers: list[tuple[str, str]]
    """Who signed which review, as far as the site shows it."""
    attachments: list[Any]
    file_urls: dict[str, str]
    table_url: str

    @property
    def joined_relations(self) -> list[tuple[list[str], list[Card]]]:
        """As `relations`, but those to the very same documents told once."""
        return _joined(self.relations)

    @property
    def overruled(self) -> list[tuple[list[str], list[Card]]]:
        """The documents that took away its force, or some of it."""
        return _joined((label, cards) for label, cards in self.relations if label in (*OVERRULED, Relation.AMENDED_BY))

    @property
    def state_note(self) -> str:
        """What befell it, where its own field does not say so."""
        return next((label for label, _ in self.relations if label in OVERRULED), "")

    @property
    def history(self) -> list[tuple[str, list[str], Card | None]]:
        """(day, what happened, by or to which other document), oldest first; what happened is a field or a relation."""
        days = {"dated_on": self.dated_on, "published_at": self.day}
        days |= {name: str(self.details.get(name) or "") for name in ("effective_on", "expires_on", "repealed_on")}
        told: list[tuple[str, str, Card | None]] = [(day, name, None) for name, day in days.items() if day]
        for label, cards in self.relations:
            if label in FORWARD:
                told += [(self.day, label, card) for card in cards]
            elif label in BACKWARD:
                told += [(card.day, label, card) for card in cards]
        joined: dict[tuple[str, Card | None, int], list[str]] = {}
        for place, (day, label, card) in enumerate(told):
            joined.setdefault((day, card, 0 if card else place), []).append(label)
        events = [(day, labels, card) for (day, card, _), labels in joined.items()]
        return sorted(events, key=lambda event: event[0])

    @property
    def sections(self) -> list[tuple[Markup, Markup]]:
        """The body cut at its second-level headings: (heading, what follows);
        text before the first has an empty heading.
        """
        pieces = []
        for piece in _SECTION.split(str(self.body)):
            head, closed, rest = piece.partition("</h2>")
            pieces.append((Markup(head + closed), Markup(rest)) if closed else (Markup(), Markup(piece)))
        return pieces


def _joined(relations: Iterable[tuple[str, list[Card]]]) -> list[tuple[list[str], list[Card]]]:
    """Equal lists as one, with the names of all: what is repealed is mostly replaced by the same document."""
    names: dict[tuple[str, ...], list[str]] = {}
    lists: dict[tuple[str, ...], list[Card]] = {}
    for label, cards in relations:
        addresses = tuple(card.url for card in cards)
        names.setdefault(addresses, []).append(label)
        lists[addresses] = cards
    return [(names[addresses], cards) for addresses, cards in lists.items()]
