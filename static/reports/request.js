// Shows only what the chosen report needs. Without it all of the form is shown, and the server asks for what is missing.
(() => {
  "use strict";

  const fit = (form) => {
    const chosen = form.querySelector('input[name="kind"]:checked');
    for (const field of form.querySelectorAll("[data-subject]")) {
      field.hidden = !chosen || field.dataset.subject !== chosen.dataset.of;
    }
    for (const field of form.querySelectorAll("[data-own-choice]")) field.hidden = Boolean(chosen && "own" in chosen.dataset);
    const every = form.querySelector('select[name="every"]');
    for (const field of form.querySelectorAll("[data-every]")) field.hidden = Boolean(every && field.dataset.every !== every.value);
  };

  const attach = (root) => {
    for (const form of root.querySelectorAll("form[data-request]")) {
      fit(form);
      form.addEventListener("change", () => fit(form));
    }
  };

  attach(document);
  document.addEventListener("htmx:afterSettle", (event) => attach(event.target));
})();
