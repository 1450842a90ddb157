"""The draft box of a WeChat official account: pictures, covers, drafts. Nothing here can publish.

Interfaces as documented at developers.weixin.qq.com: stable_token, media/uploadimg, material/add_material,
material/batchget_material, draft/add, draft/update, draft/batchget.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from pipeline.delivery.token import TokenCache
from pipeline.delivery.transport import NotSent, Part, Post, Unanswered, form, post
from pipeline.delivery.wording import ANY_ADDRESS, OTHERWISE, OWN_ADDRESS, REASONS, WECHAT

BASE = "https://api.weixin.qq.com"
STALE_TOKEN = frozenset({40001, 40014, 42001})
BUSY = -1
AGAIN = frozenset({BUSY, 45011})
"""Worth waiting for."""
FATAL = frozenset(
    {40001, 40013, 40125, 40164, 40243, 41004, 45009, 48001, 48004, 50002, 61004, 89501, 89503, 89506, 89507}
)
"""What will be answered to every other package too."""
GONE = 40007
WAITS = (1.0, 2.0, 4.0)
"""Seconds between tries."""
PAGE, MOST_PAGES = 20, 50
_ADDRESS = re.compile(r"(?:invalid ip|ip)\s+((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{6,})", re.IGNORECASE)


class WechatFault(Exception):
    """The platform said no: nothing was done. `code` 0 for what never reached it."""

    def __init__(self, code: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint

    @property
    def fatal(self) -> bool:
        return self.code in FATAL


class Draft(NamedTuple):
    media_id: str
    title: str
    url: str
    updated: float


class Wechat:
    """`sleep`, `carry` and `base` are other ones in tests only."""

    def __init__(
        self,
        appid: str,
        secret: str,
        cache: TokenCache,
        *,
        base: str = BASE,
        carry: Post = post,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.appid, self._secret, self.cache = appid, secret, cache
        self.base, self._post, self._sleep = base.rstrip("/"), carry, sleep

    # what it can do -------------------------------------------------------------------------------------------------

    def upload_picture(self, name: str, kind: str, content: bytes) -> str:
        """Address of a picture for the text; uploading one twice does no harm."""
        answer = self._file("/cgi-bin/media/uploadimg", {}, Part("media", _plain(name, kind), kind, content))
        return _said(answer, "url")

    def upload_cover(self, kind: str, content: bytes) -> str:
        """Name of a permanent picture. One whose answer was lost is looked for by its name, which is its hash."""
        name = _plain(hashlib.sha256(content).hexdigest()[:32], kind)
        try:
            answer = self._file("/cgi-bin/material/add_material", {"type": "image"}, Part("media", name, kind, content),
                                blind=False)  # fmt: skip
        except Unanswered:
            found = self._material(name)
            if not found:
                raise
            return found
        return _said(answer, "media_id")

    def add_draft(self, article: Mapping[str, Any]) -> str:
        """Raises Unanswered where it may be there: never tried again before `drafts` was asked."""
        answer = self._json("/cgi-bin/draft/add", {"articles": [article]}, blind=False)
        return _said(answer, "media_id")

    def update_draft(self, media_id: str, article: Mapping[str, Any]) -> None:
        """Saying the same twice does no harm."""
        if "errcode" not in self._json(
            "/cgi-bin/draft/update", {"media_id": media_id, "index": 0, "articles": article}
        ):
            raise Unanswered

    def drafts(self) -> Iterator[Draft]:
        """The newest first, as the platform lists them."""
        for page in range(MOST_PAGES):
            asked = {"offset": page * PAGE, "count": PAGE, "no_content": 1}
            items = _items(self._json("/cgi-bin/draft/batchget", asked))
            for item in items:
                [content] = _list([item.get("content") or {}])
                for article in _list(content.get("news_item")):
                    title, url = str(article.get("title") or ""), str(article.get("content_source_url") or "")
                    yield Draft(_said(item, "media_id"), title, url, _seconds(item.get("update_time")))
            if len(items) < PAGE:
                return

    def _material(self, name: str) -> str:
        asked = {"type": "image", "offset": 0, "count": PAGE}
        items = _items(self._json("/cgi-bin/material/batchget_material", asked))
        return next((_said(item, "media_id") for item in items if item.get("name") == name), "")

    # how it is asked ------------------------------------------------------------------------------------------------

    def _json(self, path: str, value: Any, *, blind: bool = True) -> dict[str, Any]:
        body = json.dumps(value, ensure_ascii=False).encode()
        return self._call(path, {}, body, {"Content-Type": "application/json; charset=utf-8"}, blind)

    def _file(self, path: str, query: Mapping[str, str], part: Part, *, blind: bool = True) -> dict[str, Any]:
        boundary = f"gongkai{hashlib.sha256(part.content).hexdigest()[:24]}"
        body, headers = form(part, boundary)
        return self._call(path, query, body, headers, blind)

    def _call(
        self, path: str, query: Mapping[str, str], body: bytes, headers: Mapping[str, str], blind: bool
    ) -> dict[str, Any]:
        """`blind`: may be tried again though it may have arrived. Raises WechatFault or Unanswered."""
        refused = ""
        for turn in range(len(WAITS) + 1):
            token = self._token()
            if token == refused:
                token = self._token(forced=True)
            url = f"{self.base}{path}?{urlencode({'access_token': token, **query})}"
            try:
                return _taken(self._post(url, body, headers))
            except WechatFault as fault:
                if fault.code in STALE_TOKEN and not refused:
                    self.cache.forget()
                    refused = token
                    continue
                if fault.code == BUSY and not blind:
                    raise Unanswered from None
                if fault.code not in AGAIN or turn == len(WAITS):
                    raise
            except NotSent as fault:
                if fault.reason != "unreachable" or turn == len(WAITS):
                    raise WechatFault(0, REASONS[fault.reason]) from None
            except Unanswered:
                if not blind or turn == len(WAITS):
                    raise
            self._sleep(WAITS[min(turn, len(WAITS) - 1)])
        raise WechatFault(BUSY, *WECHAT[BUSY])

    def _token(self, *, forced: bool = False) -> str:
        """`forced`: what the platform itself gave was refused, so it is asked to make another one."""
        kept = "" if forced else self.cache.read(self.appid)
        if kept:
            return kept
        asked: dict[str, Any] = {"grant_type": "client_credential", "appid": self.appid, "secret": self._secret}
        asked |= {"force_refresh": True} if forced else {}
        body, headers = json.dumps(asked).encode(), {"Content-Type": "application/json"}
        for turn in range(len(WAITS) + 1):
            try:
                told = _taken(self._post(f"{self.base}/cgi-bin/stable_token", body, headers))
                token = _said(told, "access_token")
                self.cache.write(self.appid, token, _seconds(told.get("expires_in")))
                return token
            except WechatFault as fault:
                if fault.code not in AGAIN or turn == len(WAITS):
                    raise
            except NotSent as fault:
                if fault.reason != "unreachable" or turn == len(WAITS):
                    raise WechatFault(0, REASONS[fault.reason]) from None
            except Unanswered:
                if turn == len(WAITS):
                    raise WechatFault(0, REASONS["unreachable"]) from None
            self._sleep(WAITS[min(turn, len(WAITS) - 1)])
        raise WechatFault(BUSY, *WECHAT[BUSY])


def _taken(answer: Any) -> dict[str, Any]:
    """What was answered. Raises WechatFault; Unanswered for what no platform would say."""
    if answer.status >= 500:
        raise Unanswered
    try:
        told: Any = json.loads(answer.body)
        code = int(told.get("errcode") or 0)
    except (ValueError, TypeError, AttributeError):
        raise Unanswered from None
    if code:
        raise _fault(code, str(told.get("errmsg") or ""))
    return dict(told)


def _said(told: Mapping[str, Any], name: str) -> str:
    """Raises Unanswered where an answer that seemed good lacks what it is for."""
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise Unanswered
    return value


def _list(value: Any) -> list[dict[str, Any]]:
    """Raises Unanswered for what is no list of objects: nothing may be taken for not there because it was not told."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Unanswered
    return value


def _items(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What one page of a box lists; a box without anything may lack the list, but says so."""
    return [] if told.get("total_count") == 0 else _list(told.get("item"))


def _seconds(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _fault(code: int, text: str) -> WechatFault:
    message, hint = WECHAT.get(code, OTHERWISE)
    found = _ADDRESS.search(text)
    address = OWN_ADDRESS.format(address=found[1]) if found else ANY_ADDRESS
    facts = {"code": code, "text": " ".join(text.split())[:80], "address": address}
    return WechatFault(code, message.format(**facts), hint.format(**facts))


def _plain(name: str, kind: str) -> str:
    """A name that any header can carry, with the suffix that the platform goes by."""
    stem = re.sub(r"[^A-Za-z0-9_-]", "", name.rpartition(".")[0] or name)[:60] or "picture"
    return f"{stem}.{'png' if kind == 'image/png' else 'jpg'}"
