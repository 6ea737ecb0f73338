// The facts on the right: one row a stop, the current one open as a card.

import { figure, fill, h, period, same } from "./desk_dom.js";
import { FIELDS, about, shown } from "./desk_fields.js";

const SIGNS = { proposed: "·", accepted: "✓", corrected: "✎", rejected: "✕", draft: "+", open: "○", dismissed: "–", advance: "–" };

export class FactList {
  constructor(root, desk) {
    this.root = root;
    this.desk = desk;
    this.rows = new Map();
    root.addEventListener("click", (event) => this.clicked(event));
  }

  get words() { return this.desk.words; }

  render(reading) {
    this.rows.clear();
    this.root.replaceChildren(...reading.stops.map((stop) => this.row(stop)));
  }

  // Only what came, went or moved.
  arrange(reading) {
    const wanted = new Set(reading.stops.map((stop) => stop.id));
    for (const [id, row] of this.rows) {
      if (wanted.has(id)) continue;
      row.remove();
      this.rows.delete(id);
    }
    let before = null;
    for (const stop of reading.stops) {
      const row = this.rows.get(stop.id) ?? this.row(stop);
      const place = before ? before.nextElementSibling : this.root.firstElementChild;
      if (place !== row) this.root.insertBefore(row, place);
      before = row;
    }
  }

  row(stop) {
    const row = h("li", { class: "fact-row", tabindex: "-1", dataset: { id: stop.id } });
    this.rows.set(stop.id, row);
    this.refresh(stop);
    return row;
  }

  // A row says all that its card says, shorter; the card is laid under it while it is current.
  refresh(stop) {
    const row = this.rows.get(stop.id);
    if (!row) return;
    row.dataset.state = stop.state;
    const head = h("div", { class: "fact-head" }, ...this.head(stop));
    if (row.firstElementChild) row.firstElementChild.replaceWith(head); // the card stays, and with it the field that is being typed
    else row.append(head);
  }

