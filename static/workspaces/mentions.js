// Offers members while "@" is typed in a comment; the checkboxes below it hold the choice and work alone.
(() => {
  "use strict";

  const MOST = 8;
  let offer = null;
  let field = null;
  let at = 0;

  const people = (form) => [...form.querySelectorAll("[data-mentioned] label")].map((label) => ({
    name: label.textContent.trim(),
    box: label.querySelector("input"),
  }));

  const close = () => {
    offer?.remove();
    field?.removeAttribute("aria-controls");
    offer = null;
  };

  const choose = (line) => {
    const person = people(field.form).find((one) => one.box.value === line.dataset.value);
    if (person) {
      const end = field.selectionStart;
      field.setRangeText(`@${person.name} `, at, end, "end");
      person.box.checked = true;
      field.form.querySelector("[data-mentioned]").open = true;
    }
    close();
    field.focus();
  };

  const mark = (line) => {
    for (const other of offer.children) other.setAttribute("aria-selected", String(other === line));
  };

  const show = (found) => {
    close();
    if (!found.length) return;
    offer = document.createElement("ul");
    offer.className = "mentions__offer";
    offer.id = "mentions-offer";
    offer.setAttribute("role", "listbox");
    offer.setAttribute("aria-label", "Members");
    for (const person of found) {
      const line = document.createElement("li");
      line.setAttribute("role", "option");
      line.dataset.value = person.box.value;
      line.textContent = person.name;
      // Before the field loses the focus, and with it the place of the cursor.
      line.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        choose(line);
      });
      offer.append(line);
    }
    mark(offer.firstChild);
    field.setAttribute("aria-controls", offer.id);
    field.after(offer);
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("textarea[data-mentions]")) return;
    field = event.target;
    const before = field.value.slice(0, field.selectionStart);
    const typed = /(?:^|\s)@([^@\n]{0,40})$/u.exec(before);
    if (!typed) {
      close();
      return;
    }
    at = before.length - typed[1].length - 1;
    const wanted = typed[1].toLocaleLowerCase();
    show(people(field.form).filter((one) => one.name.toLocaleLowerCase().includes(wanted)).slice(0, MOST));
  });

  document.addEventListener("keydown", (event) => {
    if (!offer || event.target !== field) return;
    const now = offer.querySelector("[aria-selected='true']");
    if (event.key === "Escape") close();
    else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      choose(now);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark((event.key === "ArrowDown" ? now.nextSibling : now.previousSibling) ?? now);
    }
  });

  document.addEventListener("focusout", (event) => {
    if (event.target === field) close();
  });
})();
