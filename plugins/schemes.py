"""Main colours by the names that style sheets know them by."""

from pipeline.terms import ColourScheme

SCHEMES = {colours.value: colours.name.lower() for colours in ColourScheme}


def scheme(colours: str | None) -> str:
    """The name of a main colour in style sheets: that of `scheme-…` without its prefix; "" for none."""
    return SCHEMES.get(colours or "", "")
