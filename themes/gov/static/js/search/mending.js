// What a reader may have meant: the same rules as pipeline/search/mending.py.
// `load(key)` gives a promise of a node, `readingsOf(characters)` one of how each of them may be read, as sets.

import { once } from "./offers.js";

export const LONGEST_MENDED = 12;
export const MOST_MEANT = 3;
const SURE = 4;
const SAME_SOUND = 1, OTHER = 2, LENGTH_OR_ORDER = 3, NO_SLIP = 9;
const MOST_APART = 3, MOST_STARTS = 6;
const WORDS = new Set(["word", "column", "authority"]);
const common = (one, other) => [...one].some((reading) => other.has(reading));
const likeliestFirst = (found) => [...found].sort(([, a], [, b]) => a[0] - b[0] || a[1] - b[1]).map(([text]) => text);

/** Offers that sound like what was typed; `begun`: also words that go on after it. */
export async function sameSound(load, readings, begun) {
  if (readings.length < 2) return [];
  const fits = ({ length }, { why }) => length === readings.length || (begun && why !== "title" && length > readings.length);
  return once(await heard(load, readings)).filter((offer) => {
    const spoken = offer.typed.split(" ").filter(Boolean);
    return fits(spoken, offer) && readings.every((known, place) => known.has(spoken[place]));
  });
}

async function heard(load, readings) {
  const starts = [...readings[0]].sort().flatMap((first) => [...readings[1]].sort().map((second) => first + second)).slice(0, MOST_STARTS);
  const found = [];
  for (const key of new Set(starts.map((start) => start.slice(0, 2)))) {
    const node = await load(`~${key}`);
    found.push(...node.offers);
    const longer = starts.filter((start) => node.more && start.startsWith(key) && start.length >= 4).map((start) => start.slice(0, 4));
    for (const further of new Set(longer)) found.push(...(await load(`~${further}`)).offers);
  }
  return found;
}

/** Words of the site that differ by a slip, the likeliest first; pieces of titles where those are likelier. */
export async function mended(typed, load, readingsOf) {
  const words = await wordsLike(typed, load, readingsOf);
  const pieces = await piecesLike(typed, load, readingsOf);
  const best = Math.min(NO_SLIP, ...[...words.values()].map(([slip]) => slip));
  for (const [piece, [slip]] of pieces) if (slip < best && !words.has(piece)) words.set(piece, [slip, 0]);
  return likeliestFirst(words);
}

async function wordsLike(typed, load, readingsOf) {
  const found = new Map();
  for (const key of [`<${typed[0]}`, `>${typed.at(-1)}`]) {
    for (const offer of (await load(key)).offers) {
      const slip = await slipOf(typed, offer.characters, readingsOf);
      if (slip < NO_SLIP && !found.has(offer.text)) found.set(offer.text, [slip, 0]);
    }
  }
  return found;
}

async function piecesLike(typed, load, readingsOf) {
  const found = new Map();
  for (const before of typed.length >= 3 ? [0, typed.length - 2] : []) {
    for (const piece of await beside(load, typed.slice(before, before + 2), before, typed.length)) {
      const slip = await slipOf(typed, piece, readingsOf);
      const inner = piece[0] === typed[0] && piece.at(-1) === typed.at(-1);
      const text = piece.join("");
      if ((slip === SAME_SOUND || (slip === OTHER && inner && typed.length >= SURE)) && !found.has(text)) found.set(text, [slip, 0]);
    }
  }
  return found;
}

function find(characters, pair, from = 0) {
  for (let at = from; at < characters.length - 1; at++) if (characters[at] === pair[0] && characters[at + 1] === pair[1]) return at;
  return -1;
}

/** Pieces of `length` characters of what has the pair after `before` others. */
async function beside(load, pair, before, length) {
  const found = [];
  for (const { why, characters } of (await load(pair.join(""))).offers) {
    for (let at = why === "number" ? -1 : find(characters, pair); at >= 0; at = find(characters, pair, at + 1)) {
      if (at >= before && at - before + length <= characters.length) found.push(characters.slice(at - before, at - before + length));
    }
  }
  return found;
}

/** How likely it is that the one was typed for the other. */
async function slipOf(typed, word, readingsOf) {
  const same = typed.length === word.length;
  if ((same && typed.every((character, place) => character === word[place])) || Math.abs(typed.length - word.length) > 1 || word.length < 2) return NO_SLIP;
  if (!same) return typed.length < word.length ? lengthSlip(typed, word) : lengthSlip(word, typed);
  const apart = [...typed.keys()].filter((place) => typed[place] !== word[place]);
  if (apart.length <= MOST_APART && await alike(apart, typed, word, readingsOf)) return SAME_SOUND;
  if (typed.length < 3) return NO_SLIP;
  const swapped = apart.length === 2 && apart[1] === apart[0] + 1 && typed[apart[0]] === word[apart[1]] && typed[apart[1]] === word[apart[0]];
  if (swapped) return LENGTH_OR_ORDER;
  return apart.length === 1 ? OTHER : NO_SLIP;
}

async function alike(places, typed, word, readingsOf) {
  for (const place of places) {
    const [one, other] = await readingsOf([typed[place], word[place]]);
    if (!common(one, other)) return false;
  }
  return true;
}

function lengthSlip(shorter, longer) {
  if (shorter.length < 3) return NO_SLIP;
  let at = 0;
  while (at < shorter.length && shorter[at] === longer[at]) at++;
  return shorter.slice(at).every((character, place) => character === longer[at + 1 + place]) ? LENGTH_OR_ORDER : NO_SLIP;
}

/** The query with one word in it mended, or four characters of a title that sound the same; the likeliest first. */
export async function within(typed, load, readingsOf) {
  const found = new Map();
  for (let place = 0; place < typed.length - 1; place++) {
    for (const [start, word, isWord] of await windows(load, typed.slice(place, place + 2), place)) {
      if (start < 0 || start + word.length > typed.length || word.length >= typed.length) continue;
      const slip = await slipOf(typed.slice(start, start + word.length), word, readingsOf);
      if (slip !== SAME_SOUND && !(slip === OTHER && isWord && word.length >= SURE)) continue;
      const text = [...typed.slice(0, start), ...word, ...typed.slice(start + word.length)].join("");
      if (!found.has(text)) found.set(text, [slip, -word.length]);
    }
  }
  return likeliestFirst(found);
}

async function windows(load, pair, place) {
  const { offers } = await load(pair.join(""));
  const words = offers.filter(({ why, characters }) => WORDS.has(why) && characters.length >= 3 && characters.length <= LONGEST_MENDED);
  const found = words.map(({ characters }) => [place - find(characters, pair), characters, true]);
  for (const before of [0, SURE - 2]) {
    for (const piece of await beside(load, pair, before, SURE)) found.push([place - before, piece, false]);
  }
  return found;
}
