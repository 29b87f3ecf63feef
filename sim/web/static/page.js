// The page: what is asked stands in `state`; whoever moves something asks anew, and the interval then narrows.
import { drawCurves, drawHolders, drawNotes, drawPeople, drawShapes, drawVerdicts, drawVersions, standing } from "./answer.js";
import { Refusal, ask, fetched } from "./ask.js";
import { drawFigures, drawStaff, drawVariants, element } from "./controls.js";
import { isPlaying, play, stop } from "./film.js";
import { drawMap, tint } from "./map.js";
import { both, language, say, speak } from "./words.js";

const FIRST = 20;
const MOST_TO_FIND = 160; // replications of each number that is tried, while a target is undecided
const by = (id) => document.getElementById(id);
const state = { scenario: "", cards: [], settings: {}, seed: 1 };
let model = null, answer = null, maps = null, notes = [], versions = [];
let titles = {}, turn = 0, asking = null, paused = false;
const latencies = [];
window.shixian = { latencies }; // milliseconds from a release to the new verdict on screen, for whoever measures

const question = (count = FIRST) => ({ ...state, count });

// From the state to the screen

async function choose(scenario, shared = null) {
  by("status").textContent = say("loading");
  try {
    model = await ask("open", { scenario });
  } catch (error) {
    complain(error);
    if (model) by("scenario").value = state.scenario; // what stands on the screen is still there
    if (answer) told();
    return;
  }
  stopFilm();
  by("wrong").hidden = true;
  state.scenario = scenario;
  document.body.classList.remove("empty");
  Object.assign(state, { cards: [], settings: {} }, shared ?? { cards: [...usual()] });
  versions = [];
  answer = null;
  by("scenario").value = scenario;
  share();
  redraw();
  await run(true);
}

// Scenarios are chosen by their titles; until these are there, and where there is none, by the name of the file.
function drawScenarios(names = [...by("scenario").options].map((o) => o.value)) {
  const chosen = by("scenario").value;
  by("scenario").replaceChildren(...names.map((s) => element("option", { value: s }, both(titles[s]) || s)));
  if (names.includes(chosen)) by("scenario").value = chosen;
}

// A planner comes to see what the plan brings: its variant is what stands first.
const usual = () => (model.variants.find((v) => v.name.startsWith("plan")) ?? model.variants[model.variants.length - 1]).cards;

function redraw() {
  speak(language());
  titles[state.scenario] = model.title;
  drawScenarios();
  by("title").textContent = both(model.title);
  by("question").textContent = both(model.question);
  by("about-text").textContent = both(model.about);
  by("about-more").hidden = !both(model.about);
  by("pause").textContent = say(paused ? "go_on" : "pause");
  by("play").textContent = say(isPlaying() ? "stop" : "play");
  drawVariants(model, state, moved);
  drawFigures(model, state, moved);
  drawStaff(answer?.staff ?? model.staff, state, moved, fewest);
  drawVersions(versions, showVersion, dropVersion);
  if (maps) drawMap(maps[language()]);
  if (answer) drawAnswer();
}

function drawAnswer() {
  drawVerdicts(answer);
  by("standing").textContent = standing(snapshot()).join(say("semicolon"));
  told();
  if (!answer.measures) return; // the pictures follow
  drawNotes(answer, notes);
  drawShapes(answer);
  drawHolders(answer, model);
  drawPeople(answer, model);
  drawCurves(answer);
  if (maps) tint(answer, model);
}

function told() {
  const n = answer.replications, open = answer.verdicts.some((v) => v.verdict === "undecided");
  by("progress").value = n;
  by("status").textContent = paused ? say("paused", { n }) : !open ? say("done", { n }) : n >= 640 ? say("full") : say("known", { n });
}

// Asking

function moved(what) {
  const at = performance.now();
  run(what === "cards", at);
  share();
  if (what === "cards") drawVariants(model, state, moved);
}

async function run(mapToo, at = null) {
  const mine = ++turn;
  asking?.abort();
  asking = new AbortController();
  by("status").textContent = say("running", { n: FIRST });
  by("said").textContent = "";
  document.body.classList.add("busy", "asking");
  try {
    const found = await ask("run", question(), asking.signal);
    if (mine !== turn) return;
    answer = found;
    by("wrong").hidden = true;
    document.body.classList.remove("asking", "stale");
    drawAnswer();
    if (at !== null) requestAnimationFrame(() => setTimeout(() => latencies.push(performance.now() - at)));
    // The verdicts stand on the screen; pictures and remarks follow.
    const [whole, remarks, picture] = await Promise.all([
      patient("details", FIRST, mine), ask("notes", question(), asking.signal), mapToo ? ask("map", question(), asking.signal) : null]);
    if (mine !== turn || !whole) return;
    answer = whole;
    notes = remarks.notes;
    if (picture) { stopFilm(); maps = picture; drawMap(maps[language()]); }
    drawAnswer();
    keepFocus(() => { drawStaff(answer.staff, state, moved, fewest); drawFigures(model, state, moved); });
    document.body.classList.remove("busy");
    await refine(mine);
  } catch (error) {
    if (mine !== turn || error.name === "AbortError") return;
    document.body.classList.add("stale"); // what stands on the screen answers an older question
    complain(error);
  } finally {
    if (mine === turn) document.body.classList.remove("busy", "asking");
  }
}

