// Team mode: the seven sections one at a time, with a clock that makes no sound and never moves anybody on.
import { element } from "./dom.js";

const MINUTES = 7;
const NEXT = new Set(["ArrowRight", "ArrowDown", "PageDown", "Enter", " "]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace"]);

export function teamMode(briefing, start) {
  const sections = [...briefing.querySelectorAll(".s")];
  const always = briefing.querySelector(".always");
  const root = document.documentElement;
  const clock = new Clock();
  const steps = sections.map((section, index) => stepButton(section, index, () => go(index)));
  const leave = element("button", { type: "button", textContent: "Leave team mode" });
  const back = element("button", { type: "button", className: "quiet", textContent: "Back" });
  const next = element("button", { type: "button", textContent: "Next" });
  const said = element("p", { className: "unseen", role: "status" });
  const head = element("header", { className: "team-head", "aria-label": "Team mode" },
    element("div", { className: "team-title" }, element("h1", { textContent: briefing.dataset.title }), leave),
    element("nav", { "aria-label": "The seven sections" }, element("ol", { className: "steps-strip" }, ...steps.map((button) => element("li", {}, button)))));
  const foot = element("footer", { className: "team-foot", "aria-label": "Clock and pages" },
    element("div", { className: "wide" }, clock.face, clock.pause, element("p", { className: "note", textContent: "You turn the page. The clock makes no sound and never moves you on." }), element("div", { className: "team-turn" }, back, next), said));
  let now = 0;

  function go(index, focus = true) {
    now = Math.max(0, Math.min(sections.length - 1, index));
    for (const [number, section] of sections.entries()) {
      section.classList.toggle("now", number === now);
      steps[number].parentElement.classList.toggle("past", number < now);
      if (number === now) steps[number].setAttribute("aria-current", "step");
      else steps[number].removeAttribute("aria-current");
    }
    const last = now === sections.length - 1;
    always.hidden = !last;
    always.classList.toggle("now", last);
    back.disabled = now === 0;
    next.textContent = last ? "Finish" : "Next";
    said.textContent = `Section ${now + 1} of ${sections.length}: ${sections[now].querySelector(".t").textContent}`;
    scrollTo(0, 0);
    if (focus) {
      const heading = sections[now].querySelector("h2");
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }

  function enter() {
    root.classList.add("team");
    briefing.before(head);
    briefing.after(foot);
    document.addEventListener("keydown", onKey);
    clock.start();
    go(0);
  }

  function exit() {
    root.classList.remove("team");
    head.remove();
    foot.remove();
    document.removeEventListener("keydown", onKey);
    clock.stop();
    always.hidden = true;
    start.focus();
  }

  // The address ends in #team while it runs, so that the browser's Back leaves it.
  function follow() {
    const wanted = location.hash === "#team";
    if (wanted && !root.classList.contains("team")) enter();
    else if (!wanted && root.classList.contains("team")) exit();
  }

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target.closest("button, a, input, textarea, [tabindex='0']");
    const pressing = target && (event.key === "Enter" || event.key === " ");
    if (event.key === "Escape") location.hash = "";
    else if (NEXT.has(event.key) && !pressing) turn(1, event);
    else if (BACK.has(event.key)) turn(-1, event);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(sections.length - 1);
    else return;
    event.preventDefault();
  }

  // A long section is read to its end before the page turns; left and right turn it at once.
  function turn(way, event) {
    const room = innerHeight - foot.offsetHeight;
    const rest = way > 0 ? document.documentElement.scrollHeight - scrollY - innerHeight : scrollY;
    if (rest > 8 && !event.key.endsWith("Right") && !event.key.endsWith("Left")) scrollBy(0, way * room * 0.8);
    else if (way < 0 || now < sections.length - 1) go(now + way);
  }

  leave.addEventListener("click", () => { location.hash = ""; });
  back.addEventListener("click", () => { go(now - 1, false); if (back.disabled) next.focus(); });
  next.addEventListener("click", () => {
    if (now === sections.length - 1) location.hash = "";
    else go(now + 1, false);
  });
  start.href = "#team";
  addEventListener("hashchange", follow);
  follow();
}

function stepButton(section, index, act) {
  const button = element("button", { type: "button" }, element("b", { textContent: index + 1 }), element("span", { textContent: section.querySelector(".t").textContent }));
  button.addEventListener("click", act);
  return button;
}

// Counts up while it runs; a time measured, not a number of ticks, so that a sleeping tab does not lose minutes.
class Clock {
  constructor() {
    this.spent = 0;
    this.since = null;
    this.time = element("span", { textContent: "0:00" });
    this.face = element("p", { className: "clock", role: "timer", "aria-label": "Time" }, this.time, " ", element("small", { textContent: `of ${MINUTES} minutes` }));
    this.pause = element("button", { type: "button", className: "quiet", textContent: "Pause" });
    this.pause.addEventListener("click", () => (this.since === null ? this.run() : this.hold()));
  }

  start() {
    this.spent = 0;
    this.run();
  }

  run() {
    this.since = performance.now();
    this.pause.textContent = "Pause";
    this.ticking = setInterval(() => this.draw(), 500);
    this.draw();
  }

  hold() {
    this.spent = this.elapsed();
    this.since = null;
    clearInterval(this.ticking);
    this.pause.textContent = "Go on";
    this.draw();
  }

  stop() {
    if (this.since !== null) this.hold();
  }

  elapsed() {
    return this.spent + (this.since === null ? 0 : performance.now() - this.since);
  }

  draw() {
    const seconds = Math.floor(this.elapsed() / 1000);
    this.time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.face.lastChild.textContent = seconds < MINUTES * 60 ? `of ${MINUTES} minutes` : "Seven minutes are over. Take the time that you need.";
  }
}
