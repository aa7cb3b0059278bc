// One briefing: keeps page, PDF and findings as the file is saved. Nothing that is shown jumps, and nothing is kept.
const main = document.getElementById("main");
const part = (id) => document.getElementById(id);
const wide = matchMedia("(min-width:60rem)");
let frame = null;
let coming = null;
let shown = {};
let chosen = "";

function show(view) {
  chosen = view;
  main.dataset.view = view;
  for (const button of document.querySelectorAll("[data-view][aria-pressed]")) button.setAttribute("aria-pressed", button.dataset.view === view);
}

// Wide screens always show the findings; narrow ones show one thing at a time.
function fit() {
  if (wide.matches && (!chosen || chosen === "findings")) show("both");
  if (!wide.matches && (!chosen || chosen === "both")) show("web");
}

// The new page is loaded behind the old one, and takes its place at the same height.
function load(address) {
  coming?.remove();
  const next = document.createElement("iframe");
  next.title = "The web page";
  next.src = address + (frame?.contentWindow.location.hash ?? "");
  next.className = "coming";
  next.addEventListener("load", () => {
    if (next !== coming && next !== frame) return;
    const inside = next.contentWindow;
    if (follow(inside)) return;
    for (const link of inside.document.querySelectorAll('a[href^="https:"]')) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
    if (next === frame) return;
    const old = frame;
    if (old) inside.scrollTo({ left: old.contentWindow.scrollX, top: old.contentWindow.scrollY, behavior: "instant" });
    frame = next;
    coming = null;
    next.className = "";
    old?.remove();
  });
  coming = next;
  part("stage").append(next);
}

// A link to another briefing leads to that one's preview.
function follow(inside) {
  const match = inside.location.pathname.match(/^(.*)\/site\/([^/]+)\/$/);
  const own = new URL(shown.page || "/", location.href).pathname;
  if (!match || inside.location.pathname === own || !inside.document.getElementById("briefing")) return false;
  location.href = `${match[1]}/briefing/${match[2]}/`;
  return true;
}

async function print(paper) {
  part("sides").textContent = paper.words;
  part("sheets").classList.toggle("old", paper.old);
  part("pdf").hidden = !paper.pdf;
  if (paper.pdf) part("pdf").href = paper.pdf;
  const sheets = paper.pictures.map((address, index) => {
    const sheet = document.createElement("img");
    Object.assign(sheet, { src: address, width: 1072, height: 1516, alt: `Side ${index + 1} of ${paper.pictures.length}, as printed. It says what the web page says.` });
    sheet.classList.toggle("beyond", index >= paper.most);
    return sheet;
  });
  await Promise.all(sheets.map((sheet) => sheet.decode().catch(() => {})));
  if (paper === shown.paper) part("sheets").replaceChildren(...sheets);
}

function say(state) {
  part("panel").innerHTML = state.panel;
  const number = document.querySelectorAll(".findings > li").length;
  part("count").textContent = number ? `(${number})` : "";
  part("said").textContent = state.said;
  part("status").textContent = state.status;
  const note = part("note");
  note.hidden = !state.note;
  note.replaceChildren(state.note);
  if (state.moved) note.append(" ", Object.assign(document.createElement("a"), { href: state.moved, textContent: "Go there" }));
}

function renew(state) {
  const before = shown;
  shown = state;
  if (state.page !== before.page) {
    if (state.page) load(state.page);
    else [frame, coming].forEach((one) => one?.remove());
    if (!state.page) frame = coming = null;
  }
  if (state.panel !== before.panel || state.note !== before.note) say(state);
  const { words, pictures, old } = state.paper;
  if (!before.paper || pictures.join() !== before.paper.pictures.join()) print(state.paper);
  else {
    shown.paper = before.paper;
    Object.assign(shown.paper, { words, old });
    part("sides").textContent = words;
    part("sheets").classList.toggle("old", old);
  }
}

// A page that nobody sees does not listen: browsers allow only a few connections.
let news;
function listen() {
  news?.close();
  if (document.hidden) return;
  news = new EventSource(main.dataset.events);
  news.addEventListener("message", (event) => renew(JSON.parse(event.data)));
  news.addEventListener("error", () => {
    const note = part("note");
    note.hidden = false;
    note.textContent = "The preview is not running any more. Start it again, and open the address that it prints.";
  });
  news.addEventListener("open", () => { if (shown.note !== undefined) say(shown); });
}

for (const button of document.querySelectorAll("[data-view][aria-pressed]")) button.addEventListener("click", () => show(button.dataset.view));
wide.addEventListener("change", fit);
document.addEventListener("visibilitychange", listen);
fit();
renew(JSON.parse(main.dataset.state));
listen();
