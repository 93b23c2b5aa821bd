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

  // A form that asks first names the thing in its question.
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset?.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });
})();
