// What pages gain with scripts: the prompt before leaving for a site that is not the government's, text sizes, print, share.
// Every page works without it.
"use strict";

const SITE = new URL("../../", document.currentScript.src).href;

/** Characters of an address in the prompt: host and beginning, so that the buttons stay in sight. */
const SHOWN = 120;

function press(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
}

function prepareTools() {
  const tools = document.querySelector("[data-part=tools]");
  if (!tools) return;
  const sizes = [...tools.querySelectorAll("[data-size]")];
  const show = () => { for (const button of sizes) press(button, button.dataset.size === modes.value("body")); };
  for (const button of sizes) button.addEventListener("click", () => { modes.choose("body", button.dataset.size); show(); });
  show();
  tools.querySelector("[data-action=print]").addEventListener("click", () => window.print());
}

/** Copy what stands beside a button. A citation names the day on which the page was seen, as GB/T 7714 wants. */
function prepareShare() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const said = button.textContent;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent;
      await navigator.clipboard?.writeText(button.dataset.copy === "share-citation" ? text.replace(/(\]\. \([\d-]+\))\./, `$1[${today()}].`) : text);
      button.textContent = modes.words(navigator.clipboard ? "已复制" : "请选中文字复制");
      setTimeout(() => { button.textContent = said; }, 2000);
    });
  }
  window.addEventListener("beforeprint", () => {
    for (const place of document.querySelectorAll("[data-print=day]")) place.textContent = modes.words(`　打印日期：${today()}`);
  });
}

/** The reader's own day as YYYY-MM-DD. */
function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** The first entry of the menu leads home, in whichever characters. */
function markSection() {
  const here = location.pathname;
  const links = [...document.querySelectorAll("[data-part=menu] > ul > li > a")], home = links[0]?.getAttribute("href");
  for (const link of links) {
    const path = link.getAttribute("href");
    if (path === here || (path !== home && here.startsWith(path))) link.setAttribute("aria-current", path === here ? "page" : "true");
  }
}

/** A menu that was opened by its mark closes when the keyboard or the pointer has gone elsewhere, or by Escape. */
function prepareMenu() {
  const menu = document.querySelector("[data-part=menu]");
  const close = (keep) => { for (const fold of menu.querySelectorAll(".fold:checked")) if (fold !== keep) fold.checked = false; };
  menu?.addEventListener("change", (event) => close(event.target));
  document.addEventListener("pointerdown", (event) => { if (!menu?.contains(event.target)) close(); });
  menu?.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(); });
  menu?.addEventListener("keydown", (event) => {
    const fold = event.key === "Escape" && event.target.closest("li:has(> .fold)")?.querySelector(".fold");
    if (fold) { fold.checked = false; fold.focus(); }
  });
}

function prepareLeaving() {
  const dialog = document.getElementById("leave-site");
  if (!dialog || !dialog.showModal) return;
  const trusted = dialog.dataset.trusted.split(" ").filter(Boolean);
  const known = (host) => host === location.hostname || host === "gov.cn" || host.endsWith(".gov.cn")
    || trusted.some((one) => host === one || host.endsWith(`.${one}`));
  let wanted = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !/^https?:$/.test(link.protocol) || known(link.hostname)) return;
    event.preventDefault();
    wanted = link;
    dialog.querySelector("[data-leave=address]").textContent = link.href.length > SHOWN ? `${link.href.slice(0, SHOWN)}…` : link.href;
    dialog.showModal();
  });
  dialog.querySelector("[data-leave=go]").addEventListener("click", () => {
    if (wanted) window.open(wanted.href, wanted.target || "_self", "noopener,noreferrer");
  });
}

/** What the search box offers is fetched when somebody first goes to it; the search page has it by itself. */
function prepareOffers(site) {
  if (document.getElementById("search-form")) return;
  const box = document.getElementById("header-query");
  box?.addEventListener("focus", async () => {
    const { attach } = await import("./search/suggest.js");
    attach(box, { root: site });
  }, { once: true });
}

prepareOffers(SITE);
prepareTools();
prepareShare();
markSection();
prepareMenu();
prepareLeaving();
