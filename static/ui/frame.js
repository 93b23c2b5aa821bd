// Keyboard search and a word when a request of htmx fails; the pages work without both.
(() => {
  "use strict";

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const search = document.querySelector("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
  });

  const say = (text) => {
    const region = document.getElementById("notices");
    if (!region) return;
    const line = document.createElement("p");
    line.className = "notice error";
    line.textContent = text;
    region.replaceChildren(line);
  };

  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 403) say("You may not do this, or the page was open for too long. Reload it and try again.");
    else if (status === 404) say("What you asked for is not there any more. Reload the page.");
    else if (status === 429) say("Too many requests. Wait a minute, then try again.");
    else say("The server could not do this. Nothing was stored; try again.");
  });
  document.addEventListener("htmx:sendError", () => say("The server cannot be reached. What you typed is still here."));
  document.addEventListener("htmx:afterRequest", (event) => {
    const region = document.getElementById("notices");
    if (event.detail.successful && region?.querySelector(".error")) region.replaceChildren();
  });

  // A form that came back leads to the first field that has to be put right.
  document.querySelector("main [aria-invalid='true']:not([type='hidden'])")?.focus();

  // On a narrow screen rows of links scroll sideways: the one that stands for this page is brought into view.
  for (const row of document.querySelectorAll(".nav, .tabs, .loop")) {
    const current = row.querySelector("[aria-current]");
    if (!current || row.scrollWidth <= row.clientWidth) continue;
    const start = current.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += start - (row.clientWidth - current.offsetWidth) / 2;
  }

  // A form that came back with faults, and with it the button that was pressed: the first fault is the next thing to see to.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.xhr?.status === 422 && document.activeElement === document.body) {
      document.querySelector('[aria-invalid="true"]')?.focus();
    }
  });

  // A form that asks first names the thing in its question.
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset?.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });
})();
