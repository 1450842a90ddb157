"""Links out of the site still lead where they led: told from the ledger that `check --external` keeps."""

from collections.abc import Iterator
from datetime import timedelta

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.outbound import FAULTS, FILE, Damaged, Ledger, Link, Status, host_of, is_government, read_ledger
from pipeline.outbound_words import answered, ledger_fault
from pipeline.standards import LINKS_AND_ADDRESSES, VETO_SAFETY

OLD_DAYS = 30
INDECENT = (
    "博彩", "赌场", "赌博", "娱乐城", "彩票平台", "百家乐", "时时彩", "六合彩", "棋牌游戏", "体育投注", "足球投注", "老虎机",
    "色情", "成人视频", "成人影片", "激情视频", "一夜情", "约炮", "裸聊",
)  # fmt: skip
"""Words in the title of a page that changed hands."""
AGAINST = (
    "打击",
    "防范",
    "整治",
    "查处",
    "治理",
    "禁止",
    "严禁",
    "抵制",
    "远离",
    "拒绝",
    "警惕",
    "举报",
    "揭秘",
    "案",
    "罪",
    "反",
)


@check(
    severity=Severity.WARNING,
    clause=LINKS_AND_ADDRESSES,
    about="站外链接能打开，没有换成别的网站（以外链台账为准）",
    hint="改正或删去这个链接；运行 python3 tasks.py check --external 更新台账",
)
def site_outbound(site: Inspected) -> Iterator[Answer]:
    try:
        ledger = read_ledger(site.store.path.with_name(FILE))
    except Damaged as fault:
        message = f"外链台账（{FILE} 第 {fault.line} 行第 {fault.column} 列）读不出来：{ledger_fault(fault)}"
        yield Answer(site.place("site.yaml"), message, "改正这一处，或找回完好的台账，或移走后重新建立")
        return
    if ledger is None:
        return
    for url, link in sorted(ledger.used.items()):
        if link.status in FAULTS:
            yield from (_answer(place, url, link) for place in link.places if _still(place, url, site))
        elif link.status is Status.GOOD and not is_government(host_of(url)) and (word := _indecent(link.title)):
            message = f"站外链接“{url}”的标题含“{word}”，可能早已不是当初的网站"
            hint = "打开看一看：不该链接的，立即删去"
            yield from (
                Answer(place, message, hint, Severity.REVIEW) for place in link.places if _still(place, url, site)
            )
    yield from _old(ledger, site)


def _indecent(title: str) -> str:
    """The word in a title that nobody could compare with an earlier one; "" for none, and for what is told against it."""
    against = any(word in title for word in AGAINST)
    return "" if against else next((word for word in INDECENT if word in title), "")


def _answer(place: Location, url: str, link: Link) -> Answer:
    words = [word for word in INDECENT if word in link.title_now]
    if words and link.status in (Status.MOVED, Status.RETITLED):
        message = f"站外链接“{url}”现在的标题含“{words[0]}”，域名可能已经易主（{_told(link)}）"
        return Answer(place, message, "立即删去这个链接，并查明其他页面有没有同样的链接", Severity.ERROR, VETO_SAFETY)
    hint = "改用新的网址，或删去链接" if link.status is Status.MOVED else ""
    if link.status is Status.RETITLED:
        hint = f"打开看一看：确认没有问题的，运行 python3 tasks.py check --external --accept {host_of(url)}"
    return Answer(place, f"站外链接“{url}”{_told(link)}", hint)


def _told(link: Link) -> str:
    return {
        Status.DEAD: f"打不开：{answered(link.result)}",
        Status.MOVED: f"转到了别的网站 {link.final}",
        Status.RETITLED: f"的标题由“{link.title}”变为“{link.title_now}”",
        Status.BAD_CERTIFICATE: "的安全证书有误",
        Status.REFUSED: "指向的不是公网地址，或网址中带有账号，没有访问",
    }[link.status]


def _still(place: Location, url: str, site: Inspected) -> bool:
    """Whether the place that the ledger names still links it: an edit since then is not to be blamed."""
    path = place.path.removeprefix("content/").removesuffix(".md")
    if path.endswith(".yaml"):
        file = site.content / path
        return file.is_file() and url.rstrip("/") in file.read_text("utf-8", "replace")
    if path not in site.register.shown_paths:
        return False
    body = site.store.body(path)
    return url in body.html.replace("&amp;", "&") or url in body.details


def _old(ledger: Ledger, site: Inspected) -> Iterator[Answer]:
    """What nobody has verified for long is told once, however many there are."""
    since = (site.as_of - timedelta(days=OLD_DAYS)).isoformat()
    old = [url for url, link in ledger.used.items() if link.status is Status.UNCHECKED or link.checked_on < since]
    if old:
        domains = sorted({host_of(url) for url in old if not is_government(host_of(url))}) or sorted(map(host_of, old))
        message = f"{len(old)} 个站外链接未检查，或超过 {OLD_DAYS} 天没有核实：{'、'.join(domains[:3])}{'等' if len(domains) > 3 else ''}"
        yield Answer(
            site.place("site.yaml"), message, "在能上网的机器上运行 python3 tasks.py check --external", Severity.REVIEW
        )
