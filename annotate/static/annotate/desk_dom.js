// Small helpers: elements, words, figures.

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export const characters = (text) => Array.from(text); // code points, not UTF-16 units

// The end and the beginning of a longer text, cut between clauses where there is one, and never within a figure.
export const lastOf = (text, room) => (text.length <= room ? text : `…${text.slice(-room).replace(/^[^，,、]{0,10}[，,、]|^[\d.%]+/, "")}`);
export const firstOf = (text, room) => (text.length <= room ? text : `${text.slice(0, room).replace(/[，,、][^，,、]{0,5}$|[\d.]+$/, "")}…`);

export function figure(values) {
  const sign = ["growth", "change"].includes(values.measure) && !String(values.value).startsWith("-") ? "+" : "";
  const range = values.value_max ? `–${values.value_max}` : "";
  return `${sign}${values.value ?? ""}${range}${values.unit ? ` ${values.unit}` : ""}`;
}

export function period(values) {
  const { period_start: first, period_end: last } = values;
  if (!first && !last) return "";
  return first === last ? first : `${first ?? ""}..${last ?? ""}`;
}

export function same(left, right) {
  return (left ?? null) === (right ?? null);
}

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID(); // only where the page is served securely or locally
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
