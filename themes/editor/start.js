// How the editor reads and writes our files. Every value is text, as the site's own reader has it: 007 stays 007.
// The header as it stood travels with the entry: what was not changed is written back letter by letter, in its place
// and with its comments, so that a reviewer sees what was changed and nothing else. A file that would not survive that
// is shown with the reason instead, and never saved.
(() => {
  "use strict";
  const told = document.currentScript.dataset;
  const formats = JSON.parse(told.formats);
  const faults = JSON.parse(told.faults);
  const options = { schema: jsyaml.FAILSAFE_SCHEMA };
  // Beside the fields: the file down to its body, and why it cannot be shown.
  const [OPENING, FAULT] = ["_opening", "_fault"];

  class Unfit extends Error {
    constructor(reason, facts = {}) {
      super(faults[reason].replace(/\{(\w+)\}/g, (_, name) => facts[name]));
      this.name = "";
    }
  }

  const load = (text) => jsyaml.load(text, options);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const blank = (value) => value === null || value === undefined || value === "";
  const unix = (text) => text.replace(/\r\n/g, "\n");

  const parts = (text) => {
    const found = /^(\uFEFF?---[ \t]*\r?\n)((?:[\s\S]*?\n)?)(---[ \t]*(?:\r?\n|$))([\s\S]*)$/.exec(text);
    if (!found) throw new Unfit("opening");
    return found.slice(1);
  };

  // The header with full-width colons put right, as our reader does where it is no mapping without that; its fields.
  const read = (written) => {
    const wide = /^([^\s:#'"\-[\]{}][^:\uff1a'"[\]{}#]{0,30})\uff1a[ \t]*/gm;
    for (const header of new Set([written, written.replace(wide, "$1: ")])) {
      try {
        const fields = load(header) ?? {};
        if (isMap(fields)) return [header, fields];
      } catch (fault) {
        if (header === written && wide.test(written)) continue;
        throw new Unfit("yaml", { line: (fault.mark?.line ?? 0) + 2 });
      }
    }
    throw new Unfit("yaml", { line: 2 });
  };

  // [{key, value, above, text}]: each key of the first level as it is written, and the comments above it; what stands
  // below the last.
  const apart = (written, header, fields) => {
    const [shown, lines] = [written, header].map((text) => text.split("\n").slice(0, -1));
    const key = /^(?:"[^"]*"|'[^']*'|[^\s#\-[\]{}'"?][^:]*):(?: |$)/;
    const starts = lines.flatMap((line, n) => (key.test(line) ? [n] : []));
    const found = [];
    let done = 0;
    try {
      starts.forEach((start, n) => {
        let end = starts[n + 1] ?? lines.length;
        while (end > start + 1 && /^(#|\s*$)/.test(lines[end - 1])) end -= 1;
        const [[name, value], ...others] = Object.entries(load(lines.slice(start, end).join("\n")));
        if (others.length) throw new Unfit("apart");
        found.push({ key: name, value, above: shown.slice(done, start), text: shown.slice(start, end) });
        done = end;
      });
    } catch {
      throw new Unfit("apart");
    }
    const right = found.every((one) => same(one.value, fields[one.key]));
    if (!right || found.length !== Object.keys(fields).length) throw new Unfit("apart");
    return [found, shown.slice(done)];
  };

  // A shape is a word, or a word and the shapes below it.
  const known = (shape) => (typeof shape === "string" ? [shape] : Object.entries(shape)[0]);
  const FITS = {
    text: (value) => typeof value === "string",
    texts: (value) => [value].flat().every(FITS.text),
    pairs: (value) => isMap(value) && Object.values(value).every(FITS.text),
    object: (value, below) => isMap(value) && misfit(value, below) === undefined,
    objects: (value, below) => Array.isArray(value) && value.every((one) => FITS.object(one, below)),
    group: (value, below) => FITS.object(value, below),
  };
  const fits = (value, shape) => {
    const [word, below] = known(shape);
    return blank(value) || FITS[word](value, below);
  };
  const misfit = (fields, shapes) => Object.keys(fields).find((key) => key in shapes && !fits(fields[key], shapes[key]));

  const toForm = (value, shape = "text") => {
    const [word] = known(shape);
    if (blank(value)) return word === "text" ? "" : undefined;
    if (word === "group" || (word === "texts" && !Array.isArray(value))) return [value];
    if (word === "pairs") return Object.entries(value).map(([name, text]) => ({ [told.key]: name, [told.value]: text }));
    return value;
  };

  const toFile = (value, shape = "text") => {
    const [word] = known(shape);
    if (word === "group" && Array.isArray(value)) return value[0];
    if (word === "pairs" && Array.isArray(value)) {
      return Object.fromEntries(value.map((pair) => [pair[told.key], pair[told.value]]));
    }
    return value;
  };

  const empty = (value) => blank(value) || (typeof value === "object" && !Object.keys(value).length);

  const plain = (value) => {
    if (Array.isArray(value)) return value.map(plain).filter((one) => !empty(one));
    if (isMap(value)) {
      const inner = Object.entries(value).map(([key, one]) => [key, plain(one)]);
      return Object.fromEntries(inner.filter(([, one]) => !empty(one)));
    }
    return empty(value) ? "" : unix(String(value));
  };

  const flat = (value) =>
    typeof value !== "object" || Object.values(value).every((one) => typeof one !== "object" && one.length < 60);

  // `before`: the lines as they stood; a list or group that had a line for each entry has it still, and its comments.
  const line = (key, value, before = []) => {
    // Texts that our reader takes for nothing, and that a schema of texts alone does not quote.
    if (["null", "Null", "NULL", "~"].includes(value)) return [`${key}: "${value}"`];
    const inner = typeof value === "object" ? before.slice(1) : [];
    const style = { lineWidth: -1, noRefs: true, quotingType: '"', flowLevel: flat(value) ? 1 : 2 };
    if (inner.length) {
      const first = inner.find((one) => !/^\s*(#|$)/.test(one)) ?? "";
      const indent = first.search(/\S/);
      Object.assign(style, { flowLevel: flat(value) ? -1 : 2, indent: indent || 2, noArrayIndent: !indent });
    }
    const lines = jsyaml.dump({ [key]: value }, { ...options, ...style }).trimEnd();
    return [...inner.filter((one) => /^\s*#/.test(one)), lines];
  };

  const header = (fields, before, below, order) => {
    const left = new Map(Object.entries(fields).map(([key, value]) => [key, plain(value)]));
    const lines = [];
    for (const { key, value, above, text } of before) {
      const now = left.get(key);
      left.delete(key);
      const stays = same(plain(value), now) || same(plain([value]), now) || (empty(value) && empty(now));
      lines.push(...above, ...(stays ? text : empty(now) ? [] : line(key, now, text)));
    }
    const place = (key) => (order.includes(key) ? order.indexOf(key) : order.length);
    const fresh = [...left.keys()].filter((key) => !empty(left.get(key)));
    fresh.sort((one, other) => place(one) - place(other));
    return [...lines, ...below, ...fresh.flatMap((key) => line(key, left.get(key)))];
  };

  const shown = (text, shapes) => {
    if (text.includes("\uFFFD")) throw new Unfit("encoding");
    const [first, written, last, body] = parts(text);
    const [header, fields] = read(unix(written));
    const wrong = misfit(fields, shapes);
    if (wrong) throw new Unfit("shape", { key: wrong });
    apart(unix(written), header, fields);
    const form = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, toForm(value, shapes[key])]));
    return { ...form, body: unix(body), [OPENING]: first + written + last };
  };

  for (const [name, shapes] of Object.entries(formats)) {
    CMS.registerCustomFormat(name, "md", {
      fromFile(text) {
        try {
          return shown(text, shapes);
        } catch (fault) {
          if (!(fault instanceof Unfit)) throw fault;
          const { message: title } = new Unfit("title", { what: fault.message });
          return { [told.heading]: title, body: unix(text), [FAULT]: fault.message };
        }
      },
      toFile(entry, order = []) {
        const { body = "", [OPENING]: opening = "---\n---\n", [FAULT]: fault, ...fields } = entry;
        if (fault) throw new Unfit("save", { what: fault });
        const [first, written, last] = parts(opening).map(unix);
        const [before, below] = apart(written, ...read(written));
        const now = Object.entries(fields).map(([key, value]) => [key, toFile(value, shapes[key])]);
        const lines = header(Object.fromEntries(now), before, below, order);
        const ended = (part) => (part && !part.endsWith("\n") ? `${part}\n` : part);
        const text = first + lines.map((one) => `${one}\n`).join("") + ended(last) + ended(unix(String(body)));
        return opening.includes("\r\n") ? text.replace(/\n/g, "\r\n") : text;
      },
    });
  }

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
