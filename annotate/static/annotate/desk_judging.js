// Judging what is current: accept, reject with a reason, dismiss a numeral.

import { fill } from "./desk_dom.js";

// Reasons that say nothing by themselves: they ask for a word.
const ASKING = ["other"];

export const judging = {
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
  },

  reject() {
    const stop = this.current;
    if (!stop || this.readOnly) return;
    if (stop.kind === "numeral") return void this.says(this.words.say.onlyFacts);
    if (stop.draft) return void this.escape();
    this.list.askReason();
    this.list.reveal(this.factsPane);
  },

  chooseReason(code) {
    const stop = this.current;
    if (!stop || this.readOnly) return;
    if (stop.kind === "numeral") return void this.dismissAs(stop, code);
    if (ASKING.includes(code)) return void this.askComment(code);
    this.rejectAs(code);
  },

  askComment(code, text = "") {
    this.list.askComment(code, text);
    this.list.reveal(this.factsPane);
  },

  rejectAs(code, comment = "") {
    const stop = this.current;
    const change = this.deeds.judgement(stop, "rejected", { reason: code, comment });
    this.deeds.perform(this.deeds.what(stop), change);
    this.says(fill(this.words.say.rejected, { what: this.deeds.what(stop) }));
    this.advance(stop);
  },

  dismiss() {
    const stop = this.current;
    if (!stop || this.readOnly) return;
    if (stop.kind !== "numeral") return void this.says(this.words.say.onlyNumerals);
    this.dismissAs(stop, this.likeliest(stop));
  },

  dismissAs(numeral, code) {
    this.usedReasons.set(this.trait(numeral), code);
    this.deeds.perform(this.deeds.what(numeral), { kind: "dismiss", numeral: numeral.id, start: numeral.start, end: numeral.end, reason: code });
    this.says(fill(this.words.say.dismissed, { reason: this.reasonLabel(code, "dismissal"), what: this.deeds.what(numeral) }));
    this.advance(numeral);
  },

  // The reason given last for a numeral that looks alike: the same signs around it.
  likeliest(numeral) {
    if (numeral.dismissed) return numeral.dismissed;
    const known = this.reasonsFor("dismissal").map((reason) => reason.code);
    const used = this.usedReasons.get(this.trait(numeral));
    const looks = /[0-9０-９]/.test(this.text.textOf(numeral.start, numeral.end)) ? "name" : "small_count";
    return [used, numeral.advance, looks].find((code) => known.includes(code)) ?? known[0];
  },

  trait(numeral) {
    return `${this.text.textOf(Math.max(0, numeral.start - 1), numeral.start)}#${this.text.textOf(numeral.end, numeral.end + 1)}`;
  },

  reasonsFor(kind) { return this.setup.reasons.filter((reason) => reason.kind === kind); },
  reasonLabel(code, kind) { return this.reasonsFor(kind).find((reason) => reason.code === code)?.label ?? code ?? ""; },

  digit(number) {
    const stop = this.current;
    const kind = stop?.kind === "numeral" ? "dismissal" : this.list.asking ? "rejection" : null;
    const reason = kind && this.reasonsFor(kind).find((each) => each.digit === number);
    if (reason) this.chooseReason(reason.code);
  },
};
