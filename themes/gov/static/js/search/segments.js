// Base and delta read as one row of documents, newest first. A *place* is a document's position in that row.

import { asJson, head, Trouble } from "./files.js";
import { crc32 } from "./scoring.js";

const NOBODY = [[], []];
const hex = (number) => number.toString(16);
const whole = (bytes) => bytes;

class Segment {
  /** `placed`: id -> place, null where they are the same; `gone`: a byte for each id that no longer counts, or null. */
  constructor(files, facts) {
    Object.assign(this, { files, facts, placed: null, gone: null, all: null });
  }

  /** A small segment's files stand in one. `version` keeps apart what has changed while the segment stayed. */
  async keep(name, make, version) {
    const path = `${this.facts.id}/${name}.bin${version ? `?${version}` : ""}`;
    if (!this.facts.packed || /^[dn]\//.test(name)) return this.files.keep(path, make);
    const [places, bytes] = this.all || await this.files.keep(`${this.facts.id}/all.bin`, allOf);
    const [start, length] = places[name] || [];
    if (start === undefined) throw new Trouble("missing", path);
    return make(bytes.subarray(start, start + length));
  }

  /** Live documents that have the term: { places, weights }. */
  async postings(term) {
    if (!this.facts.shards) return this.decoded(0);
    const { terms, bytes } = await this.keep(`t/${hex(crc32(term) % this.facts.shards)}`, shardOf);
    const [having, start] = terms.get(term) || [0, 0];
    if (start >= 0) return this.decoded(having, bytes, start);
    const name = Array.from(new TextEncoder().encode(term), (byte) => hex(byte).padStart(2, "0")).join("");
    return this.decoded(having, await this.keep(`o/${name}`, whole), 0);
  }

  decoded(having, bytes, at) {
    const places = new Uint32Array(having), weights = new Uint8Array(having);
    let id = 0;
    for (let number = 0; number < having; number++) {
      let byte, shift = 0, gap = 0;
      do {
        byte = bytes[at++];
        gap |= (byte & 127) << shift;
        shift += 7;
      } while (byte > 127);
      places[number] = id += gap;
    }
    if (at + having > (bytes?.length || 0) || id >= Math.max(1, this.facts.documents)) throw new Trouble("damaged", this.facts.id);
    weights.set(bytes ? bytes.subarray(at, at + having) : []);
    return this.live(places, weights);
  }

  live(ids, weights) {
    let kept = 0;
    for (let number = 0; number < ids.length; number++) {
      if (this.gone?.[ids[number]]) continue;
      ids[kept] = this.placed ? this.placed[ids[number]] : ids[number];
      weights[kept++] = weights[number];
    }
    return { places: ids.subarray(0, kept), weights: weights.subarray(0, kept) };
  }

  /** [places by number, places by title] of a key. */
  async keyed(key) {
    if (!this.facts.keys) return NOBODY;
    const shard = this.facts.keyed || await this.keep(`k/${hex(crc32(key) % this.facts.keys)}`, asJson, this.facts.revision);
    const found = Object.hasOwn(shard, key) ? shard[key] : NOBODY;
    return found.map((ids) => ids.filter((id) => !this.gone?.[id]).map((id) => (this.placed ? this.placed[id] : id)));
  }

  /** { p, t, n, d, c, a, k, x }, or null for one taken away since. */
  async document(id) {
    const block = await this.keep(`d/${hex(id >> 1)}`, asJson, this.facts.revision);
    return block[id & 1] || null;
  }

  /** What a document has beside its text, when it was found by this number; null when too many have that. */
  async card(id, key) {
    const cards = await this.keep(`n/${hex(crc32(key) % this.facts.keys)}`, asJson, this.facts.revision);
    return Object.hasOwn(cards, id) ? cards[id] : null;
  }

  /** Lists of values, and for each id the number of its list. */
  facet(name) {
    if (!(name in this.facts.facets)) return { lists: [[]], codes: new Uint8Array(this.facts.documents) };
    return this.keep(`f/${name}`, (bytes) => {
      const [lists, start] = head(bytes);
      const codes = lists.length > 255 ? shorts(bytes, start) : bytes.subarray(start);
      if (codes.length < this.facts.documents) throw new RangeError(name);
      return { lists, codes };
    }, this.facts.facets[name]);
  }

  days() {
    return this.facts.documents ? this.keep("f/day", (bytes) => shorts(bytes, 0)) : [];
  }
}

function allOf(bytes) {
  const [places, start] = head(bytes);
  return [places, bytes.subarray(start)];
}

function shorts(bytes, start) {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  return Uint16Array.from({ length: view.byteLength >> 1 }, (_, number) => view.getUint16(2 * number, true));
}

/** terms: term -> [documents having it, where its postings begin; -1: in a file of their own]. */
function shardOf(bytes) {
  let [entries, start] = head(bytes);
  const terms = new Map();
  for (const [term, having, length] of entries) {
    terms.set(term, [having, length ? start : -1]);
    start += length;
  }
  if (start > bytes.length) throw new RangeError("shard");
  return { terms, bytes };
}

export class Row {
  /** `length` counts places, those of gone documents too; `documents` the live ones. */
  constructor(files, manifest) {
    this.documents = manifest.documents;
    this.base = new Segment(files, manifest.base);
    this.delta = manifest.delta ? new Segment(files, manifest.delta) : null;
    this.segments = this.delta ? [this.base, this.delta] : [this.base];
    this.length = this.segments.reduce((sum, { facts }) => sum + facts.documents, 0);
    this.owners = null;
  }

