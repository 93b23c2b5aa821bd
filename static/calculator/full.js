// The full form while somebody types: which fields were touched, which use case is unfolded, which fields are wrong, and
// where the keyboard goes after a button. The form works without it.
(() => {
  "use strict";

  const touched = new Set();
  let sent = [];
  const form = () => document.querySelector("[data-full-form]");
  const inForm = (node) => node instanceof Element && node.closest("[data-full-form]");

  document.addEventListener("input", (event) => {
    if (inForm(event.target) && event.target.name) touched.add(event.target.name);
  });

  // The server sends only the pieces that these fields move.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!inForm(event.detail.elt)) return;
    sent = [...touched];
    event.detail.parameters.touched = sent.join(" ");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (inForm(event.target) && event.detail.successful) for (const name of sent) touched.delete(name);
  });

  // What is unfolded is told to the server, so that it stays so when the form is drawn anew.
  const folds = () => {
    const said = form()?.querySelector("[data-folds]");
    if (said) said.value = [...document.querySelectorAll("details[data-fold][open]")].map((one) => one.id).join(" ");
  };
  document.addEventListener("toggle", (event) => event.target.dataset?.fold !== undefined && folds(), true);

  // Old and new use cases are in the page at once for a moment, and of one name only one may be unfolded: it is the new.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (!inForm(event.target)) return;
    for (const one of event.target.querySelectorAll("details[name]")) one.removeAttribute("name");
  });

  // What is wrong stands beside the field, fresh from the server; the field itself is told as well.
  const mark = () => {
    const wrong = new Set([...document.querySelectorAll("[data-full-form] [data-wrong]")].map((one) => one.dataset.wrong));
    for (const field of document.querySelectorAll("[data-full-form] input[id]")) {
      if (wrong.has(field.id)) field.setAttribute("aria-invalid", "true");
      else if (field.closest(".quantity, .pair-row")) field.removeAttribute("aria-invalid");
    }
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!inForm(event.target)) return;
    mark();
    folds();
  });

  // A link to a field in a folded use case unfolds it.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(".errors a[href^='#']") : null;
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field || !inForm(field)) return;
    event.preventDefault();
    for (let part = field.parentElement; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    field.focus();
  });

  document.addEventListener("full:focus", (event) => {
    document.getElementById(event.detail.id)?.focus();
  });
})();
