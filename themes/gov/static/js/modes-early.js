// Runs before the first paint: the reader's modes, as remembered or as the address asks (?mode=elder), become attributes of <html>.
// The style sheet does the rest, so nothing flashes or moves. modes.js holds the controls.
"use strict";

const modes = {
  KNOWN: {
    bar: ["on"],
    elder: ["on"],
    text: ["on"],
    size: ["125", "150", "175", "200"],
    contrast: ["white-black", "black-white", "black-yellow", "yellow-black", "blue-white", "cream-brown"],
    ruler: ["on"],
    pointer: ["on"],
    body: ["large", "small"],
  },
  ASKED: { elder: "elder=on", contrast: "contrast=black-yellow", text: "text=on", bar: "bar=on", off: "" },
  KEY: "modes",
  /** Pairs: a character in the words of these scripts, and the same in traditional form. */
  TRADITIONAL: "请請选選读讀号號认認语語开開启啓图圖制製没沒统統设設里裏标標断斷来來暂暫经經长長关關闭閉毕畢键鍵链鏈这這个個浏瀏览覽机機带帶软軟继繼续續阅閱试試复復",
  chosen: new URLSearchParams(),

  load() {
    document.documentElement.dataset.scripts = "";
    const asked = new URLSearchParams(location.search).get("mode");
    let kept = "";
    try { kept = localStorage.getItem(modes.KEY) || ""; } catch { /* storage is forbidden: choices last for this page */ }
    const stated = Object.hasOwn(modes.ASKED, asked);
    modes.chosen = new URLSearchParams(stated && asked === "off" ? "" : kept);
    if (stated) {
      for (const [name, value] of new URLSearchParams(modes.ASKED[asked])) modes.chosen.set(name, value);
      modes.keep();
    }
    modes.apply();
  },

  keep() {
    try { localStorage.setItem(modes.KEY, modes.chosen.toString()); } catch { /* as above */ }
  },

  /** The value of a mode, "" when it is off. What is remembered may be anything: only known values count. */
  value(name) {
    const value = modes.chosen.get(name);
    return modes.KNOWN[name].includes(value) ? value : "";
  },

  choose(name, value) {
    if (value) modes.chosen.set(name, value);
    else modes.chosen.delete(name);
    modes.keep();
    modes.apply();
  },

  apply() {
    for (const name of Object.keys(modes.KNOWN)) {
      const value = modes.value(name);
      if (value) document.documentElement.dataset[name] = value;
      else delete document.documentElement.dataset[name];
    }
    if (modes.value("text")) modes.describeImages();
  },

  /** Words of a script as the page is written. */
  words(text) {
    if (document.documentElement.lang !== "zh-Hant") return text;
    const turned = (one) => { const at = modes.TRADITIONAL.indexOf(one); return at % 2 === 0 ? modes.TRADITIONAL[at + 1] : one; };
    return text.replace("复制", "複製").replace(/[^\0-\xff]/g, turned);
  },

  /** In text-only mode the words of an image stand where it stood, from the moment it is parsed. */
  describeImages() {
    if (modes.watch) return;
    const describe = () => {
      for (const image of document.querySelectorAll("img[alt]:not([alt=''], [data-told])")) {
        image.dataset.told = "";
        const words = document.createElement("span");
        words.className = "image-words";
        words.textContent = modes.words(`［图片：${image.alt}］`);
        image.after(words);
      }
    };
    modes.watch = new MutationObserver(describe);
    modes.watch.observe(document.documentElement, { childList: true, subtree: true });
    describe();
  },
};

modes.load();

/** A page that has come, whole or broken off, holds nothing back any more. */
document.addEventListener("readystatechange", () => { document.documentElement.dataset.whole = ""; });