  static async open(files, manifest) {
    const row = new Row(files, manifest);
    if (row.delta) row.arrange(row.delta.facts.order || await row.delta.keep("order", asJson));
    return row;
  }

  arrange({ gone, before }) {
    const { base, delta } = this;
    base.gone = new Uint8Array(base.facts.documents);
    for (const id of gone) base.gone[id] = 1;
    base.placed = new Uint32Array(base.facts.documents);
    delta.placed = Uint32Array.from(before, (newer, id) => newer + id);
    this.owners = new Int32Array(this.length);
    for (let id = 0, newer = 0; id < base.facts.documents; id++) {
      while (newer < before.length && before[newer] <= id) newer++;
      base.placed[id] = id + newer;
      this.owners[id + newer] = id;
    }
    delta.placed.forEach((place, id) => { this.owners[place] = ~id; });
  }

  async postings(term) {
    return Promise.all(this.segments.map((segment) => segment.postings(term)));
  }

  /** Places by number and by title, newest first. */
  async keyed(key) {
    const found = await Promise.all(this.segments.map((segment) => segment.keyed(key)));
    return [0, 1].map((which) => found.flatMap((one) => one[which]).sort((a, b) => a - b));
  }

  /** How common terms are; with it comes what a small delta holds, if it is that of this row. */
  async sketch(words) {
    const { manifest, sketch, delta } = await words();
    if (this.delta && delta.length && manifest.delta?.id === this.delta.facts.id) this.delta.all = allOf(delta);
    return sketch;
  }

  /** `key`: of the number it was found by, or "". */
  async document(place, key) {
    const owner = this.owners ? this.owners[place] : place;
    const [segment, id] = owner < 0 ? [this.delta, ~owner] : [this.base, owner];
    return (key && await segment.card(id, key)) || segment.document(id);
  }

  /** `lists` of values and `codes` place -> list. The years of a segment stand in the manifest: its documents are sorted by day. */
  async facet(name) {
    const parts = await Promise.all(this.segments.map((segment) => (name === "year" && years(segment.facts)) || segment.facet(name)));
    if (parts.length === 1) return parts[0];
    const lists = parts.flatMap((part) => part.lists);
    return { lists, codes: this.joined(parts.map(({ codes }) => codes), [0, parts[0].lists.length]) };
  }

  /** Place -> days since 1900-01-01. */
  async days() {
    const parts = await Promise.all(this.segments.map((segment) => segment.days()));
    return parts.length === 1 ? parts[0] : this.joined(parts, [0, 0]);
  }

  joined(parts, plus) {
    const all = new Uint16Array(this.length);
    this.segments.forEach(({ placed }, which) => {
      for (let id = 0; id < placed.length; id++) all[placed[id]] = parts[which][id] + plus[which];
    });
    return all;
  }
}

function years({ years, documents }) {
  if (!years) return null;
  const codes = new Uint8Array(documents);
  let start = 0;
  years.forEach(([, count], code) => codes.fill(code, start, start += count));
  return { lists: years.map(([year]) => [year]), codes };
}
