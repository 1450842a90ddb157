// The piece of a text that answers a query: the same rules as pipeline/search/excerpt.py.

import { fold, split } from "./analysis.js";

const BEFORE = 24, LONGEST = 110;
const ALONE = new Map();

/** One character folded; nearly all text is Han, which folds to itself. */
function foldCharacter(character) {
  const code = character.charCodeAt(0);
  if (code >= 0x4e00 && code <= 0x9fff) return character;
  let part = ALONE.get(character);
  if (part === undefined) ALONE.set(character, part = fold(character));
  return part;
}

/** Folded character by character, and for each unit of it the place among `characters` it came from. */
function folded(characters) {
  let text = "";
  const places = [];
  for (let place = 0; place < characters.length; place++) {
    const part = foldCharacter(characters[place]);
    text += part;
    for (let unit = 0; unit < part.length; unit++) places.push(place);
  }
  return [text, places];
}

export function isFull(words, ...texts) {
  const all = texts.map(fold);
  return words.length > 0 && words.every((word) => all.some((text) => text.includes(word)));
}

/** Pieces [text, marked]: around the first whole word, else around the first term, else the beginning. */
export function excerpt(text, words, terms) {
  const plain = [...split(text).join(" ")];
  const [folds, places] = folded(plain);
  let sought = words.filter((word) => folds.includes(word));
  if (!sought.length) sought = terms.filter((term) => folds.includes(term));
  if (!sought.length) return begun(plain);
  const start = Math.max(0, places[Math.min(...sought.map((word) => folds.indexOf(word)))] - BEFORE);
  const pieces = mark(plain.slice(start, start + LONGEST).join(""), sought);
  if (start) pieces.unshift(["…", false]);
  if (start + LONGEST < plain.length) pieces.push(["…", false]);
  return pieces;
}

export const beginning = (text) => begun([...split(text).join(" ")]);

const begun = (plain) => (plain.length ? [[plain.slice(0, LONGEST).join("") + (plain.length > LONGEST ? "…" : ""), false]] : []);

/** `text` in pieces [text, marked]; `sought` are folded. */
export function mark(text, sought) {
  const characters = [...text];
  const [folds, places] = folded(characters);
  const marked = new Uint8Array(characters.length);
  for (const word of sought) {
    for (let at = folds.indexOf(word); word && at >= 0; at = folds.indexOf(word, at + 1)) {
      marked.fill(1, places[at], places[at + word.length - 1] + 1);
    }
  }
  const pieces = [];
  for (let start = 0, end = 1; end <= characters.length; end++) {
    if (end < characters.length && marked[end] === marked[start]) continue;
    pieces.push([characters.slice(start, end).join(""), Boolean(marked[start])]);
    start = end;
  }
  return pieces;
}
