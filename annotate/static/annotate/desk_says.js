// What the page says: what was done, whether it is saved, what is wrong.

import { fill, h } from "./desk_dom.js";

const find = (id) => document.getElementById(id);

export const saying = {
  // What is long gets the room of what is said beside it.
  says(message) {
    const box = find("desk-says");
    box.textContent = message;
    box.parentElement.toggleAttribute("data-long", message.replace(/[^\x00-\x7f]/g, "xx").length > 44);
  },

  notice(message, tone = "alarm") {
    const box = find("desk-notice");
    box.hidden = false;
    box.dataset.tone = tone;
    box.replaceChildren(h("span", {}, message), h("button", { type: "button", class: "quiet slim", onclick: () => { this.hush(); this.list.focus(); } }, this.words.say.close));
  },

  hush() {
    if (this.trouble) return;
    find("desk-notice").hidden = true;
  },

  savedState({ state, count, at }) {
    const { status, say } = this.words;
    const box = find("desk-saved");
    box.dataset.state = state;
    const told = { saved: status.saved, saving: fill(status.saving, { count }), away: fill(status.away, { count }), login: fill(status.login, { count }), reload: say.reload }[state];
    if (box.firstChild?.textContent !== told || state === "saved") box.replaceChildren(h("span", {}, told), state === "saved" && at ? h("span", { "aria-hidden": "true" }, ` ${at}`) : "");
    const trouble = ["away", "login", "reload"].includes(state) ? state : null;
    if (trouble && trouble !== this.trouble) {
      this.notice({ away: say.away, login: say.loggedOut, reload: say.reload }[trouble]);
      if (trouble === "login") find("desk-notice").append(h("a", { href: this.setup.addresses.login, target: "_blank", rel: "noopener" }, say.login));
    }
    if (!trouble && this.trouble && state === "saved") {
      this.trouble = null;
      this.hush();
      this.says(say.back);
    } else if (trouble) this.trouble = trouble;
  },
};
