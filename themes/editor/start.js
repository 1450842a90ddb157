// How the editor reads and writes our files. Every value is text, as the site's own reader has it: 007 stays 007.
// The header as it stood travels with the entry: what was not changed is written back letter by letter, in its place
// and with its comments, so that a reviewer sees what was changed and nothing else.
(() => {
  "use strict";
  const told = document.currentScript.dataset;
  const groups = JSON.parse(told.groups);
  const mappings = JSON.parse(told.mappings);
  const options = { schema: jsyaml.FAILSAFE_SCHEMA };
  const HEADER = "_header";

  const load = (text) => jsyaml.load(text, options);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const parts = (text) => {
    const found = /^\uFEFF?---[ \t]*\r?\n((?:[\s\S]*?\n)?)---[ \t]*(?:\r?\n([\s\S]*))?$/.exec(text);
    if (!found) throw new Error("no header");
    return [found[1].replace(/\r\n/g, "\n"), (found[2] || "").replace(/\r\n/g, "\n")];
  };

  // [{key, value, above, text}]: each key of the first level as it is written, and the comments above it. A header
  // that does not come apart that way, such as one in braces, gives none and is written anew.
  const segments = (header) => {
    const lines = header.split("\n");
    if (!lines[lines.length - 1]) lines.pop();
    const starts = lines.flatMap((line, n) => (/^[^\s#\-\[\]{}'"][^:]*:(?: |$)/.test(line) ? [n] : []));
    const found = [];
    let above = lines.slice(0, starts[0] || 0);
    try {
      starts.forEach((start, n) => {
        const next = n + 1 < starts.length ? starts[n + 1] : lines.length;
        let end = next;
        if (n + 1 < starts.length) while (end > start + 1 && /^(#|\s*$)/.test(lines[end - 1])) end -= 1;
        const text = lines.slice(start, end);
        const [[key, value], ...others] = Object.entries(load(text.join("\n")));
        if (others.length) throw new Error("more than one");
        found.push({ key, value, above, text });
        above = lines.slice(end, next);
      });
      const whole = load(header);
      const right = found.every((one) => same(one.value, whole[one.key]));
      return right && found.length === Object.keys(whole).length ? found : [];
    } catch {
      return [];
    }
  };

  const toForm = (key, value) => {
    if (groups.includes(key) && value && !Array.isArray(value)) return [value];
    if (mappings.includes(key) && value && !Array.isArray(value)) {
      return Object.entries(value).map(([name, text]) => ({ [told.key]: name, [told.value]: text }));
    }
    return value;
  };

  const toFile = (key, value) => {
    if (groups.includes(key) && Array.isArray(value)) return value[0];
    if (mappings.includes(key) && Array.isArray(value)) {
      return Object.fromEntries(value.map((pair) => [pair[told.key], pair[told.value]]));
    }
    return value;
  };

  const empty = (value) =>
    value === null || value === undefined || value === "" || (typeof value === "object" && !Object.keys(value).length);

  const plain = (value) => {
    if (Array.isArray(value)) return value.map(plain).filter((one) => !empty(one));
    if (value && typeof value === "object") {
      const inner = Object.entries(value).map(([key, one]) => [key, plain(one)]);
      return Object.fromEntries(inner.filter(([, one]) => !empty(one)));
    }
    return empty(value) ? "" : String(value).replace(/\r\n/g, "\n");
  };

  const flat = (value) =>
    typeof value !== "object" || Object.values(value).every((one) => typeof one !== "object" && one.length < 60);

  const line = (key, value) => {
    // Texts that our reader takes for nothing, and that a schema of texts alone does not quote.
    if (["null", "Null", "NULL", "~"].includes(value)) return `${key}: "${value}"`;
    const shape = { lineWidth: -1, noRefs: true, flowLevel: flat(value) ? 1 : 2 };
    return jsyaml.dump({ [key]: value }, { ...options, ...shape }).trimEnd();
  };

  // `before` is empty for what was empty in the file too; a list that says "none" stays.
  const header = (fields, before, order) => {
    const left = new Map(Object.entries(fields).map(([key, value]) => [key, plain(toFile(key, value))]));
    const lines = [];
    for (const { key, value, above, text } of before) {
      const now = left.get(key);
      left.delete(key);
      if (same(plain(value), now) || (empty(value) && empty(now))) lines.push(...above, ...text);
      else lines.push(...above, ...(empty(now) ? [] : [line(key, now)]));
    }
    const place = (key) => (order.includes(key) ? order.indexOf(key) : order.length);
    const fresh = [...left.keys()].filter((key) => !empty(left.get(key)));
    fresh.sort((one, other) => place(one) - place(other));
    return [...lines, ...fresh.map((key) => line(key, left.get(key)))];
  };

  CMS.registerCustomFormat(told.format, "md", {
    fromFile(text) {
      const [written, body] = parts(text);
      const fields = load(written) || {};
      if (typeof fields !== "object" || Array.isArray(fields)) throw new Error("no fields");
      const shown = Object.entries(fields).map(([key, value]) => [key, toForm(key, value)]);
      return { ...Object.fromEntries(shown), body, [HEADER]: written };
    },
    toFile(entry, order = []) {
      const { body = "", [HEADER]: written = "", ...fields } = entry;
      const text = String(body).replace(/\r\n/g, "\n");
      const lines = header(fields, written ? segments(written) : [], order);
      return ["---", ...lines, "---", text].join("\n") + (text && !text.endsWith("\n") ? "\n" : "");
    },
  });
  // The editor speaks English where its Chinese lacks a phrase.
  const spoken = structuredClone(CMS.getLocale("zh_Hans"));
  for (const [place, phrase] of Object.entries(JSON.parse(told.phrases))) {
    const steps = place.split(".");
    const last = steps.pop();
    let level = spoken;
    for (const step of steps) level = level[step] ??= {};
    level[last] = phrase;
  }
  CMS.registerLocale("zh_Hans", spoken);

  CMS.init();
})();
