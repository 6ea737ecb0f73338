// Every deed is a change: done on the page at once, sent through the outbox, and taken back by the change opposite to it.

import { fill, figure, same, uuid } from "./desk_dom.js";
import { EDITABLE, fieldOfColumn, shown } from "./desk_fields.js";
import { Fact } from "./desk_reading.js";
import { conflict } from "./desk_dialogs.js";

const pick = (values) => Object.fromEntries(EDITABLE.map((name) => [name, values[name] ?? null]));
const differing = (left, right) => EDITABLE.filter((name) => !same(left[name], right[name]));

export class Deeds {
  constructor(desk) {
    this.desk = desk;
    desk.outbox.addEventListener("saved", (event) => this.saved(event.detail));
    desk.outbox.addEventListener("refused", (event) => this.refused(event.detail));
  }

  get reading() { return this.desk.reading; }
  get say() { return this.desk.words.say; }

  what(thing) {
    if (thing.kind === "numeral") return this.desk.text.textOf(thing.start, thing.end);
    return `${thing.values.indicator ?? ""} ${figure(thing.values)}`.trim();
  }

  // One deed of the reader: some changes, remembered as one.
  perform(label, ...changes) {
    const undo = changes.map((change) => this.opposite(change)).reverse();
    const entry = { id: uuid(), reading: this.reading.uuid, label, redo: changes, undo };
    if (undo.every(Boolean)) this.desk.history.push(entry);
    for (const change of changes) this.apply(change, entry.id);
  }

  judgement(fact, state, { values, reason = null, comment = "", insist = false } = {}) {
    return { kind: "judge", fact: fact.id, state, values: pick({ ...fact.standing, ...values }), reason, comment, insist };
  }

  opposite(change) {
    const fact = this.reading.facts.get(change.fact);
    switch (change.kind) {
      case "judge":
        if (!fact?.review) return { kind: "retract", fact: change.fact };
        return { kind: "judge", fact: change.fact, state: fact.review.state, values: pick(fact.review.values), reason: fact.review.reason, comment: fact.review.comment ?? "", insist: true };
      case "add": return { kind: "retract", fact: change.fact };
      case "dismiss": {
        const numeral = this.reading.byId.get(change.numeral);
        return numeral.dismissed ? { ...change, reason: numeral.dismissed } : { kind: "undismiss", numeral: change.numeral, start: change.start, end: change.end };
      }
      case "accept": return { kind: "retract-group", group: change.group };
      case "note": return { ...change, kind: "withdraw-note", place: this.notesOf(change.fact).length + 1 };
      case "withdraw-note": return { ...change, kind: "note" };
      case "correct-cause": return { ...change, kind: "withdraw-cause" };
      default: return null;
    }
  }

  apply(change, entry) {
    this[`do_${change.kind.replaceAll("-", "_")}`](change, entry);
    this.desk.drafts.keep();
    this.desk.counted();
  }

  send(change, entry, body, more = {}) {
    this.desk.outbox.push({ key: uuid(), entry, reading: this.reading.uuid, path: change.kind, body, kind: change.kind, ...more });
  }

  do_judge(change, entry) {
    const fact = this.reading.facts.get(change.fact);
    const base = fact.review;
    const untouched = !base && fact.candidate && !differing(change.values, fact.candidate.values).length;
    const comment = change.comment ?? "";
    const body = { fact: fact.id, state: change.state, reason: change.reason, comment, revision: fact.revision, insist: change.insist };
    if (!untouched) body.values = change.values;
    this.settle(fact, { state: change.state, values: change.values, reason: change.reason, comment, revision: fact.revision + 1 });
    this.send(change, entry, body, { fact: fact.id, base, change });
  }

  do_retract(change, entry) {
    const fact = this.reading.facts.get(change.fact);
    if (!fact) return;
    const base = fact.review;
    this.send(change, entry, { fact: fact.id, revision: fact.revision }, { fact: fact.id, base, change });
    this.settle(fact, null);
  }

