// From document to document, without leaving the keyboard and without leaving anything unsaved.

import { fill, h, uuid } from "./desk_dom.js";
import { ask } from "./desk_outbox.js";
import { Reading } from "./desk_reading.js";

const find = (id) => document.getElementById(id);

export const travel = {
  async finish({ remember = true } = {}) {
    if (this.busy) return;
    if (!this.reading.finished) {
      const open = this.reading.open;
      if (open.length) {
        this.go(open.find((stop) => this.reading.place(stop) > this.reading.place(this.current)) ?? open[0]);
        return void this.says(fill(this.words.say.stillOpen, { count: open.length }));
      }
      if (this.reading.lessons && !(await this.practised())) return;
    }
    await this.travel(() => this.openNext(this.words.say.finished, this.reading.finished ? null : this.reading, remember));
  },

  notFinished(answer) {
    this.notice(answer?.message ?? this.words.say.away);
    const open = this.reading.get(answer?.facts?.[0]) ?? this.reading.byId.get(answer?.numerals?.length ? `n${answer.numerals[0][0]}-${answer.numerals[0][1]}` : "");
    if (open) this.go(open);
    else if (answer) this.refetch();
  },

  // Practice is finished when what went wrong was looked at, or nobody wants to.
  async practised() {
    if (this.outbox.size) this.says(this.words.say.waitSaving);
    await this.during(this.outbox.drained());
    const wish = await this.practice.summary();
    if (wish === "look") this.go(this.practice.wrong[0]);
    else this.list.focus();
    return wish === "finish";
  },

  remember(journey) {
    this.history.push({ id: uuid(), reading: this.reading.uuid, label: this.reading.document.title, journey });
  },

  async skip({ remember = true } = {}) {
    await this.travel(async () => {
      if (!this.reading.finished) {
        const { ok, answer } = await ask(`${this.base}${this.reading.uuid}/give-back/`, { method: "POST", body: {} });
        if (!ok) return this.notice(answer?.message ?? this.words.say.away);
        if (remember) this.remember("skip");
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

  // The next document; ``finishing`` is a reading to finish on the way, in the same request.
  async openNext(said, finishing = null, remember = false) {
    const body = { collection: this.setup.collection, finished: finishing?.uuid };
    const { ok, answer } = await ask(this.setup.addresses.next, { method: "POST", body });
    if (!ok) return void this.notFinished(answer);
    if (finishing) finishing.state = "finished";
    if (finishing && remember) this.remember("finish");
    if (!answer.state) return this.nothingLeft();
    this.arrive(answer);
    this.says(said);
    history.pushState({ desk: answer.state.reading.uuid }, "", answer.state.address);
    return undefined;
  },

  // The end of the queue: one stays, so that what was done can still be taken back.
  nothingLeft() {
    this.openOrFinished();
    this.says("");
    this.notice(this.words.say.nothingLeft, "calm");
    find("desk-notice").append(h("a", { href: this.setup.addresses.home }, this.words.say.toCollections));
    this.list.focus();
  },

  arrive({ state, html }) {
    this.drafts.keep();
    this.leave();
    this.hush();
    this.raw.load(html);
    this.show(new Reading(state));
  },

  // Go to the reading of an entry of this sitting: a finished one is opened again, one given back is taken up. "there", "away" where the server
  // cannot be reached, "refused" where it says no.
  async visit({ reading, journey }, undoing) {
    const up = undoing && journey === "skip";
    if (reading === this.reading.uuid && !this.reading.finished && !up) return "there";
    let outcome = "away";
    await this.travel(async () => {
      const refuse = (answer) => {
        outcome = answer ? "refused" : "away";
        this.notice(answer ? fill(this.words.say.loadFailed, { message: answer.message ?? "" }) : this.words.say.away);
      };
      const deed = (path, body = {}) => ask(`${this.base}${reading}/${path}/`, { method: "POST", body });
      if (up) {
        const { ok, answer } = await deed("take-up");
        if (!ok) return refuse(answer);
      }
      if (reading !== this.reading.uuid) {
        const { ok, answer } = await ask(`${this.base}${reading}/state/`);
        if (!ok) return refuse(answer);
        this.arrive(answer);
        history.pushState({ desk: reading }, "", answer.state.address);
      }
      if (this.reading.finished) {
        const { ok, answer } = await deed("reopen", { reason: this.words.say.undone.replace("{what}", "").trim() });
        if (!ok) return refuse(answer);
        this.reading.state = "open";
        this.openOrFinished();
      }
      outcome = "there";
      return undefined;
    });
    return outcome;
  },
};
