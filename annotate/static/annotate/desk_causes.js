// The bigger deeds: all that is left at once, a cause that many facts share, the pairing of a list, a note.

import * as dialogs from "./desk_dialogs.js";
import { fill, period, uuid } from "./desk_dom.js";
import { about } from "./desk_fields.js";
import { ask } from "./desk_outbox.js";

const SENTENCE = /[。；！？;!?]/;

export const causes = {
  undo() { return this.deeds.undo(); },
  redo() { return this.deeds.redo(); },

  async acceptAll() {
    if (this.readOnly) return;
    if (this.outbox.size) this.says(this.words.say.waitSaving);
    await this.outbox.drained();
    const wanted = await dialogs.acceptAll(this);
    if (!wanted) return void this.list.focus();
    this.deeds.perform(fill(this.words.say.groupAccepted, { count: wanted.facts.length }), { kind: "accept", threshold: wanted.threshold, group: uuid() });
  },

  async note(typed = "") {
    const fact = this.current;
    if (fact?.kind !== "fact" || fact.draft) return;
    const text = await dialogs.note(this, fact, typed);
    const standing = this.deeds.notesOf(fact.id).at(-1)?.text;
    if (text && text !== standing) this.deeds.perform(text, { kind: "note", fact: fact.id, text });
    this.list.focus();
  },

  async cause() {
    if (this.readOnly) return;
    if (this.outbox.size) this.says(this.words.say.waitSaving);
    await this.outbox.drained();
    const wanted = await dialogs.cause(this, this.causes());
    if (wanted) {
      const { kind, ...rest } = wanted;
      this.deeds.perform(this.words.say.cause, { kind: "correct-cause", cause: kind, ...rest });
    }
    this.list.focus();
  },

  // What may be wrong: the period and the region that govern the current fact, and the date of the document.
  causes() {
    const { say, fields } = this.words;
    const published = { kind: "published", old: this.reading.document.published ?? "", label: `${say.causePublished}: ${this.reading.document.published ?? say.none}` };
    const fact = this.current;
    if (fact?.kind !== "fact") return [published];
    const governing = (name, old) => {
      const evidence = this.evidenceOf(fact, name);
      const alike = [...this.reading.facts.values()].filter((other) => !other.draft && JSON.stringify(this.evidenceOf(other, name)) === JSON.stringify(evidence));
      const start = Math.min(...(evidence.spans ?? []).map(([first]) => first), ...alike.map((other) => other.start), fact.start);
      const end = Math.max(...alike.map((other) => other.end), fact.end);
      const words = (evidence.spans ?? []).map(([from, to]) => this.text.textOf(from, to)).join(" ");
      const told = [old || say.none, words && `“${words}”`, alike.length === 1 ? say.causeAlone : fill(say.causeShared, { count: alike.length })].filter(Boolean).join(" · ");
      return { kind: name, old, start, end, label: `${fields[name]}: ${told}` };
    };
    return [governing("period", period(fact.values)), governing("region", fact.values.region ?? ""), published];
  },

  // The words and the rule that gave a field: facts that have both in common have the cause in common.
  evidenceOf(fact, name) {
    const { spans, rule } = about(fact.found?.evidence, { name, columns: name === "period" ? ["period_start"] : ["region_code"] }) ?? {};
    return { spans: spans ?? [], rule: spans?.length ? null : rule ?? null };
  },

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
  },

  // The facts of the current sentence that were paired with their names; else those of one measure and unit.
  paired() {
    const fact = this.current;
    if (fact?.kind !== "fact") return [];
    const inSentence = this.reading.stops.filter((stop) => stop.kind === "fact" && !stop.draft && this.oneSentence(fact, stop));
    const rule = (stop) => about(stop.found?.evidence, { name: "indicator", columns: [] })?.rule ?? "";
    const paired = inSentence.filter((stop) => /pair|respective|分别/.test(rule(stop)));
    if (paired.length > 1 && paired.includes(fact)) return paired;
    return inSentence.filter((stop) => stop.values.measure === fact.values.measure && stop.values.unit === fact.values.unit);
  },

  oneSentence(left, right) {
    if (left === right) return true;
    const [first, second] = left.start < right.start ? [left, right] : [right, left];
    const line = (fact) => this.text.between(fact.start, fact.end)[0]?.node.parentElement;
    return line(first) === line(second) && !SENTENCE.test(this.text.textOf(first.end, second.start));
  },

  async help() {
    await dialogs.help(this);
    this.list.focus();
  },

  guide(paragraph) {
    if (!paragraph && this.guideDrawer.active) return void this.escape();
    return void this.guideDrawer.open(paragraph ?? this.practice.paragraph);
  },

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
  },
};
