// What is put on the page: elements of text. Nothing that was read is ever taken for markup.

import { mark } from "./excerpt.js";

const LABELS = { column: "栏目", authority: "机关", kind: "类别", year: "年份", validity: "效力", topic: "主题" };
const FIRST_VALUES = 10;
let tongue = (text) => text;

/** How every text is told from now on. */
export const speak = (convert) => { tongue = convert; };

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "aria-label") made.setAttribute(key, tongue(value));
    else if (key in made && key !== "list" && key !== "translate") made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  return tell(made, ...children);
}

/** Put texts and elements in the place of what is there. */
export function tell(place, ...children) {
  const there = children.filter((child) => child !== null && child !== undefined && child !== "");
  place.replaceChildren(...there.map((child) => (typeof child === "string" && place.translate ? tongue(child) : child)));
  return place;
}

/** Words of a reader's own, which may run from right to left. */
export const own = (text) => element("bdi", {}, text);

const marks = (pieces) => pieces.map(([text, marked]) => (marked ? element("mark", {}, text) : text));

export const label = (facet) => LABELS[facet];

/** What a value of a facet is called. */
export function valueName(names, facet, value) {
  const known = names[facet];
  return (known && Object.hasOwn(known, value) && known[value]) || (facet === "year" ? `${value}年` : value);
}

export const pageAddress = (root, path) => `${root}${path.split("/").map(encodeURIComponent).join("/")}.html`;

/** One that was found. `sought`: folded words, and terms, to be marked in its title. */
export function row(hit, { root, names, words, terms, graded }) {
  const inTitle = mark(hit.title, words);
  const title = inTitle.some(([, marked]) => marked) ? inTitle : mark(hit.title, terms);
  const about = [valueName(names, "column", hit.column), valueName(names, "authority", hit.authority)].filter(Boolean);
  return element("li", { className: "found" },
    element("h3", {}, element("a", { href: pageAddress(root, hit.path) }, ...marks(title))),
    hit.excerpt.length ? element("p", { className: "found-text" }, ...marks(hit.excerpt)) : null,
    element("p", { className: "found-about" },
      graded && !hit.exact ? element("span", { className: "mark mark-past" }, "近似") : null,
      ...about.map((text) => element("span", {}, text)),
      ...hit.numbers.map((text) => element("span", { translate: "no" }, text)),
      element("time", { dateTime: hit.published_at.slice(0, 10) }, hit.published_at.slice(0, 10))));
}

/** By relevance, full matches and near ones under a heading each; by time, in one list. */
export function groups(hits, sorted, context) {
  const list = (found) => element("ol", { className: "finds" }, ...found.map((hit) => row(hit, context)));
  if (sorted === "date") return [element("h2", { className: "unseen" }, "搜索结果"), list(hits)];
  return [["完全匹配", true], ["近似", false]].flatMap(([title, exact]) => {
    const found = hits.filter((hit) => hit.exact === exact);
    return found.length ? [element("h2", { className: "group-title" }, title), list(found)] : [];
  });
}

export function choice(text, href, current) {
  return element("a", { href, "aria-current": current ? "true" : null }, text);
}

export function pager(page, last, hrefOf) {
  if (last < 2) return [];
  const numbers = [...new Set([1, page - 2, page - 1, page, page + 1, page + 2, last])].filter((number) => number >= 1 && number <= last);
  const steps = numbers.flatMap((number, at) => [
    at && number - numbers[at - 1] > 1 ? element("li", { className: "gap", "aria-hidden": "true" }, "…") : null,
    element("li", {}, element("a", { href: hrefOf(number), "aria-label": `第${number}页`, "aria-current": number === page ? "page" : null }, String(number))),
  ]);
  const step = (text, number, rel) => (number >= 1 && number <= last ? element("li", {}, element("a", { href: hrefOf(number), rel }, text)) : null);
  return [element("ul", {}, ...[step("上一页", page - 1, "prev"), ...steps, step("下一页", page + 1, "next")].filter(Boolean))];
}

/** Values of a facet, those chosen first, then by number of texts; `years` by year. */
export function values(facet, counts, chosen, names, hrefOf) {
  const all = [...new Map([...chosen.map((value) => [value, 0]), ...Object.entries(counts)])];
  const order = facet === "year" ? ([a], [b]) => (a < b ? 1 : -1) : ([, a], [, b]) => b - a;
  all.sort((a, b) => (chosen.includes(b[0]) - chosen.includes(a[0])) || order(a, b));
  const item = ([value, count], at) => element("li", { hidden: at >= FIRST_VALUES && !chosen.includes(value) },
    element("a", { href: hrefOf(value), "data-key": `${facet} ${value}`, "aria-current": chosen.includes(value) ? "true" : null },
      element("span", {}, valueName(names, facet, value)), " ", element("span", { className: "count" }, String(count))));
  if (!all.length) return [element("p", { className: "note" }, "没有可选的内容")];
  const list = element("ul", { className: "facet-values" }, ...all.map(item));
  if (all.length <= FIRST_VALUES) return [list];
  const more = element("button", { type: "button", className: "choice" }, `全部 ${all.length} 项`);
  more.addEventListener("click", () => {
    for (const hidden of list.querySelectorAll("[hidden]")) hidden.hidden = false;
    list.children[FIRST_VALUES].querySelector("a").focus();
    more.remove();
  });
  return [list, more];
}
