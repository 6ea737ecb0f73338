// Practice: after each judgement whether it was right and why; at the end what to look at again. Silent at every other reading.

import { fill, h } from "./desk_dom.js";
import { open } from "./desk_dialogs.js";

export class Practice {
  constructor(root, desk) {
    this.root = root;
    this.desk = desk;
    this.lessons = null;
  }

  get say() { return this.desk.words.say; }

  begin(reading) {
    if (this.reading !== reading.uuid) this.last = null;
    this.reading = reading.uuid;
    this.lessons = reading.lessons;
    this.root.hidden = !this.lessons;
    if (this.lessons) this.draw();
  }

  // What the server says of all judgements after a deed; the one just judged is told.
  hear(item, lessons) {
    if (!lessons) return;
    const before = this.lessons ?? {};
    this.lessons = this.desk.reading.lessons = lessons;
    const key = item.fact ?? item.numeral;
    this.last = lessons[key] ? key : null;
    for (const id of new Set([...Object.keys(before), ...Object.keys(lessons)])) {
      if (before[id]?.says !== lessons[id]?.says && !this.desk.editor.active) this.desk.redraw(this.desk.reading.get(id));
    }
    this.draw();
  }

  lesson(stop) { return stop && !stop.open ? this.lessons?.[stop.id] : undefined; }
  get paragraph() { return this.lessons?.[this.last]?.paragraph; }
  get wrong() { return this.desk.reading.stops.filter((stop) => this.lesson(stop)?.right === false); }

  draw() {
    const lesson = this.lessons[this.last];
    const told = lesson ? this.told(lesson, this.desk.reading.get(this.last)) : [h("p", {}, h("b", {}, this.say.practice), " ", this.say.practiceIntro)];
    const all = Object.values(this.lessons);
    const wrong = all.filter((each) => !each.right).length;
    const count = all.length ? fill(this.say.practiceCount, { right: all.length - wrong, wrong }) : "";
    this.root.dataset.tone = lesson ? (lesson.right ? "right" : "wrong") : "";
    this.root.replaceChildren(h("div", { class: "coach-says", role: "status" }, ...told), h("p", { class: "coach-count" }, count));
  }

  told(lesson, stop) {
    return [
      h("p", {}, h("span", { class: "sign", "aria-hidden": "true" }, lesson.right ? "✓" : "≠"), " ", stop ? h("b", {}, this.desk.deeds.what(stop)) : null, " ", h("span", { class: "verdict" }, lesson.says)),
      h("p", {}, lesson.why, " ", this.link(lesson)),
    ];
  }

  link(lesson) {
    return h("button", { type: "button", class: "link", onclick: () => this.desk.guide(lesson.paragraph) }, `§ ${this.say.guideline}`);
  }

  // On the card and the row of something judged.
  remark(stop) {
    const lesson = this.lesson(stop);
    return lesson ? h("p", { class: lesson.right ? "remark" : "finding" }, `${lesson.says} ${lesson.why} `, this.link(lesson)) : null;
  }

  flag(stop) {
    return this.lesson(stop)?.right === false ? h("span", { class: "flag" }, this.say.practiceWrong) : null;
  }

  // At the end. "look": at the first that went wrong; "finish": go on; null: stay.
  summary() {
    const { wrong } = this;
    const all = Object.keys(this.lessons).length;
    const button = (label, key, wish, primary) => h("button", { type: "button", class: primary ? "primary" : "", ...(primary ? { autofocus: true } : {}), onclick: (event) => event.currentTarget.closest("dialog").finish(wish) }, h("kbd", {}, key), ` ${label}`);
    const list = wrong.map((stop) => h("li", {}, h("b", {}, this.desk.deeds.what(stop)), ": ", this.lesson(stop).says, " ", h("span", { class: "muted" }, this.lesson(stop).why)));
    const content = h("div", { class: "stack-s" },
      h("p", {}, fill(wrong.length ? this.say.practiceSome : this.say.practiceAll, { right: all - wrong.length, all })),
      wrong.length ? h("ol", { class: "preview" }, ...list) : null,
      h("p", { class: "row dialog-deeds" },
        wrong.length ? button(this.say.practiceLook, "Enter", "look", true) : null,
        button(this.say.practiceEnd, wrong.length ? "n" : "Enter", "finish", !wrong.length),
        h("a", { class: "button", href: this.desk.setup.addresses.practice }, this.say.practiceAgain)));
    return open(this.say.practice, content, {
      wide: true,
      onkey: (event, dialog) => {
        if (event.target.closest?.("a, button")) return;
        if (["Enter", "NumpadEnter"].includes(event.code)) dialog.finish(wrong.length ? "look" : "finish");
        else if (event.code === "KeyN") dialog.finish("finish");
        else return;
        event.preventDefault();
      },
    });
  }
}
