// What may be moved: cards, staffing, figures. Each control writes into the state and says that it was moved.
import { both, say, valued } from "./words.js";

const by = (id) => document.getElementById(id);

export function element(name, given = {}, ...inner) {
  const part = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (key === "class") part.className = value;
    else if (key.startsWith("on")) part.addEventListener(key.slice(2), value);
    else if (value === true) part.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) part.setAttribute(key, value);
  }
  part.append(...inner);
  return part;
}

// No fieldset: Chromium gives one no height that was filled while its <details> was closed, as on a phone.
const emptied = (box) => box.replaceChildren(box.querySelector("h3"));

export function drawVariants(model, state, moved) {
  const box = by("variants");
  emptied(box);
  const row = element("div", { class: "variants", role: "group" });
  for (const variant of model.variants) {
    const on = same(variant.cards, state.cards);
    row.append(element("button", { type: "button", "aria-pressed": String(on), "data-variant": variant.name, onclick: () => { state.cards = [...variant.cards]; moved("cards"); } }, both(variant.label)));
  }
  box.append(row);
  for (const card of model.cards) {
    const tick = element("input", { type: "checkbox", "data-card": card.name, checked: state.cards.includes(card.name), onchange: (event) => toggle(model, state, card.name, event.target.checked, moved) });
    tick.checked = state.cards.includes(card.name);
    const plan = card.plan.length ? element("span", {}, " ", element("small", { class: "measure" }, say(card.plan.length > 1 ? "measures" : "measure", { n: card.plan.join(", ") }))) : "";
    box.append(element("label", { class: "card", title: both(card.about) }, tick, element("span", {}, both(card.label), plan)));
  }
}

const same = (a, b) => a.length === b.length && a.every((x) => b.includes(x));

function toggle(model, state, name, on, moved) {
  // Cards are applied in the order of the file, whatever the order in which somebody switches them.
  const wanted = new Set(state.cards);
  if (on) wanted.add(name); else wanted.delete(name);
  state.cards = model.cards.map((c) => c.name).filter((n) => wanted.has(n));
  moved("cards");
}

export function drawStaff(rows, state, moved, fewest) {
  const box = by("staff");
  emptied(box);
  const seen = new Map();
  for (const row of rows) {
    if (seen.has(row.path)) continue;
    seen.set(row.path, row);
    box.append(staffRow(row, state, moved, fewest));
  }
}

function staffRow(row, state, moved, fewest) {
  const now = Number(state.settings[row.path] ?? row.value);
  const top = Math.max(row.high, now);
  const name = both(row.label) + (row.shift ? ` · ${row.shift}` : "");
  const shown = element("output", {}, String(now));
  const slider = element("input", { type: "range", min: row.low, max: top, step: 1, value: now, "data-path": row.path, "aria-label": name });
  slider.addEventListener("input", () => { shown.textContent = slider.value; });
  slider.addEventListener("change", () => put(state, row, Number(slider.value), moved));
  const said = element("small", { class: "said", role: "status" });
  const find = element("button", { type: "button", class: "small", "data-fewest": row.path, onclick: () => fewest(row, find, said) }, say("fewest"));
  return element("div", { class: row.path in state.settings ? "row changed" : "row" }, element("label", {}, element("span", { class: "name" }, name), shown, slider), find, said);
}

function put(state, row, value, moved) {
  if (value === (row.base ?? row.value) && !(row.path in state.settings)) return;
  state.settings[row.path] = value;
  moved("settings");
}

export function drawFigures(model, state, moved) {
  const box = by("figures"), search = by("figures-search");
  const draw = () => {
    const words = search.value.trim().toLowerCase();
    const chosen = model.numbers.filter((n) => !words || `${n.name} ${n.label.en} ${n.label.zh} ${n.source}`.toLowerCase().includes(words));
    box.replaceChildren(...chosen.map((n) => figureRow(n, state, moved)));
    const counted = chosen.length === model.numbers.length ? say("all_shown", { n: chosen.length }) : say("some_shown", { n: chosen.length, m: model.numbers.length });
    const changed = model.numbers.filter((n) => `numbers.${n.name}` in state.settings).length;
    by("figures-count").textContent = counted + (changed ? ` · ${say("changed", { n: changed })}` : "");
  };
  search.oninput = draw;
  draw();
}

function figureRow(figure, state, moved) {
  const path = `numbers.${figure.name}`;
  const now = path in state.settings ? Number.parseFloat(state.settings[path]) : figure.value;
  const span = figure.high - figure.low || 1;
  const step = Number.isInteger(figure.low) && Number.isInteger(figure.high) && span >= 20 ? 1 : 10 ** Math.floor(Math.log10(span / 50));
  const shown = element("output", {}, valued(now, figure.unit));
  const slider = element("input", { type: "range", min: figure.low, max: figure.high, step: "any", value: now, "data-path": path, "aria-label": both(figure.label) });
  const rounded = () => Number((Math.round(Number(slider.value) / step) * step).toPrecision(12));
  slider.addEventListener("input", () => { shown.textContent = valued(rounded(), figure.unit); });
  slider.addEventListener("change", () => {
    const value = Math.min(Math.max(rounded(), figure.low), figure.high);
    state.settings[path] = figure.unit ? `${value} ${figure.unit}` : value;
    moved("settings");
  });
  slider.addEventListener("keydown", (event) => {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    slider.value = String(Number(slider.value) + way * step);
    slider.dispatchEvent(new Event("input"));
    slider.dispatchEvent(new Event("change"));
  });
  const about = element("small", { class: "source" }, `${say(`kind_${figure.kind}`)} · ${say("assumed_here", { low: valued(figure.low, figure.unit), high: valued(figure.high, figure.unit) })}${figure.source ? ` · ${figure.source}` : ""}`);
  return element("div", { class: path in state.settings ? "row changed" : "row" }, element("label", {}, element("span", { class: "name" }, both(figure.label)), shown, slider), about);
}
