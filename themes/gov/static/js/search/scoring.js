// The arithmetic of relevance in whole numbers: what a query needs of pipeline/search/scoring.py.

const BUCKETS = 1 << 16;
export const RAREST = 3;
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

export function crc32(text) {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) sum = (sum >>> 8) ^ REMAINDERS[(sum ^ byte) & 255];
  return (sum ^ 0xffffffff) >>> 0;
}

export const idf = (documents, having) => Math.floor(Math.log(1 + (documents - having + 0.5) / (having + 0.5)) * 1024 + 0.5);

export const bucket = (term) => crc32(term) % BUCKETS;

/** How common a term is, 0 to 15, by the sketch of the index. */
export function common(sketch, term) {
  const at = bucket(term);
  return sketch[at >> 1] >> (at & 1 ? 4 : 0) & 15;
}

/** How common half of all buckets are at most: a term that is no commoner may be none at all. */
export function usual(sketch) {
  const counts = new Uint32Array(16);
  for (const byte of sketch) {
    counts[byte & 15]++;
    counts[byte >> 4]++;
  }
  let seen = 0;
  return counts.findIndex((count) => 2 * (seen += count) >= BUCKETS);
}

/** What is fetched of each alternative: its rarest term, then the rarest of all the rest until there are three. */
export function rarest(alternatives, sketch) {
  const order = alternatives.map((terms) => terms.map((term) => [common(sketch, term), term]).sort(([a], [b]) => a - b));
  const chosen = order.map((terms) => new Set(terms.slice(0, 1).map(([, term]) => term)));
  const room = RAREST - new Set(chosen.flatMap((terms) => [...terms])).size;
  const rest = order.flatMap((terms, number) => terms.slice(1).map(([how, term]) => [how, number, term]));
  for (const [, number, term] of rest.sort(([a], [b]) => a - b).slice(0, Math.max(0, room))) chosen[number].add(term);
  return alternatives.map((terms, number) => terms.filter((term) => chosen[number].has(term)));
}