  do_add(change, entry) {
    const fact = this.reading.facts.get(change.fact) ?? new Fact({ uuid: change.fact, origin: "person", values: change.values });
    fact.draft = false;
    this.settle(fact, { state: "accepted", values: change.values, reason: null, comment: "", revision: 1 });
    this.send(change, entry, { fact: change.fact, values: change.values, insist: change.insist }, { fact: fact.id, base: null, change });
  }

  do_dismiss(change, entry) {
    this.dismissed(change, change.reason);
    this.send(change, entry, { start: change.start, end: change.end, reason: change.reason }, { numeral: change.numeral });
  }

  do_undismiss(change, entry) {
    this.dismissed(change, null);
    this.send(change, entry, { start: change.start, end: change.end }, { numeral: change.numeral });
  }

  dismissed(change, reason) {
    const numeral = this.reading.byId.get(change.numeral);
    if (!numeral) return;
    numeral.dismissed = reason;
    this.reading.arrange();
    this.desk.rearranged();
    this.desk.redraw(numeral);
  }

  do_accept(change, entry) { this.send(change, entry, { threshold: change.threshold, group: change.group }); }

  do_retract_group(change, entry) { this.send(change, entry, { group: change.group }); }

  do_correct_cause(change, entry) { this.send(change, entry, this.causeBody(change), { count: change.count }); }
  do_withdraw_cause(change, entry) { this.send(change, entry, this.causeBody(change)); }
  causeBody({ new: meant, old, start, end, cause }) { return { kind: cause, new: meant, old, start, end }; }

  // One's own notes on a fact, the oldest first.
  notesOf(fact) { return this.reading.notes.filter((note) => note.mine && note.fact === fact); }

  do_note(change, entry) {
    this.reading.notes.push({ fact: change.fact, mine: true, author: this.desk.setup.name, text: change.text, at: "" });
    this.send(change, entry, { fact: change.fact, text: change.text });
    this.desk.redraw(this.reading.facts.get(change.fact));
  }

  do_withdraw_note(change, entry) {
    const note = this.notesOf(change.fact)[change.place - 1];
    this.reading.notes = this.reading.notes.filter((other) => other !== note);
    this.send(change, entry, { fact: change.fact, text: change.text, place: change.place });
    this.desk.redraw(this.reading.facts.get(change.fact));
  }

  // A fact's judgement on the page: state, place, row, marks.
  settle(fact, review) {
    const [start, end] = [fact.start, fact.end];
    fact.review = review;
    fact.pending = null;
    fact.draft = false;
    const gone = !review && !fact.candidate && !fact.others.length;
    if (gone) {
      this.reading.drop(fact);
      this.desk.text.remove(fact);
      this.desk.rearranged();
    } else if (!this.reading.facts.has(fact.id) || fact.start !== start || fact.end !== end) {
      this.desk.text.remove(fact);
      this.reading.put(fact);
      this.desk.text.add(fact);
      this.desk.rearranged();
    }
    this.desk.text.refresh(start, end);
    if (!gone) this.desk.redraw(fact);
  }

  // ---------------------------------------------------------------- what the server says

  saved({ item, answer }) {
    if (item.kind === "add" && answer.fact !== item.fact) this.rename(item, answer.fact);
    if (item.reading !== this.reading.uuid) return;
    const waiting = this.desk.outbox.items.some((other) => other !== item && other.fact && other.fact === item.fact);
    if ((item.kind === "judge" || item.kind === "add") && !waiting) this.confirmed(this.reading.facts.get(item.fact), answer.review);
    if (item.kind === "accept") {
      for (const [id, review] of Object.entries(answer.reviews)) this.confirmed(this.reading.facts.get(id), review);
      this.desk.says(fill(this.say.groupAccepted, { count: Object.keys(answer.reviews).length }));
      this.desk.goToOpen();
    }
    if (item.kind === "retract-group") this.desk.refetch();
    if (item.kind.endsWith("-cause")) {
      this.desk.renew(answer);
      if (item.kind === "correct-cause") this.desk.says(fill(this.say.causeApplied, { count: item.count ?? 0 }));
    }
    if (item.kind === "note") {
      const known = this.notesOf(item.body.fact).find((note) => !note.at && note.text === answer.note.text);
      if (known) Object.assign(known, answer.note);
      this.desk.redraw(this.reading.facts.get(item.body.fact));
      this.desk.says(this.say.noteSaved);
    }
    this.desk.practice.hear(item, answer.lessons);
    this.desk.counted();
  }

