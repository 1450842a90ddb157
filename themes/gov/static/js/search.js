// Filters the list of titles in the reader's browser. Only textContent is written, and only paths of this site are linked.
"use strict";

const STEP = 20;
const words = (new URLSearchParams(location.search).get("q") || "").slice(0, 60).trim();
const terms = fold(words).split(/\s+/).filter(Boolean);
const state = { ranked: [], found: [], column: "", shown: STEP, searching: false };
const part = (id) => document.getElementById(id);

/** Full-width letters and brackets are read as their ordinary forms, so a number is found however it was typed. */
function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[〔【\[(]/g, "(").replace(/[〕】\])]/g, ")");
}

function rank(entry) {
  const title = fold(entry.t), numbers = fold(String(entry.n || ""));
  if (!terms.every((term) => title.includes(term) || numbers.includes(term))) return 0;
  const whole = terms.join(" ");
  if (numbers.split(/\s+/).includes(whole) || title === whole) return 3;
  return title.includes(whole) ? 2 : 1;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** The title with the words sought marked; where folding changes the length, the title is left plain. */
function marked(title) {
  const line = element("a");
  const folded = fold(title);
  const term = terms.find((one) => folded.includes(one));
  if (!term || folded.length !== title.length) {
    line.textContent = title;
    return line;
  }
  const at = folded.indexOf(term);
  line.append(title.slice(0, at), element("mark", title.slice(at, at + term.length)), title.slice(at + term.length));
  return line;
}

function row(entry) {
  const item = element("li");
  const link = marked(entry.t);
  link.href = entry.u;
  item.append(link, " ", element("span", [entry.c, entry.n].flat().filter(Boolean).join("　"), "number"), " ", element("time", entry.d));
  return item;
}

function show() {
  const chosen = state.found.filter((entry) => !state.column || entry.c === state.column);
  part("search-results").replaceChildren(...chosen.slice(0, state.shown).map(row));
  part("search-more").hidden = chosen.length <= state.shown;
  const found = chosen.length ? `找到 ${chosen.length} 条标题、文号或索引号中含有“${words}”的信息` : `没有找到标题、文号或索引号中含有“${words}”的信息`;
  const next = state.searching ? "，还在查找更早的信息……" : chosen.length ? "。" : "，请换一个词，或按栏目和目录查找。";
  part("search-status").textContent = found + next;
}

function offerColumns() {
  const counts = new Map();
  for (const entry of state.found) counts.set(entry.c, (counts.get(entry.c) || 0) + 1);
  if (counts.size < 2) return;
  const list = part("search-columns");
  const choices = [["", state.found.length], ...[...counts].sort((a, b) => b[1] - a[1]).slice(0, 12)];
  list.replaceChildren(...choices.map(([name, total]) => {
    const button = element("button", `${name || "全部"} ${total}`, "choice");
    button.type = "button";
    button.setAttribute("aria-pressed", String(name === ""));
    button.addEventListener("click", () => {
      for (const other of list.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
      Object.assign(state, { column: name, shown: STEP });
      show();
    });
    const item = element("li");
    item.append(button);
    return item;
  }));
  list.hidden = false;
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** One list a year, the newest first, so that what is sought most shows before the oldest has come. */
async function search() {
  part("query").value = words;
  part("header-query").value = words;
  if (!terms.length) return;
  part("search-status").textContent = "正在查找……";
  state.searching = true;
  for (const address of (await read("/search/titles.json")).parts) {
    const entries = await read(address);
    const found = entries.filter((entry) => /^\/(?!\/)/.test(entry.u)).map((entry) => [rank(entry), entry]).filter(([score]) => score);
    state.ranked = [...state.ranked, ...found].sort(([a, x], [b, y]) => b - a || (x.d < y.d ? 1 : x.d > y.d ? -1 : 0));
    state.found = state.ranked.map(([, entry]) => entry);
    show();
  }
  state.searching = false;
  offerColumns();
  show();
}

part("search-more").addEventListener("click", () => { state.shown += STEP; show(); });
search().catch(() => { part("search-status").textContent = "暂时无法读取标题列表，请按栏目或公开目录查找。"; });
