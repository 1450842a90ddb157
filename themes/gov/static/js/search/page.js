// The search page: what is asked stands in its address, the answer on it, and the keyboard stays where it was.

import { read, toggled, write } from "./address.js";
import { canUnpack, Trouble } from "./files.js";
import { parse } from "./query.js";
import { Service } from "./service.js";
import { spellings, tongueOf, TRADITIONAL } from "./spelling.js";
import { FACETS, LAST_PAGE, PAGE_SIZE, StaticSearch } from "./static.js";
import { attach, corrections, hotWords } from "./suggest.js";
import * as view from "./view.js";

const { element, own, tell } = view;
const ROOT = new URL("../../../", import.meta.url).href;
const LINKS = TRADITIONAL ? `${ROOT}hant/` : ROOT;
const SLOW = 200;
const TROUBLES = {
  offline: "网络没有回应，暂时无法查找。请检查网络后重试。",
  missing: "没有读到检索文件，网站可能正在更新。请稍后重试。",
  damaged: "读到的检索文件不完整，网站可能正在更新。请稍后重试。",
};
const part = (id) => document.getElementById(id);
const engine = new StaticSearch(ROOT);
const service = new Service();
const title = document.title;
const state = { request: read(location.search), asked: null, answer: null, turn: 0 };

/** The service where there is one and it answers in time, else the index; the answers are the same. */
async function ask(request, wanted) {
  const address = part("search-form").dataset.service;
  const served = address ? await service.search(new URL(address, ROOT).href, request) : null;
  if (served) return { ...served, counted: FACETS };
  if (!canUnpack()) throw new Trouble("old", "");
  return { ...await engine.search(request, wanted), counted: wanted };
}

/** { asked, answer }: of the ways in which the words may be written the first that is met, or met at all. */
async function answered(request, wanted) {
  let best = null;
  for await (const text of spellings(request.text, ROOT)) {
    const asked = { ...request, text };
    const answer = await ask(asked, wanted);
    if (!best || (answer.total && (!best.answer.total || !answer.relaxed))) best = { asked, answer };
    if (answer.total && !answer.relaxed) break;
  }
  return best;
}

const openFacets = () => (part("limits").open ? FACETS.filter((name) => panel(name).open) : []);
const panel = (name) => document.querySelector(`[data-facet="${name}"]`);
const hrefOf = (change) => write({ ...state.request, page: 1, ...change });

/** `focus`: where to be when it is done: "answer", or the place that had it. */
async function search(focus) {
  const turn = ++state.turn;
  const { request } = state;
  const kept = document.activeElement?.dataset?.key;
  showAsked();
  if (!request.text.trim()) return showNothingAsked();
  const slow = setTimeout(() => say("正在查找……"), SLOW);
  part("search-answer").setAttribute("aria-busy", "true");
  try {
    const { asked, answer } = await answered(request, openFacets());
    const open = await engine.open();
    if (turn !== state.turn) return;
    Object.assign(state, { asked, answer });
    showAnswer(answer, open, asked.text);
  } catch (trouble) {
    if (turn === state.turn) showTrouble(trouble);
  } finally {
    clearTimeout(slow);
    if (turn === state.turn) part("search-answer").removeAttribute("aria-busy");
  }
  if (turn === state.turn) place(focus, kept);
}

function place(focus, kept) {
  if (focus === "answer") {
    part("search-status").focus({ preventScroll: true });
    part("search-form").scrollIntoView();
  } else if (kept && document.activeElement === document.body) {
    (document.querySelector(`[data-key="${CSS.escape(kept)}"]`) || part("search-status")).focus({ preventScroll: true });
  }
}

const say = (...told) => tell(part("search-status"), ...told);

function showAsked() {
  const { text } = state.request;
  for (const input of [part("query"), part("header-query")]) if (input && input !== document.activeElement) input.value = text;
  document.title = text ? `${text} - ${title}` : title;
}

function showNothingAsked() {
  state.answer = null;
  part("search-answer").hidden = true;
  part("search-notes").replaceChildren();
  say("");
  offer();
}

function showTrouble(trouble) {
  part("search-answer").hidden = true;
  say("");
  if (trouble.kind === "old") {
    part("search-old").hidden = false;
    return;
  }
  const again = element("button", { type: "button", className: "button" }, "重试");
  again.addEventListener("click", () => search("answer"));
  const text = TROUBLES[trouble.kind] || "查找时出了差错。请稍后重试。";
  part("search-notes").replaceChildren(element("div", { className: "notice notice-amended", role: "alert" },
    element("p", {}, text, "也可以按", element("a", { href: "#directory" }, "下面的栏目"), "查找。"), element("p", { className: "action" }, again)));
}

