// The review desk: what is current, where it is shown, and which key does what. The deeds themselves are in desk_deeds.js.

import { adding } from "./desk_adding.js";
import { Caret } from "./desk_caret.js";
import { causes } from "./desk_causes.js";
import { Deeds } from "./desk_deeds.js";
import { fill, firstOf, lastOf } from "./desk_dom.js";
import { Drafts } from "./desk_drafts.js";
import { Editor } from "./desk_editor.js";
import { FIELDS, about } from "./desk_fields.js";
import { Guide } from "./desk_guide.js";
import { History } from "./desk_history.js";
import { judging } from "./desk_judging.js";
import { composing, deedOf, digitOf } from "./desk_keys.js";
import { FactList } from "./desk_list.js";
import { Outbox, ask } from "./desk_outbox.js";
import { Practice } from "./desk_practice.js";
import { Reading } from "./desk_reading.js";
import { saying } from "./desk_says.js";
import { TextView } from "./desk_text.js";
import { travel } from "./desk_travel.js";

const find = (id) => document.getElementById(id);
const CLAUSE = /[，。；：！？,;:!?]/g;
const SENTENCE = /[。；！？;!?]/;

class Desk {
  constructor(setup, state) {
    this.setup = setup;
    this.words = setup.words;
    this.base = setup.addresses.base;
    this.textPane = find("desk-text");
    this.factsPane = find("desk-facts");
    this.raw = new TextView(find("desk-raw"));
    this.clean = new TextView(find("desk-clean"));
    this.text = this.raw;
    this.outbox = new Outbox(this.base, setup.user);
    this.history = new History(setup.user);
    this.list = new FactList(find("desk-list"), this);
    this.editor = new Editor(this);
    this.caret = new Caret(this, find("desk-caret"));
    this.guideDrawer = new Guide(find("desk-guide"), this);
    this.practice = new Practice(find("desk-coach"), this);
    this.drafts = new Drafts(this, setup.user);
    this.deeds = new Deeds(this);
    this.usedReasons = new Map();
    this.waiting = [];
    this.working = 0;
    this.allFields = false;
    this.listen();
    this.show(new Reading(state));
    if (this.outbox.foreign.length) this.notice(this.words.say.otherUser);
    if (this.outbox.size) this.outbox.run();
  }

  // ---------------------------------------------------------------- showing a reading

  show(reading) {
    this.reading = reading;
    this.current = null;
    this.editor.close();
    this.clean.root.replaceChildren();
    this.clean.segments = [];
    this.switchTo(this.raw);
    this.practice.begin(reading);
    this.list.render(reading);
    find("desk-title").textContent = reading.document.title;
    this.dated();
    find("desk-none").hidden = reading.stops.length > 0;
    document.title = document.title.replace(/^.*(?= · )/, reading.document.title);
    this.counted();
    const kept = reading.get(sessionStorage.getItem(`heshi-desk-place-${reading.uuid}`));
    this.textPane.scrollTop = this.factsPane.scrollTop = 0;
    this.go(kept && reading.place(kept) >= 0 ? kept : reading.stops.find((stop) => stop.open) ?? reading.stops[0]);
    this.openOrFinished();
    if (reading.finished) this.says(this.words.say.finishedReading);
    this.drafts.restore();
  }

  dated() {
    const { published, publishedKnown, collection } = this.reading.document;
    find("desk-meta").textContent = [published, publishedKnown && `(${publishedKnown})`, collection].filter(Boolean).join(" ");
  }

  switchTo(view) {
    this.text = view;
    this.raw.root.hidden = view !== this.raw;
    this.clean.root.hidden = view !== this.clean;
    this.text.paint(this.reading);
  }

  // The same reading with fresh facts: after a corrected cause, or a refusal that says that the page is behind.
  renew({ state, html }) {
    const place = this.current?.id;
    this.leave();
    this.raw.load(html);
    this.clean.segments = [];
    this.reading = new Reading(state);
    this.current = null;
    this.dated();
    this.switchTo(this.raw);
    this.practice.begin(this.reading);
    this.list.render(this.reading);
    this.counted();
    const stop = this.reading.get(place);
    this.go(stop && this.reading.place(stop) >= 0 ? stop : this.reading.stops[0]);
  }

  async refetch() {
    await this.outbox.drained();
    try {
      const { ok, answer } = await this.during(ask(`${this.base}${this.reading.uuid}/state/`));
      if (ok) this.renew(answer);
    } catch { /* the outbox says that the server is away */ }
  }

