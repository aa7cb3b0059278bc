// Search and filters on the Find page: Pagefind's engine, our own list. Without this script the page lists every briefing.
const form = document.querySelector("#find");
const box = document.querySelector("#q");
const filters = document.querySelector("#filters");
const count = document.querySelector("#count");
const active = document.querySelector("#active");
const results = document.querySelector("#results");
const site = new URL("..", document.baseURI);
const everything = results.innerHTML;
const ORDER = ["Kind", "Theme", "For", "Age of child", "Year"];
// On a phone the filters are folded, so that the results are near.
const OPEN = matchMedia("(min-width: 56rem)").matches ? ["Kind", "Theme"] : [];
const cards = new Map([...results.querySelectorAll("li")].map((item) => [item.querySelector("a").href, item]));

const pagefind = await import(new URL("pagefind/pagefind.js", site));
await pagefind.options({ baseUrl: site.pathname, ranking: { termFrequency: 0.8, metaWeights: { title: 8 } } });
const all = await pagefind.filters();
// A change while an older answer is still on its way makes that answer stale.
let asked = 0;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function chosen() {
  const state = {};
  for (const input of filters.querySelectorAll("input:checked")) (state[input.name] ??= []).push(input.value);
  return state;
}

function drawFilters(state) {
  const byAge = ["Unborn", "Under 1", "1 to 4", "5 to 10", "11 to 15", "16 and 17"];
  filters.replaceChildren(element("h2", { className: "plain", textContent: "Filters" }));
  for (const name of ORDER.filter((name) => all[name])) {
    let values = Object.keys(all[name]);
    if (name === "Age of child") values = byAge.filter((age) => values.includes(age));
    if (name === "Year") values.reverse();
    const group = element("details", { open: OPEN.includes(name) || Boolean(state[name]) }, element("summary", { textContent: name }));
    for (const value of values) {
      const input = element("input", { type: "checkbox", name, value, checked: (state[name] ?? []).includes(value) });
      group.append(element("label", {}, input, element("span", { textContent: value }), element("span", { className: "number" })));
    }
    filters.append(group);
  }
  filters.hidden = false;
}

function drawNumbers(numbers) {
  for (const input of filters.querySelectorAll("input")) {
    const number = numbers?.[input.name]?.[input.value] ?? 0;
    input.parentElement.querySelector(".number").textContent = number;
    input.parentElement.classList.toggle("none", number === 0);
  }
}

function drawActive(state) {
  active.replaceChildren();
  for (const [name, values] of Object.entries(state)) {
    for (const value of values) {
      const button = element("button", { type: "button", textContent: `${value} ×` });
      button.setAttribute("aria-label", `Take away the filter ${value}`);
      button.addEventListener("click", () => {
        [...filters.querySelectorAll("input")].find((input) => input.name === name && input.value === value).checked = false;
        changed();
        box.focus();
      });
      active.append(button);
    }
  }
  active.hidden = !active.children.length;
}

function card(data) {
  return cards.get(new URL(data.url, site).href).cloneNode(true);
}

async function search() {
  const mine = ++asked;
  const state = chosen();
  drawActive(state);
  const words = box.value.trim();
  const wanted = Object.fromEntries(Object.entries(state).map(([name, values]) => [name, { any: values }]));
  const found = await pagefind.search(words || null, { filters: wanted, ...(words ? {} : { sort: {} }) });
  const data = await Promise.all(found.results.map((result) => result.data()));
  if (mine !== asked) return;
  drawNumbers(found.filters);
  if (!words && !Object.keys(state).length) results.innerHTML = everything;
  else if (data.length) results.replaceChildren(element("ul", { className: "cards" }, ...data.map(card)));
  else results.replaceChildren(element("p", { textContent: "Try fewer or other words, or take a filter away." }));
  count.textContent = data.length === 1 ? "1 briefing" : `${data.length} briefings`;
}

function changed() {
  const query = new URLSearchParams();
  if (box.value.trim()) query.set("q", box.value.trim());
  for (const [name, values] of Object.entries(chosen())) for (const value of values) query.append(name, value);
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  search();
}

const start = new URLSearchParams(location.search);
box.value = start.get("q") ?? "";
drawFilters(Object.fromEntries(ORDER.map((name) => [name, start.getAll(name)]).filter(([, values]) => values.length)));
form.addEventListener("submit", (event) => { event.preventDefault(); changed(); });
box.addEventListener("input", changed);
filters.addEventListener("change", changed);
await search();
