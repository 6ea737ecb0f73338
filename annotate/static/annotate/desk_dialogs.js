// The dialogs: keys, accept all, the cause, a note, a conflict. Each resolves with what was decided, or null.

import { figure, fill, h, period } from "./desk_dom.js";
import { ask } from "./desk_outbox.js";

export function open(title, content, { onkey, wide } = {}) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: wide ? "desk-dialog wide" : "desk-dialog", "aria-label": title, tabindex: "-1" }, h("h2", {}, title), content);
    dialog.finish = (result) => { dialog.result = result; dialog.close(); };
    // on the document: a row drawn anew takes the focus with it
    const pressed = (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      onkey?.(event, dialog);
      if (dialog.open && !dialog.contains(document.activeElement)) dialog.focus();
    };
    document.addEventListener("keydown", pressed, true);
    dialog.addEventListener("close", () => {
      document.removeEventListener("keydown", pressed, true);
      dialog.remove();
      resolve(dialog.result ?? null);
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

const isEnter = (event) => event.code === "Enter" || event.code === "NumpadEnter";
const digit = (event) => (/^(?:Digit|Numpad)[1-9]$/.test(event.code) ? Number(event.code.at(-1)) : 0);

function buttons(...each) {
  return h("p", { class: "row dialog-deeds" }, ...each.map(([label, key, onclick, primary]) =>
    h("button", { type: "button", class: primary ? "primary slim" : "slim", onclick }, h("kbd", {}, key), ` ${label}`)));
}

export function help(desk) {
  const { words } = desk;
  const groups = words.help.map(([title, keys]) => h("section", {}, h("h3", {}, title), h("dl", { class: "keys" },
    ...keys.map(([key, says]) => h("div", {}, h("dt", {}, ...key.split(" ").map((each) => h("kbd", {}, each))), h("dd", {}, says))))));
  const close = (event) => event.currentTarget.closest("dialog").close();
  const foot = buttons([words.say.close, "Esc", close]);
  foot.append(h("a", { class: "button slim", href: desk.setup.addresses.practice }, words.say.practiceDocument));
  return open(words.say.helpTitle, h("div", {}, h("div", { class: "help" }, ...groups), foot), {
    wide: true,
    onkey: (event, dialog) => { if ((isEnter(event) && event.target.tagName !== "A") || event.key === "?") { event.preventDefault(); dialog.close(); } },
  });
}

const factLine = (fact) => h("li", {}, h("span", { class: "what" }, fact.values.indicator), " ",
  h("span", { class: "muted" }, [fact.values.region, period(fact.values)].filter(Boolean).join(" ")), " ", h("span", { class: "much" }, figure(fact.values)));

export function acceptAll(desk) {
  const { say } = desk.words;
  const input = h("input", { type: "number", min: "0", max: "1", step: "0.05", value: "0.9", class: "short", "aria-label": say.threshold });
  const says = h("p", { role: "status" });
  const list = h("ul", { class: "preview rows", tabindex: "0", "aria-label": say.acceptAll });
  let facts = null;
  const look = async () => {
    facts = null;
    const threshold = input.value;
    try {
      const { ok, answer } = await ask(`${desk.base}${desk.reading.uuid}/acceptable/?${new URLSearchParams({ threshold })}`);
      if (input.value !== threshold) return;
      if (!ok) { says.textContent = answer?.message ?? say.away; return; }
      facts = answer.facts;
      says.textContent = fill(say.willAccept, { count: facts.length, all: [...desk.reading.facts.values()].filter((fact) => fact.open).length });
      list.replaceChildren(...facts.map((id) => desk.reading.get(id)).filter(Boolean).map(factLine));
    } catch { says.textContent = say.away; }
  };
  input.addEventListener("input", look);
  const done = (dialog) => { if (facts?.length) dialog.finish({ threshold: Number(input.value), facts }); };
  const content = h("div", { class: "stack-s" }, h("label", { class: "row" }, say.threshold, " ", input), says, list,
    buttons([say.accept, "Enter", (event) => done(event.currentTarget.closest("dialog")), true], [say.cancel, "Esc", (event) => event.currentTarget.closest("dialog").close()]));
  const result = open(say.acceptAll, content, { onkey: (event, dialog) => { if (isEnter(event) && event.target.tagName !== "BUTTON") { event.preventDefault(); done(dialog); } } });
  input.select();
  look();
  return result;
}

export function note(desk, fact, typed) {
  const { say } = desk.words;
  const input = h("textarea", { "aria-label": say.note, maxlength: "2000", dataset: { note: fact.id } });
  input.value = typed;
  const done = (dialog) => { if (input.value.trim()) dialog.finish(input.value.trim()); };
  const content = h("div", { class: "stack-s" }, h("p", { class: "hint" }, `${fact.values.indicator} ${figure(fact.values)}: ${say.noteHint}`), input,
    buttons([say.save, "Enter", (event) => done(event.currentTarget.closest("dialog")), true], [say.cancel, "Esc", (event) => event.currentTarget.closest("dialog").close()]));
  return open(say.note, content, { onkey: (event, dialog) => { if (isEnter(event) && !event.shiftKey && event.target === input) { event.preventDefault(); done(dialog); } } });
}

// What is wrong (a digit), what is right (typed), what follows (shown), and only then the deed.
export function cause(desk, choices) {
  const { say, fields } = desk.words;
  const radios = choices.map((choice, place) => h("label", { class: "check" },
    h("input", { type: "radio", name: "cause", value: place, ...(place === 0 ? { checked: true } : {}) }), h("kbd", {}, place + 1), ` ${choice.label}`));
  const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": say.causeNew });
  const says = h("p", { class: "understood", role: "status" });
  const preview = h("div", { class: "preview" });
  let chosen = 0;
  let ready = null;
  const reset = () => { ready = null; preview.replaceChildren(); says.textContent = ""; input.removeAttribute("aria-invalid"); };
  const choose = (place) => {
    if (!choices[place]) return;
    chosen = place;
    radios[place].querySelector("input").checked = true;
    input.value = choices[place].old ?? "";
    input.focus();
    input.select();
    reset();
  };
  const fail = (message) => { says.textContent = message; input.setAttribute("aria-invalid", "true"); };
  const look = async () => {
    const choice = choices[chosen];
    const text = input.value.trim();
    says.textContent = say.reading;
    try {
      let meant = { new: text, says: text };
      if (choice.kind !== "published") {
        const { ok, answer } = await ask(`${desk.base}${desk.reading.uuid}/understood/?${new URLSearchParams({ field: choice.kind, text })}`);
        if (!ok) return fail(answer?.message ?? say.away);
        const { values, says: words } = answer.readings[0];
        meant = { says: words, new: choice.kind === "region" ? values.region_code ?? text : `${values.period_start ?? ""}..${values.period_end ?? ""}` };
      }
      const query = new URLSearchParams({ kind: choice.kind, new: meant.new, ...(choice.start === undefined ? {} : { start: choice.start, end: choice.end }) });
      const { ok, answer } = await ask(`${desk.base}${desk.reading.uuid}/cause/?${query}`);
      if (!ok) return fail(answer?.message ?? say.away);
      if (input.value.trim() !== text) return undefined;
      says.textContent = `→ ${meant.says}`;
      ready = { kind: choice.kind, new: meant.new, old: choice.old ?? "", start: choice.start ?? null, end: choice.end ?? null };
      ready.count = show(answer.changes);
    } catch { fail(say.away); }
    return undefined;
  };
  const line = (change) => h("li", {}, h("span", { class: "what" }, desk.reading.get(change.fact)?.values.indicator ?? ""), " ",
    ...describe(change.old, fields), " → ", h("b", {}, ...describe(change.new, fields)));
  const show = (changes) => {
    const open = changes.filter((change) => !change.judged);
    const judged = changes.filter((change) => change.judged);
    preview.replaceChildren(
      h("p", {}, open.length ? fill(say.causeFollows, { count: open.length }) : say.causeNone), h("ul", {}, ...open.map(line)),
      ...(judged.length ? [h("p", {}, fill(say.causeStays, { count: judged.length })), h("ul", {}, ...judged.map(line))] : []));
    return open.length;
  };
  const enter = (dialog) => (ready ? dialog.finish(ready) : look());
  input.addEventListener("input", reset);
  const content = h("div", { class: "stack-s" }, h("fieldset", { class: "stack-s" }, h("legend", {}, say.causeKind), ...radios),
    h("label", { class: "field" }, h("span", { class: "label" }, say.causeNew), input), says, preview, h("p", { class: "hint" }, say.causePreview),
    buttons([say.apply, "Enter", (event) => enter(event.currentTarget.closest("dialog")), true], [say.cancel, "Esc", (event) => event.currentTarget.closest("dialog").close()]));
  const result = open(say.cause, content, {
    onkey: (event, dialog) => {
      if (isEnter(event) && event.target.tagName !== "BUTTON") { event.preventDefault(); enter(dialog); }
      if (event.altKey && digit(event)) { event.preventDefault(); choose(digit(event) - 1); }
      if (event.target.type === "radio" && digit(event)) { event.preventDefault(); choose(digit(event) - 1); }
    },
  });
  radios.forEach((radio, place) => radio.querySelector("input").addEventListener("change", () => choose(place)));
  choose(0);
  radios[0].querySelector("input").focus();
  return result;
}

function describe(values, fields) {
  const parts = [];
  if ("period_start" in values || "period_end" in values) parts.push(period(values) || "–");
  if ("region" in values || "region_code" in values) parts.push([values.region, values.region_code].filter(Boolean).join(" ") || "–");
  for (const [name, value] of Object.entries(values)) if (!/^(period|region|text|start|end)/.test(name)) parts.push(`${fields[name] ?? name}: ${value ?? "–"}`);
  return [parts.join(" ")];
}

// Both sides changed the same fields: 1 and 2 choose for each, Enter saves.
export function conflict(desk, title, rows) {
  const { say } = desk.words;
  const taken = rows.map(() => 0);
  let at = 0;
  const body = h("tbody", {});
  const draw = () => body.replaceChildren(...rows.map((row, place) => h("tr", { ...(place === at ? { "aria-current": "true" } : {}) },
    h("th", { scope: "row" }, row.label),
    ...[row.mine, row.theirs].map((value, side) => h("td", {}, h("label", { class: "check" },
      h("input", { type: "radio", name: `conflict-${place}`, ...(taken[place] === side ? { checked: true } : {}), onchange: () => { taken[place] = side; } }), h("kbd", {}, side + 1), ` ${value || say.none}`))))));
  draw();
  const finish = (dialog) => dialog.finish(taken);
  const content = h("div", { class: "stack-s" }, h("p", {}, title), h("p", { class: "hint" }, say.conflictHint),
    h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, say.mine), h("th", { scope: "col" }, say.theirs))), body),
    buttons([say.save, "Enter", (event) => finish(event.currentTarget.closest("dialog")), true]));
  return open(say.conflict, content, {
    onkey: (event, dialog) => {
      if (digit(event) === 1 || digit(event) === 2) {
        taken[at] = digit(event) - 1;
        at = Math.min(at + 1, rows.length - 1);
        draw();
      } else if (event.code === "ArrowDown" || event.code === "ArrowUp") {
        at = Math.min(rows.length - 1, Math.max(0, at + (event.code === "ArrowDown" ? 1 : -1)));
        draw();
      } else if (isEnter(event)) finish(dialog);
      else return;
      event.preventDefault();
    },
  });
}