function showAnswer(answer, { names, lexicon }, text) {
  const { request } = state;
  const query = parse(text, lexicon);
  const context = { root: LINKS, names, words: query.words, terms: query.terms, graded: request.sort === "date" };
  say(...told(answer, query));
  part("search-notes").replaceChildren(...notes(answer, query));
  part("search-results").replaceChildren(...view.groups(answer.hits, request.sort, context));
  part("search-hot").hidden = true;
  if (query.groups.length && (!answer.total || answer.relaxed)) offer();
  const filtered = chosenOf(names).length > 0;
  part("search-answer").hidden = !answer.total && !filtered;
  showSort(answer);
  showChosen(names);
  showPanels(answer, names);
  const last = Math.min(LAST_PAGE, Math.ceil(answer.total / PAGE_SIZE));
  const pages = view.pager(request.page, last, (page) => hrefOf({ page }));
  part("search-pager").replaceChildren(...pages);
  part("search-pager").hidden = !pages.length;
}

function told({ total, approximate, hits }, { groups, text }) {
  if (!groups.length) return ["请输入要查找的字词。"];
  if (!total) return ["没有找到与“", own(text), "”有关的信息。"];
  const last = Math.min(LAST_PAGE, Math.ceil(total / PAGE_SIZE));
  const page = state.request.page > 1 ? `第 ${state.request.page} 页，共 ${last} 页。` : "";
  if (!hits.length) return [`找到${approximate ? "约" : ""} ${total} 条，但没有第 ${state.request.page} 页。`];
  return [`找到${approximate ? "约" : ""} ${total} 条与“`, own(text), `”有关的信息。${page}`];
}

/** What a reader should know of how the answer came about. */
function notes({ hits, total, approximate, narrowed, relaxed }, { text }) {
  const said = [];
  if (narrowed) said.push(["以上面的号码查找，只列出文号或索引号相符的信息。", element("a", { href: hrefOf({ everything: true }), "data-key": "note" }, "在全部内容中查找“", own(text), "”")]);
  if (approximate && total <= PAGE_SIZE && hits.length && !hits.some(({ exact }) => exact)) said.push(["没有内容与所搜字词完全相同，以下是近似的内容。"]);
  if (relaxed && total) said.push(["没有内容含有全部所搜的字词，以下内容含有其中的一部分。"]);
  if (total > LAST_PAGE * PAGE_SIZE) said.push([`只能翻到前 ${LAST_PAGE * PAGE_SIZE} 条。增加字词或使用筛选，可以缩小范围。`]);
  if (!total) said.push(["可以换个说法、减少字词，或按下面的栏目查找。"]);
  return said.map((words) => element("p", { className: "notice" }, ...words));
}

const hints = async () => ({ root: ROOT, manifest: (await engine.open()).manifest });
const linkTo = (word) => element("a", { href: write({ text: word, facets: {} }) }, own(word));

/** Where there is nothing, or not quite what was asked: words that are meant perhaps, and those many ask for. */
async function offer() {
  const { turn, answer, asked } = state;
  try {
    const from = await hints();
    const [meant, hot] = await Promise.all([answer ? corrections(asked.text, from) : [], answer?.total ? [] : hotWords(from)]);
    if (turn !== state.turn) return;
    if (meant.length) part("search-notes").prepend(element("p", { className: "notice" }, "您要找的是不是：", ...meant.flatMap((word) => [linkTo(word), " "])));
    part("search-hot").querySelector("ul").replaceChildren(...hot.map((word) => element("li", {}, linkTo(word))));
    part("search-hot").hidden = !hot.length;
  } catch {
    part("search-hot").hidden = true;
  }
}

function showSort({ total }) {
  const one = (text, sort) => {
    const link = view.choice(text, hrefOf({ sort }), state.request.sort === sort);
    link.dataset.key = `sort ${sort}`;
    return element("li", {}, link);
  };
  part("search-sort").replaceChildren(one("按相关度", "relevance"), one("按时间", "date"));
  part("search-sort").parentElement.hidden = total < 2;
}

/** [name, request without it] of each condition that is set. */
function chosenOf(names) {
  const { request } = state;
  const { facets, since, until } = request;
  const chosen = FACETS.flatMap((name) => (facets[name] || []).map((value) =>
    [`${view.label(name)}：${view.valueName(names, name, value)}`, toggled(request, name, value)]));
  if (since || until) chosen.push([`发布时间：${since || "最早"} 至 ${until || "最近"}`, { ...request, page: 1, since: "", until: "" }]);
  return chosen;
}

