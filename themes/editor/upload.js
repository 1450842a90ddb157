// Files on their way into an item. Decap would take any file, and make of a name without Latin letters nothing at all,
// so that two such files became one: here they are looked at first, and named.
(() => {
  "use strict";
  const told = document.currentScript.dataset;
  const types = JSON.parse(told.types);
  const words = JSON.parse(told.words);
  const largest = Number(told.largest);
  const looked = new WeakSet();
  // What was taken for this item: Decap keeps one file per content, so a second name for it would lead nowhere.
  const taken = new Map();

  const say = (reason, facts) => words[reason].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const suffix = (name) => /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? "";

  // 53 bits of the content (cyrb53): enough to tell the files of one item apart, in a page that may lack HTTPS.
  const digest = (bytes) => {
    let [one, other] = [0xdeadbeef, 0x41c6ce57];
    for (const byte of bytes) {
      one = Math.imul(one ^ byte, 2654435761);
      other = Math.imul(other ^ byte, 1597334677);
    }
    one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
    other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
    return (4294967296 * (2097151 & other) + (one >>> 0)).toString(36);
  };

  const named = (name, sum) => {
    const ending = suffix(name);
    const plain = name.slice(0, name.length - ending.length - 1).normalize("NFKC").toLowerCase();
    const latin = plain.replace(/[^a-z0-9_-]+/g, "-").replace(/^[-_]+|[-_]+$/g, "");
    return `${/[a-z]/.test(latin) ? latin : `file-${sum}`}.${ending}`;
  };

  const isUnicode = async (file) => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      return true;
    } catch {
      return false;
    }
  };

  const wrong = async (file, pictures) => {
    const facts = { name: file.name, type: suffix(file.name), limit: largest / 2 ** 20 };
    const marks = types[facts.type];
    if (!marks || (pictures && !marks.picture)) return say(marks ? "picture" : "type", facts);
    if (!file.size) return say("empty", facts);
    if (file.size > largest) return say("size", facts);
    const start = [...new Uint8Array(await file.slice(0, 16).arrayBuffer())];
    const hex = start.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const fits = !marks.starts.length || marks.starts.some(([at, mark]) => hex.startsWith(mark, 2 * at));
    if (!fits) return say("content", facts);
    return facts.type === "csv" && !(await isUnicode(file)) ? say("csv", facts) : "";
  };

  const take = async (input, files) => {
    const where = /^#\/collections\/[^/]+\/(new|entries\/)/.test(location.hash);
    const fault = !where ? words.media : files.length > 1 ? words.one : await wrong(files[0], /image/.test(input.accept));
    if (fault) {
      input.value = "";
      window.alert(fault);
      return;
    }
    const sum = digest(new Uint8Array(await files[0].arrayBuffer()));
    const place = `${location.hash} ${sum}`;
    const name = taken.get(place) ?? named(files[0].name, sum);
    taken.set(place, name);
    const carried = new DataTransfer();
    carried.items.add(new File([files[0]], name, { type: files[0].type }));
    input.files = carried.files;
    const again = new Event("change", { bubbles: true });
    looked.add(again);
    input.dispatchEvent(again);
  };

  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  window.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file" || looked.has(event)) return;
    stop(event);
    if (input.files.length) take(input, [...input.files]);
  }, true);

  window.addEventListener("drop", (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    stop(event);
    const input = document.querySelector("input[type=file]");
    if (input) take(input, files);
    else window.alert(words.media);
  }, true);

  // The body takes texts: a picture alone would vanish without a word.
  window.addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length || event.clipboardData.types.includes("text/plain")) return;
    stop(event);
    window.alert(words.paste);
  }, true);

  // The one question that Decap asks in English only.
  const ask = window.confirm.bind(window);
  window.confirm = (text) => {
    const found = /^(.*) already exists\. Do you want to replace it\?$/.exec(text);
    return ask(found ? say("replace", { name: found[1] }) : text);
  };
})();
