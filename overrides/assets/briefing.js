// On a briefing's page: team mode, and the reader's own log. Both work without a connection once the page is open.
import { entries, keep, today } from "./keep.js";
import { teamMode } from "./team.js";

const briefing = document.getElementById("briefing");
const { slug, title, minutes, aloud } = briefing.dataset;

teamMode(briefing, document.getElementById("team-start"));

const form = document.getElementById("keep");
const said = document.getElementById("said");
form.closest("section").hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const how = form.elements.how.value;
  const entry = { slug, title, how, minutes: Number(how === "read" ? minutes : aloud), on: today(), note: form.elements.note.value.trim() };
  const done = keep([entry, ...entries()]);
  said.textContent = done ? "It is in your log." : "Your browser does not let this page keep anything, so it is not in your log.";
  if (done) form.elements.note.value = "";
});
