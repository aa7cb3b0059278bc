// The Find page: words, filters with numbers, and a state that stands in the address, so that a search can be sent to a colleague.
import { element, site } from "./dom.js";
import { openSearch } from "./search.js";

const [form, box, filters, title, groups, count, said, active, results, more, sort] = [
  "find", "q", "filters", "filters-title", "groups", "count", "said", "active", "results", "more", "sort",
].map((id) => document.getElementById(id));
// The filters in their order, and their names in the address.
const FILTERS = { Kind: "kind", For: "for", "Age of child": "age", Theme: "theme", Year: "year", "Learned from": "source" };
const AGES = ["Unborn", "Under 1", "1 to 4", "5 to 10", "11 to 15", "16 and 17"];
// Open from the start where there is room.
const OPEN = new Set(["For", "Age of child"]);
const AT_ONCE = 8;
const wide = matchMedia("(min-width: 56rem)").matches;

// A change while an older answer is still on its way makes that answer stale.
let asked = 0;
let shown = AT_ONCE;
let search;

function chosen() {
  const state = {};
  for (const input of groups.querySelectorAll("input:checked")) (state[input.name] ??= []).push(input.value);
  return state;
}

function drawFilters(state) {
  filters.open = wide;
  for (const name of Object.keys(FILTERS).filter((name) => search.facets[name])) {
    let values = Object.keys(search.facets[name]).sort((one, other) => one.localeCompare(other, "en"));
    if (name === "Age of child") values = AGES.filter((age) => values.includes(age));
    if (name === "Year") values.reverse();
    const set = element("fieldset", {}, element("legend", { className: "unseen", textContent: name }));
    for (const value of values) {
      const input = element("input", { type: "checkbox", name, value, checked: (state[name] ?? []).includes(value) });
      const shape = name === "Kind" ? [shapeOf(value)] : [];
      set.append(element("label", {}, input, ...shape, element("span", { textContent: value }), element("span", { className: "number" })));
    }
    groups.append(element("details", { open: name === "Kind" || Boolean(state[name]) || (wide && OPEN.has(name)) }, element("summary", { textContent: name }), set));
  }
}

// The sign of a kind, by its label.
function shapeOf(label) {
  const template = [...document.querySelectorAll("template[data-shape]")].find((item) => item.content.textContent.includes(label));
  return template.content.querySelector("svg").cloneNode(true);
}

function drawNumbers(numbers) {
  for (const input of groups.querySelectorAll("input")) {
    const number = numbers[input.name][input.value];
    const place = input.parentElement.querySelector(".number");
    place.replaceChildren(String(number), element("span", { className: "unseen", textContent: number === 1 ? " briefing" : " briefings" }));
    input.parentElement.classList.toggle("none", number === 0 && input.name !== "Kind" && !input.checked);
  }
}

function drawActive(state) {
  active.replaceChildren();
  const values = Object.values(state).flat();
  for (const value of values) {
    const button = element("button", { type: "button", "aria-label": `Take away the filter ${value}` }, value, " ×");
    button.addEventListener("click", () => {
      [...groups.querySelectorAll("input:checked")].find((input) => input.value === value).checked = false;
      changed();
      (active.querySelector("button") ?? box).focus();
    });
    active.append(button);
  }
  if (values.length > 1) {
    const button = element("button", { type: "button", className: "all", textContent: values.length === 2 ? "Clear both" : "Clear all" });
    button.addEventListener("click", () => { clearFilters(); box.focus(); });
    active.append(button);
  }
  active.hidden = !values.length;
  title.textContent = values.length && !wide ? `Filters (${values.length} ${values.length === 1 ? "is" : "are"} on)` : "Filters";
}

function clearFilters() {
  for (const input of groups.querySelectorAll("input:checked")) input.checked = false;
  changed();
}

