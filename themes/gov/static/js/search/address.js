// What is asked stands in the address of the page, so that it can be shared, marked and gone back to.

import { LONGEST } from "./query.js";
import { dayNumber, FACETS, LAST_PAGE } from "./static.js";

const MOST_VALUES = 20, LONGEST_VALUE = 100;
/** Marks that turn the direction of writing, beyond the words they stand in. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A query string -> { text, facets, since, until, sort, page, everything }, whatever stands in it. */
export function read(queryString) {
  const parameters = new URLSearchParams(queryString);
  const page = Number.parseInt(parameters.get("p"), 10);
  const values = (name) => [...new Set(parameters.getAll(name))].filter((value) => value && value.length <= LONGEST_VALUE && value.search(TURNING) < 0).slice(0, MOST_VALUES);
  return {
    text: [...(parameters.get("q") || "").replace(TURNING, "")].slice(0, LONGEST).join(""),
    facets: Object.fromEntries(FACETS.map((name) => [name, values(name)]).filter(([, chosen]) => chosen.length)),
    since: day(parameters.get("since")),
    until: day(parameters.get("until")),
    sort: parameters.get("sort") === "date" ? "date" : "relevance",
    page: page >= 1 && page <= LAST_PAGE ? page : 1,
    everything: parameters.get("all") === "1",
  };
}

const day = (text) => (text && dayNumber(text) !== null ? text : "");

/** The query string of a request, the same for the same request; also what the service is asked with. */
export function write({ text, facets, since, until, sort, page, everything }) {
  const parameters = new URLSearchParams({ q: text });
  for (const name of FACETS) for (const value of facets[name] || []) parameters.append(name, value);
  if (since) parameters.set("since", since);
  if (until) parameters.set("until", until);
  if (sort === "date") parameters.set("sort", "date");
  if (everything) parameters.set("all", "1");
  if (page > 1) parameters.set("p", String(page));
  return `?${parameters}`;
}

/** The request with a value of a facet put in, or taken out when it is there; on its first page. */
export function toggled(request, name, value) {
  const chosen = request.facets[name] || [];
  const values = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  const { [name]: _, ...others } = request.facets;
  return { ...request, page: 1, facets: values.length ? { ...others, [name]: values } : others };
}
