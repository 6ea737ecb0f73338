// Changing one field after the other: typed as people write, understood by the server, shown before it is taken.

import { fill, h, same } from "./desk_dom.js";
import { FIELDS, fieldNamed, readLocally, shown } from "./desk_fields.js";
import { ask } from "./desk_outbox.js";

const PAUSE = 90;
const MOMENT = 400; // what takes longer is said

export class Editor {
  constructor(desk) {
    this.desk = desk;
    this.field = null;
    this.reads = null; // values that the server is reading
    this.wrong = null; // the first that could not be read
    this.asked = null; // what the server is being asked, and its answer to come
    this.unread = 0; // typed values that nothing but a request holds
  }

  get active() { return this.field !== null; }
  get words() { return this.desk.words; }

  open(fact, name) {
    this.close();
    const field = fieldNamed[name];
    let row = this.desk.list.card?.querySelector(`[data-field="${name}"]`);
    if (!row) {
      this.desk.allFields = true;
      this.desk.list.open(fact);
      row = this.desk.list.card.querySelector(`[data-field="${name}"]`);
    }
    Object.assign(this, { fact, field, options: [], chosen: 0, understood: null });
    this.initial = this.typed(field, fact.values);
    const said = `edit-${name}`;
    this.input = h("input", {
      type: "text", class: "edit", value: this.initial, autocomplete: "off", spellcheck: "false", role: "combobox",
      "aria-label": this.words.fields[name], "aria-expanded": "false", "aria-controls": `${said}-options`, "aria-describedby": `${said}-says`,
    });
    this.list = h("ul", { class: "options", role: "listbox", id: `${said}-options`, "aria-label": this.words.fields[name], hidden: true });
    this.says = h("p", { class: "understood", id: `${said}-says`, role: "status" });
    row.classList.add("editing");
    const dd = row.querySelector("dd");
    this.hidden = [...dd.children];
    for (const child of this.hidden) child.hidden = !child.matches(".from, .was");
    dd.prepend(this.input, this.says, this.list);
    this.row = row;
    this.input.addEventListener("input", () => this.changed());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      this.choose(Number(option.dataset.place));
      this.done();
    });
    this.input.focus({ preventScroll: true });
    this.input.select();
    if (field.choices) this.offer(this.choices(""), Math.max(0, this.words.choices[name].findIndex(([value]) => value === (fact.values[name] ?? ""))));
    this.desk.list.reveal(this.desk.factsPane);
  }

  typed(field, values) {
    if (field.choices) return shown(field, values, this.words);
    return String((field.type ?? field.show)(values));
  }

  close() {
    if (!this.active) return;
    clearTimeout(this.timer);
    this.row.classList.remove("editing");
    this.input.remove();
    this.says.remove();
    this.list.remove();
    for (const child of this.hidden) child.hidden = false;
    this.field = null;
  }

  // Keys while the field is open; the desk leaves all others to the input.
  key(event) {
    if (event.code === "Enter" || event.code === "NumpadEnter") this.done();
    else if (event.code === "Tab") this.next(event.shiftKey ? -1 : 1);
    else if (event.code === "Escape") this.desk.cancelEdit();
    else if (event.code === "ArrowDown" && this.options.length) this.choose((this.chosen + 1) % this.options.length);
    else if (event.code === "ArrowUp" && this.options.length) this.choose((this.chosen + this.options.length - 1) % this.options.length);
    else return;
    event.preventDefault();
  }

  changed() {
    this.input.removeAttribute("aria-invalid");
    this.understood = null;
    clearTimeout(this.timer);
    if (this.field.choices) return this.offer(this.choices(this.input.value), 0);
    if (this.input.value === this.initial) return this.offer([], 0);
    this.timer = setTimeout(() => this.understand(), PAUSE);
    return undefined;
  }

  choices(text) {
    const wanted = text.trim().toLowerCase();
    const all = this.words.choices[this.field.name].map(([value, label], place) => ({ values: { [this.field.name]: value || null }, says: `${place + 1} ${label}`, label, value, digit: String(place + 1) }));
    if (!wanted || text === this.initial) return all;
    if (this.field.years && /^(19|20)\d\d$/.test(wanted)) return [{ values: { base: wanted }, says: wanted }];
    return all.filter((choice) => choice.digit === wanted || choice.label.toLowerCase().includes(wanted) || choice.value.startsWith(wanted));
  }

  // Show how the server reads what stands in the field.
  async understand() {
    const { field, fact } = this;
    const text = this.input.value;
    let options;
    let message;
    const stands = () => this.field === field && this.fact === fact && this.input.value === text;
    try {
      options = await slowly(this.read(field, text), () => { if (stands()) this.says.textContent = this.words.say.reading; });
    } catch (error) {
      message = error.message;
    }
    if (!stands()) return;
    if (message) return void this.fail(message);
    this.understood = text;
    this.offer(options, 0);
  }

  // Every way to read a text, best first. One request a text: who presses Enter early waits for the answer that is under way.
  read(field, text) {
    const address = `${this.desk.base}${this.desk.reading.uuid}/understood/?${new URLSearchParams({ field: field.name, text })}`;
    if (this.asked?.address === address) return this.asked.answer;
    const asked = { address };
    asked.answer = this.ask(address, field, text).finally(() => { if (this.asked === asked) this.asked = null; });
    this.asked = asked;
    return asked.answer;
  }

  // Without the server what is plain enough is read here. Throws what is to be said.
  async ask(address, field, text) {
    let result = null;
    try {
      result = await ask(address);
    } catch { /* the server is away */ }
    if (result?.ok) return result.answer.readings;
    if (result?.status < 500 && result.answer) throw new Error(result.answer.message);
    const values = readLocally(field, text);
    if (!values) throw new Error(this.words.say.unreadable);
    return [{ values, says: text }];
  }

  fail(message) {
    this.input.setAttribute("aria-invalid", "true");
    this.offer([], 0, message);
  }

  offer(options, chosen, message) {
    this.options = options;
    const many = options.length > 1;
    this.input.setAttribute("aria-expanded", String(many));
    this.list.hidden = !many;
    this.list.replaceChildren(...(many ? options.map((option, place) => h("li", { role: "option", id: `${this.list.id}-${place}`, dataset: { place } }, option.says)) : []));
    if (!many) this.says.textContent = message ?? (options.length ? `→ ${options[0].says}` : "");
    this.choose(Math.min(chosen, Math.max(0, options.length - 1)));
  }

  choose(place) {
    this.chosen = place;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = this.list.children[place];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
    this.says.textContent = `→ ${this.options[place].says}`;
    return undefined;
  }

  // Leave the field; what is typed becomes one of the fact's pending values as soon as it is read.
  take() {
    clearTimeout(this.timer);
    const { fact, field, initial, understood, options, chosen, input } = this;
    const text = input.value;
    const reading = this.values({ field, text, initial, understood, options, chosen }).then((values) => {
      const changes = Object.entries(values).filter(([name, value]) => !same(value, fact.values[name]));
      if (changes.length) fact.pending = { ...fact.pending, ...Object.fromEntries(changes) };
    }).catch((error) => { this.wrong ??= { field, text, message: error.message }; });
    this.unread += 1;
    this.reads = Promise.all([this.reads, reading.finally(() => { this.unread -= 1; })]);
    this.close();
  }

  async values({ field, text, initial, understood, options, chosen }) {
    if (field.choices) {
      if (!options.length) throw new Error(fill(this.words.say.missing, { field: this.words.fields[field.name] }));
      return options[chosen].values;
    }
    if (text === initial) return {};
    return (understood === text ? options[chosen] : (await this.read(field, text))[0]).values;
  }

  async done() {
    const { fact } = this;
    this.take();
    await this.desk.during(slowly(this.reads, () => this.desk.says(this.words.say.reading)));
    if (!this.comeBack(fact)) this.desk.saveEdit(fact);
  }

  next(step) {
    const { fact, field } = this;
    this.take();
    const order = FIELDS.map((each) => each.name);
    const following = order[(order.indexOf(field.name) + step + order.length) % order.length];
    this.desk.allFields = true;
    this.desk.redraw(fact);
    this.open(fact, following);
  }

  // What could not be read is asked for again, with what was typed.
  comeBack(fact) {
    const { wrong } = this;
    this.wrong = null;
    if (!wrong) return false;
    this.desk.redraw(fact);
    this.open(fact, wrong.field.name);
    this.input.value = wrong.text;
    this.fail(wrong.message);
    this.desk.says("");
    return true;
  }
}

// The work, and a word where it takes longer than a moment.
async function slowly(work, say) {
  const timer = setTimeout(say, MOMENT);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
