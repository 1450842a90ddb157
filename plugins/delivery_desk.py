"""The verbs that carry packages to accounts, settle what was put right there, and tell a hub of feeds. Raises Refused.

A dry run asks nobody. Secrets come from the environment alone and are never shown.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipeline.delivery.carriers import Carrier, Webhook, WechatCarrier
from pipeline.delivery.ledger import Busy, Ledger, locked, read_ledger, site_text
from pipeline.delivery.sending import Outcome, Run, SiteText
from pipeline.delivery.token import TokenCache
from pipeline.delivery.transport import LOOPBACK
from pipeline.delivery.wechat import BASE, Wechat
from pipeline.delivery.wording import ACTS, DRY, OUTCOMES, STOPPED
from pipeline.environment import Refused
from pipeline.media.package import FOLDER, Package, folder_of, packages, read_package
from pipeline.model import NewMediaAccount
from pipeline.register import Register
from pipeline.store import Outdated, Store
from pipeline.tables import read_tables
from pipeline.terms import AccountState, Platform
from pipeline.troubles import reason
from plugins.days import is_day, moment
from plugins.host import STORE

STATE = Path("var/delivery")
WECHAT = "wechat"
WECHAT_PLATFORMS = (Platform.WECHAT_SUBSCRIPTION, Platform.WECHAT_SERVICE)
LIVING = (AccountState.RUNNING, AccountState.CHANGING)
DAYS, MOST = 7, 20
Found = list[tuple[Path, Package]]


def make_and_send(channel: str, account: str, *, no_build: bool = False, **asked: Any) -> int:
    """Packages are brought up to what was read last, so that what is sent is what the ledger says of the site."""
    from plugins import host, media_desk

    built = 0 if no_build else host.build()
    if built > 1:
        return built
    media_desk.packages(None, FOLDER)
    return max(built, send(channel, account, **asked))


def send(
    channel: str, account: str, item: str | None = None, since: str | None = None, *, go: bool = False,
    again: bool = False, most: int = MOST, content: str = "content", store: str = STORE, root: str = FOLDER,
) -> int:  # fmt: skip
    """Dry unless `go`. 0 when all is there, 1 when something is not."""
    with _opened(content, store) as (register, kept):
        chosen = _account(register, channel, account)
        found = _due(register, chosen, channel, item, since, Path(root))
        ledger = _ledger(register)
        if not go:
            return _planned(Run(_Nobody(channel, chosen.account_id), ledger, _texts(register, kept)), found)
        carrier = _carrier(channel, chosen)
        with _alone():
            run = Run(carrier, _ledger(register), _texts(register, kept), again)
            return _sent(run, found, most)


def _planned(run: Run, found: Found) -> int:
    due = [outcome for outcome in run.plan(found) if outcome.code == "due"]
    for outcome in due:
        print(DRY.format(act=ACTS[outcome.act], title=outcome.package.title, item=outcome.package.item))
    waiting = sum(package.channel == run.carrier.channel and not package.ready for _, package in found)
    held = f"，另有 {waiting} 个发布包有问题不能发" if waiting else ""
    print(f"试运行：要发 {len(due)} 个{held}。没有联系平台；确认无误后加 --go 真正发送，发到的是草稿箱，不会自动发表。")
    return int(bool(waiting))


def _sent(run: Run, found: Found, most: int) -> int:
    bad = carried = 0
    for outcome in run.send(found):
        if outcome.code != "same" or not outcome.good:
            print(_told(outcome))
        carried += outcome.code == "sent"
        bad += not outcome.good
        if outcome.code in ("failed", "unknown") and run.stopped:
            print(STOPPED)
        if carried >= most:
            print(f"这次已发 {most} 个，其余下次再发（--most 可改）。")
            break
    print(f"发出 {carried} 个，没有发成 {bad} 个。台账在 {run.ledger.path}，请随内容一起提交。")
    return int(bool(bad))


def _told(outcome: Outcome) -> str:
    said = OUTCOMES[outcome.code].format(act=ACTS.get(outcome.act, ""))
    why = "：" + outcome.message if outcome.message else ""
    hint = f"（{outcome.hint}）" if outcome.hint else ""
    return f"{outcome.package.title}（{outcome.package.item}）{said}{why}{hint}"


def settle(channel: str, account: str, item: str, content: str = "content", store: str = STORE) -> int:
    """Write down that an editor put right on the platform what the site changed or took back."""
    with _opened(content, store) as (register, kept), _alone():
        ledger = _ledger(register)
        standing = ledger.standings().get((channel, account, _path(item)))
        if standing is None or standing.done is None:
            raise Refused(f"台账里没有向 {channel} {account} 发过 {item}。")
        facts = {"channel": channel, "account": account, "item": _path(item)}
        if facts["item"] in register.shown_paths:  # else it was taken away there too
            facts["site"] = ledger.keep_text(site_text(*_texts(register, kept)(facts["item"])))
            package = read_package(folder_of(Path(FOLDER), facts["item"], channel))
            facts["package"] = package.package_sha256 if package else ""
        ledger.add("settled", **facts)
    print(f"已记入 {ledger.path}：{item} 在 {channel} {account} 已由人工处理。")
    return 0


# which packages, whose account --------------------------------------------------------------------------------------


def _account(register: Register, channel: str, written: str) -> NewMediaAccount:
    wanted = written.split()[-1] if written.split() else ""
    found = [one for one in register.tables.accounts if one.account_id == wanted]
    if channel == WECHAT:
        found = [one for one in found if one.platform in WECHAT_PLATFORMS]
    elif len(written.split()) > 1:
        found = [one for one in found if one.platform.value == written.split()[0]]
    if len(found) != 1:
        many = "有几个" if found else "没有"
        raise Refused(f"台账里{many}账号“{written}”可以发 {channel}，写 accounts.yaml 中的账号ID。")
    if found[0].state not in LIVING:
        raise Refused(f"账号“{found[0].name}”{found[0].state.value}，不能发送。")
    return found[0]


def _due(
    register: Register, account: NewMediaAccount, channel: str, item: str | None, since: str | None, root: Path
) -> Found:
    """Of items still shown: those asked for, or those of the account's body that were published of late."""
    if not is_day(since):
        raise Refused(f"日期“{since}”不对，请写成 YYYY-MM-DD。")
    if not root.is_dir():
        raise Refused(f"没有发布包目录 {root}，请先运行 python3 tasks.py media。")
    first = since or (date.fromisoformat(register.as_of[:10]) - timedelta(days=DAYS - 1)).isoformat()
    portal = register.tables.site.portal_authority if register.tables.site else ""
    places = _ledger(register).standings()
    sent = {item for told, to, item in places if (told, to) == (channel, account.account_id)}
    found = []
    for folder, package in packages(root):
        row = register.rows.get(package.item)
        if package.channel != channel or row is None or package.item not in register.shown_paths:
            continue
        own = account.authority in (portal, row.authority) and row.day >= first
        if package.item == _path(item) if item else own or package.item in sent:
            found.append((folder, package))
    if item and not found:
        raise Refused(f"没有 {item} 的 {channel} 发布包，或它没有公开。先运行 python3 tasks.py media。")
    return sorted(found, key=lambda pair: register.rows[pair[1].item].published_at)


