// The page of the learning log: lists it, saves it as a file, prints it, deletes it.
import { element, site } from "./dom.js";
import { entries, keep, written } from "./keep.js";

const HOW = { read: "Read", discussed: "Discussed with my team" };
const [sum, how, kept, undo] = ["sum", "how", "kept", "undo"].map((id) => document.getElementById(id));
let list = entries();
let deleted = null;

function draw() {
  const minutes = list.reduce((total, entry) => total + (Number(entry.minutes) || 0), 0);
  sum.textContent = list.length ? `${list.length} ${list.length === 1 ? "entry" : "entries"}, ${minutes} minutes` : "Nothing is in your log yet";
  how.hidden = list.length > 0;
  kept.hidden = !list.length;
  undo.hidden = !deleted;
  kept.querySelector("ul").replaceChildren(...list.map(item));
}

function item(entry, index) {
  const out = element("button", { type: "button", className: "quiet small screen-only", "aria-label": `Take out ${entry.title}, ${written(entry.on)}`, textContent: "Take out" });
  out.addEventListener("click", () => change(list.filter((_, other) => other !== index)));
  const link = element("a", { href: new URL(`${encodeURIComponent(entry.slug)}/`, site).href, textContent: entry.title });
  const facts = element("p", { className: "note", textContent: `${HOW[entry.how] ?? "Read"}, ${written(entry.on)}, ${entry.minutes} minutes` });
  return element("li", {}, element("h3", {}, link), facts, ...(entry.note ? [element("p", { textContent: entry.note })] : []), out);
}

function change(next) {
  deleted = list;
  list = next;
  keep(list);
  draw();
  undo.querySelector("button").focus();
}

// A cell that begins like a formula would be run by a spreadsheet.
function cell(value) {
  const text = String(value ?? "");
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

function save() {
  const rows = [["Date", "Briefing", "What", "Minutes", "Note", "Address"], ...list.map((entry) => [entry.on, entry.title, HOW[entry.how], entry.minutes, entry.note, new URL(`${entry.slug}/`, site).href])];
  const text = `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: "my-learning-log.csv" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

document.getElementById("save").addEventListener("click", save);
document.getElementById("print").addEventListener("click", () => print());
document.getElementById("clear").addEventListener("click", () => change([]));
undo.querySelector("button").addEventListener("click", () => {
  list = deleted;
  deleted = null;
  keep(list);
  draw();
  sum.tabIndex = -1;
  sum.focus();
});
draw();
