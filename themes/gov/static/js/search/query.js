// What a reader typed -> what is asked of the index: the same rules as pipeline/search/query.py. Whatever is typed is text.

import { askedTerms, fold, hasRun, key, split } from "./analysis.js";
import { RAREST, common, rarest, usual } from "./scoring.js";

export const LONGEST = 64;
const MOST_TERMS = 16;
const MOST_FETCHED = 4;
const SEAM = 6;

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
  const kept = affordable(query.groups, sketch);
  const chosen = rarest(kept.flat().map(({ must }) => must), sketch).values();
  const groups = kept.map((wordings) => wordings.map(() => ({ must: chosen.next().value, also: [] })));
  const musts = (asked) => JSON.stringify(asked.map((wordings) => wordings.map(({ must }) => must)));
  return { groups, whole: musts(groups) === musts(query.groups) };
}

/** As many groups as can be fetched at a term a wording, the rarest first, one at least. */
function affordable(groups, sketch) {
  const rarity = (wordings) => Math.max(...wordings.map(({ must }) => rarestOf(must, sketch)[0]));
  const kept = new Set();
  let room = MOST_FETCHED;
  for (const [, wordings] of groups.map((wordings) => [rarity(wordings), wordings]).sort(([a], [b]) => a - b)) {
    if (kept.size && wordings.length > room) continue;
    kept.add(wordings);
    room -= wordings.length;
  }
  return groups.filter((wordings) => kept.has(wordings));
}

/** [how common, term] of the rarest, the first of such. */
const rarestOf = (terms, sketch) => terms.map((term) => [common(sketch, term), term]).reduce((least, one) => (one[0] < least[0] ? one : least));

export const termsOf = (groups) => [...new Set(groups.flat().flatMap(({ must, also }) => [...must, ...also]))];

/** A term without which no text meets a plan that is not whole, or "". */
export function probe({ groups, whole }, sketch) {
  const single = whole ? [] : groups.filter((wordings) => wordings.length === 1);
  return single.length ? single.map(([{ must }]) => rarestOf(must, sketch)).reduce((least, one) => (one[0] < least[0] ? one : least))[1] : "";
}

/** For a query that no text meets: its units. `tried`: what was fetched in vain, the probe alone or all of the plan. */
export function relaxed(query, sketch, tried) {
  const all = units(query.groups, needsSketch(query) ? sketch : null);
  if (!needsSketch(query)) return all;
  const known = new Set(tried), vain = new Set(tried.length === 1 ? tried : []);
  const musts = (place) => all[place].flatMap(({ must }) => must);
  let room = MOST_FETCHED - (likeNumber(query.key) ? 1 : 0) - known.size;
  const kept = new Set([...all.keys()].filter((place) => musts(place).every((term) => known.has(term) && !vain.has(term))));
  const least = usual(sketch);
  const order = all.map((unit, place) => [...worth(unit, sketch, least), place]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , place]) => place);
  for (const apart of [true, false]) {
    for (const place of order) {
      const fresh = new Set(musts(place).filter((term) => !known.has(term)));
      if (kept.has(place) || !fresh.size || fresh.size > room || (apart && (kept.has(place - 1) || kept.has(place + 1)))) continue;
      kept.add(place);
      for (const term of fresh) known.add(term);
      room -= fresh.size;
    }
  }
  return all.filter((_, place) => kept.has(place));
}

function units(groups, sketch) {
  return distinct(groups.flatMap((wordings) => {
    if (wordings.length === 1) return wordings[0].must.map((term) => [{ must: [term], also: [] }]);
    return [sketch ? wordings.map(({ must }) => ({ must: [rarestOf(must, sketch)[1]], also: [] })) : wordings];
  }));
}

/** [0 for what is whole, 1 for a word, 2 for a seam between words, 3 for what may be in no text; how common it is]: the least is worth most. */
function worth(unit, sketch, least) {
  if (unit.length > 1) return [0, 0];
  const [term] = unit[0].must;
  const how = common(sketch, term);
  if (how <= least) return [3, -how];
  return [Math.min(...[...term].map((character) => common(sketch, character))) >= how + SEAM ? 2 : 1, how];
}

/** Whether it is looked up as a number before it is looked for in texts. */
export const likeNumber = (key) => /[0-9]/.test(key) && (key.endsWith("号") || /^[\x00-\x7f]*$/.test(key));

/** Whether a text that was typed, whatever the words of the site, is worth more than the manifest to begin with. */
export function isLong(text) {
  const query = parse(text, null);
  return termsOf(query.groups).length > RAREST && !(likeNumber(query.key) && needsSketch(query));
}
