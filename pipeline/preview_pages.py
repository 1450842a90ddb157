"""What the preview shows beside the site: the listening script with the bar, sources by line, and what waits."""

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

SCRIPT = "/_preview/listen.js"
STATES = {"draft": "草稿", "scheduled": "定时发布", "not-proactive": "不主动公开"}
"""Why no reader sees an item; see `plugins/instant.py`."""

SAID_LATER = 150
"""Milliseconds after a page is there until it asks for all that is to be said of it: first it is to be seen."""

# Styles are set through the DOM, because the pages' own policy forbids inline ones.
LISTENER = """\
(() => {
  const script = document.currentScript;
  const { mark, said, follow } = script.dataset;
  const here = decodeURIComponent(location.pathname);
  const made = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const bar = document.createElement("details");
  bar.dataset.part = "preview-bar";
  Object.assign(bar.style, {position: "fixed", left: "0", right: "0", bottom: "0", zIndex: "99999", maxHeight: "50vh",
    overflow: "auto", padding: "8px 16px", color: "#fff", background: "#9c1f1f", font: "14px/1.6 sans-serif"});
  const summary = bar.appendChild(made("summary", ""));
  const own = bar.appendChild(document.createElement("ul"));
  const lines = bar.appendChild(document.createElement("pre"));
  lines.style.whiteSpace = "pre-wrap";
  const about = { page: "", site: "" };
  function show() {
    summary.textContent = [about.page, about.site].filter(Boolean).join("；");
    if (summary.textContent) document.body.append(bar); else bar.remove();
  }
  function tell(item) {
    const count = item.findings.length;
    const parts = [item.label && `${item.label}，公众看不到`, count && `本页 ${count} 处提示（点开查看）`];
    about.page = parts.filter(Boolean).join("，");
    own.replaceChildren(...item.findings.map((one) => {
      const entry = document.createElement("li");
      const link = made("a", `${item.source}:${one.line}:${one.column}`);
      link.href = `/_preview/source/${item.source}#L${one.line}`;
      link.style.color = "inherit";
      entry.append(link, ` ${one.severity} ${one.message}${one.hint ? ` 改法：${one.hint}` : ""} [${one.check}]`);
      return entry;
    }));
    show();
  }
  const asked = (what) => fetch(`/_preview/${what}?page=${encodeURIComponent(here)}`).then((answer) => answer.json());
  const ask = () => asked("item").then(tell).catch(() => {});
  if (said) tell(JSON.parse(said));
  setTimeout(ask, LATER);
  let [turn, edit] = [Number(script.dataset.turn), Number(script.dataset.edit)];
  function hear(event) {
    const state = JSON.parse(event.data);
    const now = state.made[here];
    const shown = (address) => state.told[address] > edit && (state.made[address] ?? "missing") !== "missing";
    const saved = Object.keys(state.told).find(shown);
    if (follow !== undefined && saved) { location.assign(saved); return; }
    if (now && now !== mark) { location.reload(); return; }
    if (!now && state.turn !== turn) asked("mark").then((there) => there === mark || location.reload(), () => {});
    if (state.told[here] > edit) ask();
    [turn, edit] = [state.turn, state.edit];
    about.site = state.summary;
    lines.textContent = state.report;
    show();
  }
  let news;
  function listen() {
    if (document.hidden) { news?.close(); news = undefined; return; }
    news ??= Object.assign(new EventSource("/_preview/events"), { onmessage: hear });
  }
  document.addEventListener("visibilitychange", listen);
  listen();
})();
""".replace("LATER", str(SAID_LATER))


def plain_page(text: str) -> bytes:
    return page("预览", f"<p>{escape(text)}</p>")


def page(title: str, body: str) -> bytes:
    head = f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
    return f"{head}<body>{body}</body>".encode()


def source_page(name: str, text: str) -> bytes:
    """A source with a line number before each line, to which an address may point as `#L12`."""
    width = len(str(text.count("\n") + 1))
    lines = "\n".join(
        f'<a id="L{number}" href="#L{number}">{number:>{width}}</a>  {escape(line)}'
        for number, line in enumerate(text.split("\n"), 1)
    )
    return page(name, f"<h1>{escape(name)}</h1><pre>{lines}</pre>")


def waiting_page(base: str, waiting: Iterable[tuple[str, str, str, str]]) -> bytes:
    """What no reader sees yet: (path, title, state, moment)."""
    rows = "".join(
        f'<li><a href="{base}/{quote(path)}.html">{escape(title)}</a> {STATES.get(state, "")} {escape(moment)}</li>'
        for path, title, state, moment in waiting
    )
    note = "<p>开着这一页，保存哪一篇就打开哪一篇。</p>"
    return page("未公开的条目", f"<h1>草稿和定时发布的条目</h1>{note}<ul>{rows or '<li>没有</li>'}</ul>")


def with_listener(
    page: bytes, mark: str, turn: int, edit: int, said: Mapping[str, Any] | None = None, *, follow: bool = False
) -> bytes:
    """The page with the listening script before its last </body>, or at its end. `mark` of the page; `turn`, `edit` of
    the board before it was looked up; `said` of its item, as far as it is known; `follow`: leave it for what is saved.
    """
    facts = f'data-mark="{mark}" data-turn="{turn}" data-edit="{edit}"' + (" data-follow" if follow else "")
    facts += f' data-said="{escape(json.dumps(said, ensure_ascii=False))}"' if said else ""
    script = f'<script src="{SCRIPT}" {facts}></script>'.encode()
    end = page.lower().rfind(b"</body")
    return page[:end] + script + page[end:] if end >= 0 else page + script