// 分别: the names in their order against the figures in theirs.
export const NAME = ["indicator", "indicator_canonical", "subject", "region", "region_code", "place"];

export function grid(desk, facts) {
  const { say } = desk.words;
  const names = facts.map((fact) => Object.fromEntries(NAME.map((column) => [column, fact.values[column]])));
  const telling = ["indicator", "subject", "region", "place"].filter((column) => column === "indicator" || names.some((name) => name[column] !== names[0][column]));
  const told = (name) => telling.map((column) => name[column]).filter(Boolean).join(" · ");
  let order = names.map((_, place) => place);
  let at = 0;
  const body = h("tbody", {});
  const draw = () => body.replaceChildren(...facts.map((fact, place) => h("tr", { ...(place === at ? { "aria-current": "true" } : {}), ...(order[place] === place ? {} : { class: "changed" }) },
    h("td", {}, place + 1), h("td", { class: "much" }, figure(fact.values)), h("td", {}, told(names[order[place]]), order[place] === place ? null : h("del", { class: "was" }, told(names[place]))))));
  const deeds = {
    down: () => { order = [order.at(-1), ...order.slice(0, -1)]; },
    up: () => { order = [...order.slice(1), order[0]]; },
    swap: () => {
      const next = (at + 1) % order.length;
      [order[at], order[next]] = [order[next], order[at]];
    },
  };
  const act = (name) => { deeds[name](); draw(); };
  const finish = (dialog) => dialog.finish(order.map((from, place) => (from === place ? null : names[from])));
  draw();
  const content = h("div", { class: "stack-s" }, h("p", { class: "hint" }, say.gridHint),
    h("table", { class: "grid" }, h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, say.gridFigure), h("th", { scope: "col" }, say.gridName))), body),
    buttons([say.apply, "Enter", (event) => finish(event.currentTarget.closest("dialog")), true], ["↓", "s", () => act("down")], ["↑", "⇧S", () => act("up")], ["⇅", "w", () => act("swap")],
      [say.cancel, "Esc", (event) => event.currentTarget.closest("dialog").close()]));
  return open(say.grid, content, {
    onkey: (event, dialog) => {
      if (event.code === "KeyS") act(event.shiftKey ? "up" : "down");
      else if (event.code === "KeyW") act("swap");
      else if (event.code === "ArrowDown" || event.code === "ArrowUp") {
        at = (at + (event.code === "ArrowDown" ? 1 : facts.length - 1)) % facts.length;
        draw();
      } else if (isEnter(event) && event.target.tagName !== "BUTTON") finish(dialog);
      else return;
      event.preventDefault();
    },
  });
}
