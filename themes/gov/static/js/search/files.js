// The files of the index: fetched once per tab, unpacked by the browser, held to a bound. No service is needed, only a place for files.

const HELD = 48 << 20;
const SKETCH = 1 << 15;
const PATIENCE = 30000;

/** `kind`: offline (no answer), missing (no such file), damaged (not what was written), old (this browser cannot unpack). */
export class Trouble extends Error {
  constructor(kind, path) {
    super(`${kind}: ${path}`);
    this.kind = kind;
  }
}

export const canUnpack = () => typeof DecompressionStream === "function";
export const asJson = (bytes) => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));

/** A head in JSON, and where what follows it begins. */
export function head(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return [asJson(bytes.subarray(4, 4 + length)), 4 + length];
}

function wordsOf(bytes) {
  const [manifest, start] = head(bytes);
  const end = start + SKETCH;
  if (bytes.length < end) throw new RangeError("words");
  return { manifest, sketch: bytes.subarray(start, end), delta: bytes.subarray(end) };
}

export class Files {
  /** `folder`: absolute address of search/, with a slash at its end. */
  constructor(folder) {
    this.folder = folder;
    this.held = new Map();
    this.size = 0;
  }

  /** { manifest, words }: these files alone change without changing their names. `long`: with the sketch, and a small delta. */
  async entry(long) {
    const manifest = canUnpack() ? "manifest.bin" : "manifest.json";
    const entry = long ? await this.read("words.bin", wordsOf, "no-cache") : { manifest: await this.read(manifest, asJson, "no-cache") };
    if (entry.manifest?.version !== 2 || !entry.manifest.base?.id) throw new Trouble("damaged", manifest);
    return entry;
  }

  /** What `make` makes of the file's bytes, once; what was used longest ago goes when too much is held. */
  keep(path, make) {
    let entry = this.held.get(path);
    if (entry) {
      this.held.delete(path);
    } else {
      entry = { size: 0, value: null };
      entry.value = this.fetched(path, (bytes) => { this.weigh(entry, bytes.length); return make(bytes); });
      entry.value.catch(() => this.drop(path, entry));
    }
    this.held.set(path, entry);
    for (const [oldest, older] of this.held) {
      if (this.size <= HELD || oldest === path) break;
      this.drop(oldest, older);
    }
    return entry.value;
  }

  weigh(entry, length) {
    this.size += length - entry.size;
    entry.size = length;
  }

  drop(path, entry) {
    if (this.held.get(path) !== entry) return;
    this.held.delete(path);
    this.weigh(entry, 0);
  }

  /** All are named by content, so what the browser has kept is good; a broken one is fetched once more. */
  async fetched(path, make) {
    try {
      return await this.read(path, make, "force-cache");
    } catch (trouble) {
      if (trouble.kind !== "damaged") throw trouble;
      return this.read(path, make, "reload");
    }
  }

  async read(path, make, cache) {
    const [answer, bytes] = await this.asked(path, cache);
    try {
      // A host that says Content-Encoding has had the bytes unpacked on the way.
      const packed = path.includes(".bin") && !answer.headers.get("content-encoding");
      return make(packed ? await unpacked(bytes) : bytes);
    } catch (trouble) {
      throw trouble instanceof Trouble ? trouble : new Trouble("damaged", path);
    }
  }

  async asked(path, cache) {
    try {
      const answer = await fetch(this.folder + path, { cache, signal: AbortSignal.timeout?.(PATIENCE) });
      if (answer.ok) return [answer, new Uint8Array(await answer.arrayBuffer())];
    } catch {
      throw new Trouble("offline", path);
    }
    throw new Trouble("missing", path);
  }
}

async function unpacked(bytes) {
  if (!canUnpack()) throw new Trouble("old", "");
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  return new Uint8Array(await new Response(stream.readable).arrayBuffer());
}
