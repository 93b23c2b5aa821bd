// Brings the figure of a swapped chart back: htmx takes every script element out of a fragment, data in JSON included,
// so the fragment carries the figure as an attribute and this puts it where the chart looks for it before it is drawn.
(() => {
  "use strict";

  document.addEventListener("htmx:afterSwap", () => {
    for (const source of document.querySelectorAll("[data-chart-source]")) {
      const figure = document.querySelector(`[data-chart="${CSS.escape(source.dataset.chartSource)}"]`);
      if (figure && !figure.querySelector('script[type="application/json"]')) {
        const data = document.createElement("script");
        data.type = "application/json";
        data.textContent = source.dataset.spec;
        figure.append(data);
      }
      source.remove();
    }
  });
})();
