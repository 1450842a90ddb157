// The contract of pipeline/search/backend.py, answered in the reader's browser from the files of the index.

import { beginning, excerpt, isFull } from "./excerpt.js";
import { Files } from "./files.js";
import { isLong, needsSketch, parse, plan, probe, relaxed, termsOf } from "./query.js";
import { idf } from "./scoring.js";
import { Row } from "./segments.js";

export const FACETS = ["column", "authority", "kind", "year", "validity", "topic"];
export const PAGE_SIZE = 10;
export const LAST_PAGE = 100;
const EMPTY = { hits: [], total: 0, approximate: false, relaxed: false, narrowed: false, facets: {} };
const FIRST_DAY = Date.UTC(1900, 0, 1);
const DAY = 86400000;
/** A score and a place in one number: places below SPAN, scores below FIRST / SPAN. */
const SPAN = 2 ** 20, FIRST = 2 ** 50;
const pageOf = ({ page }) => page ?? 1;

export class StaticSearch {
  /** `root`: absolute address of the site, with a slash at its end. */
  constructor(root) {
    this.files = new Files(`${root}search/`);
    this.forget();
  }

  forget() {
    this.opening = this.words = null;
  }

  /** { manifest, names, lexicon }, read once. `text`: what is going to be sought, which may save a request. */
  open(text = "") {
    return this.opening ||= this.kept("opening", this.opened(isLong(text)));
  }

  async opened(long) {
    const { manifest } = long ? await this.sketched() : await this.files.entry(false);
    return { manifest, names: manifest.names || {}, lexicon: manifest.lexicon || {} };
  }

  /** { manifest, sketch, delta }, read once. */
  sketched() {
    return this.words ||= this.kept("words", this.files.entry(true));
  }

  /** What failed is asked for again the next time. */
  kept(name, reading) {
    reading.catch(() => { if (this[name] === reading) this[name] = null; });
    return reading;
  }

  /** `request`: { text, facets, since, until, sort, page, everything }; `wanted`: facets to be counted. -> the Answer. */
  async search(request, wanted = []) {
    try {
      return await this.answered(request, wanted);
    } catch (trouble) {
      if (!["missing", "damaged"].includes(trouble.kind) || /(manifest|words)\./.test(trouble.message)) throw trouble;
      // A newer release has been switched in since the manifest was read.
      this.forget();
      return this.answered(request, wanted);
    }
  }

  async answered(request, wanted) {
    const started = performance.now();
    const open = await this.open(request.text);
    const query = parse(request.text, open.lexicon);
    const shown = pageOf(request);
    if (!query.groups.length || shown < 1 || shown > LAST_PAGE) return { ...EMPTY, took: performance.now() - started };
    const row = await Row.open(this.files, open.manifest);
    const sketch = () => row.sketch(() => this.sketched());
    if (this.words) await sketch();
    const [found, answer] = await new Finding(row, query, request, sketch).found();
    answer.facets = await found.counted(wanted);
    answer.hits = await hits(row, found, query, request, answer.narrowed);
    return { ...answer, took: performance.now() - started };
  }
}

/** Days since 1900-01-01; null for what is no day. */
export function dayNumber(day) {
  const moment = /^\d{4}-\d\d-\d\d$/.test(day) ? new Date(`${day}T00:00:00Z`) : null;
  return moment?.toJSON?.()?.slice(0, 10) === day ? (moment - FIRST_DAY) / DAY : null;
}

class Finding {
  constructor(row, query, request, sketch) {
    Object.assign(this, { row, query, request, readSketch: sketch, fetched: new Map() });
  }

  /** [Found, Answer without hits and facets]. What has no digit is hardly a number, so its terms need not wait. */
  async found() {
    const { row, query, request } = this;
    const limits = Limits.of(row, request);
    const ahead = /[0-9]/.test(query.key) ? null : this.planned();
    for (const later of [limits, ahead]) later?.catch(() => {});
    const [numbered, titled] = await row.keyed(query.key);
    const told = async (first, [places, scores], said) => {
      const found = new Found(row, await limits, first, places, scores);
      return [found, { ...EMPTY, ...said, total: found.places.length }];
    };
    if (numbered.length && !request.everything) return told(new Set(numbered), [numbered, null], { narrowed: true });
    const first = new Set([...numbered, ...titled]);
    const { groups, whole, lists } = await (ahead || this.planned());
    const met = lists ? this.met(groups, groups.length, first, lists) : [[...first].sort((a, b) => a - b), null];
    if (met[0].length) return told(first, met, { approximate: !whole });
    return told(first, await this.relaxed(), { relaxed: true });
  }

  /** `lists` is null when no text has a term that all must have. */
  async planned() {
    const sketch = this.sketch = needsSketch(this.query) ? await this.readSketch() : null;
    const planned = plan(this.query, sketch);
    const start = probe(planned, sketch);
    if (start && !(await this.list(start)).some(({ places }) => places.length)) return { ...planned, lists: null };
    return { ...planned, lists: await this.lists(planned.groups) };
  }

  async relaxed() {
    const units = relaxed(this.query, this.sketch, [...this.fetched.keys()]);
    const lists = await this.lists(units);
    for (let least = (units.length + 1) >> 1; least > 0; least--) {
      const met = this.met(units, least, new Set(), lists);
      if (met[0].length) return met;
    }
    return [[], null];
  }

