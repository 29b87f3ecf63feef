// The answer: verdicts, figures of people and holders, distributions; and versions that were kept.
import { COLOURS, curve, distribution, gauge, stacked } from "./charts.js";
import { element } from "./controls.js";
import { both, minutes, number, percent, quantity, say, within } from "./words.js";

const by = (id) => document.getElementById(id);
const SIGNS = { met: "✓", missed: "✗", undecided: "?" };

export function drawVerdicts(answer) {
  const box = by("verdicts");
  if (!answer.verdicts.length) { box.replaceChildren(element("p", {}, say("no_targets"))); return; }
  box.replaceChildren(...answer.verdicts.map(card));
}

function card(v) {
  const word = say(v.verdict) + (v.borderline ? ` · ${say("borderline")}` : "");
  const rests = v.rests_on;
  const told = say("rests", { n: rests.numbers, k: rests.assumed }) + (rests.unsourced ? say("unsourced", { u: rests.unsourced }) : "");
  return element("article", { class: `verdict ${v.verdict}` },
    element("p", { class: "word" }, element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[v.verdict]), ` ${word}`),
    element("h3", {}, both(v.target), v.plan.length ? element("span", {}, " ", element("small", { class: "measure" }, say(v.plan.length > 1 ? "measures" : "measure", { n: v.plan.join(", ") }))) : ""),
    element("p", { class: "figure" }, figure(v)), gauge(v), element("p", { class: "rests" }, told));
}

export function figure(v) {
  const share = v.percent;
  if (v.estimate === null) return "–";
  // The longer arm, as in every report.
  const half = v.low !== null && v.high !== null ? Math.max(v.estimate - v.low, v.high - v.estimate) : null;
  const plus = half === null ? "" : ` ± ${percent(half)}`;
  const name = share ? "" : ["mean", "median", "total"].includes(v.statistic) ? `${say(v.statistic)} ` : v.statistic === "share" ? "" : `${v.statistic} `;
  return `${v.lower_bound ? "≥ " : ""}${name}${share ? percent(v.estimate) + plus : within(v.estimate, half, v.unit)}`;
}

export function drawNotes(answer, notes) {
  const failed = answer.failures.slice(0, 3).map((f) => element("p", { class: "note" }, f.message));
  by("notes").replaceChildren(...notes.map((n) => element("p", { class: "note" }, both(n))), ...failed);
}

export function drawShapes(answer) {
  const shown = answer.shapes.map((shape, i) => [shape, answer.verdicts[i]]).filter(([shape]) => shape);
  by("shapes").replaceChildren(...shown.map(([shape, v]) => element("figure", {}, element("figcaption", {}, both(v.target)), distribution(shape, both(v.target), v.side))));
}

export function drawHolders(answer, model) {
  const names = Object.keys(model.holders);
  const blocks = [];
  for (const [process, measures] of Object.entries(answer.measures)) {
    const parts = names.map((n, i) => ({ name: n, label: both(model.holders[n]), value: measures[`held_by.${n}`]?.mean ?? 0, colour: i })).filter((p) => p.value > 0.0005);
    const elapsed = measures.elapsed?.mean;
    if (!parts.length || elapsed === null || elapsed === undefined) continue;
    const key = parts.map((p) => { const dot = element("i", { class: "dot" }); dot.style.background = COLOURS[p.colour % COLOURS.length]; return element("li", {}, dot, `${p.label} ${quantity(p.value, "d")}`); });
    const inner = `${say("mean")} ${quantity(elapsed, "d")}`;
    blocks.push(element("figure", {}, element("figcaption", {}, `${both(model.processes[process].label)} · ${inner}`), stacked(parts), element("ul", { class: "key" }, ...key)));
  }
  by("holders").replaceChildren(...blocks);
}

export function drawPeople(answer, model) {
  const head = element("tr", {}, ...["pool", "staff", "utilisation", "overtime", "queue", "queue90", "length"].map((w) => element("th", { scope: "col" }, say(w))));
  const rows = Object.entries(answer.pools).map(([name, p]) => {
    // People who come back every year stand in the file once for each.
    const groups = new Map(answer.staff.filter((s) => s.pool === name).map((s, i) => [s.shift ? `${s.path} ${s.shift}` : i, s.value]));
    const staff = [...groups.values()].join(" + ");
    const load = p.utilisation ?? 0, bar = element("span", { class: load > 0.92 ? "load high" : "load" });
    bar.style.setProperty("--load", `${Math.min(100, 100 * load)}%`);
    return element("tr", {}, element("th", { scope: "row" }, both(model.pools[name]) || name), element("td", {}, staff), element("td", {}, bar, percent(load, 0)),
      element("td", {}, percent(p.overtime ?? 0, 1)), element("td", {}, minutes(p.queue_time?.mean)), element("td", {}, minutes(p.queue_time?.p90)), element("td", {}, number(p.queue_length)));
  });
  by("people").replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
}

export function drawCurves(answer) {
  by("curves").replaceChildren(...answer.curves.map((c) => element("figure", {}, element("figcaption", {}, both(c.label) || c.process), curve(c))));
}

export function drawVersions(versions, show, remove) {
  by("versions-box").hidden = !versions.length;
  if (!versions.length) return;
  const head = element("tr", {}, element("td"), ...versions.map((v, i) => element("th", { scope: "col" }, say("version", { n: i + 1 }), element("br"),
    element("button", { type: "button", class: "small", onclick: () => show(v) }, say("show")), " ", element("button", { type: "button", class: "small", onclick: () => remove(v) }, say("remove")))));
  const changes = element("tr", {}, element("td"), ...versions.map((v) => element("td", { class: "changes" }, ...standing(v).flatMap((t) => [t, element("br")]))));
  const rows = versions[0].verdicts.map((first, i) => element("tr", {}, element("th", { scope: "row" }, both(first.target)),
    ...versions.map((v) => { const found = v.verdicts[i]; return found ? element("td", { class: found.verdict }, figure(found), element("br"), `${SIGNS[found.verdict]} ${say(found.verdict)}`) : element("td"); })));
  by("versions").replaceChildren(element("thead", {}, head, changes), element("tbody", {}, ...rows));
}

export function standing(version) {
  const cards = version.cards.length ? [`${say("reform")}${say("colon")}${both(version.variant)}`] : [say("today")];
  return [...cards, ...Object.entries(version.settings).map(([path, value]) => `${version.names[path] ?? path} = ${value}`)];
}
