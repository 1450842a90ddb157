// What a text is found by: the same rule as pipeline/search/analysis.py, which states it. tests/search/golden.json holds both to it.

const RUN = /[\p{L}\p{N}\u{20000}-\u{3ffff}]+/gu;
const ANY = new RegExp(RUN.source, "u");
const INVISIBLE = /[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u{e0000}-\u{e0fff}]+/gu;
const WHOLE = /[a-z0-9]{3,}/g;
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

export const fold = (text) => text.replace(INVISIBLE, "").normalize("NFKC").toLowerCase().replaceAll("\u03c2", "\u03c3");
export const runs = (text) => fold(text).match(RUN) || [];
export const key = (text) => runs(text).join("");
export const hasRun = (text) => ANY.test(text);
/** At white space, the same characters as Python's. */
export const split = (text) => text.split(SPACE).filter(Boolean);

function pairs(characters) {
  const found = [];
  for (let at = 1; at < characters.length; at++) found.push(characters[at - 1] + characters[at]);
  return found;
}

/** Of a query: terms a text must have, and terms that speak for it when it has them; each once, in order. */
export function askedTerms(text) {
  const must = new Set(), whole = new Set();
  for (const run of runs(text)) {
    const characters = [...run];
    for (const term of characters.length === 1 ? characters : pairs(characters)) must.add(term);
    for (const term of run.match(WHOLE) || []) whole.add(term);
  }
  return [[...must], [...whole]];
}
