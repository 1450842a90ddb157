// What may be offered to a reader who types, and under which keys it lies: the same rules as pipeline/search/offers.py.

import { key as keyOf } from "./analysis.js";
import { crc32 } from "./scoring.js";

export const INDEX = "index.json";
export const SOUNDS = ["sounds-0.bin", "sounds-1.bin"];
export const DEEPER = [4, 8, 12, 16];
export const LONGEST_QUERY = 64;
const NUMBER_STEPS = [0, 1, 2, 3, 4, 5];
const SHORTEST_NUMBER = 5;
const WHY = { s: "synonym", w: "word", c: "column", a: "authority", n: "number", t: "title" };
const ADDRESSES = {
  column: (target) => `/${target}/`,
  authority: (target) => `/jigou/${target}/`,
  number: (target) => `/${target}.html`,
  title: (target) => `/${target}.html`,
};
export const NOTHING = { more: false, offers: [] };

export const fileName = (key, files) => `${(crc32(key) % files).toString(16)}.bin`;
export const addressOf = ({ why, target }) => (ADDRESSES[why] ? ADDRESSES[why](target) : "");

/** Of a number, or of the beginning of one; none when it does not reach to the end of a year. */
export function numberKeys(typed) {
  const found = /^((?:[0-9a-z]{18}|[0-9]{9}|.*?[^0-9a-z])(?:19|20)[0-9]{2})([0-9]*)/u.exec(typed);
  if (!found || [...found[1]].length < SHORTEST_NUMBER) return [];
  return NUMBER_STEPS.filter((step) => found[2].length >= step).map((step) => `#${found[1]}${found[2].slice(0, step)}`);
}

/** Whether `letters` are beginnings of the first syllables, one after another: zwgk, zhengwu, zhwugk. */
export function soundsLike(syllables, letters) {
  let reached = new Set([0]);
  for (const syllable of syllables) {
    const further = new Set();
    for (const start of reached) {
      for (let length = 1; length <= syllable.length && start + length <= letters.length; length++) {
        if (!letters.startsWith(syllable.slice(0, length), start)) break;
        further.add(start + length);
      }
    }
    if (further.has(letters.length)) return true;
    reached = further;
  }
  return false;
}

/** A file as read -> key -> { more, offers }; an offer is { why, text, target, typed, characters }. */
export function nodesOf(file) {
  const offers = file.entries.map(([letter, text, target, typed]) => ({ why: WHY[letter], text, target, typed: typed ?? keyOf(text) }));
  for (const offer of offers) offer.characters = [...offer.typed];
  return new Map(Object.entries(file.nodes).map(([key, [more, ...numbers]]) => [key, { more: Boolean(more), offers: numbers.map((number) => offers[number]) }]));
}

/** Each offer once, where it comes first. */
export function once(offers) {
  const found = new Map();
  for (const offer of offers) {
    const name = [offer.why, offer.text, offer.target, offer.typed].join("\n");
    if (!found.has(name)) found.set(name, offer);
  }
  return [...found.values()];
}