  /** The postings of a term, by segment. */
  list(term) {
    if (!this.fetched.has(term)) this.fetched.set(term, this.row.postings(term));
    return this.fetched.get(term);
  }

  /** Term -> its postings. */
  async lists(groups) {
    return new Map(await Promise.all(termsOf(groups).map(async (term) => [term, await this.list(term)])));
  }

  /** Places that meet `least` of the groups or are `first`, ascending; and a score for each place. */
  met(groups, least, first, lists) {
    const { length, documents } = this.row;
    const scores = new Float64Array(length), met = new Uint8Array(length);
    for (const postings of lists.values()) {
      const worth = idf(documents, postings.reduce((sum, { places }) => sum + places.length, 0));
      for (const { places, weights } of postings) {
        for (let at = 0; at < places.length; at++) scores[places[at]] += worth * weights[at];
      }
    }
    for (const wordings of groups) add(met, wordings.map(({ must }) => having(length, must.map((term) => lists.get(term)))));
    const places = [];
    for (let place = 0; place < length; place++) if (met[place] >= least || first.has(place)) places.push(place);
    return [places, scores];
  }
}

/** One for each place that has all the terms. */
function having(length, terms) {
  const counts = new Uint8Array(length);
  for (const postings of terms) for (const { places } of postings) for (let at = 0; at < places.length; at++) counts[places[at]]++;
  const needed = terms.length;
  for (let place = 0; place < length; place++) counts[place] = counts[place] === needed ? 1 : 0;
  return counts;
}

function add(met, wordings) {
  for (let place = 0; place < met.length; place++) if (wordings.some((one) => one[place])) met[place]++;
}

/** What facets and days let through. */
class Limits {
  static async of(row, { facets = {}, since = "", until = "" }) {
    const limits = new Limits();
    const chosen = FACETS.filter((name) => facets[name]?.length);
    limits.facets = await Promise.all(chosen.map(async (name) => {
      const { lists, codes } = await row.facet(name);
      return { name, codes, passes: lists.map((values) => values.some((value) => facets[name].includes(value))) };
    }));
    if (dayNumber(since) !== null || dayNumber(until) !== null) {
      Object.assign(limits, { days: await row.days(), since: dayNumber(since) ?? 0, until: dayNumber(until) ?? Infinity });
    }
    return limits;
  }

  inTime(place) {
    return !this.days || (this.days[place] >= this.since && this.days[place] <= this.until);
  }

  /** Facets that do not let it through: none "", one its name, more "*". */
  failing(place) {
    let failing = "";
    for (const { name, codes, passes } of this.facets) if (!passes[codes[place]]) failing = failing ? "*" : name;
    return failing;
  }
}

/** `first`: looked up by number or title; `candidates` ascending. */
class Found {
  constructor(row, limits, first, candidates, scores) {
    Object.assign(this, { row, first, scores });
    this.inTime = limits.days ? candidates.filter((place) => limits.inTime(place)) : candidates;
    this.failing = limits.facets.length ? this.inTime.map((place) => limits.failing(place)) : null;
    this.places = this.failing ? this.inTime.filter((_, at) => !this.failing[at]) : this.inTime;
  }

  /** Facet -> value -> texts among the found, one facet heeding only the others. */
  async counted(names) {
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await this.count(name)])));
  }

  async count(name) {
    const { lists, codes } = await this.row.facet(name);
    const sums = new Uint32Array(lists.length);
    this.inTime.forEach((place, at) => {
      if (!this.failing?.[at] || this.failing[at] === name) sums[codes[place]]++;
    });
    const counts = new Map();
    lists.forEach((values, code) => { if (sums[code]) for (const value of values) counts.set(value, (counts.get(value) || 0) + sums[code]); });
    return Object.fromEntries(counts);
  }

  /** Places of one page. Places are newest first already. */
  page(request) {
    const end = pageOf(request) * PAGE_SIZE;
    if (request.sort === "date" || !this.scores) return this.places.slice(end - PAGE_SIZE, end);
    const worth = (place) => (this.first.has(place) ? FIRST : this.scores[place] * SPAN) - place;
    const sorted = Float64Array.from(this.places, (place) => -worth(place)).sort();
    return Array.from(sorted.subarray(end - PAGE_SIZE, end), (value) => (value + FIRST) % SPAN);
  }
}

async function hits(row, found, query, request, narrowed) {
  const shown = await Promise.all(found.page(request).map(async (place) => {
    const document = await row.document(place, narrowed ? query.key : "");
    return document && hit(document, found.first.has(place), query, narrowed);
  }));
  const there = shown.filter(Boolean);
  return request.sort === "date" ? there : [...there.filter(({ exact }) => exact), ...there.filter(({ exact }) => !exact)];
}

function hit({ p, t, n, d, c, a, k, x }, first, { words, terms }, narrowed) {
  return {
    path: p, title: t, numbers: n, published_at: d, column: c, authority: a, kind: k,
    exact: first || isFull(words, t, x), excerpt: narrowed ? beginning(x) : excerpt(x, words, terms),
  };
}
