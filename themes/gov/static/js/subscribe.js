// Puts the address of a feed together from what a reader chooses. Nothing is sent or kept; without it the page lists every feed.
"use strict";

(() => {
  const site = new URL("../../", document.currentScript.src);
  const form = document.getElementById("subscribe");
  const [audience, part, format] = ["audience", "part", "format"].map((name) => document.getElementById(`subscribe-${name}`));
  const address = document.getElementById("subscribe-address");

  /** Of which subjects and bodies there is something for the audience; all, when none is chosen. */
  function offer() {
    const within = audience.value && audience.selectedOptions[0].dataset.within.split(" ");
    for (const option of part.options) option.disabled = Boolean(within && option.value && !within.includes(option.value));
    if (part.selectedOptions[0].disabled) part.value = "";
  }

  function show() {
    offer();
    const whole = (audience.value || !part.value ? audience : part).selectedOptions[0].dataset.folder;
    const folder = audience.value && part.value ? `${whole}${part.value}/` : whole;
    address.href = address.textContent = new URL(`./${folder}${format.value}`, site).href;
  }

  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