async function refine(mine) {
  while (mine === turn && !paused && answer.next && answer.verdicts.some((v) => v.verdict === "undecided")) {
    const found = await patient("run", answer.next, mine);
    if (!found) return;
    answer = found;
    drawAnswer();
  }
}

// What is not urgent gives way on the server to whatever else is asked there, by another page too: it is asked again then.
async function patient(name, count, mine, settings = state.settings) {
  while (mine === turn) {
    try {
      const found = await ask(name, { ...question(count), settings }, asking.signal);
      return mine === turn ? found : null;
    } catch (error) {
      if (error.status !== 409) throw error;
      await new Promise((done) => setTimeout(done, 500));
    }
  }
  return null;
}

// Redrawing the controls must not take them from under somebody's fingers.
function keepFocus(draw) {
  const path = document.activeElement?.dataset?.path;
  draw();
  if (path) document.querySelector(`[data-path="${CSS.escape(path)}"]`)?.focus();
}

function complain(error) {
  const box = by("wrong");
  const lines = error.wrong ? [say("wrong"), ...both(error.wrong)] : [wordsFor(error)];
  box.replaceChildren(...lines.map((line) => element("span", {}, line)));
  box.hidden = false;
  by("status").textContent = "";
}

function wordsFor(error) {
  if (!(error instanceof Refusal)) return say("no_server");
  if (error.status === 403) return say("no_token");
  if (error.status === 500) return say("again");
  return error.status === 503 ? say("too_long") : say("refused", { why: error.message });
}

// The fewest people with whom every target is met, by halving: more people never make it worse at one queue.
async function fewest(row, button, said) {
  button.disabled = true;
  button.textContent = say("fewest_busy");
  const tried = new Map();
  const mine = turn;
  const good = async (n) => {
    let found, count = FIRST;
    const some = (word) => found.verdicts.find((v) => v.verdict === word);
    do {
      found = await patient("run", count, mine, { ...state.settings, [row.path]: n });
      if (!found) throw new DOMException("something else was asked", "AbortError");
      count = found.next;
    } while (some("undecided") && !some("missed") && count && count <= MOST_TO_FIND);
    tried.set(n, some("missed") ?? some("undecided") ?? null);
    return tried.get(n) === null;
  };
  try {
    let low = Math.max(row.low, 1), high = row.high, text;
    const none = !(await good(high));
    if (none) {
      text = say("fewest_none", named(high, tried));
    } else {
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (await good(middle)) high = middle; else low = middle + 1;
      }
      text = say("fewest_is", { n: high }) + (tried.get(high - 1) ? say("fewest_less", named(high - 1, tried)) : "");
      state.settings[row.path] = high;
      moved("settings");
    }
    say_for(row.path, text, none);
  } catch (error) { if (error.name !== "AbortError") complain(error); }
  finally { button.disabled = false; button.textContent = say("fewest"); }
}

const named = (n, tried) => ({ n, target: both(tried.get(n).target), verdict: say(tried.get(n).verdict) });

// The row may be redrawn by the answer that follows: what was found is said again when it has come.
function say_for(path, text, none) {
  const put = () => { const row = document.querySelector(`[data-fewest="${CSS.escape(path)}"]`)?.parentElement; const at = row?.querySelector(".said"); if (at) { at.textContent = text; at.classList.toggle("none", none); } };
  put();
  const box = by("staff");
  const watch = new MutationObserver(() => { watch.disconnect(); put(); });
  watch.observe(box, { childList: true });
}

// Versions, links, files

// What is on the screen, to be kept or printed.
function snapshot() {
  const names = Object.fromEntries([...model.staff.map((s) => [s.path, both(s.label)]), ...model.numbers.map((n) => [`numbers.${n.name}`, both(n.label)])]);
  const variant = model.variants.find((v) => v.cards.length === state.cards.length && v.cards.every((c) => state.cards.includes(c)));
  return { cards: [...state.cards], settings: { ...state.settings }, verdicts: answer.verdicts, names, variant: variant?.label ?? `${state.cards.length}/${model.cards.length}` };
}
function keep() {
  if (!answer) return;
  versions.push(snapshot());
  drawVersions(versions, showVersion, dropVersion);
}
function showVersion(version) {
  state.cards = [...version.cards];
  state.settings = { ...version.settings };
  moved("cards");
}
function dropVersion(version) {
  versions = versions.filter((v) => v !== version);
  drawVersions(versions, showVersion, dropVersion);
}

