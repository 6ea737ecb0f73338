// The adjudicator's keys. The page works without them; a key only presses what is on it.
"use strict";

(() => {
  const form = document.querySelector("form[data-keys]");
  if (!form) return;
  const values = JSON.parse(document.getElementById("side-values").textContent);
  const say = document.getElementById("say");
  const inputs = Array.from(form.querySelectorAll(".third [name]"));
  const taken = () => form.querySelector("input[name=take]:checked")?.value ?? "";

  // The third column shows what would be saved: a side's values when a side is taken.
  function show() {
    const side = values[taken()];
    if (side) for (const input of inputs) input.value = side[input.name] ?? "";
    form.dataset.taken = taken();
    say.textContent = "";
  }

  function take(value) {
    const radio = form.querySelector(`input[name=take][value="${value}"]`);
    if (!radio) return;
    radio.checked = true;
    show();
  }

  function writeThird() {
    take("own");
    const row = form.querySelector("tr.differs .third [name]") ?? inputs[0];
    row.focus();
    row.select?.();
  }

  form.addEventListener("change", (event) => {
    if (event.target.name === "take") show();
    else if (inputs.includes(event.target)) take("own");
    else if (event.target.name === "reason") take("reject");
  });
  form.addEventListener("input", (event) => { if (inputs.includes(event.target)) take("own"); });
  form.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-pick]");
    if (!cell) return;
    take("own");
    form.elements[cell.dataset.pick].value = cell.dataset.value;
  });
  form.addEventListener("submit", (event) => {
    if (taken()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say.textContent = say.dataset.choose;
  });

  // By place on the keyboard, so that a Chinese input method may stay on; while it composes, every key belongs to it.
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input:not([type=radio], [type=checkbox]), select, textarea");
    if (event.key === "Escape" && typing) { event.target.blur(); return; }
    if (event.key === "Enter" && (!typing || form.contains(event.target))) {
      if (event.target.matches("a, button, summary") && event.target.id !== "save") return;
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (typing) return;
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
    if (digit && taken() === "reject") {
      const reason = form.querySelector(`input[name=reason][data-digit="${digit}"]`);
      if (reason) reason.checked = true;
    } else if (digit) take(digit);
    else if (event.code === "KeyX") take("reject");
    else if (event.code === "KeyE") { event.preventDefault(); writeThird(); }
    else if (event.code === "KeyN") document.getElementById("skip").click();
    else if (event.code === "KeyZ") document.getElementById("undo")?.requestSubmit();
    else return;
    if (digit || event.code === "KeyX") event.preventDefault();
  });

  show();
})();
