// Marking a figure with the keyboard, character by character. Positions are raw code points; a line end is stepped over as a whole.

export class Caret {
  constructor(desk, node) {
    this.desk = desk;
    this.node = node;
    this.active = false;
  }

  get view() { return this.desk.text; }

  start(offset) {
    this.active = true;
    this.anchor = this.focus = offset;
    this.draw();
  }

  stop() {
    this.active = false;
    this.node.hidden = true;
    window.getSelection().removeAllRanges();
  }

  key(event) {
    const moves = { ArrowLeft: -1, ArrowRight: 1 };
    if (event.code in moves) this.move(this.step(moves[event.code]), event.shiftKey);
    else if (event.code === "ArrowUp" || event.code === "ArrowDown") this.move(this.line(event.code === "ArrowUp" ? -1 : 1), event.shiftKey);
    else if (event.code === "Home" || event.code === "End") this.move(this.edge(event.code === "Home"), event.shiftKey);
    else if (event.code === "Enter" || event.code === "NumpadEnter" || event.code === "KeyA") this.take();
    else if (event.code === "Escape") this.desk.escape();
    else return;
    event.preventDefault();
  }

  take() {
    const span = this.view.trimmed(Math.min(this.anchor, this.focus), Math.max(this.anchor, this.focus));
    if (!span) return;
    this.stop();
    this.desk.addAt(span.start, span.end);
  }

  move(offset, extend) {
    this.focus = offset;
    if (!extend) this.anchor = offset;
    this.draw();
  }

  step(by) {
    const { segments } = this.view;
    const last = segments[segments.length - 1];
    if (by > 0) {
      if (this.focus >= last.end) return this.focus;
      const segment = segments[this.view.placeOf(this.focus)];
      if (segment.start > this.focus) return segment.start; // over a line end
      return segment.plain ? this.focus + 1 : segment.end;
    }
    if (this.focus <= segments[0].start) return this.focus;
    const place = this.view.placeOf(this.focus - 1);
    const segment = segments[place];
    if (!segment || segment.start >= this.focus) return segments[Math.max(0, place - 1)].end;
    return segment.plain ? this.focus - 1 : segment.start;
  }

  // The nearest place one line up or down, by what is drawn.
  line(by) {
    const box = this.box();
    const height = parseFloat(getComputedStyle(this.view.root).lineHeight);
    const at = document.caretRangeFromPoint?.(box.left + 1, box.top + box.height / 2 + by * height);
    const offset = at && this.view.root.contains(at.startContainer) ? this.view.offsetAt(at.startContainer, at.startOffset, "start") : null;
    return offset ?? this.focus;
  }

  edge(first) {
    const segment = this.view.segments[Math.min(this.view.placeOf(this.focus), this.view.segments.length - 1)];
    const line = [...segment.node.parentElement.children].map((node) => node.segment);
    return first ? line[0].start : line[line.length - 1].end;
  }

  box() {
    const point = this.view.pointAt(this.focus, this.focus > this.anchor ? "end" : "start");
    const range = document.createRange();
    range.setStart(point.node, point.units);
    range.collapse(true);
    const boxes = range.getClientRects();
    return boxes[0] ?? point.node.parentElement.getBoundingClientRect();
  }

  draw() {
    const pane = this.desk.textPane;
    this.view.reveal(pane, Math.max(0, this.focus - 1), this.focus + 1);
    const box = this.box();
    const frame = pane.getBoundingClientRect();
    this.node.hidden = false;
    this.node.style.left = `${box.left - frame.left + pane.scrollLeft}px`;
    this.node.style.top = `${box.top - frame.top + pane.scrollTop}px`;
    this.node.style.height = `${box.height}px`;
    const [from, to] = [this.view.pointAt(this.anchor, this.anchor > this.focus ? "end" : "start"), this.view.pointAt(this.focus, this.focus > this.anchor ? "end" : "start")];
    window.getSelection().setBaseAndExtent(from.node, from.units, to.node, to.units);
  }
}
