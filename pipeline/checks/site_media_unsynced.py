"""新媒体未同步: what was sent to an account is still what the site says, and what the site took back is gone there too."""

import difflib
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.delivery.ledger import Event, Ledger, Standing, read_ledger, site_text, text_hash
from pipeline.delivery.wording import DIFF, DIFF_ADDED, DIFF_MORE, DIFF_REMOVED, FINDINGS, HINTS
from pipeline.finding import Location, Severity
from pipeline.standards import HOUSE_RULE, NEW_MEDIA

LONGEST = 40


@check(
    severity=Severity.WARNING,
    clause=NEW_MEDIA,
    about="发到新媒体的内容与网站一致（新媒体未同步）：网站改了、撤了，新媒体也跟着改、撤",
    hint="重新制作并发送；已经发布的，在平台上更正或删除，再用 media-settle 记入台账",
)
def site_media_unsynced(site: Inspected) -> Iterator[Answer]:
    ledger = read_ledger(site.content, site.tables.redirects)
    for line in ledger.faults:
        place = Location(f"content/{ledger.path.relative_to(site.content).as_posix()}", line, 1)
        yield Answer(place, FINDINGS["fault"], HINTS["fault"], Severity.ERROR, HOUSE_RULE)
    for standing in ledger.standings().values():
        yield from _of_item(site, ledger, standing)


def _of_item(site: Inspected, ledger: Ledger, standing: Standing) -> Iterator[Answer]:
    sent = standing.done
    if standing.open:
        message = FINDINGS["open"].format(where=_where(site, standing.open), title=standing.open.title)
        yield Answer(_place(site, ledger, standing.open), message, HINTS["open"])
    if sent is None:
        return
    if sent.item not in site.register.shown_paths:
        message = FINDINGS["withdrawn"].format(where=_where(site, sent))
        yield Answer(_place(site, ledger, sent), message, HINTS["withdrawn"])
        return
    now = site_text(site.register.rows[sent.item].title, site.store.body(sent.item).text)
    if text_hash(now) != sent.site:
        told = ledger.text_of(sent.site)
        diff = _difference(told, now) if told is not None else ""
        message = FINDINGS["changed"].format(where=_where(site, sent), diff=diff)
        yield Answer(_place(site, ledger, sent), message, HINTS["changed"])


def _where(site: Inspected, event: Event) -> str:
    named = (account for account in site.tables.accounts if account.account_id == event.account)
    account = next(named, None)
    return f"{account.platform.value}“{account.name}”" if account else f"{event.channel} {event.account}"


def _place(site: Inspected, ledger: Ledger, event: Event) -> Location:
    """The item, if there is one still; else the line of the ledger."""
    if event.item in site.register.rows:
        return Location(site.register.rows[event.item].file, 1, 1)
    return Location(f"content/{ledger.path.relative_to(site.content).as_posix()}", event.line, 1)


def _difference(old: str, new: str) -> str:
    """The first place that differs, in a few words, and how many there are."""
    before, after = old.splitlines(), new.splitlines()
    found = [
        block for block in difflib.SequenceMatcher(None, before, after, False).get_opcodes() if block[0] != "equal"
    ]
    if not found:
        return ""
    _, start, end, first, last = found[0]
    gone, came = _short("".join(before[start:end])), _short("".join(after[first:last]))
    form = DIFF if gone and came else DIFF_ADDED if came else DIFF_REMOVED
    told = form.format(old=gone, new=came) if gone or came else ""
    return told + (DIFF_MORE.format(number=len(found)) if len(found) > 1 else "")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
