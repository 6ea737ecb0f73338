// What is typed and not saved, kept for its reading in this tab over a reload, Back and a server that is away; gone when it is saved. Another
// person's is dropped.

import { Fact } from "./desk_reading.js";

const STORE = "heshi-desk-drafts";
const LIMIT = 20; // readings

export class Drafts {
  constructor(desk, user) {
    this.desk = desk;
    this.user = user;
    const kept = JSON.parse(sessionStorage.getItem(STORE) ?? "null");
    this.readings = new Map(kept?.user === user ? kept.readings : []);
    if (kept && kept.user !== user) sessionStorage.removeItem(STORE);
    document.addEventListener("input", () => this.keep());
    window.addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => this.keep());
  }

  keep() {
    const { uuid } = this.desk.reading;
    const now = this.halfDone();
    if (!now && !this.readings.has(uuid)) return;
    this.readings.delete(uuid);
    if (now) this.readings.set(uuid, now);
    while (this.readings.size > LIMIT) this.readings.delete(this.readings.keys().next().value);
    if (this.readings.size) sessionStorage.setItem(STORE, JSON.stringify({ user: this.user, readings: [...this.readings] }));
    else sessionStorage.removeItem(STORE);
  }

  // Everything half done at this reading, or null.
  halfDone() {
    const { desk } = this;
    const { editor, current } = desk;
    const facts = [...desk.reading.facts.values()].filter((fact) => fact.draft || fact.pending).map((fact) => ({
      id: fact.id, draft: fact.draft, given: fact.given, machine: fact.machine, pending: fact.pending, insist: Boolean(fact.insist), revision: fact.revision,
    }));
    const field = editor.active && (editor.input.value !== editor.initial || facts.some((fact) => fact.id === editor.fact.id)) ? { fact: editor.fact.id, name: editor.field.name, text: editor.input.value } : null;
    const writing = document.querySelector("textarea[data-note]");
    const note = writing?.value.trim() ? { fact: writing.dataset.note, text: writing.value } : null;
    const { comment } = desk.list;
    const said = comment?.input.isConnected && comment.input.value.trim() ? { fact: current.id, code: comment.code, text: comment.input.value } : null;
    return facts.length || field || note || said ? { facts, field, note, comment: said, at: current?.id } : null;
  }

  restore() {
    const { desk } = this;
    const kept = this.readings.get(desk.reading.uuid);
    if (!kept || desk.reading.finished) return;
    for (const one of kept.facts) this.lay(one);
    const { field, note, comment } = kept;
    const stop = desk.reading.get((field ?? note ?? comment)?.fact ?? kept.at);
    if (!stop || desk.reading.place(stop) < 0) return void this.keep();
    desk.go(stop, { keep: true });
    desk.redraw(stop);
    if (field) {
      desk.editor.open(stop, field.name);
      desk.editor.input.value = field.text;
      desk.editor.changed();
    } else if (comment) desk.askComment(comment.code, comment.text);
    else if (note) desk.note(note.text);
    desk.says(desk.words.say.draftRestored);
  }

  // One fact as it was left; not over a judgement that was saved elsewhere meanwhile.
  lay({ id, draft, given, machine, pending, insist, revision }) {
    const { desk } = this;
    let fact = desk.reading.facts.get(id);
    if (draft && !fact) {
      fact = new Fact({ uuid: id, origin: "person", draft: true, values: given });
      fact.machine = machine;
      desk.draft(fact, given);
    }
    if (!fact || fact.revision !== revision) return;
    fact.pending = pending;
    fact.insist = insist;
    desk.redraw(fact);
  }
}
