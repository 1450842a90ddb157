// The search service, where the site has one. It answers as the index would; whoever cannot reach it asks the index.

import { write } from "./address.js";

const PATIENCE = 800;
const REST = 60000;

export class Service {
  constructor() {
    this.resting = 0;
  }

  /** The Answer, or null: none came in time, or none that can be used. After a failure it is left alone for a minute. */
  async search(address, request) {
    if (performance.now() < this.resting) return null;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(address + write(request), { signal: stop.signal, headers: { Accept: "application/json" }, credentials: "omit" });
      if (!answer.ok) throw new Error(String(answer.status));
      return checked(await answer.json());
    } catch {
      this.resting = performance.now() + REST;
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}

const texts = (...values) => values.every((value) => typeof value === "string");

function checked(answer) {
  const { hits, total, facets } = answer;
  const good = Number.isInteger(total) && Array.isArray(hits) && facets && typeof facets === "object"
    && hits.every((hit) => texts(hit.path, hit.title, hit.published_at, hit.column, hit.authority, hit.kind)
      && Array.isArray(hit.numbers) && Array.isArray(hit.excerpt) && hit.excerpt.every((piece) => texts(piece[0])));
  if (!good) throw new Error("not an answer");
  return answer;
}