  // The server knew the added fact already, under another name (a colleague had added it unseen).
  rename(item, id) {
    const old = item.fact;
    const renamed = (records) => JSON.parse(JSON.stringify(records).replaceAll(old, id));
    const { outbox, history } = this.desk;
    outbox.items = [item, ...renamed(outbox.items.slice(1))];
    [history.done, history.undone] = renamed([history.done, history.undone]);
    item.fact = id;
    outbox.keep();
    history.keep();
    const fact = this.reading.facts.get(old);
    if (!fact) return;
    this.reading.facts.delete(old);
    fact.id = id;
    this.reading.put(fact);
    this.desk.rearranged();
    if (this.desk.current === fact) this.desk.go(fact);
  }

  // What stands on the server: mostly what the page shows already.
  confirmed(fact, review) {
    if (!fact || !review) return;
    const known = fact.review;
    const news = !known || known.state !== review.state || known.reason !== review.reason || differing(known.values, review.values).length;
    if (news) {
      const { pending } = fact;
      this.settle(fact, review);
      fact.pending = pending;
    } else fact.review = review;
  }

  refused({ item, answer }) {
    this.desk.says(""); // it was said to be done
    this.desk.history.forget((entry) => entry.id === item.entry);
    const gone = item.fact ? this.desk.outbox.withdraw((other) => other.fact === item.fact && other.reading === item.reading) : [];
    this.desk.history.forget((entry) => gone.some((other) => other.entry === entry.id));
    if (item.reading !== this.reading.uuid) return void this.desk.notice(fill(this.say.refused, { message: answer.message }));
    const fact = this.reading.facts.get(item.fact);
    if (answer.code === "stale" && fact) return void this.desk.during(this.stale(item, answer, fact));
    if (answer.may_insist && fact) return void this.insist(item, answer, fact);
    this.revert(item, fact);
    this.desk.notice(fill(this.say.refused, { message: answer.message }));
    if (["wrong_state", "forbidden", "not_found"].includes(answer.code)) this.desk.refetch();
    return undefined;
  }

  revert(item, fact) {
    if (fact && "base" in item) {
      this.settle(fact, item.base);
      if (!this.desk.editor.active) this.desk.go(this.reading.facts.get(fact.id) ?? this.reading.stops[0]);
    } else this.desk.refetch();
  }

  // The text says another number: back to the fact with what was typed; Enter once more keeps it.
  insist(item, answer, fact) {
    const wanted = item.change.values;
    if (item.kind === "add") {
      this.desk.draft(fact, wanted);
    } else {
      this.settle(fact, item.base);
      fact.pending = Object.fromEntries(differing(wanted, fact.standing).map((name) => [name, wanted[name]]));
    }
    fact.insist = true;
    if (!this.desk.editor.active) this.desk.go(fact, { keep: true });
    this.desk.notice(fill(this.say.insist, { message: answer.message }));
  }

