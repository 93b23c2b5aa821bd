// Times in the reader's zone, and the reader's zone as the first choice of a form. Without it the page says UTC.
(() => {
  "use strict";

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const written = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, {
    day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  });

  const tell = () => {
    for (const time of document.querySelectorAll("time[data-local]")) {
      const moment = new Date(time.dateTime);
      if (!Number.isNaN(moment.getTime())) time.textContent = written.format(moment);
      time.removeAttribute("data-local");
    }
    for (const input of document.querySelectorAll("input[data-own-zone]")) {
      if (zone && input.value === "UTC" && input.defaultValue === "UTC" && !input.hasAttribute("aria-invalid")) input.value = zone;
      input.removeAttribute("data-own-zone");
    }
  };

  tell();
  document.addEventListener("htmx:afterSettle", tell);
})();
