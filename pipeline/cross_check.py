"""What tables say of each other: every key that one names must stand in another; the nearest one is offered."""

from pipeline.addresses import is_address
from pipeline.finding import Location
from pipeline.model import Authority, Column, NewMediaAccount, superiors
from pipeline.phrases import near
from pipeline.review_rules import rule_faults
from pipeline.table_set import Tables, fault, of_row


def cross_check(tables: Tables) -> None:
    """Every key that a table names must exist; the nearest one is offered."""
    site, known, told = tables.site, tables.authorities, set[str]()
    if site and site.portal_authority not in known:
        _unknown_authority(tables, tables.of_site("portal_authority"), site.portal_authority)
    for key, authority in known.items():
        if authority.parent and authority.parent not in known:
            place = tables.places[f"authority:{key}"]
            _unknown_authority(tables, of_row(tables, place, Authority, "parent"), authority.parent)
        elif key in (above := superiors(known, key)) and key not in told:
            told.update(above)
            fault(tables, "parent-circle", tables.places[f"authority:{key}"], key=key, way="”→“".join((key, *above)))
    for account in tables.accounts:
        if account.authority not in known:
            place = tables.places[f"account:{account.platform}:{account.account_id}"]
            _unknown_authority(tables, of_row(tables, place, NewMediaAccount, "authority"), account.authority)
    for node in tables.columns.values():
        for name in ("responsible", "sponsor"):
            named = getattr(node.column, name)
            if named and named not in known:
                _unknown_authority(tables, of_row(tables, node.location, Column, name), named)
    _cross_check_columns(tables)
    _cross_check_links(tables)


def _cross_check_columns(tables: Tables) -> None:
    home = tables.site.home if tables.site else None
    for slot in type(home).model_fields if home else ():
        for path in getattr(home, slot):
            if path not in tables.columns:
                _unknown_column(tables, tables.of_site("home"), path)
    for node in tables.columns.values():
        members, place = node.column.members, of_row(tables, node.location, Column, "members")
        for path in members.columns if members else ():
            if path not in tables.columns:
                _unknown_column(tables, place, path)
        for key in members.authorities if members else ():
            if key not in tables.authorities:
                _unknown_authority(tables, place, key)
    for code, where, facts in rule_faults(tables.columns, tables.authorities, tables.places, tables.is_refused):
        fault(tables, code, where, **facts)


def _cross_check_links(tables: Tables) -> None:
    """A link that is no address (a script, say) is told and left out."""
    site = tables.site
    wrong = {link.url for group in site.links for link in group.links if not is_address(link.url)} if site else set()
    if site is None or not wrong:
        return
    for url in sorted(wrong):
        fault(tables, "link", tables.of_site("links"), value=url)
    kept = (
        group.model_copy(update={"links": tuple(link for link in group.links if link.url not in wrong)})
        for group in site.links
    )
    tables.site = site.model_copy(update={"links": tuple(kept)})


def _unknown_authority(tables: Tables, place: Location, key: str) -> None:
    if not tables.is_refused("authority", key):
        fault(tables, "unknown-authority", place, value=key, near=near(key, tables.authorities))


def _unknown_column(tables: Tables, place: Location, path: str) -> None:
    if not tables.is_refused("column", path):
        fault(tables, "unknown-column", place, value=path, near=near(path, tables.columns))
