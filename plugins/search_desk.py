"""The verbs of search: what an editor sees of it, and the service that is put behind the web server."""

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.characters import converter
from pipeline.environment import Refused
from pipeline.troubles import no_port
from plugins.search_site import CONTENT, STATIC, STORE, site_read, suggested

if TYPE_CHECKING:
    from pipeline.register import Register
    from pipeline.search.backend import Answer, Document, Hit, Request
    from pipeline.search.whoosh_backend import WhooshBackend
    from pipeline.store import Store

INDEX = Path("var/whoosh")
REBUILT = {
    "version": "",
    "manifest": "搜索索引的清单读不出来，已全部重做。",
    "files": "搜索索引的文件与清单不符，已全部重做。",
    "sum": "搜索索引的文件与清单不符，已全部重做。",
}
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def search(text: str, facets: Mapping[str, str], page: int, sort: str, **options: Any) -> int:
    """Print one page of what is found; 0 when there is any."""
    from pipeline.search.backend import DATE, LAST_PAGE, RELEVANCE, Request

    chosen = {name: _listed(value) for name, value in facets.items() if value}
    if sort not in (RELEVANCE, DATE):
        raise Refused(f"排序“{sort}”不对，请写 {RELEVANCE}（相关度）或 {DATE}（时间）。")
    if not 1 <= page <= LAST_PAGE:
        raise Refused(f"页码应在 1 到 {LAST_PAGE} 之间。")
    _check_days(options["since"], options["until"])
    _check_known(chosen)
    asked = Request(text, chosen, page=page, sort=sort, **options)
    answer, asked = _found(_brought_up_to_date(chosen), asked)
    print("\n".join(_told(answer, asked)))
    return 0 if answer.hits else 1


def _found(backend: "WhooshBackend", asked: "Request") -> "tuple[Answer, Request]":
    """As the search page does: what is not met as it is written may be in simplified characters."""
    answer = backend.search(asked)
    simple = asked._replace(text=converter("t2s")(asked.text))
    if simple.text != asked.text and (answer.relaxed or not answer.total):
        other = backend.search(simple)
        if other.total and not (answer.total and other.relaxed):
            return other, simple
    return answer, asked


def bring_up_to_date(*, full: bool = False, cluster: str = "") -> int:
    if cluster:
        from plugins import search_cluster

        return search_cluster.bring_up_to_date(cluster, full=full)
    backend = _brought_up_to_date({}, full=full)
    print(f"搜索索引已是最新：共 {len(backend.stamps())} 条内容，在 {INDEX}/。")
    return 0


def serve(port: int, processes: int, cluster: str = "") -> int:
    """An index that is there is served even where nothing is built."""
    from pipeline.search.service_server import listen
    from pipeline.search.service_server import serve as serve_until_stopped
    from plugins import search_cluster

    application = partial(search_cluster.service, cluster) if cluster else service
    if cluster:
        application()
    elif STORE.is_file() or not INDEX.is_dir():
        _brought_up_to_date({})
    try:
        listening = listen(port)
    except (OSError, OverflowError) as fault:
        raise Refused(f"端口 {port} 用不了（{no_port(fault)}）。请用 --port 换一个。") from None
    count = processes or os.cpu_count() or 1
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/api/search?q="
    print(f"搜索服务已启动：{address}（{count} 个进程，按 Ctrl+C 停止）", flush=True)
    return serve_until_stopped(listening, application, count)


def service() -> Any:
    """The WSGI application, for a server of the operator's own."""
    from pipeline.search.service import Service
    from pipeline.search.whoosh_backend import WhooshBackend

    backend = WhooshBackend(INDEX, static=STATIC, suggest=suggested)
    _warm(backend)
    return Service(backend)


def _warm(backend: "WhooshBackend") -> None:
    """What the first caller would wait for. An index that cannot be opened is his to be told of."""
    from pipeline.search.backend import Request
    from pipeline.search.whoosh_folder import NotTrusted

    with suppress(NotTrusted, OSError):
        backend.search(Request("a b"))


def _listed(value: str) -> list[str]:
    return [one.strip() for one in value.replace("，", ",").split(",") if one.strip()]


def _check_days(*days: str) -> None:
    from plugins.days import is_day

    for day in days:
        if not is_day(day):
            raise Refused(f"日期“{day}”不对，请写成 YYYY-MM-DD。")
    since, until = days
    if since and until and since > until:
        raise Refused(f"起始日期 {since} 晚于截止日期 {until}，请对调。")


def _check_known(chosen: Mapping[str, Sequence[str]]) -> None:
    """Years and kinds, which the program itself knows."""
    from pipeline.kinds import KINDS

    for year in chosen.get("year", ()):
        if not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
            raise Refused(f"年份“{year}”不对，请写四位数字，多个用逗号隔开，如 2025,2026。")
    for kind in chosen.get("kind", ()):
        if kind not in KINDS:
            known = "、".join(f"{key}（{one.name}）" for key, one in KINDS.items())
            raise Refused(f"没有类别“{kind}”。可以写 {known}。")


