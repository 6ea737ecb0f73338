// The text on the left: segments that know their raw offsets, marked by changing classes alone.

import { characters } from "./desk_dom.js";

class Segment {
  constructor(node, start, end, text) {
    this.node = node;
    this.start = start;
    this.end = end;
    this.plain = characters(text).length === end - start; // one character shown for each raw one
    this.facts = [];
    this.numeral = null;
    this.shown = "";
  }
}

const RANK = ["draft", "proposed", "corrected", "accepted", "rejected"];

export class TextView {
  constructor(root) {
    this.root = root;
    this.segments = [];
    this.marked = [];
    if (root.firstElementChild) this.index();
  }

  load(html) {
    this.root.innerHTML = html;
    this.index();
  }

  get empty() { return !this.segments.length; }

  index() {
    this.marked = [];
    this.current = [];
    this.segments = Array.from(this.root.querySelectorAll("[data-start]"), (node) => new Segment(node, Number(node.dataset.start), Number(node.dataset.end), node.textContent));
    for (const segment of this.segments) segment.node.segment = segment;
  }

  // The place of the first segment that ends behind an offset.
  placeOf(offset) {
    let low = 0;
    let high = this.segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.segments[middle].end <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  between(start, end) {
    const found = [];
    for (let i = this.placeOf(start); i < this.segments.length && this.segments[i].start < end; i += 1) found.push(this.segments[i]);
    return found;
  }

  textOf(start, end) {
    return this.between(start, end).map((segment) => {
      const text = segment.node.textContent;
      if (!segment.plain) return text;
      return characters(text).slice(Math.max(0, start - segment.start), end - segment.start).join("");
    }).join("");
  }

  // The line (or lines) on which a span lies.
  lineOf(start, end) {
    const segments = this.between(start, end);
    if (!segments.length) return { start, end };
    return { start: segments[0].node.parentElement.firstElementChild.segment.start, end: segments.at(-1).node.parentElement.lastElementChild.segment.end };
  }

  // Make an offset a boundary between segments.
  split(offset) {
    const place = this.placeOf(offset);
    const segment = this.segments[place];
    if (!segment || segment.start >= offset || !segment.plain) return;
    const signs = characters(segment.node.textContent);
    const rest = signs.slice(offset - segment.start).join("");
    segment.node.textContent = signs.slice(0, offset - segment.start).join("");
    const node = segment.node.cloneNode(false);
    node.textContent = rest;
    const behind = new Segment(node, offset, segment.end, rest);
    behind.facts = [...segment.facts];
    behind.numeral = segment.numeral;
    behind.shown = segment.shown;
    node.dataset.start = offset;
    node.segment = behind;
    segment.end = offset;
    segment.node.dataset.end = offset;
    segment.node.after(node);
    this.segments.splice(place + 1, 0, behind);
  }

  // Everything anew: after loading, and after a corrected cause.
  paint(reading) {
    for (const segment of this.segments) {
      segment.facts = [];
      segment.numeral = null;
    }
    for (const fact of reading.facts.values()) for (const segment of this.between(fact.start, fact.end)) segment.facts.push(fact);
    for (const numeral of reading.numerals) for (const segment of this.between(numeral.start, numeral.end)) segment.numeral = numeral;
    for (const segment of this.segments) this.dress(segment);
  }

  add(fact) {
    this.split(fact.start);
    this.split(fact.end);
    for (const segment of this.between(fact.start, fact.end)) if (!segment.facts.includes(fact)) segment.facts.push(fact);
    this.refresh(fact.start, fact.end);
  }

  remove(fact) {
    for (const segment of this.segments) {
      if (!segment.facts.includes(fact)) continue;
      segment.facts = segment.facts.filter((other) => other !== fact);
      this.dress(segment);
    }
  }

  refresh(start, end) {
    for (const segment of this.between(start, end)) this.dress(segment);
  }

  dress(segment) {
    const states = segment.facts.map((fact) => fact.state);
    const state = RANK.find((each) => states.includes(each)) ?? (segment.numeral ? `numeral-${segment.numeral.state}` : "");
    const damaged = segment.facts.some((fact) => fact.damaged);
    const look = state + (damaged ? " damaged" : "");
    if (segment.shown === look) return;
    segment.shown = look;
    if (state && state !== "numeral-covered") segment.node.dataset.state = state;
    else delete segment.node.dataset.state;
    if (damaged) segment.node.dataset.damaged = "";
    else delete segment.node.dataset.damaged;
  }

  // Mark the current stop, and where each of its fields was read.
  show(stop, labels) {
    for (const segment of this.marked) {
      segment.node.classList.remove("current", "ev");
      delete segment.node.dataset.label;
    }
    this.marked = [];
    if (!stop) return;
    const said = new Map();
    for (const [start, end, label] of labels) {
      this.split(start);
      this.split(start + 1); // the label hangs on one character, which no line end can tear
      this.split(end);
      const segments = this.between(start, end);
      for (const segment of segments) {
        segment.node.classList.add("ev");
        this.marked.push(segment);
      }
      if (segments.length) said.set(segments[0], [...(said.get(segments[0]) ?? []), label]);
    }
    for (const [segment, names] of said) segment.node.dataset.label = [...new Set(names)].join(" ");
    for (const segment of this.between(stop.start, stop.end)) {
      segment.node.classList.add("current");
      this.marked.push(segment);
    }
  }

  // Keep a span in the middle of the pane; moving within it does not scroll.
  reveal(pane, start, end) {
    const segments = this.between(start, end);
    if (!segments.length) return;
    const top = segments[0].node.getBoundingClientRect().top;
    const bottom = segments[segments.length - 1].node.getBoundingClientRect().bottom;
    const frame = pane.getBoundingClientRect();
    if (top >= frame.top + frame.height * 0.12 && bottom <= frame.top + frame.height * 0.72) return;
    pane.scrollTop += top - frame.top - frame.height * 0.35;
  }

  // The raw span of what is selected, without white space at its ends; null where nothing of the text is.
  selected() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!this.root.contains(range.startContainer) || !this.root.contains(range.endContainer)) return null;
    const touched = this.segments.filter((segment) => range.intersectsNode(segment.node));
    if (!touched.length) return null;
    const start = this.offsetAt(range.startContainer, range.startOffset, "start") ?? touched[0].start;
    const end = this.offsetAt(range.endContainer, range.endOffset, "end") ?? touched[touched.length - 1].end;
    return this.trimmed(start, end);
  }

  offsetAt(node, units, side) {
    const segment = node.nodeType === Node.TEXT_NODE ? node.parentElement.segment : null;
    if (!segment) return null;
    if (!segment.plain) return side === "start" || units === 0 ? segment.start : segment.end;
    return segment.start + characters(node.data.slice(0, units)).length;
  }

  trimmed(start, end) {
    const blank = (at) => !this.textOf(at, at + 1).trim();
    while (start < end && blank(start)) start += 1;
    while (end > start && blank(end - 1)) end -= 1;
    return start < end ? { start, end } : null;
  }

  // Where an offset is in the page: a text node and UTF-16 units, as selections want it.
  pointAt(offset, side = "start") {
    let place = this.placeOf(offset);
    if (side === "end" && (place >= this.segments.length || this.segments[place].start >= offset) && place > 0) place -= 1;
    const segment = this.segments[Math.min(place, this.segments.length - 1)];
    if (!segment) return null;
    const signs = characters(segment.node.textContent);
    const count = segment.plain ? Math.min(Math.max(0, offset - segment.start), signs.length) : (offset > segment.start ? signs.length : 0);
    return { node: segment.node.firstChild, units: signs.slice(0, count).join("").length };
  }
}

