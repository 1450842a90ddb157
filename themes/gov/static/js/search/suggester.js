// What is offered for what a reader has typed: the same rules as pipeline/search/suggest.py.

import { key as keyOf } from "./analysis.js";
import { LONGEST_MENDED, mended, MOST_MEANT, sameSound, within } from "./mending.js";
import { addressOf, DEEPER, fileName, INDEX, LONGEST_QUERY, nodesOf, NOTHING, numberKeys, once, SOUNDS, soundsLike } from "./offers.js";

const MOST = 10;
const FIRST = [["synonym", 3], ["word", 4], ["column", 2], ["authority", 2]];
const NUMBERS_SOUGHT = 5;
const SHORTEST_MENDED = 3;
const LETTERS = /^[a-z]+$/;
const HAN = /[\u3400-\u9fff\u{20000}-\u{3ffff}]/u;
const always = async () => true;

export class Suggester {
  /** `read(name)` gives a promise of what a file of suggestions holds, null for one that is not there. */
  constructor(read) {
    Object.assign(this, { read, index: null, files: new Map(), tables: new Map(), known: new Map() });
    this.load = (key) => this.node(key);
    this.readings = (characters) => this.readingsOf(characters);
  }

  /** At most ten { text, why, url }. `mend()`: whether it is time to look for misspellings, which takes several files. */
  async suggest(text, mend = always) {
    const typed = this.typed(text);
    if (!typed.length) return text.trim() ? [] : (await this.hot()).map((word) => ({ text: word, why: "hot", url: "" }));
    const whole = typed.join("");
    const found = chosen(await this.having(typed), whole);
    let offered = found.map((offer) => ({ text: offer.text, why: offer.why, url: addressOf(offer) }));
    if (LETTERS.test(whole)) {
      offered.push(...(await this.pronounced(whole)).map((offer) => ({ text: offer.text, why: "pinyin", url: addressOf(offer) })));
    } else if (!offered.length && typed.length >= SHORTEST_MENDED && await mend()) {
      offered = (await this.meant(typed, true)).map((word) => ({ text: word, why: "spelling", url: "" }));
    }
    return offered.filter((one, place) => offered.findIndex(({ text: same }) => same === one.text) === place).slice(0, MOST);
  }

  /** What may have been meant, the likeliest first; three at most. */
  async corrections(text) {
    const typed = this.typed(text);
    const whole = typed.join("");
    if (typed.length < 2 || typed.length > LONGEST_MENDED || !HAN.test(whole)) return [];
    if ((await this.node(`<${typed[0]}`)).offers.some((offer) => offer.typed === whole)) return [];
    const meant = await this.meant(typed, false);
    return meant.length ? meant : (await within(typed, this.load, this.readings)).slice(0, MOST_MEANT);
  }

  async hot() {
    return (await this.opened()).hot || [];
  }

  /** Its letters and numbers, folded, as characters. */
  typed(text) {
    return [...keyOf([...text].slice(0, 4 * LONGEST_QUERY).join(""))].slice(0, LONGEST_QUERY);
  }

  opened() {
    this.index ||= this.read(INDEX).then((index) => index || {});
    return this.index;
  }

  async node(key) {
    const { files } = await this.opened();
    if (!files) return NOTHING;
    const name = fileName(key, files);
    if (!this.files.has(name)) this.files.set(name, this.read(name).then((file) => (file ? nodesOf(file) : new Map())));
    return (await this.files.get(name)).get(key) || NOTHING;
  }

  /** How each may be read; the table of rarer characters is read only for one that is not in the other. */
  readingsOf(characters) {
    return Promise.all(characters.map((character) => {
      if (!this.known.has(character)) this.known.set(character, this.reading(character));
      return this.known.get(character);
    }));
  }

  async reading(character) {
    for (const name of SOUNDS) {
      if (!this.tables.has(name)) this.tables.set(name, this.read(name).then((table) => Object.entries(table || {})));
      const found = (await this.tables.get(name)).filter(([, characters]) => characters.includes(character));
      if (found.length) return new Set(found.map(([syllable]) => syllable));
    }
    return new Set();
  }

  async having(typed) {
    const whole = typed.join("");
    const found = [];
    for (const key of numberKeys(whole)) {
      const { more, offers } = await this.node(key);
      found.push(...offers);
      if (!more) break;
    }
    let node = await this.node(typed.slice(0, 2).join(""));
    found.push(...node.offers);
    for (const length of DEEPER) {
      if (typed.length < length || !node.more) break;
      node = await this.node(typed.slice(0, length).join(""));
      found.push(...node.offers);
    }
    return once(found).filter((offer) => offer.typed.includes(whole));
  }

  async pronounced(letters) {
    const node = await this.node(`~${letters.slice(0, 2)}`);
    const found = [...node.offers];
    if (node.more && letters.length >= 4) found.push(...(await this.node(`~${letters.slice(0, 4)}`)).offers);
    return arranged(once(found).filter((offer) => soundsLike(offer.typed.split(" "), letters)), []);
  }

  async meant(typed, begun) {
    const whole = typed.join("");
    if (typed.length > LONGEST_MENDED || !HAN.test(whole)) return [];
    const readings = await this.readingsOf(typed);
    const heard = readings.every(({ size }) => size) ? await sameSound(this.load, readings, begun) : [];
    const meant = heard.map((offer) => (offer.why === "synonym" ? offer.target : offer.text));
    meant.push(...await mended(typed, this.load, this.readings));
    return [...new Set(meant)].filter((text) => keyOf(text) !== whole).slice(0, MOST_MEANT);
  }
}

/** What is exactly that; then some of each kind, what begins so before what has it inside. */
function chosen(offers, typed) {
  const begins = (offer) => offer.typed.startsWith(typed);
  const found = [...offers.filter(begins), ...offers.filter((offer) => !begins(offer))];
  const exact = found.filter((offer) => offer.typed === typed && offer.why !== "word");
  const long = [...typed].length > 1;
  const rest = found.filter((offer) => offer.typed !== typed && (long || offer.why !== "synonym"));
  const first = /[0-9]/.test(typed) ? rest.filter(({ why }) => why === "number").slice(0, NUMBERS_SOUGHT) : [];
  return [...exact, ...first, ...arranged(rest, first)];
}

/** Some of each kind, then titles, then the rest. */
function arranged(offers, already) {
  const some = FIRST.flatMap(([kind, most]) => offers.filter(({ why }) => why === kind).slice(0, most));
  const titles = offers.filter(({ why }) => why === "title");
  return [...new Set([...some, ...titles, ...offers])].filter((offer) => !already.includes(offer));
}
