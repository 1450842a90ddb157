// Simplified and traditional characters, each told in the other, by the tables of pipeline/characters.py.

const LONGEST_PIECE = 6;
const converters = new Map();

/** text -> text, as it is when the table cannot be had; `root`: address of the site, with a slash at its end. */
export const simplified = (root) => made("simplified", `${root}search/`, converter);
export const read = (root) => made("read", `${root}hant/search/`, (table) => converter(table.read));
export const traditional = (root) => made("told", `${root}hant/search/`, ({ tell, number, before }) =>
  keeping(new RegExp(number, "g"), new RegExp(before, "g"), converter(tell)));

async function made(name, folder, make) {
  try {
    if (!converters.has(name)) converters.set(name, fetch(`${folder}characters.json`).then((answer) => answer.json()).then(make));
    return await converters.get(name);
  } catch {
    converters.delete(name);
    return (text) => text;
  }
}

function converter({ from, to, pieces = "", into = "" }) {
  const tos = [...to], intos = into.split(" ");
  const known = new Map([...from].map((one, at) => [one, tos[at]]));
  pieces.split(" ").forEach((piece, at) => { if (piece) known.set(piece, intos[at]); });
  return (text) => {
    const characters = [...text], said = [];
    for (let at = 0; at < characters.length;) {
      let length = pieces ? LONGEST_PIECE : 1;
      while (length > 1 && !known.has(characters.slice(at, at + length).join(""))) length--;
      const piece = characters.slice(at, at + length).join("");
      said.push(known.get(piece) ?? piece);
      at += length;
    }
    return said.join("");
  };
}

/** Document numbers stay what they are; the words that lead up to them are none of them. */
function keeping(number, before, convert) {
  return (text) => {
    const said = [];
    let at = 0;
    for (const { 0: whole, 1: name, index } of text.matchAll(number)) {
      const start = Math.max(0, ...Array.from(name.matchAll(before), (word) => word.index + word[0].length));
      if (start === name.length) continue;
      said.push(convert(text.slice(at, index + start)), text.slice(index + start, index + whole.length));
      at = index + whole.length;
    }
    return said.join("") + convert(text.slice(at));
  };
}
