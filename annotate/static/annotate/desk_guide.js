// The guideline beside the desk: fetched once, searched in place, opened at a paragraph.

import { h } from "./desk_dom.js";

export class Guide {
  constructor(root, desk) {
    this.root = root;
    this.desk = desk;
  }

  get active() { return !this.root.hidden; }

  async open(paragraph) {
    this.root.hidden = false;
    if (!this.prose) await this.load();
    this.search.value = "";
    this.filter();
    if (paragraph) {
      const target = this.prose?.querySelector(`#${CSS.escape(paragraph)}`);
      this.prose?.querySelector(".meant")?.classList.remove("meant");
      target?.classList.add("meant");
      // the drawer alone is scrolled: scrollIntoView would move the desk with it
      if (target) this.root.scrollTop += target.getBoundingClientRect().top - this.root.getBoundingClientRect().top - this.search.parentElement.offsetHeight;
    } else this.search.focus();
  }

  close() {
    this.root.hidden = true;
  }

  async load() {
    const { say } = this.desk.words;
    this.search = h("input", { type: "search", "aria-label": say.searchGuideline, placeholder: say.searchGuideline, oninput: () => this.filter() });
    const close = h("button", { type: "button", class: "quiet slim", onclick: () => this.desk.escape() }, h("kbd", {}, "Esc"));
    const body = h("div", { class: "prose" }, say.reading);
    this.root.replaceChildren(h("div", { class: "guide-head" }, this.search, close), body);
    try {
      const response = await fetch(this.desk.setup.addresses.guideline, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const prose = page.querySelector(".prose");
      if (!response.ok || !prose) throw new Error(response.statusText);
      body.replaceChildren(...prose.childNodes);
      this.prose = body;
    } catch {
      body.textContent = say.away;
    }
  }

  // A heading stays while something under it does.
  filter() {
    if (!this.prose) return;
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let heading = [];
    for (const block of this.prose.children) {
      const isHeading = /^H[1-6]$/.test(block.tagName);
      const fits = words.every((word) => block.textContent.toLowerCase().includes(word));
      block.hidden = words.length > 0 && !fits;
      if (isHeading) heading = [...heading.filter((above) => above.tagName < block.tagName), block];
      else if (fits) for (const above of heading) above.hidden = false;
    }
  }
}