def _path(item: str | None) -> str:
    return (item or "").strip("/").removeprefix("content/").removesuffix(".md").removesuffix(".html")


class _Nobody:
    """In a dry run."""

    def __init__(self, channel: str, account: str) -> None:
        self.channel, self.account, self.act = channel, account, "add" if channel == WECHAT else "send"

    def carry(self, *_: object) -> str:
        raise AssertionError("a dry run carries nothing")

    def find(self, *_: object) -> str:
        raise AssertionError("a dry run asks nobody")


def _carrier(channel: str, account: NewMediaAccount) -> Carrier:
    name = re.sub(r"[^A-Z0-9]", "_", account.account_id.upper())
    if channel == WECHAT:
        appid, secret = _secrets(f"GONGKAI_WECHAT_{name}_APPID", f"GONGKAI_WECHAT_{name}_SECRET")
        cache = TokenCache(STATE / f"wechat-{re.sub(r'[^A-Za-z0-9]', '_', appid)}.json")
        return WechatCarrier(account.account_id, Wechat(appid, secret, cache, base=_base()))
    start = f"GONGKAI_WEBHOOK_{re.sub(r'[^A-Z0-9]', '_', channel.upper())}_{name}"
    url, secret = _secrets(f"{start}_URL", f"{start}_SECRET")
    return Webhook(channel, account.account_id, url, secret)


