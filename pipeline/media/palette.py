"""The colours that pictures are drawn in: those of the site's theme."""

from typing import NamedTuple

from pipeline.terms import ColourScheme


class Palette(NamedTuple):
    brand: str
    deep: str
    tint: str
    line: str
    ink: str = "#1c2733"
    soft: str = "#55606c"
    paper: str = "#ffffff"


PALETTES = {
    ColourScheme.BLUE: Palette("#0b4a86", "#08335f", "#eef4fa", "#c2d4e6"),
    ColourScheme.VERMILION: Palette("#a01c12", "#7c130b", "#fcf1ef", "#e8c6c1"),
    ColourScheme.PINE: Palette("#17603f", "#0e452c", "#edf6f1", "#bddacb"),
    ColourScheme.TEAL: Palette("#0b5a68", "#073f4a", "#ebf5f7", "#b9d8de"),
    ColourScheme.VIOLET: Palette("#5c3780", "#42245f", "#f4f0f8", "#d5c7e3"),
}


def palette(colours: ColourScheme) -> Palette:
    return PALETTES[colours]
