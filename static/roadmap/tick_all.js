// One box in the head of a list that ticks all rows of the page; without scripts it stays hidden.
(() => {
  "use strict";

  const rows = (box) => [...box.closest("table").querySelectorAll("tbody input[type=checkbox]")];

  const follow = (box) => {
    const ticked = rows(box).filter((row) => row.checked).length;
    box.checked = ticked > 0 && ticked === rows(box).length;
    box.indeterminate = ticked > 0 && !box.checked;
  };

  const begin = () => {
    for (const box of document.querySelectorAll("[data-tick-all]")) {
      box.hidden = false;
      follow(box);
    }
  };

  document.addEventListener("change", (event) => {
    const table = event.target.closest("table");
    const box = table?.querySelector("[data-tick-all]");
    if (!box) return;
    if (event.target === box) for (const row of rows(box)) row.checked = box.checked;
    follow(box);
  });
  document.addEventListener("htmx:afterSettle", begin);
  begin();
})();
