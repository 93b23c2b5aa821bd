// A slider under a number field says the same as the field; moving either moves the other. Sliders stay hidden without this.
(() => {
  "use strict";

  const fieldOf = (slider) => document.getElementById(slider.dataset.sliderFor);
  const sliderOf = (field) => field.id && document.querySelector(`[data-slider-for="${CSS.escape(field.id)}"]`);

  const follow = (slider) => {
    const typed = Number(fieldOf(slider)?.value);
    if (Number.isFinite(typed)) slider.value = String(typed);
  };

  const reveal = (root) => {
    for (const slider of root.querySelectorAll("[data-slider-for]")) {
      slider.hidden = false;
      follow(slider);
    }
  };

  // An error beside a field, fresh from the server, is told to the field as well.
  const mark = () => {
    for (const field of document.querySelectorAll("[data-quick-form] :is(input, select)[id]")) {
      const error = document.getElementById(`${field.id}_error`);
      if (!error) continue;
      if (error.textContent.trim()) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  };

  document.addEventListener("input", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLInputElement)) return;
    if (target.dataset.sliderFor) {
      const field = fieldOf(target);
      if (!field || field.value === target.value) return;
      field.value = target.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      const slider = sliderOf(target);
      if (slider) follow(slider);
    }
  });

  const start = () => {
    reveal(document);
    document.body.addEventListener("htmx:afterSettle", (event) => {
      reveal(event.target);
      mark();
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
