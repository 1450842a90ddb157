// Words may be written in simplified or in traditional characters; the tables for that are fetched when they are needed.

export const TRADITIONAL = document.documentElement.lang === "zh-Hant";
const same = (text) => text;
let daily = null;

/** Whether it has characters that are not in simplified use, which are those of GB/T 2312. */
function mayBeTraditional(text) {
  if (!daily) {
    const bytes = [];
    for (let row = 0xb0; row <= 0xf7; row++) for (let column = 0xa1; column <= 0xfe; column++) bytes.push(row, column);
    daily = new Set(new TextDecoder("gb18030").decode(Uint8Array.from(bytes)));
  }
  return [...text].some((one) => /\p{Script=Han}/u.test(one) && !daily.has(one));
}

/** As they are, when the tables cannot be had. */
const tables = () => import("./writing.js").catch(() => ({ simplified: () => same, read: () => same, traditional: () => same }));

/** text -> text as it is told here; `root`: address of the site, with a slash at its end. */
export async function tongueOf(root) {
  return TRADITIONAL ? (await tables()).traditional(root) : same;
}

/** In simplified characters, where it has others. */
export async function simple(text, root) {
  if (TRADITIONAL) return (await (await tables()).read(root))(text);
  return mayBeTraditional(text) ? (await (await tables()).simplified(root))(text) : text;
}

/** What is typed as it stands, then in simplified characters; in the traditional pages the other way round. */
export async function* spellings(text, root) {
  if (!TRADITIONAL) yield text;
  const other = await simple(text, root);
  if (TRADITIONAL || other !== text) yield other;
  if (TRADITIONAL && other !== text) yield text;
}
