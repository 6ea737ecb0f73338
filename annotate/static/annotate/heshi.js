// Small conveniences; every page works without them.
"use strict";

// The theme: the switch in the header answers at once, the server keeps it in a cookie and renders it next time.
function showTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (form.matches("[data-theme-switch]")) {
    event.preventDefault();
    const select = form.querySelector("button[name=theme]");
    const order = ["auto", "light", "dark"];
    const theme = select.value;
    fetch(form.action, { method: "POST", body: new FormData(form, select), redirect: "manual" });
    showTheme(theme);
    const following = order[(order.indexOf(theme) + 1) % order.length];
    select.value = following;
    select.textContent = select.dataset[theme];
    return;
  }
  // one press, one deed
  if (form.method === "post") {
    window.setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
  }
});

// Coming back by the browser's history finds working buttons.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form button:disabled").forEach((button) => { button.disabled = false; });
});

// An error that names its place is shown there; htmx alone would drop it.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true;
});

// Copy what is shown once.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  const done = () => { button.textContent = button.dataset.done; };
  if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, () => document.execCommand("copy") && done());
  else if (document.execCommand("copy")) done();
});

// Selects that filter a list send their form by themselves.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
});

// A page that only leads on: its form is sent before the page is loaded, so that it leaves no place in the browser's history.
document.querySelector("form[data-send-at-once]")?.requestSubmit();

// Files dropped on the marked area go into its input.
document.querySelectorAll("[data-drop]").forEach((area) => {
  const input = area.querySelector("input[type=file]");
  const list = area.querySelector("[data-chosen]");
  const show = () => {
    list.replaceChildren(...Array.from(input.files, (file) => {
      const item = document.createElement("li");
      item.textContent = file.name;
      return item;
    }));
  };
  input.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) {
    area.addEventListener(name, (event) => { event.preventDefault(); area.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) area.addEventListener(name, () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    show();
  });
});

// The guideline: only what holds the words stays.
document.querySelectorAll("[data-filter]").forEach((field) => {
  const scope = document.getElementById(field.dataset.filter);
  const count = document.getElementById(field.dataset.count);
  const blocks = Array.from(scope.querySelectorAll("p, li, blockquote, tbody tr"));
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const block of blocks) {
      const fits = words.every((word) => block.textContent.toLowerCase().includes(word));
      block.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = words.length ? `${shown} / ${blocks.length}` : "";
  });
});