  counted() {
    const { all, done, numerals } = this.reading.counts();
    const { say } = this.words;
    find("desk-count").textContent = [fill(say.progress, { done, all }), numerals ? fill(say.numeralsOpen, { count: numerals }) : null].filter(Boolean).join(" · ");
    const bar = find("desk-progress");
    bar.max = Math.max(1, all + numerals);
    bar.value = all + numerals ? done : 1;
  }

  // ---------------------------------------------------------------- moving

  go(stop, { keep = false } = {}) {
    if (!keep) this.leave();
    this.current = stop ?? null;
    if (!stop) {
      this.list.close();
      this.text.show(null, []);
      return;
    }
    this.allFields = false;
    this.list.open(stop);
    this.text.show(stop, stop.kind === "fact" ? this.labels(stop) : []);
    this.text.reveal(this.textPane, stop.start, stop.end);
    this.list.reveal(this.factsPane);
    this.list.focus();
    this.inView();
    sessionStorage.setItem(`heshi-desk-place-${this.reading.uuid}`, stop.id);
  }

  // Where the window is too small for the whole desk (zoom, a short screen), both panes are what one sees.
  inView() {
    const page = document.scrollingElement;
    if (page.scrollHeight <= page.clientHeight + 1) return;
    const panes = this.textPane.parentElement.getBoundingClientRect();
    if (panes.top < 0 || panes.bottom > page.clientHeight) page.scrollTop += panes.top;
  }

  // Leave what is half done: an open field, a question; what was typed and not entered goes.
  leave() {
    const fact = this.editor.fact ?? this.current;
    this.editor.close();
    if (this.caret.active) this.caret.stop();
    this.hush();
    if (fact?.pending && !fact.draft) {
      fact.pending = null;
      fact.insist = false;
      this.list.refresh(fact);
    }
  }

  advance(from) {
    const next = this.reading.after(from, (stop) => stop.open);
    if (next) return void this.go(next);
    const open = this.reading.open.length;
    this.go(this.reading.place(from) >= 0 ? from : this.reading.stops.at(-1));
    this.says(open ? fill(this.words.say.openBefore, { count: open }) : this.words.say.allDone);
    return undefined;
  }

  goToOpen() {
    this.go(this.reading.stops.find((stop) => stop.open) ?? this.current ?? this.reading.stops[0]);
  }

  next() { const stop = this.reading.after(this.current); if (stop) this.go(stop); }
  previous() { const stop = this.reading.before(this.current); if (stop) this.go(stop); }
  nextOpen() { const stop = this.reading.after(this.current, (each) => each.open); if (stop) this.go(stop); }
  previousOpen() { const stop = this.reading.before(this.current, (each) => each.open); if (stop) this.go(stop); }
  first() { this.go(this.reading.stops[0]); }
  last() { this.go(this.reading.stops.at(-1)); }

  // Where the fields of a fact were read, for the marks in the text.
  labels(fact) {
    const found = [];
    for (const field of FIELDS) {
      for (const [start, end] of about(fact.found?.evidence, field)?.spans ?? []) {
        if (start < fact.start || end > fact.end) found.push([start, end, this.words.fields[field.name], field.key]);
      }
    }
    for (const finding of fact.found?.findings ?? []) {
      for (const [start, end] of finding.spans ?? []) if (start < fact.start || end > fact.end) found.push([start, end, "⚠"]);
    }
    return this.shortened(found.sort((left, right) => left[0] - right[0]));
  }

  // A label for which there is no room before the next one is its key alone.
  shortened(labels) {
    return labels.map(([start, end, name, key], place) => {
      const broad = name.length * (/[a-z]/.test(name) ? 0.36 : 0.7); // in characters of the text
      const crowded = labels.some(([other], at) => at !== place && other > start && other - start < broad);
      return [start, end, crowded && key ? key : name];
    });
  }

  around(stop) {
    const { start, end } = this.text.lineOf(stop.start, stop.end);
    const before = this.text.textOf(Math.max(start, stop.start - 60), stop.start).split(SENTENCE).at(-1);
    const behind = this.text.textOf(stop.end, Math.min(end, stop.end + 40)).split(SENTENCE)[0];
    return { before: lastOf(before, 26), within: this.text.textOf(stop.start, stop.end), behind: firstOf(behind, 16) };
  }

