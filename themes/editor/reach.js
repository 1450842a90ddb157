// What Decap leaves out of reach of a keyboard or of a screen reader: buttons without a name, files that only a pointer
// can choose.
(() => {
  "use strict";
  const words = JSON.parse(document.currentScript.dataset.words);
  const CARD = '.ReactModalPortal [class*="-Card "][tabindex]';

  const name = (element, text) => {
    if (element && element.getAttribute("aria-label") !== text) element.setAttribute("aria-label", text);
  };

  // Whoever chose a file goes on at the field that it was for: the button that led to the files is another one now.
  let control;
  let choosing = false;
  const comeBack = () => {
    const now = document.querySelector(".ReactModalPortal [role=dialog]") !== null;
    if (choosing && !now && document.activeElement === document.body) control?.querySelector("button")?.focus();
    choosing = now;
  };
  window.addEventListener("focusin", (event) => {
    control = event.target.closest?.('[class*="-ControlContainer"]') ?? control;
  });

  const mend = () => {
    comeBack();
    for (const bar of document.querySelectorAll('[class*="ListItemTopBar"]')) {
      const field = bar.closest('[class*="-ControlContainer"]')?.querySelector("label")?.firstChild?.data ?? "";
      const [open, ...others] = bar.querySelectorAll(":scope > button, :scope > * > button");
      const say = (word) => words[word].replace("{field}", field);
      name(open, say("fold"));
      name(others.at(-1), say("remove"));
      const handle = bar.querySelector('div[role="button"]');
      // It is moved by a pointer alone.
      if (handle) handle.tabIndex = -1;
      name(handle, say("move"));
    }
    for (const card of document.querySelectorAll(CARD)) {
      card.tabIndex = 0;
      card.setAttribute("role", "button");
    }
  };

  let due = false;
  const soon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      mend();
    });
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });

  // Whoever removes an entry of a list stays at that list.
  window.addEventListener("click", (event) => {
    const bar = event.target.closest?.('[class*="ListItemTopBar"]');
    const list = bar?.closest('[class*="-ControlContainer"]');
    setTimeout(() => list && !bar.isConnected && list.querySelector('[class*="-AddButton"]')?.focus());
  }, true);

  window.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!["Enter", " "].includes(event.key) || !target.matches?.(`${CARD}, label[tabindex]`)) return;
    event.preventDefault();
    target.click();
  });
})();
