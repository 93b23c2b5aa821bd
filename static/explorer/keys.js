// Keys for reading: "/" searches, j and k (or the arrows) go through what is listed, and turn a page that lists nothing; n
// and p turn any page.
(() => {
  "use strict";

  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const items = () => [...document.querySelectorAll("[data-keys-item]")].filter((item) => item.offsetParent !== null);

  const step = (by) => {
    const all = items();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  };

  const turn = (relation) => document.querySelector(`a[rel="${relation}"]`)?.click();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.querySelector("[data-keys-search]");
    if (typing(event.target)) {
      if (event.target === search && event.key === "ArrowDown") {
        event.preventDefault();
        step(1);
      }
      if (event.target === search && event.key === "Escape") search.blur();
      return;
    }
    const known = {
      "/": () => search?.focus(),
      j: () => (items().length ? step(1) : turn("next")),
      k: () => (items().length ? step(-1) : turn("prev")),
      n: () => turn("next"),
      p: () => turn("prev"),
    };
    if (document.activeElement?.matches("[data-keys-item]")) {
      known.ArrowDown = known.j;
      known.ArrowUp = known.k;
    }
    if (known[event.key]) {
      event.preventDefault();
      known[event.key]();
    }
  });
})();