function share() {
  const parts = new URLSearchParams({ s: state.scenario, c: state.cards.join(","), lang: language() });
  for (const [path, value] of Object.entries(state.settings)) parts.append("v", `${path}=${value}`);
  history.replaceState(null, "", `#${parts}`);
}
function shared() {
  const parts = new URLSearchParams(location.hash.slice(1));
  if (!parts.get("s")) return null;
  const settings = {};
  for (const text of parts.getAll("v")) {
    const at = text.indexOf("=");
    const value = text.slice(at + 1);
    if (at > 0) settings[text.slice(0, at)] = value.trim() !== "" && !Number.isNaN(Number(value)) ? Number(value) : value;
  }
  return { scenario: parts.get("s"), lang: parts.get("lang") ?? "en", given: { cards: (parts.get("c") || "").split(",").filter(Boolean), settings } };
}

async function take(kind) {
  try {
    const content = await fetched("export", { ...question(answer?.replications ?? FIRST), kind, lang: language() });
    const name = `${state.scenario.split("/").pop()}-what-if.${{ report: "html", workbook: "xlsx", scenario: "yaml" }[kind]}`;
    const link = element("a", { href: URL.createObjectURL(content), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
    by("said").textContent = say("saved", { name });
  } catch (error) { complain(error); }
}

async function bring(file) {
  try {
    const { scenario } = await ask("bring", { name: file.name, text: await file.text() });
    if (![...by("scenario").options].some((o) => o.value === scenario)) by("scenario").append(element("option", { value: scenario }, scenario));
    by("wrong").hidden = true;
    await choose(scenario);
  } catch (error) { complain(error); }
}

// The film

function stopFilm() {
  stop();
  by("play").textContent = say("play");
  by("clock").textContent = "";
}
async function film() {
  if (isPlaying()) { stopFilm(); return; }
  try {
    const day = Math.max(0, Number(by("day").value) || 0);
    const found = await ask("film", { ...question(), day, days: 60 });
    play(found, { speed: () => Number(by("speed").value), onTime: (text) => { by("clock").textContent = text; }, onEnd: () => { by("play").textContent = say("play"); } });
    by("play").textContent = say("stop");
  } catch (error) { complain(error); }
}

// Beginning

function listen() {
  by("scenario").addEventListener("change", (event) => choose(event.target.value));
  by("reset").addEventListener("click", () => { state.settings = {}; state.cards = [...usual()]; moved("cards"); });
  by("keep").addEventListener("click", keep);
  by("link").addEventListener("click", async () => {
    share();
    try { await navigator.clipboard.writeText(location.href); by("said").textContent = say("copied"); }
    catch { by("said").textContent = location.href; }
  });
  by("pause").addEventListener("click", () => {
    paused = !paused;
    by("pause").setAttribute("aria-pressed", String(paused));
    by("pause").textContent = say(paused ? "go_on" : "pause");
    if (answer) told();
    if (!paused && answer) refine(turn).catch(complain);
  });
  by("play").addEventListener("click", film);
  by("enlarge").addEventListener("click", (event) => event.target.setAttribute("aria-pressed", String(by("map").classList.toggle("large"))));
  by("bring").addEventListener("change", (event) => { const [file] = event.target.files; if (file) bring(file); event.target.value = ""; });
  by("bring-label").addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); by("bring").click(); } });
  for (const button of document.querySelectorAll("[data-export]")) button.addEventListener("click", () => take(button.dataset.export));
  for (const button of document.querySelectorAll("[data-lang]")) button.addEventListener("click", () => { speak(button.dataset.lang); share(); if (model) redraw(); });
}

async function begin() {
  const from = shared();
  speak(from?.lang ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
  if (matchMedia("(max-width: 700px)").matches) by("controls").open = false;
  listen();
  by("status").textContent = say("loading");
  try {
    const { scenarios } = await ask("scenarios");
    drawScenarios(scenarios);
    const known = from && scenarios.includes(from.scenario);
    const shown = choose(known ? from.scenario : scenarios[0], known ? from.given : null);
    if (scenarios.length > 1) await Promise.allSettled([shown, ask("titles").then((found) => { ({ titles } = found); drawScenarios(scenarios); })]);
    else await shown;
  } catch (error) { complain(error); }
}

begin();