  distance([start, end], fact) {
    const { distance } = this.words;
    if (start >= fact.end) return distance.behind;
    const line = this.text.between(start, end)[0]?.node.parentElement;
    if (line && line.textContent.trim() === this.reading.document.title && !line.contains(this.text.between(fact.start, fact.end)[0]?.node)) return distance.title;
    const count = (this.text.textOf(end, fact.start).match(CLAUSE) ?? []).length;
    return count === 0 ? "" : count === 1 ? distance.clause : fill(distance.clauses, { count });
  }

  // A row and its card anew, where what they show has changed.
  redraw(stop) {
    if (!stop) return;
    this.list.refresh(stop);
    if (stop !== this.current) return;
    this.list.open(stop);
    this.text.show(stop, stop.kind === "fact" ? this.labels(stop) : []);
  }

  rearranged() {
    this.list.arrange(this.reading);
    find("desk-none").hidden = this.reading.stops.length > 0;
  }

  // A finished reading is looked at, not judged: its buttons for that are not there.
  openOrFinished() {
    find("main").toggleAttribute("data-finished", this.reading.finished);
  }

  get readOnly() {
    if (!this.reading.finished) return false;
    this.says(this.words.say.readOnly);
    return true;
  }

  // ---------------------------------------------------------------- keys and mouse

  listen() {
    this.outbox.addEventListener("state", (event) => this.savedState(event.detail));
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-deed]");
      if (!button) return;
      this[button.dataset.deed]();
      if (!button.isConnected || button.closest(".desk-foot, .card")) this.list.focus();
    });
    // a press on a button must not take away what is marked in the text
    find("main").addEventListener("pointerdown", (event) => { if (event.target.closest("[data-deed]")) event.preventDefault(); });
    this.textPane.addEventListener("click", (event) => this.textClicked(event));
    window.addEventListener("popstate", () => location.reload());
    // what is typed and not entered is nowhere but here
    window.addEventListener("beforeunload", (event) => {
      if (this.editor.unread || [...this.reading.facts.values()].some((fact) => fact.draft || fact.pending)) event.preventDefault();
    });
  }

  // Nothing is under way and nothing is unsaved.
  get settled() { return !this.busy && !this.working && !this.waiting.length && !this.outbox.size && !this.outbox.running && !document.querySelector("dialog"); }

  key(event) {
    if (composing(event) || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (this.busy) return void event.preventDefault();
    if (this.working || this.waiting.length) {
      event.preventDefault();
      this.waiting.push(event);
      return;
    }
    if (this.editor.active && document.activeElement === this.editor.input) return void this.editor.key(event);
    if (event.target.matches("input, textarea, select")) {
      if (event.code === "Escape") this.escape();
      return;
    }
    if (this.caret.active && !event.ctrlKey && !event.metaKey && !event.altKey) return void this.caret.key(event);
    const isPress = ["Enter", "NumpadEnter", "Space"].includes(event.code);
    if (isPress && event.target.closest("button, a, summary")) return;
    this.act(event);
  }

  act(event) {
    const number = digitOf(event);
    if (number !== null) {
      event.preventDefault(); // a digit may open a field, which is not to hold it
      return void this.digit(number);
    }
    const deed = deedOf(event);
    if (deed) {
      event.preventDefault();
      if (event.repeat && !["next", "previous"].includes(deed)) return;
      this[deed]();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const field = FIELDS.find((each) => each.code === event.code);
    if (!field) return;
    event.preventDefault();
    this.edit(field.name);
  }

  // Keys wait while something short is under way.
  async during(work) {
    this.working += 1;
    try {
      return await work;
    } finally {
      this.working -= 1;
      setTimeout(() => this.catchUp()); // after all that waited for the work itself
    }
  }

  // Keys pressed while a typed value was being read; once a field opens, what follows was meant for it and is dropped.
  catchUp() {
    while (this.waiting.length && !this.working && !this.busy) {
      const event = this.waiting.shift();
      if (!this.editor.active) this.act(event);
    }
  }

  textClicked(event) {
    if (!window.getSelection().isCollapsed) return;
    const segment = event.target.closest("[data-start]")?.segment;
    if (!segment) return;
    const things = this.reading.at(segment.start, segment.end);
    const place = things.indexOf(this.current);
    const thing = things[(place + 1) % things.length];
    if (!thing) return;
    if (thing.kind === "numeral" && !thing.isStop) {
      thing.visited = true;
      this.reading.arrange();
      this.rearranged();
    }
    this.go(thing);
  }
}

Object.assign(Desk.prototype, adding, causes, judging, travel, saying);

const read = (id) => JSON.parse(find(id).textContent);
window.desk = new Desk(read("desk-setup"), read("desk-state"));
document.documentElement.dataset.desk = "ready";

