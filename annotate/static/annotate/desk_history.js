// What was done in this sitting, across facts and documents. Each entry knows how to take it back and how to do it again.

const STORE = "heshi-desk-history";
const LIMIT = 500;

export class History {
  constructor(user) {
    this.user = user;
    const kept = JSON.parse(sessionStorage.getItem(STORE) ?? "null");
    const mine = kept && kept.user === user;
    this.done = mine ? kept.done : [];
    this.undone = mine ? kept.undone : [];
  }

  keep() {
    sessionStorage.setItem(STORE, JSON.stringify({ user: this.user, done: this.done, undone: this.undone }));
  }

  // entry: {reading, label, undo: [change], redo: [change]}
  push(entry) {
    this.done.push(entry);
    if (this.done.length > LIMIT) this.done.shift();
    this.undone = [];
    this.keep();
  }

  takeDone() { return this.move(this.done, this.undone); }
  takeUndone() { return this.move(this.undone, this.done); }

  move(from, to) {
    const entry = from.pop();
    if (entry) to.push(entry);
    this.keep();
    return entry;
  }

  // The last move came to nothing.
  putBack(entry, done) {
    const [from, to] = done ? [this.undone, this.done] : [this.done, this.undone];
    const place = from.indexOf(entry);
    if (place >= 0) from.splice(place, 1);
    to.push(entry);
    this.keep();
  }

  // Forget what the server refused.
  forget(wanted) {
    this.done = this.done.filter((entry) => !wanted(entry));
    this.undone = this.undone.filter((entry) => !wanted(entry));
    this.keep();
  }
}
