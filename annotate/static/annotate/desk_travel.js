// From document to document, without leaving the keyboard and without leaving anything unsaved.

import { fill } from "./desk_dom.js";
import { ask } from "./desk_outbox.js";
import { Reading } from "./desk_reading.js";

export const travel = {
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
      return this.openNext(this.words.say.finished);
    });
  },

  notFinished(answer) {
    this.notice(answer?.message ?? this.words.say.away);
    const open = this.reading.get(answer?.facts?.[0]) ?? this.reading.byId.get(answer?.numerals?.length ? `n${answer.numerals[0][0]}-${answer.numerals[0][1]}` : "");
    if (open) this.go(open);
    else this.refetch();
  },

  async skip() {
    await this.travel(async () => {
      if (!this.reading.finished) {
        const { ok, answer } = await ask(`${this.base}${this.reading.uuid}/give-back/`, { method: "POST", body: {} });
        if (!ok) return this.notice(answer?.message ?? this.words.say.away);
      }
      return this.openNext(this.words.say.skipped);
    });
  },

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
  },

  async openNext(said) {
    const { ok, answer } = await ask(this.setup.addresses.next, { method: "POST", body: { collection: this.setup.collection } });
    if (!ok) return void this.notice(answer?.message ?? this.words.say.away);
    if (!answer.state) {
      location.assign(this.setup.collection ? `${this.base}?collection=${this.setup.collection}` : this.base);
      return undefined;
    }
    this.arrive(answer);
    this.says(said);
    history.pushState({ desk: answer.state.reading.uuid }, "", answer.state.address);
    return undefined;
  },

  arrive({ state, html }) {
    this.leave();
    this.hush();
    this.raw.load(html);
    this.show(new Reading(state));
  },

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
  },
};