function showChosen(names) {
  const chosen = chosenOf(names);
  const all = { ...state.request, page: 1, facets: {}, since: "", until: "" };
  const chip = (text, without, key, said) => element("li", {}, element("a", { href: write(without), "data-key": key, "aria-label": said }, text));
  part("search-chosen").replaceChildren(
    ...chosen.map(([text, without]) => chip(`${text} ×`, without, `chosen ${text}`, `取消条件 ${text}`)),
    ...(chosen.length > 1 ? [chip("全部取消", all, "chosen all", "取消全部条件")] : []));
  part("search-chosen").hidden = !chosen.length;
}

function showPanels(answer, names) {
  for (const name of FACETS) {
    const details = panel(name), chosen = state.request.facets[name] || [];
    tell(details.querySelector("summary"), view.label(name) + (chosen.length ? `（已选 ${chosen.length}）` : ""));
    if (!answer.counted.includes(name)) {
      details.querySelector("div").replaceChildren();
      continue;
    }
    const links = view.values(name, answer.facets[name] || {}, chosen, names, (value) => write(toggled(state.request, name, value)));
    details.querySelector("div").replaceChildren(...links);
  }
  showTime();
}

function showTime() {
  const { since, until } = state.request;
  const now = new Date();
  const before = (years, months) => {
    const day = new Date(now.getFullYear() - years, now.getMonth() - months, 1);
    day.setDate(Math.min(now.getDate(), new Date(day.getFullYear(), day.getMonth() + 1, 0).getDate()));
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((number) => String(number).padStart(2, "0")).join("-");
  };
  const spans = [["不限", ""], ["近一月", before(0, 1)], ["近一年", before(1, 0)]];
  part("search-spans").replaceChildren(...spans.map(([text, from]) =>
    element("li", {}, element("a", { href: hrefOf({ since: from, until: "" }), "data-key": `span ${text}`, "aria-current": !until && since === from ? "true" : null }, text))));
  part("search-since").value = since;
  part("search-until").value = until;
  tell(panel("time").querySelector("summary"), `发布时间${since || until ? "（已选）" : ""}`);
}

/** Counts are fetched when they are looked at, not before. */
async function opened() {
  const { answer, asked, turn } = state;
  const wanted = answer ? openFacets().filter((name) => !answer.counted.includes(name)) : [];
  if (!wanted.length) return;
  const told = (text) => wanted.forEach((name) => panel(name).querySelector("div").replaceChildren(element("p", { className: "note" }, text)));
  told("正在统计……");
  try {
    const { facets, counted } = await ask(asked, wanted);
    const { names } = await engine.open();
    if (turn !== state.turn) return;
    const before = state.answer;
    state.answer = { ...before, facets: { ...before.facets, ...facets }, counted: [...before.counted, ...counted] };
    showPanels(state.answer, names);
  } catch {
    if (turn === state.turn) told("暂时无法统计。");
  }
}

function go(address, focus) {
  remember();
  if (address !== location.search) history.pushState({ top: 0 }, "", address);
  state.request = read(location.search);
  search(focus);
}

const back = (left) => { if (left) scrollTo({ top: left.top || 0, behavior: "instant" }); };
const remember = () => history.replaceState({ top: scrollY }, "");

function follow(event) {
  const link = event.target.closest?.("a[href^='?']");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const stays = link.closest(".limits, .answer-bar");
  go(link.getAttribute("href"), stays ? "" : "answer");
}

function ready() {
  document.querySelector("main").addEventListener("click", follow);
  part("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    go(write({ text: read(`?${new URLSearchParams({ q: part("query").value })}`).text, facets: {} }), "answer");
  });
  part("search-days").addEventListener("submit", (event) => {
    event.preventDefault();
    const [since, until] = [part("search-since").value, part("search-until").value].map((day) => day || "");
    go(hrefOf(since && until && since > until ? { since: until, until: since } : { since, until }), "");
  });
  for (const name of FACETS) panel(name).addEventListener("toggle", opened);
  part("limits").addEventListener("toggle", opened);
  history.scrollRestoration = "manual";
  addEventListener("pagehide", remember);
  addEventListener("popstate", async ({ state: left }) => {
    state.request = read(location.search);
    await search("");
    back(left);
  });
}

/** Suggestions are a help; the page does without them. The header's box has them from here: js/site.js leaves it alone. */
async function suggest() {
  const from = await hints();
  if (part("header-query")) attach(part("header-query"), from);
  attach(part("query"), { ...from, onChoose: (text) => go(write({ text, facets: {} }), "answer") });
}

ready();
part("limits").open = panel("year").open = matchMedia("(min-width: 52rem)").matches;
tongueOf(ROOT).then(view.speak).then(() => search("")).then(() => back(history.state)).then(suggest).catch(() => {});
