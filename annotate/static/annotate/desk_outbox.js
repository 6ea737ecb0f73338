// What is not saved yet: sent in order, one at a time, kept over a lost server, a lost session and a reload, and sent exactly once:
// the server answers a request that it has already done with what stands.

const STORE = "heshi-desk-outbox";
const WAITS = [500, 1000, 2000, 4000, 8000];
const PATIENCE = 15000;

export function token() {
  const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return found ? decodeURIComponent(found[1]) : "";
}

export async function ask(address, { method = "GET", body, patience = PATIENCE } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": token() });
  const response = await fetch(address, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(patience), credentials: "same-origin" });
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  return { status: response.status, ok: response.ok && isJson, answer: isJson ? await response.json() : null };
}

export class Outbox extends EventTarget {
  constructor(base, user) {
    super();
    this.base = base;
    this.user = user;
    this.tries = 0;
    this.running = false;
    this.lastSaved = null;
    const kept = JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
    this.foreign = kept.filter((item) => item.user !== user);
    this.items = kept.filter((item) => item.user === user);
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    window.addEventListener("beforeunload", (event) => { if (this.items.length) event.preventDefault(); });
  }

  get size() { return this.items.length; }

  push(item) {
    this.items.push({ ...item, user: this.user });
    this.keep();
    this.tell("saving");
    this.run();
  }

  keep() {
    const all = [...this.foreign, ...this.items];
    if (all.length) sessionStorage.setItem(STORE, JSON.stringify(all));
    else sessionStorage.removeItem(STORE);
  }

  tell(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, count: this.items.length, at: this.lastSaved } }));
  }

  // Take waiting requests about a fact out again, because the one before them was refused.
  withdraw(wanted) {
    const [first, ...rest] = this.items;
    const gone = rest.filter(wanted);
    this.items = first ? [first, ...rest.filter((item) => !wanted(item))] : [];
    this.keep();
    return gone;
  }

  hurry() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.wake?.();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    while (this.items.length) {
      const item = this.items[0];
      const outcome = await this.send(item);
      if (outcome.wait) {
        await this.pause(outcome.state);
        continue;
      }
      this.tries = 0;
      if (outcome.ok) this.lastSaved = outcome.answer.at ?? this.lastSaved;
      this.dispatchEvent(new CustomEvent(outcome.ok ? "saved" : "refused", { detail: { item, ...outcome } }));
      this.items.shift();
      this.keep();
      this.tell(this.items.length ? "saving" : "saved");
    }
    this.running = false;
    this.dispatchEvent(new Event("drained"));
  }

  async send(item) {
    let result;
    try {
      result = await ask(`${this.base}${item.reading}/${item.path}/`, { method: "POST", body: item.body });
    } catch {
      return { wait: true, state: "away" };
    }
    const { status, ok, answer } = result;
    if (ok) return { ok, answer, status };
    if (status === 401) return { wait: true, state: "login" };
    if (status === 403 && !answer) return { wait: true, state: this.tries < 2 ? "saving" : "reload" };
    if (status >= 502 || status === 429 || !answer || (status >= 500 && this.tries < 4)) return { wait: true, state: "away" };
    return { ok: false, answer, status };
  }

  async pause(state) {
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    this.tell(state);
    await new Promise((resolve) => {
      this.wake = resolve;
      this.timer = setTimeout(() => { this.timer = null; resolve(); }, wait);
    });
  }

  drained() {
    if (!this.items.length && !this.running) return Promise.resolve();
    return new Promise((resolve) => this.addEventListener("drained", resolve, { once: true }));
  }
}