def _base() -> str:
    """Another address than the platform's own only on this machine."""
    written = os.environ.get("GONGKAI_WECHAT_API", "")
    host = re.match(r"https?://([^/:]+|\[::1\])(?::\d+)?(?=/|$)", written)
    if written and not (host and host[1].strip("[]") in LOOPBACK):
        raise Refused("环境变量 GONGKAI_WECHAT_API 只能指向本机。")
    return written or BASE


def _secrets(*names: str) -> list[str]:
    lacking = [name for name in names if not os.environ.get(name)]
    if lacking:
        raise Refused(f"没有设环境变量 {'、'.join(lacking)}。密钥只从环境变量读取，不要写进文件。")
    return [os.environ[name] for name in names]


# feeds --------------------------------------------------------------------------------------------------------------


def ping_feeds(*, go: bool = False, content: str = "content", output: str = "output", store: str = STORE) -> int:
    """Tell the hub of feeds that differ from what it was told last. Dry unless `go`."""
    from pipeline.delivery.websub import digests, ping, read_pinged

    with _opened(content, store) as (register, _):
        site = register.tables.site
    if site is None or not site.hub:
        raise Refused("site.yaml 没有写“订阅中心”，不通知任何人。")
    found = sorted(f"/{path.relative_to(output).as_posix()}" for name in ("rss.xml", "atom.xml", "feed.json")
                   for path in Path(output).rglob(name))  # fmt: skip
    state = STATE / "websub.json"
    known = read_pinged(state)
    changed = {feed: digest for feed, digest in digests(Path(output), found).items() if known.get(feed) != digest}
    if not go:
        print(f"试运行：有变化的订阅源 {len(changed)} 个，将通知 {site.hub}。加 --go 真正通知。")
        return 0
    bad = told_of = 0
    for told in ping(site.hub, site.url, changed, state):
        bad, told_of = bad + bool(told.reason), told_of + (not told.reason)
        if told.reason:
            print(f"{told.feed} 没有通知到：{told.reason}")
    left = len(changed) - told_of - bad
    more = f"，还有 {left} 个，再运行一次" if left else ""
    print(f"已通知 {told_of} 个，没有通知到 {bad} 个{more}。")
    return int(bool(bad or left))


# what all need ------------------------------------------------------------------------------------------------------


@contextmanager
def _opened(content: str, store: str) -> Iterator[tuple[Register, Store]]:
    tables = read_tables(Path(content))
    if tables.site is None or not tables.authorities or not tables.columns:
        raise Refused(f"基础表有错误，没有做。{next(iter(tables.findings), '')}")
    if not Path(store).is_file():
        raise Refused("还没有生成过网站，请先运行 python3 tasks.py build。")
    try:
        with Store(Path(store), readonly=True) as kept:
            rows = {row.path: row for row in kept.index()}
            yield Register(tables, rows, moment("", tables.site.as_of)), kept
    except Outdated:
        raise Refused("索引文件损坏或来自其他版本，请先运行 python3 tasks.py build。") from None


@contextmanager
def _alone() -> Iterator[None]:
    try:
        with locked(STATE):
            yield
    except Busy:
        raise Refused("另一个 media-send 正在运行，请等它结束。") from None
    except OSError as fault:
        raise Refused(
            f"{fault.filename or '磁盘'} 写不进去：{reason(fault)}。已停下，没有记下的下次先到平台核对。"
        ) from None


def _ledger(register: Register) -> Ledger:
    """A ledger with a line that cannot be read might send twice."""
    ledger = read_ledger(register.tables.content, register.tables.redirects)
    if ledger.faults:
        raise Refused(f"{ledger.path} 第 {ledger.faults[0]} 行读不出来，没有发送。从提交记录找回这一行。")
    return ledger


def _texts(register: Register, store: Store) -> SiteText:
    return lambda item: (register.rows[item].title, store.body(item).text)
