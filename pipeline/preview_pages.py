"""What the preview shows beside the site: the listening script with the bar, sources by line, and what waits."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

SCRIPT = "/_preview/listen.js"
STATES = {"draft": "草稿", "scheduled": "定时发布", "not-proactive": "不主动公开"}
"""Why no reader sees an item; see `plugins/instant.py`."""

# Styles are set through the DOM, because the pages' own policy forbids inline ones.
LISTENER = """\
(() => {
  const given = new URL(document.currentScript.src).searchParams;
  let [shown, edit] = [Number(given.get("build")), Number(given.get("edit"))];
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
  const said = { page: "", site: "" };
  function show() {
    summary.textContent = [said.page, said.site].filter(Boolean).join("；");
    if (summary.textContent) document.body.append(bar); else bar.remove();
  }
  function tell(item) {
    const count = item.findings.length;
    const parts = [item.label && `${item.label}，公众看不到`, count && `本页 ${count} 处提示（点开查看）`];
    said.page = parts.filter(Boolean).join("，");
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
  const address = `/_preview/item?page=${encodeURIComponent(here)}`;
  const ask = () => fetch(address).then((answer) => answer.json()).then(tell).catch(() => {});
  ask();
  new EventSource("/_preview/events").onmessage = (event) => {
    const state = JSON.parse(event.data);
    if (state.page === here && state.edit > edit) {
      if (state.remade) { location.reload(); return; }
      edit = state.edit;
      ask();
    }
    if (state.built > shown && !state.same.includes(here)) { location.reload(); return; }
    shown = Math.max(shown, state.built);
    said.site = state.summary;
    lines.textContent = state.report;
    show();
  };
})();
"""


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
    return page("未公开的条目", f"<h1>草稿和定时发布的条目</h1><ul>{rows or '<li>没有</li>'}</ul>")


def with_listener(page: bytes, built: int, edit: int) -> bytes:
    """The page with the listening script before its last </body>, or at its end."""
    script = f'<script src="{SCRIPT}?build={built}&amp;edit={edit}"></script>'.encode()
    end = page.lower().rfind(b"</body")
    return page[:end] + script + page[end:] if end >= 0 else page + script
