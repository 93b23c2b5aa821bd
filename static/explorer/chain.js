// The chain of command: copies the address, opens what a link leads to, and lets cards be dragged. All works without it.
(() => {
  "use strict";

  const revealed = () => {
    for (const button of document.querySelectorAll("[data-copy-address]")) button.hidden = false;
    for (const grip of document.querySelectorAll("[data-grip]")) grip.draggable = true;
  };

  // Where the clipboard is not allowed (plain http), a selected field and the old command do.
  const copied = async (text) => {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        // The person or the browser refused; the old way may still be open.
      }
    }
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };

  const copy = async (button) => {
    const words = button.querySelector("[data-copy-words]");
    const before = button.dataset.words ?? words.textContent;
    button.dataset.words = before;
    words.textContent = (await copied(window.location.href)) ? "Copied" : "Copy it from the address bar";
    window.setTimeout(() => {
      words.textContent = before;
    }, 2500);
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest("[data-copy-address]");
    if (button) void copy(button);
    const link = target?.closest("[data-opens]");
    if (link) document.getElementById(link.dataset.opens)?.setAttribute("open", "");
    if (target?.closest('[data-chain] button[aria-disabled="true"]')) event.preventDefault();
  });

  let dragged = null;

  const clear = () => {
    for (const name of ["is-over", "is-before", "is-dragged", "is-dragging"]) {
      for (const node of document.querySelectorAll(`.${name}`)) node.classList.remove(name);
    }
  };

  // The list under the pointer and the card that the dragged one would stand before.
  const place = (event) => {
    const level = event.target instanceof Element ? event.target.closest("[data-level]") : null;
    const cards = level?.querySelector("[data-cards]");
    if (!dragged || !cards || !document.contains(dragged)) return null;
    const others = [...cards.querySelectorAll("[data-card]")].filter((card) => card !== dragged);
    const before = others.find((card) => {
      const box = card.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    return { level, cards, before };
  };

  document.addEventListener("dragstart", (event) => {
    const grip = event.target instanceof Element ? event.target.closest("[data-grip]") : null;
    if (!grip) return;
    dragged = grip.closest("[data-card]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.card);
    event.dataTransfer.setDragImage(dragged, 20, 20);
    dragged.classList.add("is-dragged");
    dragged.closest("[data-chain]").classList.add("is-dragging");
  });

  document.addEventListener("dragover", (event) => {
    const found = place(event);
    if (!found) return;
    event.preventDefault();
    for (const node of document.querySelectorAll(".is-over, .is-before")) node.classList.remove("is-over", "is-before");
    found.cards.classList.add("is-over");
    found.before?.classList.add("is-before");
  });

  document.addEventListener("drop", (event) => {
    const found = place(event);
    if (!found) return;
    event.preventDefault();
    const form = document.querySelector("[data-chain-drop]");
    form.elements.card.value = dragged.dataset.card;
    form.elements.role.value = found.level.dataset.level;
    form.elements.before.value = found.before?.dataset.card ?? "";
    form.requestSubmit();
  });

  document.addEventListener("dragend", () => {
    dragged = null;
    clear();
  });

  // An address that names a rule opens the table it stands in.
  const openNamed = () => {
    const named = window.location.hash && document.getElementById(window.location.hash.slice(1));
    named?.closest?.("details")?.setAttribute("open", "");
  };

  const start = () => {
    revealed();
    openNamed();
    document.body.addEventListener("htmx:afterSettle", revealed);
  };
  window.addEventListener("hashchange", openNamed);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