# ---------------------------------------------------------------- the index


def _brought_up_to_date(chosen: Mapping[str, Sequence[str]], *, full: bool = False) -> "WhooshBackend":
    """What the last build read is what is searched. `chosen` is checked against what there is to choose."""
    from pipeline.search.whoosh_backend import WhooshBackend

    backend = WhooshBackend(INDEX, static=STATIC)
    with site_read() as (register, store):
        _check_chosen(chosen, {"column": register.tables.columns, "authority": register.tables.authorities})
        _update(backend, register, store, full or _unusable(backend))
    return backend


def _check_chosen(chosen: Mapping[str, Sequence[str]], known: Mapping[str, Iterable[str]]) -> None:
    import difflib

    for name, label, table in (("column", "栏目", "columns.yaml"), ("authority", "机关", "authorities.yaml")):
        for value in chosen.get(name, ()):
            if value not in known[name]:
                near = difflib.get_close_matches(value, [*known[name]], 1, 0.5)
                hint = f"是否应为 {near[0]}？" if near else f"代号见 {CONTENT / table}。"
                raise Refused(f"没有{label}“{value}”。{hint}")


def _unusable(backend: "WhooshBackend") -> bool:
    """Whether the index has to be made anew. One that others can write to is not touched at all."""
    from pipeline.search.whoosh_folder import NotTrusted

    try:
        return backend.opened() is None
    except NotTrusted as fault:
        if fault.reason not in REBUILT:
            raise Refused(
                f"{fault.path} 属于其他用户，或者其他用户可以写入，为安全起见没有打开。请检查后删除。"
            ) from None
        if REBUILT[fault.reason]:
            print(REBUILT[fault.reason], file=sys.stderr)
        return True


def _update(backend: "WhooshBackend", register: "Register", store: "Store", full: bool) -> None:
    from pipeline.search.documents import cards, complete
    from pipeline.search.lexicon import lexicon_file
    from pipeline.search.whoosh_opening import Faulty

    found = cards(register)
    stamps = {card.path: _stamp(card, register) for card in found}
    before = {} if full else backend.stamps()
    differing = [card for card in found if before.get(card.path) != stamps[card.path]]
    if not full and backend.is_worn(len(differing)):
        full, differing = True, found
    changed = (complete(card, register, store) for card in differing)
    lexicon = lexicon_file(register.tables)
    try:
        if full:
            backend.rebuild(changed, stamps, lexicon)
        else:
            backend.change(changed, before.keys() - stamps.keys(), stamps, lexicon)
    except Faulty as fault:
        raise Refused(f"新的搜索索引查不到“{fault}”，没有启用，仍用原来的索引。请把这条信息报告给技术人员。") from None


def _stamp(card: "Document", register: "Register") -> str:
    """Changes with the item: `digest` is over all that its page shows."""
    whole = repr(card).encode("utf-8", "surrogatepass") + register.rows[card.path].digest
    return hashlib.blake2b(whole, digest_size=8).hexdigest()


# ---------------------------------------------------------------- what is said


def _told(answer: "Answer", asked: "Request") -> Iterable[str]:
    from pipeline.search.backend import PAGE_SIZE

    if not answer.hits and not answer.total:
        yield f"没有找到“{asked.text}”。可以换个说法，或减少条件。"
        return
    pages = -(-answer.total // PAGE_SIZE)
    about = "约 " if answer.approximate else ""
    yield f"找到{about if about else ' '}{answer.total} 条，第 {asked.page} 页，共 {pages} 页。"
    if answer.relaxed:
        yield "没有内容符合全部要求，以下是比较接近的。"
    if answer.narrowed:
        yield "只列出这个文号（索引号）的内容；要查提到它的其他内容，加 --everything。"
    for place, hit in enumerate(answer.hits, (asked.page - 1) * PAGE_SIZE + 1):
        yield from _shown(place, hit)


def _shown(place: int, hit: "Hit") -> Iterable[str]:
    start, end = (BOLD, PLAIN) if sys.stdout.isatty() else ("【", "】")
    facts = (hit.published_at, hit.column, hit.authority, *hit.numbers)
    yield f"\n{place}. {_plain(hit.title)}{'（完全匹配）' if hit.exact else ''}"
    yield f"   {CONTENT}/{hit.path}.md"
    yield "   " + "  ".join(_plain(fact) for fact in facts if fact)
    if hit.excerpt:
        pieces = ((_plain(piece), marked) for piece, marked in hit.excerpt)
        yield "   " + "".join(f"{start}{piece}{end}" if marked else piece for piece, marked in pieces)


def _plain(text: str) -> str:
    """What is content must not steer the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
