// Which key does what. Keys are read by their place on the keyboard (code), so that a Chinese input method may stay on.

const PLAIN = {
  Enter: "accept", NumpadEnter: "accept", KeyX: "reject", KeyE: "edit", KeyA: "add", KeyD: "dismiss", KeyO: "cause", KeyG: "grid", KeyW: "note",
  KeyT: "switchText", KeyZ: "undo", KeyN: "finish", KeyH: "guide", KeyK: "previous", ArrowUp: "previous", KeyL: "next", ArrowDown: "next",
  Home: "first", End: "last", Escape: "escape",
};
const SHIFTED = {
  KeyZ: "redo", KeyA: "acceptAll", KeyN: "skip", KeyL: "nextOpen", ArrowDown: "nextOpen", KeyK: "previousOpen", ArrowUp: "previousOpen",
  KeyV: "takeMention", Slash: "help",
};

export function deedOf(event) {
  if (event.ctrlKey || event.metaKey) {
    if (event.altKey) return null;
    if (event.code === "KeyZ") return event.shiftKey ? "redo" : "undo";
    return event.code === "KeyY" ? "redo" : null;
  }
  if (event.altKey) return null;
  if (event.key === "?") return "help";
  return (event.shiftKey ? SHIFTED : PLAIN)[event.code] ?? null;
}

export function digitOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  return /^(?:Digit|Numpad)[0-9]$/.test(event.code) ? Number(event.code.at(-1)) : null;
}

// While an input method composes, every key belongs to it.
export const composing = (event) => event.isComposing || event.keyCode === 229;
