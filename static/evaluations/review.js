// Keys of the review page: each presses the button or link that names it, so that everything works by mouse as well.
(() => {
  "use strict";

  const SAME = { t: "4" };
  // "sent" while an answer is on its way; "swapped" while the next one shows and htmx has not wired it yet.
  let phase = "ready";
  let waiting = "";

  const sheet = () => document.querySelector("[data-review]");
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

  const press = (key) => {
    const page = sheet();
    if (!page) return;
    if (key === "n") {
      page.querySelector("[data-review-note]")?.focus();
    } else if (key === "?") {
      const help = page.querySelector("[data-review-help]");
      if (help) help.open = !help.open;
    } else {
      page.querySelector(`[data-key="${key}"]`)?.click();
    }
  };

  document.addEventListener("keydown", (event) => {
    const page = sheet();
    if (!page || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) {
      // Out of the note, so that the next key is a verdict again.
      if (event.key === "Escape") {
        event.preventDefault();
        page.focus({ preventScroll: true });
      }
      return;
    }
    const key = SAME[event.key] ?? event.key;
    if (!/^[1-4jkun?]$/.test(key)) return;
    event.preventDefault();
    // A held key does nothing, and nor does one that would fall on an answer nobody has read yet.
    if (event.repeat || phase === "sent") return;
    if (phase === "swapped") waiting = key;
    else press(key);
  });

  const ready = () => {
    const page = sheet();
    phase = "ready";
    if (page && !page.dataset.reviewShown) {
      page.dataset.reviewShown = "true";
      page.focus({ preventScroll: true });
      page.scrollIntoView({ block: "start" });
    }
    const key = waiting;
    waiting = "";
    if (key) press(key);
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.closest?.("[data-review]")) phase = "sent";
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (phase === "sent") phase = "swapped";
  });
  document.addEventListener("htmx:afterSettle", ready);
  // Nothing came that could be shown: the same answer waits on.
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:swapError", "htmx:timeout"]) {
    document.addEventListener(name, () => { phase = "ready"; });
  }

  const begin = () => {
    const page = sheet();
    if (!page) return;
    page.dataset.reviewShown = "true";
    page.focus({ preventScroll: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
