// What a reader typed -> what is asked of the index: the same rules as pipeline/search/query.py. Whatever is typed is text.

import { askedTerms, fold, hasRun, key, split } from "./analysis.js";
import { RAREST, common, rarest } from "./scoring.js";

export const LONGEST = 64;
const MOST_TERMS = 16;
const MOST_UNITS = 10, ENOUGH_UNITS = 4;

/** `lexicon`: { synonyms: {word: [official words]}, fillers: [words] }, all folded. `terms`: what is marked in an excerpt. */
export function parse(text, lexicon) {
  const bounded = [...text].slice(0, 4 * LONGEST).join("");
  const cut = [...split(bounded).join(" ")].slice(0, LONGEST).join("").trimEnd();
  const words = split(fold(cut)).filter(hasRun);
  const synonyms = new Map(Object.entries(lexicon?.synonyms || {}));
  const cuts = [...synonyms.keys(), ...(lexicon?.fillers || [])].filter(Boolean).sort((a, b) => b.length - a.length);
  const groups = words.flatMap((word) => pieces(word, synonyms, cuts).map((piece) => group(piece, synonyms)));
  const asked = bound(distinct(groups));
  return { text: cut, key: key(cut), words, groups: asked, terms: [...new Set(asked.flat().flatMap(({ must }) => must))] };
}

const distinct = (values) => [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];

/** The word cut around what has synonyms, fillers left out; the whole word when nothing would remain. */
function pieces(word, synonyms, cuts) {
  const kept = [];
  let rest = 0, start = 0;
  while (start < word.length) {
    const found = cuts.find((cut) => word.startsWith(cut, start));
    if (!found) {
      start++;
      continue;
    }
    kept.push(word.slice(rest, start), synonyms.has(found) ? found : "");
    rest = start += found.length;
  }
  kept.push(word.slice(rest));
  const left = kept.filter(hasRun);
  return left.length ? left : [word];
}

function group(piece, synonyms) {
  return [...new Set([piece, ...(synonyms.get(piece) || [])])].map((wording) => {
    const [must, also] = askedTerms(wording);
    return { must, also };
  });
}

function bound(groups) {
  let room = MOST_TERMS;
  const bounded = [];
  for (const wordings of groups) {
    const kept = [];
    for (const { must, also } of wordings) {
      if (room <= 0 || !must.length) continue;
      kept.push({ must: must.slice(0, room), also: also.slice(0, 1) });
      room -= kept[kept.length - 1].must.length;
    }
    if (kept.length) bounded.push(kept);
  }
  return bounded;
}

export const needsSketch = (query) => query.groups.flat().reduce((sum, { must }) => sum + must.length, 0) > RAREST;

/** `whole`: nothing that was asked is left out, so that a count is exact. */
export function plan(query, sketch) {
  if (!needsSketch(query)) return { groups: query.groups, whole: true };
  const chosen = rarest(query.groups.flat().map(({ must }) => must), sketch).values();
  const groups = query.groups.map((wordings) => wordings.map(() => ({ must: chosen.next().value, also: [] })));
  const musts = (asked) => JSON.stringify(asked.flat().map(({ must }) => must));
  return { groups, whole: musts(groups) === musts(query.groups) };
}

export const termsOf = (groups) => [...new Set(groups.flat().flatMap(({ must, also }) => [...must, ...also]))];

/** For a query that no text meets: its units, and how many of them a text must meet at least. */
export function relaxed(query, sketch) {
  const units = distinct(query.groups.flatMap((wordings) =>
    wordings.length > 1 ? [wordings] : wordings[0].must.map((term) => [{ must: [term], also: [] }])));
  if (units.length <= MOST_UNITS) return { groups: units, least: (units.length + 1) >> 1 };
  const commonness = new Map(units.map((unit) => [unit, unit.length > 1 ? 0 : common(sketch, unit[0].must[0])]));
  const rare = new Set([...units].sort((a, b) => commonness.get(a) - commonness.get(b)).slice(0, MOST_UNITS));
  return { groups: units.filter((unit) => rare.has(unit)), least: ENOUGH_UNITS };
}
