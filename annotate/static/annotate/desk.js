// The review desk: what is current, where it is shown, and which key does what. The deeds themselves are in desk_deeds.js.

import { Caret } from "./desk_caret.js";
import { Deeds } from "./desk_deeds.js";
import * as dialogs from "./desk_dialogs.js";
import { fill, h, period, uuid } from "./desk_dom.js";
import { Editor } from "./desk_editor.js";
import { EDITABLE, FIELDS, about } from "./desk_fields.js";
import { Guide } from "./desk_guide.js";
import { History } from "./desk_history.js";
import { composing, deedOf, digitOf } from "./desk_keys.js";
import { FactList } from "./desk_list.js";
import { Outbox, ask } from "./desk_outbox.js";
import { Fact, Reading } from "./desk_reading.js";
import { TextView } from "./desk_text.js";

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
    this.list.render(reading);
    find("desk-title").textContent = reading.document.title;
    find("desk-meta").textContent = [reading.document.published, reading.document.publishedKnown && `(${reading.document.publishedKnown})`, reading.document.collection].filter(Boolean).join(" ");
    find("desk-none").hidden = reading.stops.length > 0;
    document.title = document.title.replace(/^.*(?= · )/, reading.document.title);
    this.counted();
    const kept = reading.get(sessionStorage.getItem(`heshi-desk-place-${reading.uuid}`));
    this.textPane.scrollTop = this.factsPane.scrollTop = 0;
    this.go(kept && reading.place(kept) >= 0 ? kept : reading.stops.find((stop) => stop.open) ?? reading.stops[0]);
    if (reading.finished) this.says(this.words.say.finishedReading);
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
    this.switchTo(this.raw);
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
    sessionStorage.setItem(`heshi-desk-place-${this.reading.uuid}`, stop.id);
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
    const before = this.text.textOf(Math.max(start, stop.start - 22), stop.start).split(SENTENCE).at(-1);
    const behind = this.text.textOf(stop.end, Math.min(end, stop.end + 14)).split(SENTENCE)[0];
    return { before, within: this.text.textOf(stop.start, stop.end), behind };
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

  // ---------------------------------------------------------------- judging

  get readOnly() {
    if (!this.reading.finished) return false;
    this.says(this.words.say.readOnly);
    return true;
  }

  accept() {
    const stop = this.current;
    if (!stop) return void this.finish();
    if (stop.kind === "numeral") return void this.addAt(stop.start, stop.end);
    if (stop.draft) return void this.saveDraft(stop);
    if (!stop.pending && ["accepted", "corrected"].includes(stop.state)) return void this.advance(stop);
    if (this.readOnly) return undefined;
    this.list.ask(null);
    const change = this.deeds.judgement(stop, "accepted", { values: stop.pending, insist: Boolean(stop.insist) });
    const corrected = Boolean(stop.pending);
    stop.insist = false;
    this.deeds.perform(this.deeds.what(stop), change);
    this.says(fill(corrected ? this.words.say.corrected : this.words.say.accepted, { what: this.deeds.what(stop) }));
    return void this.advance(stop);
  }

  reject() {
    const stop = this.current;
    if (!stop || this.readOnly) return;
    if (stop.kind === "numeral") return void this.says(this.words.say.onlyFacts);
    if (stop.draft) return void this.escape();
    this.list.askReason();
    this.list.reveal(this.factsPane);
  }

  chooseReason(code) {
    const stop = this.current;
    if (!stop || this.readOnly) return;
    if (stop.kind === "numeral") return void this.dismissAs(stop, code);
    const change = this.deeds.judgement(stop, "rejected", { reason: code });
    this.deeds.perform(this.deeds.what(stop), change);
    this.says(fill(this.words.say.rejected, { what: this.deeds.what(stop) }));
    this.advance(stop);
  }

  dismiss() {
    const stop = this.current;
    if (!stop || this.readOnly) return;
    if (stop.kind !== "numeral") return void this.says(this.words.say.onlyNumerals);
    this.dismissAs(stop, this.likeliest(stop));
  }

  dismissAs(numeral, code) {
    this.usedReasons.set(this.trait(numeral), code);
    this.deeds.perform(this.deeds.what(numeral), { kind: "dismiss", numeral: numeral.id, start: numeral.start, end: numeral.end, reason: code });
    this.says(fill(this.words.say.dismissed, { reason: this.reasonLabel(code), what: this.deeds.what(numeral) }));
    this.advance(numeral);
  }

  // The reason given last for a numeral that looks alike: the same signs around it.
  likeliest(numeral) {
    if (numeral.dismissed) return numeral.dismissed;
    const known = this.reasonsFor("dismissal").map((reason) => reason.code);
    const used = this.usedReasons.get(this.trait(numeral));
    const looks = /[0-9０-９]/.test(this.text.textOf(numeral.start, numeral.end)) ? "name" : "small_count";
    return [used, numeral.advance, looks].find((code) => known.includes(code)) ?? known[0];
  }

  trait(numeral) {
    return `${this.text.textOf(Math.max(0, numeral.start - 1), numeral.start)}#${this.text.textOf(numeral.end, numeral.end + 1)}`;
  }

  reasonsFor(kind) { return this.setup.reasons.filter((reason) => reason.kind === kind); }
  reasonLabel(code) { return this.setup.reasons.find((reason) => reason.code === code)?.label ?? code ?? ""; }

  digit(number) {
    const stop = this.current;
    const kind = stop?.kind === "numeral" ? "dismissal" : this.list.asking ? "rejection" : null;
    const reason = kind && this.reasonsFor(kind).find((each) => each.digit === number);
    if (reason) this.chooseReason(reason.code);
  }

  // ---------------------------------------------------------------- changing and adding

  edit(name) {
    const fact = this.current;
    if (fact?.kind !== "fact" || this.readOnly) return;
    this.list.ask(null);
    this.hush();
    const doubtful = FIELDS.find((field) => fact.unsure(field) !== null) ?? FIELDS[0];
    this.editor.open(fact, name ?? doubtful.name);
  }

  cancelEdit() {
    const { fact } = this.editor;
    this.editor.close();
    this.editor.wrong = null;
    if (!fact.draft) fact.pending = null;
    this.redraw(fact);
    this.list.focus();
  }

  saveEdit(fact) {
    this.redraw(fact);
    this.list.focus();
    this.accept();
  }

  add() {
    if (this.readOnly) return;
    if (this.caret.active) return void this.caret.take();
    const span = this.text.selected();
    if (span) {
      window.getSelection().removeAllRanges();
      return void this.addAt(span.start, span.end);
    }
    if (this.text.empty) return;
    this.caret.start(this.current ? this.current.end : this.text.segments[0].start);
    this.textPane.focus({ preventScroll: true });
    this.says(this.words.say.selectFirst);
  }

  takeMention() {
    const fact = this.current;
    const span = this.text.selected();
    if (this.readOnly || fact?.kind !== "fact" || !span) return void this.says(this.words.say.selectFirst);
    window.getSelection().removeAllRanges();
    fact.pending = { ...fact.pending, ...span };
    this.redraw(fact);
    this.says(fill(this.words.say.mentionTaken, { what: this.text.textOf(span.start, span.end) }));
  }

  // A new card for a span, filled with what the machine reads there.
  async addAt(start, end) {
    if (this.readOnly) return;
    const fact = new Fact({ uuid: uuid(), origin: "person", draft: true, values: this.blank(start, end) });
    this.draft(fact, fact.given);
    this.go(fact);
    this.says(this.words.say.reading);
    fact.reading = this.propose(fact, start, end);
    await fact.reading;
    if (this.reading.facts.get(fact.id) !== fact || !fact.draft) return;
    this.redrawDraft(fact);
  }

  async propose(fact, start, end) {
    try {
      const { ok, answer } = await ask(`${this.base}${this.reading.uuid}/proposal/?${new URLSearchParams({ start, end })}`, { patience: 6000 });
      if (ok && answer.proposal) {
        const { values, ...found } = answer.proposal;
        fact.given = { ...values };
        fact.machine = found;
        return;
      }
    } catch { /* the server is away: the fields are filled in by hand */ }
    this.says(this.words.say.noFigure);
  }

  blank(start, end) {
    const near = this.reading.stops.filter((stop) => stop.kind === "fact" && !stop.draft && stop.start <= start).at(-1)?.values;
    const empty = Object.fromEntries(EDITABLE.map((name) => [name, null]));
    const inherited = near ? { region: near.region, region_code: near.region_code, period_start: near.period_start, period_end: near.period_end } : {};
    return { ...empty, ...inherited, start, end, measure: "level", status: "actual", qualifier: "exact" };
  }

  draft(fact, values) {
    fact.review = null;
    fact.given = values;
    fact.draft = true;
    this.reading.put(fact);
    this.text.add(fact);
    this.rearranged();
  }

  redrawDraft(fact) {
    this.text.remove(fact);
    this.reading.arrange();
    this.text.add(fact);
    this.rearranged();
    if (this.current === fact && !this.editor.active) {
      this.redraw(fact);
      this.list.reveal(this.factsPane);
      this.list.focus();
    } else this.list.refresh(fact);
    this.says(this.words.say.draftHint);
  }

  async saveDraft(fact) {
    await this.during(fact.reading);
    if (!fact.draft || this.reading.facts.get(fact.id) !== fact) return;
    const missing = FIELDS.find((field) => field.needed && !fact.values[field.name]);
    if (missing) {
      this.says(fill(this.words.say.missing, { field: this.words.fields[missing.name] }));
      return void this.edit(missing.name);
    }
    const values = Object.fromEntries(EDITABLE.map((name) => [name, fact.values[name] ?? null]));
    const insist = Boolean(fact.insist);
    fact.insist = false;
    this.deeds.perform(this.deeds.what(fact), { kind: "add", fact: fact.id, values, insist });
    this.says(fill(this.words.say.added, { what: this.deeds.what(fact) }));
    this.advance(fact);
    this.catchUp();
  }

  dropDraft(fact) {
    const { start, end } = fact;
    this.reading.drop(fact);
    this.text.remove(fact);
    this.text.refresh(start, end);
    this.rearranged();
    this.go(this.reading.stops.find((stop) => stop.end > start) ?? this.reading.stops.at(-1));
  }

  escape() {
    if (this.guideDrawer.active) {
      this.guideDrawer.close();
      return void this.list.focus();
    }
    if (this.caret.active) {
      this.caret.stop();
      return void this.list.focus();
    }
    if (this.list.asking) return void this.list.ask(null);
    if (this.current?.draft) return void this.dropDraft(this.current);
    this.leave();
    if (this.current) this.redraw(this.current);
    window.getSelection().removeAllRanges();
  }

  // ---------------------------------------------------------------- the bigger deeds

  undo() { return this.deeds.undo(); }
  redo() { return this.deeds.redo(); }

  async acceptAll() {
    if (this.readOnly) return;
    await this.outbox.drained();
    const wanted = await dialogs.acceptAll(this);
    if (!wanted) return void this.list.focus();
    this.deeds.perform(fill(this.words.say.groupAccepted, { count: wanted.facts.length }), { kind: "accept", threshold: wanted.threshold, group: uuid() });
  }

  async note() {
    const fact = this.current;
    if (fact?.kind !== "fact" || fact.draft) return;
    const text = await dialogs.note(this, fact);
    if (text) this.deeds.perform(text, { kind: "note", fact: fact.id, text });
    this.list.focus();
  }

  async cause() {
    if (this.readOnly) return;
    await this.outbox.drained();
    const wanted = await dialogs.cause(this, this.causes());
    if (wanted) {
      const { kind, ...rest } = wanted;
      this.deeds.perform(this.words.say.cause, { kind: "correct-cause", cause: kind, ...rest });
    }
    this.list.focus();
  }

  // What may be wrong: the period and the region that govern the current fact, and the date of the document.
  causes() {
    const { say, fields } = this.words;
    const published = { kind: "published", old: this.reading.document.published ?? "", label: `${say.causePublished}: ${this.reading.document.published ?? say.none}` };
    const fact = this.current;
    if (fact?.kind !== "fact") return [published];
    const governing = (name, old) => {
      const spans = about(fact.found?.evidence, { name, columns: name === "period" ? ["period_start"] : ["region_code"] })?.spans ?? [];
      const [start, end] = spans[0] ?? [fact.start, fact.end];
      const words = this.text.textOf(start, end);
      return { kind: name, old, start, end: this.sectionEnd(end), label: `${fields[name]}: ${old || say.none}, ${fill(say.causeHere, { words })}` };
    };
    return [governing("period", period(fact.values)), governing("region", fact.values.region ?? ""), published];
  }

  // A cause governs from its words to the end of the text: nearer words of its kind take over by themselves.
  sectionEnd() { return this.reading.document.length; }

  async grid() {
    if (this.readOnly) return;
    const facts = this.paired();
    if (facts.length < 2) return void this.says(this.words.say.noGrid);
    const names = await dialogs.grid(this, facts);
    const changes = (names ?? []).map((name, place) => name && this.deeds.judgement(facts[place], "accepted", { values: name, insist: true })).filter(Boolean);
    if (changes.length) {
      this.deeds.perform(this.words.say.grid, ...changes);
      this.says(fill(this.words.say.gridSaved, { count: changes.length }));
      this.redraw(this.current);
    }
    this.list.focus();
  }

  // The facts of the current sentence that were paired with their names; else those of one measure and unit.
  paired() {
    const fact = this.current;
    if (fact?.kind !== "fact") return [];
    const inSentence = this.reading.stops.filter((stop) => stop.kind === "fact" && !stop.draft && this.oneSentence(fact, stop));
    const rule = (stop) => about(stop.found?.evidence, { name: "indicator", columns: [] })?.rule ?? "";
    const paired = inSentence.filter((stop) => /pair|respective|分别/.test(rule(stop)));
    if (paired.length > 1 && paired.includes(fact)) return paired;
    return inSentence.filter((stop) => stop.values.measure === fact.values.measure && stop.values.unit === fact.values.unit);
  }

  oneSentence(left, right) {
    if (left === right) return true;
    const [first, second] = left.start < right.start ? [left, right] : [right, left];
    const line = (fact) => this.text.between(fact.start, fact.end)[0]?.node.parentElement;
    return line(first) === line(second) && !SENTENCE.test(this.text.textOf(first.end, second.start));
  }

  async help() {
    await dialogs.help(this);
    this.list.focus();
  }

  guide(paragraph) {
    if (!paragraph && this.guideDrawer.active) return void this.escape();
    return void this.guideDrawer.open(paragraph);
  }

  async switchText() {
    if (this.text === this.clean) this.switchTo(this.raw);
    else {
      if (this.clean.empty) {
        try {
          const { ok, answer } = await ask(`${this.base}${this.reading.uuid}/clean/`);
          if (!ok) return void this.notice(answer?.message ?? this.words.say.away);
          this.clean.load(answer.html);
        } catch { return void this.notice(this.words.say.away); }
      }
      this.switchTo(this.clean);
    }
    this.says(this.text === this.clean ? this.words.say.clean : this.words.say.raw);
    if (this.current) this.go(this.current, { keep: true });
  }

  // ---------------------------------------------------------------- from document to document

  async finish() {
    if (this.busy) return;
    if (!this.reading.finished) {
      const open = this.reading.open;
      if (open.length) {
        this.go(open.find((stop) => this.reading.place(stop) > this.reading.place(this.current)) ?? open[0]);
        return void this.says(fill(this.words.say.stillOpen, { count: open.length }));
      }
    }
    await this.travel(async () => {
      if (!this.reading.finished) {
        const { ok, answer } = await ask(`${this.base}${this.reading.uuid}/finish/`, { method: "POST", body: {} });
        if (!ok) return this.notFinished(answer);
        this.reading.state = "finished";
        this.outbox.lastSaved = answer.at;
      }
      return this.openNext();
    });
  }

  notFinished(answer) {
    this.notice(answer?.message ?? this.words.say.away);
    const open = this.reading.get(answer?.facts?.[0]) ?? this.reading.byId.get(answer?.numerals?.length ? `n${answer.numerals[0][0]}-${answer.numerals[0][1]}` : "");
    if (open) this.go(open);
    else this.refetch();
  }

  async skip() {
    await this.travel(async () => {
      if (!this.reading.finished) {
        const { ok, answer } = await ask(`${this.base}${this.reading.uuid}/give-back/`, { method: "POST", body: {} });
        if (!ok) return this.notice(answer?.message ?? this.words.say.away);
      }
      return this.openNext();
    });
  }

  // Whatever leads away waits until everything is saved.
  async travel(journey) {
    if (this.busy) return;
    this.busy = true;
    const slow = setTimeout(() => document.body.classList.add("busy"), 150);
    try {
      if (this.outbox.size) this.says(this.words.say.waitSaving);
      await this.outbox.drained();
      await journey();
    } catch {
      this.notice(this.words.say.away);
    } finally {
      clearTimeout(slow);
      document.body.classList.remove("busy");
      this.busy = false;
    }
  }

  async openNext() {
    const { ok, answer } = await ask(this.setup.addresses.next, { method: "POST", body: { collection: this.setup.collection } });
    if (!ok) return void this.notice(answer?.message ?? this.words.say.away);
    if (!answer.state) {
      location.assign(this.setup.collection ? `${this.base}?collection=${this.setup.collection}` : this.base);
      return undefined;
    }
    this.arrive(answer);
    history.pushState({ desk: answer.state.reading.uuid }, "", answer.state.address);
    return undefined;
  }

  arrive({ state, html }) {
    this.leave();
    this.hush();
    this.raw.load(html);
    this.show(new Reading(state));
  }

  // Go to another reading of this sitting, to take something back there; a finished one is opened again.
  async visit(reading) {
    if (reading === this.reading.uuid && !this.reading.finished) return true;
    let arrived = false;
    await this.travel(async () => {
      if (reading !== this.reading.uuid) {
        const { ok, answer } = await ask(`${this.base}${reading}/state/`);
        if (!ok) return void this.notice(fill(this.words.say.loadFailed, { message: answer?.message ?? "" }));
        this.arrive(answer);
        history.pushState({ desk: reading }, "", answer.state.address);
      }
      if (this.reading.finished) {
        const { ok, answer } = await ask(`${this.base}${reading}/reopen/`, { method: "POST", body: { reason: this.words.say.undone.replace("{what}", "").trim() } });
        if (!ok) return void this.notice(answer?.message ?? this.words.say.away);
        this.reading.state = "open";
      }
      arrived = true;
      return undefined;
    });
    return arrived;
  }

  // ---------------------------------------------------------------- what the page says

  says(message) { find("desk-says").textContent = message; }

  notice(message, tone = "alarm") {
    const box = find("desk-notice");
    box.hidden = false;
    box.dataset.tone = tone;
    box.replaceChildren(h("span", {}, message), h("button", { type: "button", class: "quiet slim", onclick: () => { this.hush(); this.list.focus(); } }, this.words.say.close));
  }

  hush() {
    if (this.trouble) return;
    find("desk-notice").hidden = true;
  }

  savedState({ state, count, at }) {
    const { status, say } = this.words;
    const box = find("desk-saved");
    box.dataset.state = state;
    const told = { saved: status.saved, saving: fill(status.saving, { count }), away: fill(status.away, { count }), login: fill(status.login, { count }), reload: say.reload }[state];
    if (box.firstChild?.textContent !== told || state === "saved") box.replaceChildren(h("span", {}, told), state === "saved" && at ? h("span", { "aria-hidden": "true" }, ` ${at}`) : "");
    const trouble = ["away", "login", "reload"].includes(state) ? state : null;
    if (trouble && trouble !== this.trouble) {
      this.notice({ away: say.away, login: say.loggedOut, reload: say.reload }[trouble]);
      if (trouble === "login") find("desk-notice").append(h("a", { href: this.setup.addresses.login, target: "_blank", rel: "noopener" }, say.login));
    }
    if (!trouble && this.trouble && state === "saved") {
      this.trouble = null;
      this.hush();
      this.says(say.back);
    } else if (trouble) this.trouble = trouble;
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
  }

  // Nothing is under way and nothing is unsaved.
  get settled() { return !this.busy && !this.working && !this.outbox.size && !this.outbox.running; }

  key(event) {
    if (composing(event) || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (this.busy) return void event.preventDefault();
    if (this.working) {
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
    if (number !== null) return void this.digit(number);
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
    }
  }

  // Keys pressed while a typed value was being read; once a field opens, what follows was meant for it and is dropped.
  catchUp() {
    const keys = this.waiting.splice(0);
    for (const event of keys) if (!this.editor.active) this.act(event);
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

const read = (id) => JSON.parse(find(id).textContent);
window.desk = new Desk(read("desk-setup"), read("desk-state"));
document.documentElement.dataset.desk = "ready";

