// Draws an arrow from each card that overrides another to the one that it overrides. The words beside say the same.
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 44;

  const made = (name, attributes) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
    return node;
  };

  // The height of a card's letter, measured from the top of the board.
  const heightOf = (card, board) => {
    const letter = card.querySelector("[data-grip]").getBoundingClientRect();
    return letter.top + letter.height / 2 - board.getBoundingClientRect().top;
  };

  // Arrows that start or end at one card keep some pixels between them, so that none hides another.
  const arrows = (board) => {
    const met = new Map();
    const shift = (card) => {
      const count = met.get(card) ?? 0;
      met.set(card, count + 1);
      return count * 7;
    };
    return [...board.querySelectorAll("[data-by]")].flatMap((loser) => {
      const winner = board.querySelector(`[data-card="${CSS.escape(loser.dataset.by)}"]`);
      if (!winner) return [];
      return [{ from: heightOf(winner, board) + shift(winner), to: heightOf(loser, board) + shift(loser) }];
    });
  };

  const draw = (board) => {
    board.querySelector("[data-arcs]")?.remove();
    const found = arrows(board);
    if (!found.length) return;
    const picture = made("svg", { class: "chain__arcs", width: WIDTH, height: board.clientHeight, "data-arcs": "", "aria-hidden": "true" });
    for (const [lane, { from, to }] of found.entries()) {
      const bulge = Math.min(WIDTH - 2, 16 + Math.abs(to - from) * 0.05 + (lane % 3) * 7);
      picture.append(made("path", { d: `M2 ${from}C${bulge} ${from} ${bulge} ${to} 5 ${to}`, class: "chain__arc" }));
      picture.append(made("path", { d: `M9 ${to - 4}L3 ${to}L9 ${to + 4}`, class: "chain__arc" }));
    }
    board.append(picture);
  };

  const watcher = new ResizeObserver((entries) => {
    for (const entry of entries) draw(entry.target);
  });

  const watch = () => {
    watcher.disconnect();
    for (const board of document.querySelectorAll("[data-board]")) watcher.observe(board);
  };

  const start = () => {
    watch();
    document.body.addEventListener("htmx:afterSettle", watch);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
