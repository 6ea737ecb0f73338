// Changing fields, and adding facts: from an open numeral, a mark of the mouse, or a mark of the keyboard.

import { fill, uuid } from "./desk_dom.js";
import { EDITABLE, FIELDS } from "./desk_fields.js";
import { ask } from "./desk_outbox.js";
import { Fact } from "./desk_reading.js";

export const adding = {
  edit(name) {
    const fact = this.current;
    if (fact?.kind !== "fact" || this.readOnly) return;
    this.list.ask(null);
    this.hush();
    const doubtful = FIELDS.find((field) => fact.unsure(field) !== null) ?? FIELDS[0];
    this.editor.open(fact, name ?? doubtful.name);
  },

  cancelEdit() {
    const { fact } = this.editor;
    this.editor.close();
    this.editor.wrong = null;
    if (!fact.draft) fact.pending = null;
    this.redraw(fact);
    this.list.focus();
  },

  saveEdit(fact) {
    this.redraw(fact);
    this.list.focus();
    this.accept();
  },

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
  },

  takeMention() {
    const fact = this.current;
    const span = this.text.selected();
    if (this.readOnly || fact?.kind !== "fact" || !span) return void this.says(this.words.say.selectFirst);
    window.getSelection().removeAllRanges();
    fact.pending = { ...fact.pending, ...span };
    this.redraw(fact);
    this.says(fill(this.words.say.mentionTaken, { what: this.text.textOf(span.start, span.end) }));
  },

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
  },

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
  },

  blank(start, end) {
    const near = this.reading.stops.filter((stop) => stop.kind === "fact" && !stop.draft && stop.start <= start).at(-1)?.values;
    const empty = Object.fromEntries(EDITABLE.map((name) => [name, null]));
    const inherited = near ? { region: near.region, region_code: near.region_code, period_start: near.period_start, period_end: near.period_end } : {};
    return { ...empty, ...inherited, start, end, measure: "level", status: "actual", qualifier: "exact" };
  },

  draft(fact, values) {
    fact.review = null;
    fact.given = values;
    fact.draft = true;
    this.reading.put(fact);
    this.text.add(fact);
    this.rearranged();
  },

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
  },

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
  },

  dropDraft(fact) {
    const { start, end } = fact;
    this.reading.drop(fact);
    this.text.remove(fact);
    this.text.refresh(start, end);
    this.rearranged();
    this.go(this.reading.stops.find((stop) => stop.end > start) ?? this.reading.stops.at(-1));
  },

  escape() {
    if (this.guideDrawer.active) {
      this.guideDrawer.close();
      return void this.list.focus();
    }
    if (this.caret.active) {
      this.caret.stop();
      return void this.list.focus();
    }
    if (this.list.asking) {
      this.list.ask(null);
      return void this.list.focus();
    }
    if (this.current?.draft) return void this.dropDraft(this.current);
    this.leave();
    if (this.current) this.redraw(this.current);
    window.getSelection().removeAllRanges();
  },
};