  // Somebody saved before: different fields are merged, the same one is asked about.
  async stale(item, { current, revision }, fact) {
    const { change } = item;
    if (item.kind !== "judge" || !current) {
      this.settle(fact, current && this.told(current, revision));
      if (item.kind === "judge") this.perform(fill(this.say.accepted, { what: this.what(fact) }), change);
      return;
    }
    const base = item.base?.values ?? fact.candidate?.values ?? {};
    const theirs = this.told(current, revision);
    const mine = differing(base, change.values);
    const both = mine.filter((name) => differing(base, theirs.values).includes(name) && !same(change.values[name], theirs.values[name]));
    const rows = [...new Set(both.map((name) => fieldOfColumn[name] ?? { name: "mention", columns: ["start", "end"] }))].map((field) => ({ field, label: this.desk.words.fields[field.name], mine: this.shownIn(field, change.values), theirs: this.shownIn(field, theirs.values) }));
    if (change.state !== theirs.state) rows.unshift({ label: this.desk.words.fields.judgement, mine: this.desk.words.states[change.state], theirs: this.desk.words.states[theirs.state] });
    const taken = rows.length ? await conflict(this.desk, this.what(fact), rows) ?? rows.map(() => 1) : [];
    const values = { ...theirs.values };
    for (const name of mine) if (!both.includes(name)) values[name] = change.values[name];
    rows.forEach(({ field }, place) => { if (field && taken[place] === 0) for (const column of field.columns) values[column] = change.values[column]; });
    const stateFrom = rows.length && !rows[0].field && taken[0] === 1 ? theirs : change.state === theirs.state ? theirs : change;
    this.settle(fact, theirs);
    const names = [...new Set([...mine, ...differing(base, theirs.values)].map((name) => this.desk.words.fields[(fieldOfColumn[name] ?? { name: "mention" }).name]))].join(" ");
    if (differing(values, theirs.values).length || stateFrom.state !== theirs.state) {
      this.perform(this.what(fact), { kind: "judge", fact: fact.id, state: stateFrom.state, values, reason: stateFrom.reason ?? null, comment: stateFrom.comment ?? "", insist: true });
      this.desk.notice(fill(this.say.merged, { fields: names }), "calm");
    } else this.desk.notice(fill(this.say.takenTheirs, { fields: names }), "calm");
    this.desk.redraw(fact);
  }

  told(current, revision) {
    return { state: current.state, values: pick(current), reason: current.reason, comment: current.comment ?? "", revision };
  }

  shownIn(field, values) {
    if (field.name === "mention") return this.desk.text.textOf(values.start, values.end);
    return shown(field, values, this.desk.words);
  }

  // ---------------------------------------------------------------- take back, do again

  async undo() {
    const entry = this.desk.history.takeDone();
    if (!entry) return void this.desk.says(this.say.nothingToUndo);
    if (!(await this.there(entry, true))) return undefined;
    if (!entry.journey) this.run(entry, entry.undo);
    return void this.desk.says(fill(this.say.undone, { what: entry.label }));
  }

  async redo() {
    const entry = this.desk.history.takeUndone();
    if (!entry) return void this.desk.says(this.say.nothingToRedo);
    if (!(await this.there(entry, false))) return undefined;
    if (entry.journey) return void this.desk[entry.journey]({ remember: false });
    for (const change of entry.redo) if (change.kind === "accept") change.group = uuid(); // a group is accepted once
    entry.undo = entry.redo.map((change) => this.opposite(change)).reverse();
    this.desk.history.keep();
    this.run(entry, entry.redo);
    return void this.desk.says(fill(this.say.redone, { what: entry.label }));
  }

  // At the reading of an entry. Where the server is away it can be tried again; what the server refuses is forgotten.
  async there(entry, done) {
    const outcome = await this.desk.visit(entry, done);
    if (outcome === "away") this.desk.history.putBack(entry, done);
    if (outcome === "refused") this.desk.history.forget((other) => other === entry);
    return outcome === "there";
  }

  run(entry, changes) {
    this.desk.leave();
    for (const change of changes) this.apply(change, entry.id);
    const concerned = this.reading.get(changes[0].fact ?? changes[0].numeral);
    this.desk.go(concerned && this.reading.place(concerned) >= 0 ? concerned : this.reading.stops.find((stop) => stop.open) ?? this.reading.stops[0]);
  }
}