function card({ url, meta }) {
  const kind = element("p", { className: "kind" });
  kind.append(document.querySelector(`template[data-shape="${meta.kind}"]`).content.cloneNode(true));
  const link = element("a", { href: new URL(url.replace(/^\//, ""), site).href, textContent: meta.title });
  return element("li", {}, kind, element("h3", {}, link), element("p", { textContent: meta.lead }), element("p", { className: "note", textContent: meta.note }));
}

// What was done with the words, and the theme that they name.
function drawSaid(words, mended) {
  said.replaceChildren();
  if (mended.length) {
    said.append("We looked for ");
    for (const [index, [from, to]] of mended.entries()) said.append(index ? ", and for " : "", element("strong", { textContent: to }), ` instead of “${from}”`);
    said.append(". ");
  }
  const theme = themeOf(mended.reduce((text, [from, to]) => text.toLowerCase().replace(from, to), words));
  if (theme) said.append("See also the theme ", element("a", { href: theme.href, textContent: theme.textContent }), ".");
  said.hidden = !said.childNodes.length;
}

function themeOf(words) {
  const asked = ` ${words.toLowerCase().replace(/’/g, "'").replace(/[^\p{L}\p{N}']+/gu, " ").trim()} `;
  return [...document.querySelectorAll("[data-also]")].find((link) =>
    [link.textContent, ...link.dataset.also.split("|")].some((name) => name && asked.includes(` ${name.toLowerCase().replace(/’/g, "'").replace(/[^\p{L}\p{N}']+/gu, " ")} `)));
}

function drawNothing(state, words) {
  const made = element("div", { className: "empty" }, element("p", {}, element("strong", { textContent: "No briefing answers this." })));
  const list = element("ul");
  if (Object.keys(state).length) {
    const button = element("button", { type: "button", className: "quiet", textContent: "Search without filters" });
    button.addEventListener("click", () => { clearFilters(); box.focus(); });
    made.append(element("p", {}, button));
  }
  if (words) list.append(element("li", { textContent: "Try fewer words, or other ones: what you saw, or who was there." }));
  list.append(element("li", {}, "Look through ", element("a", { href: new URL("themes/", site).href, textContent: "the themes" }), " or ", element("a", { href: new URL("briefings/", site).href, textContent: "all briefings" }), "."));
  made.append(list);
  results.replaceChildren(made);
}

async function draw() {
  const mine = ++asked;
  const state = chosen();
  const words = box.value.trim();
  const { numbers, mended } = await search.find(words);
  const list = search.filter(numbers, state);
  if (sort.value === "newest") list.sort((one, other) => one - other);
  const data = await Promise.all(list.slice(0, shown).map((number) => search.card(number)));
  if (mine !== asked) return;
  drawActive(state);
  drawNumbers(search.counts(numbers, state));
  drawSaid(words, mended);
  const number = list.length === 1 ? "1 briefing" : `${list.length} briefings`;
  count.textContent = list.length === search.size ? `All ${number}` : number;
  if (list.length) results.replaceChildren(element("ul", { className: "cards" }, ...data.map(card)));
  else drawNothing(state, words);
  more.hidden = list.length <= shown;
  more.textContent = `Show ${Math.min(AT_ONCE, list.length - shown)} more of ${list.length}`;
  results.dataset.for = location.search;
}

function changed() {
  shown = AT_ONCE;
  const query = new URLSearchParams();
  if (box.value.trim()) query.set("q", box.value.trim());
  for (const [name, values] of Object.entries(chosen())) for (const value of values) query.append(FILTERS[name], value);
  if (sort.value !== "match") query.set("sort", sort.value);
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  draw();
}

let wait;
function soon() {
  clearTimeout(wait);
  wait = setTimeout(changed, 150);
}

const start = new URLSearchParams(location.search);
box.value = start.get("q") ?? "";
sort.value = start.get("sort") === "newest" ? "newest" : "match";
search = await openSearch();
drawFilters(Object.fromEntries(Object.entries(FILTERS).map(([name, short]) => [name, start.getAll(short)]).filter(([, values]) => values.length)));
form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(wait); changed(); });
box.addEventListener("input", soon);
groups.addEventListener("change", changed);
sort.addEventListener("change", changed);
more.addEventListener("click", async () => {
  const first = results.querySelectorAll("li").length;
  shown += AT_ONCE;
  await draw();
  results.querySelectorAll("li h3 a")[first]?.focus();
});
await draw();
