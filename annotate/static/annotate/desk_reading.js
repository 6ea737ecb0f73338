// One reading: facts, numerals, and the stops at which the reader halts. No elements here.

import { same } from "./desk_dom.js";
import { EDITABLE, FIELDS, about } from "./desk_fields.js";

export const UNSURE = 0.8; // a field below this is marked on the card
const QUIET = ["year_inferred"]; // said on the card, but no reason to doubt

export class Fact {
  constructor(record) {
    this.kind = "fact";
    this.id = record.uuid;
    this.origin = record.origin;
    this.candidate = record.candidate ?? null;
    this.review = record.review ?? null;
    this.others = record.others ?? [];
    this.rivals = record.rivals ?? [];
    this.given = record.values ?? null;
    this.draft = record.draft ?? false;
    this.machine = null; // what the machine says of a span that a person selected
    this.pending = null; // typed, not yet saved
  }

  get found() { return this.candidate ?? this.machine; }

  get standing() { return this.review?.values ?? this.candidate?.values ?? this.given; }
  get values() { return this.pending ? { ...this.standing, ...this.pending } : this.standing; }
  get start() { return this.values.start; }
  get end() { return this.values.end; }
  get revision() { return this.review?.revision ?? 0; }
  get open() { return this.draft || (!this.review && Boolean(this.candidate)); }
  get damaged() { return Boolean(this.found?.flags.includes("damaged")); }

  get state() {
    if (this.draft) return "draft";
    if (!this.review) return "proposed";
    if (this.review.state === "rejected") return "rejected";
    return this.corrected.length ? "corrected" : "accepted";
  }

  // Columns in which what stands differs from the candidate.
  get corrected() {
    if (!this.candidate) return [];
    return EDITABLE.filter((name) => !same(this.values[name], this.candidate.values[name]));
  }

  unsure(field) {
    const share = about(this.found?.confidence, field);
    return share !== undefined && share < UNSURE ? share : null;
  }

  get doubtful() {
    return Boolean(this.found) && (this.found.findings.length > 0 || this.found.flags.some((flag) => !QUIET.includes(flag)) || FIELDS.some((field) => this.unsure(field) !== null));
  }
}

export class Numeral {
  constructor([start, end, advance, dismissed]) {
    this.kind = "numeral";
    this.id = `n${start}-${end}`;
    this.start = start;
    this.end = end;
    this.advance = advance;
    this.dismissed = dismissed;
    this.covered = false;
    this.visited = false; // dismissed in advance, and looked at all the same
  }

  get state() {
    if (this.covered) return "covered";
    if (this.dismissed) return "dismissed";
    return this.advance ? "advance" : "open";
  }

  get open() { return this.state === "open"; }
  get isStop() { return this.state === "open" || this.state === "dismissed" || (this.state === "advance" && this.visited); }
}

const inOrder = (left, right) => left.start - right.start || left.end - right.end || (left.kind < right.kind ? -1 : left.kind > right.kind ? 1 : 0);

export class Reading {
  constructor(state) {
    this.uuid = state.reading.uuid;
    this.state = state.reading.state;
    this.document = state.document;
    this.address = state.address;
    this.overrides = state.overrides;
    this.notes = state.notes;
    this.lessons = state.lessons ?? null; // what there is to say of each judgement, where one practises
    this.facts = new Map(state.facts.map((record) => [record.uuid, new Fact(record)]));
    this.numerals = state.numerals.map((record) => new Numeral(record));
    this.byId = new Map(this.numerals.map((numeral) => [numeral.id, numeral]));
    this.arrange();
  }

  get finished() { return this.state === "finished"; }

  // After a fact came, went or moved: which numerals are covered, and the stops in reading order.
  arrange() {
    const facts = [...this.facts.values()].sort(inOrder);
    let first = 0;
    const longest = facts.reduce((most, fact) => Math.max(most, fact.end - fact.start), 0);
    for (const numeral of this.numerals) {
      while (first < facts.length && facts[first].start + longest <= numeral.start) first += 1;
      numeral.covered = false;
      for (let i = first; i < facts.length && facts[i].start < numeral.end; i += 1) {
        if (numeral.start < facts[i].end) { numeral.covered = true; break; }
      }
    }
    this.stops = [...facts, ...this.numerals.filter((numeral) => numeral.isStop)].sort(inOrder);
    this.places = new Map(this.stops.map((stop, place) => [stop.id, place]));
  }

  get(id) { return this.facts.get(id) ?? this.byId.get(id); }
  place(stop) { return this.places.get(stop?.id) ?? -1; }
  put(fact) { this.facts.set(fact.id, fact); this.arrange(); }
  drop(fact) { this.facts.delete(fact.id); this.arrange(); }

  after(stop, wanted = () => true) { return this.stops.slice(this.place(stop) + 1).find(wanted); }
  before(stop, wanted = () => true) { return this.stops.slice(0, Math.max(0, this.place(stop))).findLast(wanted); }
  get open() { return this.stops.filter((stop) => stop.open); }

  counts() {
    const facts = [...this.facts.values()].filter((fact) => fact.candidate || fact.review);
    return {
      all: facts.length,
      done: facts.filter((fact) => fact.review).length,
      numerals: this.numerals.filter((numeral) => numeral.open).length,
    };
  }

  // All that lies on a raw span: facts first, then numerals.
  at(start, end) {
    const touches = (thing) => thing.start < end && start < thing.end;
    return [...[...this.facts.values()].filter(touches).sort(inOrder), ...this.numerals.filter((numeral) => !numeral.covered && touches(numeral))];
  }
}
