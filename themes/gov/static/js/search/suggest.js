// Offers something while a reader types: a combobox with a list, by the pattern of ARIA. Only text is ever written.

import { fold } from "./analysis.js";
import { canUnpack, asJson, Files } from "./files.js";
import { INDEX } from "./offers.js";
import { simple, tongueOf, TRADITIONAL } from "./spelling.js";
import { Suggester } from "./suggester.js";

const PAUSE = 60, LONG_PAUSE = 300;
const LABELS = {
  title: "", word: "", column: "栏目", authority: "机关", number: "文号", synonym: "规范用语", pinyin: "", spelling: "您要找的是不是", hot: "热门搜索",
};
const suggesters = new Map();
let lists = 0;

/** One for each site, however many boxes it has. */
function suggesterOf({ root, manifest }) {
  if (!suggesters.has(root)) {
    const files = new Files(`${root}search/`);
    const opening = Promise.resolve(typeof manifest === "function" ? manifest() : manifest);
    suggesters.set(root, new Suggester(reader(files, opening)));
  }
  return suggesters.get(root);
}

/** The index is asked for anew by every page; what it names is kept by the browser under the index's revision. */
function reader(files, opening) {
  let revision = "";
  return async (name) => {
    const folder = (await opening)?.suggest ?? "suggest/";
    if (!folder || !canUnpack()) return null;
    try {
      if (name !== INDEX) return await files.keep(`${folder}${name}?${revision}`, asJson);
      const index = await files.read(folder + name, asJson, "no-cache");
      revision = index.revision;
      return index;
    } catch {
      return null;
    }
  };
}

/** What may have been meant, for a page that found nothing: texts, the likeliest first. */
export const corrections = (text, place) => suggesterOf(place).corrections(text);

/** What editors think is sought most. */
export const hotWords = (place) => suggesterOf(place).hot();

/** `onChoose(text)` is called for a text to be searched for; what has a page of its own is gone to. */
export function attach(input, { root, manifest, onChoose }) {
  return new Box(input, { root, onChoose, suggester: suggesterOf({ root, manifest }) });
}

class Box {
  constructor(input, { root, onChoose, suggester }) {
    Object.assign(this, { input, root, onChoose, suggester, turn: 0, offered: [], at: -1, typed: "", tongue: (text) => text });
    this.list = this.made("ul", "offers", { role: "listbox", id: `offers-${++lists}`, "aria-label": "搜索建议", hidden: "" });
    this.status = this.made("span", "unseen", { role: "status" });
    input.after(this.list, this.status);
    input.parentElement.classList.add("has-offers");
    const marks = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id, autocomplete: "off" };
    for (const [name, value] of Object.entries(marks)) input.setAttribute(name, value);
    this.listen();
    // Somebody may have been quicker than the script.
    if (document.activeElement === input) this.ask();
  }

  made(name, className, attributes) {
    const element = document.createElement(name);
    element.className = className;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  listen() {
    const { input, list } = this;
    input.addEventListener("input", (event) => { if (!event.isComposing) this.ask(); });
    input.addEventListener("compositionend", () => this.ask());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("focus", () => { if (!input.value) this.ask(); });
    input.addEventListener("click", () => { if (!this.open) this.ask(); });
    input.addEventListener("blur", () => this.close());
    input.form?.addEventListener("submit", () => this.close());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...list.children].indexOf(option));
    });
  }

  get open() {
    return !this.list.hidden;
  }

  /** The latest question alone is answered; misspellings are looked for when the reader pauses. */
  async ask() {
    const turn = ++this.turn;
    const current = () => turn === this.turn && document.activeElement === this.input;
    const pause = (time) => new Promise((done) => setTimeout(() => done(current()), time));
    if (!await pause(PAUSE)) return;
    const text = this.input.value;
    const found = await this.offers(text, () => pause(LONG_PAUSE));
    if (current() && this.input.value === text) this.show(found, text);
  }

  async offers(text, mend) {
    const found = await this.suggester.suggest(await simple(text, this.root), mend);
    this.tongue = await tongueOf(this.root);
    return found.map((one) => ({ ...one, text: this.tongue(one.text) }));
  }

  show(offered, text) {
    Object.assign(this, { offered, at: -1, typed: text });
    this.list.replaceChildren(...offered.map((one, place) => this.option(one, place)));
    this.list.hidden = !offered.length;
    this.input.setAttribute("aria-expanded", String(this.open));
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = offered.length ? this.tongue(`有 ${offered.length} 条建议，按上下方向键选择。`) : "";
  }

  option({ text, why }, place) {
    const option = this.made("li", "offer", { role: "option", id: `${this.list.id}-${place}`, "aria-selected": "false" });
    const words = this.made("span", "offer-text", {});
    words.append(...this.marked(text));
    option.append(words);
    if (LABELS[why]) {
      const kind = this.made("span", "offer-kind", {});
      kind.textContent = this.tongue(LABELS[why]);
      option.append(kind);
    }
    return option;
  }

  /** The part that was typed stands out less than what it would become. */
  marked(text) {
    const typed = this.tongue(this.typed.trim());
    const at = typed ? fold(text).indexOf(fold(typed)) : -1;
    if (at < 0 || fold(text).length !== text.length || fold(typed).length !== typed.length) return [text];
    const part = document.createElement("b");
    part.textContent = text.slice(at, at + typed.length);
    return [text.slice(0, at), part, text.slice(at + typed.length)];
  }

  pressed(event) {
    if (event.isComposing) return;
    const last = this.offered.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.open) this.ask();
      else if (!event.altKey) this.move(event.key === "ArrowDown" ? (this.at >= last ? -1 : this.at + 1) : (this.at < 0 ? last : this.at - 1));
      else if (event.key === "ArrowUp") this.close();
    } else if (event.key === "Enter" && this.open && this.at >= 0) {
      event.preventDefault();
      this.choose(this.at);
    } else if (event.key === "Escape" && this.open) {
      // The first Escape closes the list and leaves what was typed; the browser clears the box at the second.
      event.preventDefault();
      if (this.at >= 0) this.input.value = this.typed;
      this.close();
    }
  }

  /** -1: back in the box, with what was typed. A list that one goes through is no longer exchanged. */
  move(at) {
    this.turn++;
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = at;
    this.input.value = at < 0 ? this.typed : this.offered[at].text;
    if (at < 0) return this.input.removeAttribute("aria-activedescendant");
    const option = this.list.children[at];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  choose(place) {
    const { text, url } = this.offered[place];
    this.input.value = text;
    this.close();
    if (url) location.assign(this.root + (TRADITIONAL ? "hant/" : "") + encodeURI(url.slice(1)));
    else if (this.onChoose) this.onChoose(text);
    else this.input.form?.requestSubmit();
  }

  close() {
    this.turn++;
    this.list.hidden = true;
    this.at = -1;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
