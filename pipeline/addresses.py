"""Addresses that tables name: they become files and links, so they stay inside the site, or are whole web addresses."""

import re

from pipeline.model import Redirect

MAX_NAME = 200
_OLD_ADDRESS = re.compile(r"/(?:[^/.?#%\\\s]+/)*(?:[^/?#%\\\s.][^/?#%\\\s]*\.s?html?)?")
_OWN_ADDRESS = re.compile(r"/(?![/\\])[^\\\s]*")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def is_old_address(value: str) -> bool:
    """Whether a redirect can start there: a page, or a folder, of names that any host takes."""
    is_well_formed = bool(_OLD_ADDRESS.fullmatch(value)) and value.isprintable()
    return is_well_formed and max(len(part.encode()) for part in value.split("/")) <= MAX_NAME


def redirect_faults(redirect: Redirect) -> list[tuple[str, str]]:
    """(code, value) of each fault: an old address never stands where a folder must, both stay inside the site."""
    faults = [("redirect-old", redirect.old, _OLD_ADDRESS), ("redirect-new", redirect.new, _OWN_ADDRESS)]
    wrong = [(code, value) for code, value, form in faults if not form.fullmatch(value)]
    if not wrong and max(len(part.encode()) for part in redirect.old.split("/")) > MAX_NAME:
        wrong = [("redirect-old", redirect.old[:60])]
    return wrong


def is_address(url: str) -> bool:
    return bool(_WEB_ADDRESS.fullmatch(url) or _OWN_ADDRESS.fullmatch(url))
