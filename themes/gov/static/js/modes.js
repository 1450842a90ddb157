// The accessibility bar: its buttons change the modes that modes-early.js applies; reading aloud by the browser's own voices.
"use strict";

(() => {
  const bar = document.getElementById("modes");
  if (!bar) return;
  const said = bar.querySelector("[role=status]");
  const STEPS = ["", ...modes.KNOWN.size];
  const entries = [...document.querySelectorAll("[data-open]")];
  let opener = null;

  function say(words) {
    said.textContent = modes.words(words);
  }

  function choose(name, value) {
    modes.choose(name, value);
    show();
  }

  /** Let every control tell the state. */
  function show() {
    for (const button of bar.querySelectorAll("button[data-mode]")) button.setAttribute("aria-pressed", String(modes.value(button.dataset.mode) !== ""));
    bar.querySelector("select[data-mode=contrast]").value = modes.value("contrast");
    for (const entry of entries) if (entry.dataset.open === "bar") entry.setAttribute("aria-expanded", String(modes.value("bar") !== ""));
    placeRuler();
  }

  function toggle(name, label) {
    choose(name, modes.value(name) ? "" : "on");
    say(`${label}已${modes.value(name) ? "开启" : "关闭"}`);
  }

  function resize(step) {
    const at = STEPS.indexOf(modes.value("size")) + step;
    if (at >= 0 && at < STEPS.length) choose("size", STEPS[at]);
    say(`字号 ${modes.value("size") || 100}%${at < 0 ? "，已经最小" : at >= STEPS.length ? "，已经最大" : ""}`);
  }

  function openBar(open, from) {
    choose("bar", open ? "on" : "");
    if (open) {
      opener = from || document.activeElement;
      bar.querySelector("button").focus();
    } else {
      (opener && opener.isConnected && opener !== document.body ? opener : entries[0])?.focus();
    }
  }

  function reset() {
    reader.stop();
    modes.chosen = new URLSearchParams("bar=on");
    modes.keep();
    modes.apply();
    show();
    say("已恢复默认");
  }

  // ---- the ruler follows the pointer, and for the keyboard the focus

  const ruler = document.createElement("div");
  ruler.className = "ruler";
  ruler.setAttribute("aria-hidden", "true");
  document.body.append(ruler);

  function placeRuler(y = innerHeight / 3) {
    ruler.style.transform = `translateY(${Math.round(y)}px)`;
  }
  document.addEventListener("pointermove", (event) => { if (modes.value("ruler")) placeRuler(event.clientY); });
  document.addEventListener("focusin", (event) => {
    if (modes.value("ruler") && !bar.contains(event.target)) placeRuler(event.target.getBoundingClientRect().bottom);
  });

  // ---- reading aloud

  const NO_VOICE = "这个浏览器没有可用的本机中文语音，不能朗读。可在系统设置里添加中文语音，或改用系统自带的读屏软件。";

  /** A voice of this machine: voices of a service would send the text to a third party. */
  async function localVoice() {
    if (!window.speechSynthesis) return null;
    const find = () => {
      const voices = speechSynthesis.getVoices().filter((voice) => voice.localService && /^(zh|cmn)\b/i.test(voice.lang));
      return voices.find((voice) => /CN|Hans/i.test(voice.lang)) || voices[0] || null;
    };
    if (!find() && speechSynthesis.getVoices().length === 0) {
      await new Promise((done) => { speechSynthesis.addEventListener("voiceschanged", done, { once: true }); setTimeout(done, 1000); });
    }
    return find();
  }

  /** The nearest ancestor that is not a run of text; of a cell, its row. */
  function blockOf(node) {
    let element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    while (element && /^(inline|contents|ruby)/.test(getComputedStyle(element).display) && element !== document.body) element = element.parentElement;
    return element?.closest("tr") || element;
  }

  /** What can be read of `part`, in order: [block, its words]. */
  function passages(part) {
    const found = new Map();
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest("script, style, noscript, template, [aria-hidden=true], select, .modes") || !parent.getClientRects().length) continue;
      const block = blockOf(node);
      const between = parent.closest("td, th") && found.has(block) ? "，" : "";
      found.set(block, (found.get(block) || "") + between + node.data.replace(/\s+/g, " "));
    }
    return [...found];
  }

  /** Pieces short enough for every engine: some stop without a word after fifteen seconds. */
  function sentences(words) {
    return (words.match(/[^。！？；!?;\n]+[。！？；!?;\n]*/g) || []).flatMap((piece) => piece.match(/.{1,120}/gs) || []).filter((piece) => /[\p{L}\p{N}]/u.test(piece));
  }

  const reader = {
    queue: [], at: 0, turn: 0, paused: false, pointing: false, rate: 1, marked: null,

    async read(parts) {
      this.stop(true);
      const turn = this.turn;
      const voice = await localVoice();
      if (turn !== this.turn) return;
      if (!voice) { say(NO_VOICE); return; }
      this.voice = voice;
      this.queue = parts.flatMap(([block, words]) => sentences(words).map((text) => ({ block, text })));
      this.at = 0;
      if (this.queue.length) { say("正在朗读"); this.next(); } else say("没有可以朗读的文字");
    },

    next() {
      const turn = ++this.turn;
      const piece = this.queue[this.at];
      this.mark(piece?.block);
      if (!piece) { this.stop(); say("朗读完毕"); return; }
      const utterance = new SpeechSynthesisUtterance(piece.text);
      Object.assign(utterance, { voice: this.voice, lang: this.voice.lang, rate: this.rate });
      utterance.onend = () => { if (turn === this.turn) { this.at += 1; this.next(); } };
      utterance.onerror = (event) => { if (turn === this.turn && !/cancel|interrupt/.test(event.error)) { this.stop(); say("朗读中断，请再试一次"); } };
      speechSynthesis.speak(utterance);
      this.show();
    },

    /** Pausing keeps the place and stops the engine: on some telephones its own pause never ends. */
    pause() {
      if (!this.active()) return;
      this.paused = !this.paused;
      if (this.paused) { this.turn += 1; speechSynthesis.cancel(); } else this.next();
      say(this.paused ? "朗读已暂停" : "继续朗读");
      this.show();
    },

    stop(quietly) {
      this.turn += 1;
      if (this.active()) speechSynthesis.cancel();
      if (this.active() && !quietly) say("朗读已停止");
      Object.assign(this, { queue: [], at: 0, paused: false });
      this.mark(null);
      this.show();
    },

    pace(rate) {
      this.rate = rate;
      if (this.active() && !this.paused) { this.turn += 1; speechSynthesis.cancel(); this.next(); }
      say(`语速 ${rate} 倍`);
    },

    point(on) {
      this.pointing = on;
      if (!on) this.stop(true);
      say(on ? "指读已开启：把鼠标移到一段文字上，或用 Tab 键移到链接上，就读出来" : "指读已关闭");
      this.show();
    },

    active() { return this.queue.length > 0; },

    mark(block) {
      if (this.marked) delete this.marked.dataset.spoken;
      this.marked = block || null;
      if (block) block.dataset.spoken = "";
    },

    show() {
      bar.querySelector("[data-speak=pause]").setAttribute("aria-pressed", String(this.paused));
      bar.querySelector("[data-speak=pointed]").setAttribute("aria-pressed", String(this.pointing));
    },
  };

  const speak = {
    page: () => reader.read(passages(document.querySelector("main"))),
    selection: () => {
      const words = String(getSelection());
      if (words.trim()) reader.read([[null, words]]);
      else say("请先选中要朗读的文字");
    },
    pointed: () => reader.point(!reader.pointing),
    pause: () => reader.pause(),
    stop: () => reader.stop(),
  };

  function readPointed(event) {
    if (!reader.pointing || !(event.target instanceof Element) || bar.contains(event.target)) return;
    const block = event.type === "focusin" ? event.target : blockOf(event.target);
    if (!block || block === reader.marked || block.matches("main, body, html")) return;
    const words = event.target.getAttribute("aria-label") || block.innerText || event.target.getAttribute("placeholder") || "";
    if (words.length <= 2000) reader.read([[block, words]]);
  }
  document.addEventListener("mouseover", readPointed);
  document.addEventListener("focusin", readPointed);
  addEventListener("pagehide", () => reader.stop(true));

  // ---- the controls

  bar.addEventListener("mousedown", (event) => { if (event.target.closest("[data-speak=selection]")) event.preventDefault(); });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { mode, step, speak: wanted, act } = button.dataset;
    if (mode) toggle(mode, button.textContent);
    else if (step) resize(Number(step));
    else if (wanted) speak[wanted]();
    else if (act === "reset") reset();
    else if (act === "close") { reader.stop(true); openBar(false); }
  });
  bar.addEventListener("change", (event) => {
    const { value, dataset, selectedOptions } = event.target;
    if (dataset.mode) { choose(dataset.mode, value); say(`配色：${selectedOptions[0].text}`); } else reader.pace(Number(value));
  });

  for (const entry of entries) {
    entry.setAttribute("role", "button");
    if (entry.dataset.open === "bar") entry.setAttribute("aria-controls", bar.id);
    const act = (event) => {
      event.preventDefault();
      if (entry.dataset.open === "bar") openBar(!modes.value("bar"), entry);
      else toggle("elder", "长者模式");
    };
    entry.addEventListener("click", (event) => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) act(event); });
    entry.addEventListener("keydown", (event) => { if (event.key === " ") act(event); });
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && event.code === "KeyW") {
      event.preventDefault();
      openBar(!modes.value("bar"));
    } else if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) {
      if (reader.active()) reader.stop();
      else if (reader.pointing) reader.point(false);
      else if (modes.value("ruler")) toggle("ruler", "阅读标尺");
      else if (bar.contains(document.activeElement)) openBar(false);
    }
  });

  show();
})();
