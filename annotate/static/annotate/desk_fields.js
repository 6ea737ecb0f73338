// The fields of a fact in the order in which every card shows them: their key, their columns, how they are shown and typed.

import { period } from "./desk_dom.js";

const plain = (name) => (values) => values[name] ?? "";

export const FIELDS = [
  { name: "indicator", key: "i", code: "KeyI", columns: ["indicator", "indicator_canonical"], show: plain("indicator"), needed: true },
  { name: "value", key: "v", code: "KeyV", columns: ["value", "value_max"], show: (v) => `${v.value ?? ""}${v.value_max ? `–${v.value_max}` : ""}`, needed: true },
  { name: "unit", key: "u", code: "KeyU", columns: ["unit"], show: plain("unit") },
  { name: "measure", key: "m", code: "KeyM", columns: ["measure"], choices: true, needed: true },
  { name: "base", key: "b", code: "KeyB", columns: ["base"], choices: true, years: true },
  { name: "subject", key: "j", code: "KeyJ", columns: ["subject"], show: plain("subject") },
  { name: "region", key: "r", code: "KeyR", columns: ["region", "region_code"], show: (v) => [v.region, v.region_code].filter(Boolean).join(" "), type: plain("region") },
  { name: "place", key: "", columns: ["place"], show: plain("place") },
  { name: "period", key: "p", code: "KeyP", columns: ["period_start", "period_end"], show: period },
  { name: "status", key: "s", code: "KeyS", columns: ["status"], choices: true, needed: true },
  { name: "qualifier", key: "q", code: "KeyQ", columns: ["qualifier"], choices: true, needed: true },
];

export const fieldNamed = Object.fromEntries(FIELDS.map((field) => [field.name, field]));
export const EDITABLE = ["start", "end", ...FIELDS.flatMap((field) => field.columns)];

export function shown(field, values, words) {
  if (!field.choices) return String(field.show(values));
  const value = values[field.name] ?? "";
  const choice = words.choices[field.name].find(([known]) => known === value);
  return choice && value ? choice[1] : value;
}

export const fieldOfColumn = Object.fromEntries(FIELDS.flatMap((field) => field.columns.map((column) => [column, field])));

// Confidence and evidence are kept by field or by column.
export function about(record, field) {
  if (!record) return undefined;
  return record[field.name] ?? field.columns.map((column) => record[column]).find((found) => found !== undefined);
}

// What can be read without the server: plain numbers and written-out periods.
export function readLocally(field, text) {
  const trimmed = text.trim();
  if (field.choices || ["subject", "place", "unit"].includes(field.name)) return { [field.columns[0]]: trimmed || null };
  if (field.name === "indicator" && trimmed) return { indicator: trimmed, indicator_canonical: null };
  if (field.name === "value" && /^-?\d+(\.\d+)?$/.test(trimmed)) return { value: trimmed, value_max: null };
  const months = /^(\d{4}-\d{2})?\.\.(\d{4}-\d{2})?$/.exec(trimmed);
  if (field.name === "period" && months) return { period_start: months[1] ?? null, period_end: months[2] ?? null };
  if (["period", "region"].includes(field.name) && !trimmed) return Object.fromEntries(field.columns.map((column) => [column, null]));
  return null;
}