  head(stop) {
    const state = this.words.states[stop.state] ?? stop.state;
    const sign = h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[stop.state] ?? "·");
    const said = h("span", { class: "unseen" }, `${state}: `);
    if (stop.kind === "numeral") {
      return [sign, said, h("span", { class: "what" }, this.desk.text.textOf(stop.start, stop.end)), h("span", { class: "when" }, this.reasonOf(stop)), this.desk.practice.flag(stop)];
    }
    const values = stop.values;
    const marks = [];
    if (stop.damaged) marks.push(this.words.say.damaged);
    return [
      sign, said,
      h("span", { class: "what" }, values.indicator || "…"),
      h("span", { class: "when" }, [values.region, period(values)].filter(Boolean).join(" ")),
      stop.doubtful && stop.open ? h("span", { class: "flag" }, marks.join(" ")) : this.desk.practice.flag(stop),
      h("span", { class: "much" }, figure(values)),
    ];
  }

  reasonOf(numeral) {
    if (numeral.dismissed) return this.desk.reasonLabel(numeral.dismissed, "dismissal");
    if (numeral.advance) return this.words.notFacts[numeral.advance] ?? numeral.advance;
    return this.words.say.numeral;
  }

  open(stop) {
    this.close();
    const row = this.rows.get(stop.id);
    if (!row) return;
    row.setAttribute("aria-current", "true");
    this.card = stop.kind === "fact" ? this.factCard(stop) : this.numeralCard(stop);
    row.append(this.card);
    this.current = row;
  }

  close() {
    this.card?.remove();
    this.card = null;
    this.current?.removeAttribute("aria-current");
    this.current = null;
  }

  // Keep the current card where the eye is; nothing moves as long as it is well in view.
  reveal(pane) {
    if (!this.current) return;
    const box = this.current.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    if (box.top >= frame.top + 4 && box.bottom <= frame.bottom - Math.min(72, frame.height * 0.1)) return;
    pane.scrollTop += box.top - frame.top - Math.min(frame.height * 0.18, Math.max(8, frame.height - box.height)); // a tall card from its top
  }

  focus() { this.current?.focus({ preventScroll: true }); }

  factCard(fact) {
    const rows = FIELDS.filter((field) => this.worth(fact, field)).map((field) => this.fieldRow(fact, field));
    return h("div", { class: "card" },
      h("p", { class: "mention" }, this.sentence(fact)),
      h("dl", { class: "fields-list" }, ...rows),
      ...this.findings(fact),
      this.desk.practice.remark(fact),
      ...this.others(fact),
      ...this.rivals(fact),
      ...this.notes(fact),
      h("div", { class: "card-ask" }),
      fact.draft ? h("p", { class: "hint" }, this.words.say.draftHint) : null,
      this.actions(fact));
  }

  // Subject and place are empty for most facts: they take a line only where they say something, or while all fields are shown.
  worth(fact, field) {
    if (!["subject", "place", "base"].includes(field.name)) return true;
    if (field.name === "base" && ["growth", "change"].includes(fact.values.measure)) return true;
    return this.desk.allFields || Boolean(fact.values[field.name]) || Boolean(fact.candidate?.values[field.name]);
  }

  fieldRow(fact, field) {
    const share = fact.unsure(field);
    const value = shown(field, fact.values, this.words);
    const changed = fact.candidate && field.columns.some((column) => !same(fact.values[column], fact.candidate.values[column]));
    const label = this.words.fields[field.name];
    return h("div", { class: "field-row", dataset: { field: field.name, ...(changed ? { changed: "" } : {}), ...(share !== null && !changed ? { unsure: "" } : {}) } },
      h("dt", {}, field.key ? h("kbd", {}, field.key) : h("span", { class: "nokey" }), ` ${label}`),
      h("dd", {},
        h("button", { type: "button", class: "value", dataset: { edit: field.name }, title: fill(this.words.say.edit, { field: label }) }, value || h("span", { class: "muted" }, this.words.say.none)),
        field.name === "indicator" && fact.values.indicator_canonical && fact.values.indicator_canonical !== fact.values.indicator ? h("span", { class: "canonical" }, `= ${fact.values.indicator_canonical}`) : null,
        changed ? h("del", { class: "was" }, shown(field, fact.candidate.values, this.words) || this.words.say.none) : null,
        share !== null && !changed ? h("span", { class: "flag" }, fill(this.words.say.low, { share: `${Math.round(share * 100)} %` })) : null,
        this.from(fact, field)));
  }

  // Which words gave the field, or by which rule it was inherited.
  from(fact, field) {
    const evidence = about(fact.found?.evidence, field);
    if (!evidence || (!evidence.spans?.length && !evidence.rule)) return null;
    const inMention = evidence.spans?.length && evidence.spans.every(([start, end]) => start >= fact.start && end <= fact.end);
    if (inMention && !evidence.rule) return null;
    const said = (evidence.spans ?? []).map(([start, end]) => this.desk.text.textOf(start, end)).join(" ");
    const rule = evidence.rule ? this.words.rules[evidence.rule] ?? evidence.rule.replaceAll("_", " ") : "";
    const far = evidence.spans?.length ? this.desk.distance(evidence.spans[0], fact) : "";
    const told = [said && `“${said.length > 16 ? `${said.slice(0, 15)}…` : said}”`, far, rule].filter(Boolean).join(" · ");
    return told ? h("span", { class: "from" }, told) : null;
  }

  sentence(fact) {
    const { before, within, behind } = this.desk.around(fact);
    return [before, h("mark", {}, within), behind];
  }

  findings(fact) {
    const flags = (fact.found?.flags ?? []).map((flag) => [this.words.flags[flag] ?? flag, flag === "year_inferred" ? "remark" : "finding"]);
    const found = (fact.found?.findings ?? []).map((finding) => [finding.says, "finding"]);
    return [...flags, ...found].map(([says, kind]) => h("p", { class: kind }, says));
  }

  others(fact) {
    return fact.others.map((other) => h("p", { class: "other" }, fill(this.words.say.others, { who: other.who, state: this.words.states[other.state] })));
  }

  // Whose proposal is shown where it is not ours, and what other producers say: only where they differ from what stands.
  rivals(fact) {
    const { say } = this.words;
    const differing = (rival) => FIELDS.filter((field) => field.columns.some((column) => !same(fact.values[column], rival.values[column])));
    const told = (rival) => differing(rival).map((field) => `${this.words.fields[field.name]} ${shown(field, rival.values, this.words) || say.none}`).join(" · ") || say.rivalAgrees;
    const whose = fact.candidate?.producer ? [fill(say.whose, { who: fact.candidate.producer })] : [];
    return [...whose, ...fact.rivals.map((rival) => fill(say.rival, { who: rival.who, what: told(rival) }))].map((line) => h("p", { class: "other" }, line));
  }

  notes(fact) {
    return this.desk.reading.notes.filter((note) => note.fact === fact.id).map((note) => h("p", { class: "remark" }, h("b", {}, note.author), ` ${note.at} `, note.text));
  }

  actions(fact) {
    const button = (deed, key, label) => h("button", { type: "button", class: "slim", dataset: { deed } }, h("kbd", {}, key), ` ${label}`);
    const { say } = this.words;
    if (fact.draft) return h("div", { class: "card-deeds" }, button("accept", "Enter", say.save), button("escape", "Esc", say.drop));
    return h("div", { class: "card-deeds" },
      fact.state === "accepted" || fact.state === "corrected" ? null : button("accept", "Enter", say.accept),
      fact.state === "rejected" ? h("span", { class: "muted" }, [this.desk.reasonLabel(fact.review.reason, "rejection"), fact.review.comment].filter(Boolean).join(": ")) : button("reject", "x", say.reject),
      button("note", "w", say.note));
  }

  numeralCard(numeral) {
    const { say } = this.words;
    return h("div", { class: "card" },
      h("p", { class: "mention" }, this.sentence(numeral)),
      this.desk.practice.remark(numeral),
      h("div", { class: "card-deeds" },
        h("button", { type: "button", class: "slim", dataset: { deed: "accept" } }, h("kbd", {}, "Enter"), ` ${say.makeFact}`),
        h("button", { type: "button", class: "slim", dataset: { deed: "dismiss" } }, h("kbd", {}, "d"), ` ${say.notFact}: ${this.desk.reasonLabel(this.desk.likeliest(numeral), "dismissal")}`)),
      this.reasons("dismissal", say.chooseDismissal));
  }

  askReason() {
    this.ask(this.reasons("rejection", this.words.say.chooseReason));
  }

  // A reason that needs a word: typed here, Enter rejects.
  askComment(code, text) {
    const { say } = this.words;
    const input = h("textarea", { "aria-label": say.comment, maxlength: "2000", rows: "2" });
    input.value = text;
    const done = () => { if (input.value.trim()) this.desk.rejectAs(code, input.value.trim()); };
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.shiftKey || !["Enter", "NumpadEnter"].includes(event.code)) return;
      event.preventDefault();
      event.stopPropagation();
      done();
    });
    this.comment = { code, input };
    this.ask(h("div", { class: "reasons", role: "group", "aria-label": say.comment },
      h("p", { class: "hint" }, `${this.desk.reasonLabel(code, "rejection")}: ${say.commentHint}`), input,
      h("p", { class: "card-deeds" }, h("button", { type: "button", class: "slim", onclick: done }, h("kbd", {}, "Enter"), ` ${say.reject}`))));
    input.focus({ preventScroll: true });
  }

  ask(node) {
    this.card?.querySelector(".card-ask")?.replaceChildren(...(node ? [node] : []));
  }

  get asking() { return Boolean(this.card?.querySelector(".card-ask")?.firstChild); }

  reasons(kind, title) {
    return h("div", { class: "reasons", role: "group", "aria-label": title },
      h("p", { class: "hint" }, title),
      h("ul", {}, ...this.desk.reasonsFor(kind).map((reason) => h("li", {},
        h("button", { type: "button", class: "quiet slim", dataset: { reason: reason.code } }, reason.digit ? h("kbd", {}, reason.digit) : h("span", { class: "nokey" }), ` ${reason.label}`),
        h("button", { type: "button", class: "link paragraph", dataset: { paragraph: reason.paragraph }, title: `${this.words.say.guideline}: ${reason.label}` }, "§")))));
  }

  clicked(event) {
    const field = event.target.closest("[data-edit]");
    if (field) return void this.desk.edit(field.dataset.edit);
    const reason = event.target.closest("[data-reason]");
    if (reason) return void this.desk.chooseReason(reason.dataset.reason);
    const paragraph = event.target.closest("[data-paragraph]");
    if (paragraph) return void this.desk.guide(paragraph.dataset.paragraph);
    const deed = event.target.closest("[data-deed]");
    if (deed) return; // the desk handles all of them
    const row = event.target.closest(".fact-row");
    if (row && row !== this.current) this.desk.go(this.desk.reading.get(row.dataset.id));
  }
}
