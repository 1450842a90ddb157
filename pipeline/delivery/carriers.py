"""How a package is carried: into a WeChat draft box, or to whatever listens at an address of one's own."""

import base64
import hashlib
import hmac
import html
import json
import re
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from pipeline.delivery.ledger import Event, Ledger
from pipeline.delivery.transport import NotSent, Post, Unanswered, post
from pipeline.delivery.wechat import GONE, Wechat, WechatFault
from pipeline.delivery.wording import REASONS
from pipeline.media.package import Package, to_json

_SOURCE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)(")')
EARLY = 600.0
"""Seconds by which clocks may differ."""
MOST_INLINE = 8 * 1024 * 1024
"""Bytes of files that a message carries in itself."""


class Refusal(Exception):
    """It certainly did not arrive. `fatal`: nor will the others; `gone`: what was to be changed is not there."""

    def __init__(self, message: str, hint: str = "", *, fatal: bool = False, gone: bool = False) -> None:
        super().__init__(message)
        self.message, self.hint, self.fatal, self.gone = message, hint, fatal, gone


class Carrier(Protocol):
    """One account of one channel."""

    channel: str
    account: str
    act: str
    """Key of `wording.ACTS` for what it does with something new."""

    def carry(self, package: Package, folder: Path, earlier: str, ledger: Ledger) -> str:
        """What the platform calls it; `earlier`: what it called the last one, to be changed.

        Raises Refusal or Unanswered.
        """
        ...

    def find(self, begun: Event, known: Collection[str]) -> str:
        """What became of a run that was cut short: the platform's name of what arrived, or "". Raises as `carry`.

        `known`: what it called others of the same item before.
        """
        ...


class WechatCarrier:
    channel, act = "wechat", "add"

    def __init__(self, account: str, client: Wechat) -> None:
        self.account, self.client = account, client

    def carry(self, package: Package, folder: Path, earlier: str, ledger: Ledger) -> str:
        old_cover = f"cover:{package.cover_sha256}" in ledger.pictures(self.channel, self.account)
        try:
            try:
                return self._drafted(package, folder, earlier, ledger)
            except WechatFault as fault:
                if fault.code != GONE or not old_cover:
                    raise
                # The platform says the same whether the draft or its cover is there no more.
                return self._drafted(package, folder, earlier, ledger, new_cover=True)
        except WechatFault as fault:
            gone = bool(earlier) and fault.code == GONE
            raise Refusal(fault.message, fault.hint, fatal=fault.fatal, gone=gone) from None

    def _drafted(self, package: Package, folder: Path, earlier: str, ledger: Ledger, *, new_cover: bool = False) -> str:
        article = self._article(package, folder, ledger, new_cover=new_cover)
        if not earlier:
            return self.client.add_draft(article)
        self.client.update_draft(earlier, article)
        return earlier

    def find(self, begun: Event, known: Collection[str]) -> str:
        """By the address of its page and its title, whatever the clocks say; of one that was given another title since,
        by its address and the time.
        """
        url, title = _folded(begun.url), _folded(begun.title)
        since = datetime.fromisoformat(begun.at).timestamp() - EARLY
        try:
            drafts = [one for one in self.client.drafts() if _folded(one.url) == url and one.media_id not in known]
        except WechatFault as fault:
            raise Refusal(fault.message, fault.hint, fatal=fault.fatal) from None
        same = [one for one in drafts if _folded(one.title) == title] or [one for one in drafts if one.updated >= since]
        return same[0].media_id if same else ""

    def _article(self, package: Package, folder: Path, ledger: Ledger, *, new_cover: bool) -> dict[str, object]:
        known = ledger.pictures(self.channel, self.account)
        kinds = {image.file: image.type for image in package.images}
        if not package.cover:
            raise Refusal(REASONS["cover"])
        raw = _read(folder, package.cover, package.cover_sha256)
        cover = known.get(f"cover:{package.cover_sha256}", "")
        if new_cover or not cover:
            cover = self.client.upload_cover(_kind(package.cover), raw)
            self._note(ledger, f"cover:{package.cover_sha256}", cover)
        content = _read(folder, package.content, package.content_sha256).decode()
        hashes = {image.file: image.sha256 for image in package.images}
        shown = [unquote(html.unescape(name)) for _, name, _ in _SOURCE.findall(content)]
        addresses: dict[str, str] = {}
        for name in dict.fromkeys(name for name in shown if name in hashes):
            if hashes[name] not in known:
                url = self.client.upload_picture(name, kinds[name], _read(folder, name, hashes[name]))
                known[hashes[name]] = url
                self._note(ledger, hashes[name], url)
            addresses[name] = known[hashes[name]]
        return {
            "article_type": "news",
            "title": package.title,
            "author": package.author,
            "digest": package.summary,
            "content": _SOURCE.sub(lambda found: _placed(found, addresses), content),
            "content_source_url": package.source_url,
            "thumb_media_id": cover,
            "need_open_comment": 0,
            "only_fans_can_comment": 0,
        }

    def _note(self, ledger: Ledger, picture: str, remote: str) -> None:
        ledger.add("picture", channel=self.channel, account=self.account, picture=picture, remote=remote)


def _folded(text: str) -> str:
    """The platform may have escaped it, or changed its spaces."""
    return " ".join(html.unescape(text).split())


def _placed(found: re.Match[str], addresses: Mapping[str, str]) -> str:
    url = addresses.get(unquote(html.unescape(found[2])))
    return f"{found[1]}{html.escape(url)}{found[3]}" if url else found[0]


def _read(folder: Path, name: str, digest: str) -> bytes:
    """Only what the package says it holds."""
    try:
        raw = (folder / name).read_bytes()
    except OSError:
        raise Refusal(REASONS["changed"]) from None
    if hashlib.sha256(raw).hexdigest() != digest:
        raise Refusal(REASONS["changed"])
    return raw


def _kind(name: str) -> str:
    return "image/png" if name.lower().endswith(".png") else "image/jpeg"


class Webhook:
    """A signed message: whoever knows the secret can tell that it came from here and when, and that it came before.

    `X-Gongkai-Signature: sha256=<HMAC-SHA-256 of timestamp, a point, and the body>`, `X-Gongkai-Timestamp` in seconds,
    `Idempotency-Key` the same until it is known to have arrived, so that one whose answer was lost can be sent again;
    another when the same text is sent anew after a different one.
    """

    act = "send"

    def __init__(
        self,
        channel: str,
        account: str,
        url: str,
        secret: str,
        *,
        carry: Post = post,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.channel, self.account, self._url, self._secret = channel, account, url, secret
        self._post, self._clock = carry, clock

    def carry(self, package: Package, folder: Path, earlier: str, ledger: Ledger) -> str:
        body = self._body(package, folder, earlier)
        stamp = str(int(self._clock()))
        mark = hmac.new(self._secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        place = (self.channel, self.account, package.item)
        arrived = len(ledger.standings()[place].remotes)
        key = hashlib.sha256("\0".join((*place, package.package_sha256, str(arrived))).encode())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Gongkai-Signature": f"sha256={mark}",
            "X-Gongkai-Timestamp": stamp,
            "Idempotency-Key": key.hexdigest(),
        }
        try:
            answer = self._post(self._url, body, headers)
        except NotSent as fault:
            raise Refusal(REASONS[fault.reason], fatal=True) from None
        if answer.status >= 500:
            raise Unanswered
        if not 200 <= answer.status < 300:
            raise Refusal(REASONS["status"].format(status=answer.status), fatal=answer.status in (401, 403, 404))
        return _named(answer.body) or key.hexdigest()[:32]

    def find(self, begun: Event, known: Collection[str]) -> str:
        """It cannot be asked; sending it once more under the same key does no harm."""
        return ""

    def _body(self, package: Package, folder: Path, earlier: str) -> bytes:
        hashes = {image.file: image.sha256 for image in package.images} | {package.cover: package.cover_sha256}
        files, room = [], MOST_INLINE
        for name in package.files:
            if name != package.content:
                raw = _read(folder, name, hashes[name])
                room -= len(raw)
                inline = {"base64": base64.b64encode(raw).decode()} if room >= 0 else {}
                files.append({"file": name, "sha256": hashes[name], "size": len(raw)} | inline)
        text = _read(folder, package.content, package.content_sha256) if package.content else b""
        told = {
            "channel": self.channel,
            "account": self.account,
            "replaces": earlier,
            "package": json.loads(to_json(package)),
            "content": text.decode("utf-8", "replace"),
            "files": files,
        }
        return json.dumps(told, ensure_ascii=False).encode()


def _named(body: bytes) -> str:
    try:
        told = json.loads(body)
        return str(told.get("id") or "")[:200] if isinstance(told, dict) else ""
    except ValueError:
        return ""
