// The list: filtered as one types, and brought up to date when something changes.
const filter = document.getElementById("filter");
const rows = document.getElementById("rows");
const shown = document.getElementById("shown");

function show() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = [...rows.querySelectorAll("tbody tr")];
  let number = 0;
  for (const row of all) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    number += row.hidden ? 0 : 1;
  }
  shown.textContent = words.length ? `${number} of ${all.length} briefings` : `${all.length} briefings`;
}

async function renew() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement?.getAttribute?.("href");
  rows.replaceChildren(...page.getElementById("rows").childNodes);
  if (focused) rows.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  show();
}

filter.addEventListener("input", show);
let news;
let first = true;
function listen() {
  news?.close();
  if (document.hidden) return;
  news = new EventSource(document.getElementById("main").dataset.events);
  news.addEventListener("message", () => {
    if (!first) renew();
    first = false;
  });
}
document.addEventListener("visibilitychange", listen);
listen();
