// Small charts as SVG elements: colours everybody can tell apart (Okabe and Ito 2008), readable in grey.
import { number, percent, quantity, say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
export const COLOURS = ["#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#0072B2", "#999999"];

export function make(name, given = {}, ...inner) {
  const part = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(given)) part.setAttribute(key, value);
  part.append(...inner);
  return part;
}

const words = (x, y, text, given = {}) => make("text", { x, y, ...given }, text);

export function gauge(verdict) {
  const share = verdict.percent;
  const goal = verdict.estimand === "A" || verdict.estimand === "B" ? (verdict.required ?? 0) : verdict.limit;
  const ends = [verdict.low, verdict.high, verdict.estimate, goal].filter((x) => x !== null);
  let low = Math.min(...ends), high = Math.max(...ends);
  const room = Math.max((high - low) * 0.15, share ? 0.02 : Math.abs(goal) * 0.05, 1e-9);
  low = verdict.estimand === "E" ? low - room : Math.max(0, low - room);
  high = share && verdict.estimand !== "E" ? Math.min(1, high + room) : high + room;
  const at = (x) => 6 + (288 * (x - low)) / (high - low || 1);
  const shown = share ? (x) => percent(x) : (x) => number(x);
  const picture = make("svg", { viewBox: "0 0 300 46", class: "gauge", role: "img", "aria-label": `${shown(verdict.estimate ?? 0)}, ${say("required")} ${shown(goal)}` });
  picture.append(make("line", { x1: 6, x2: 294, y1: 18, y2: 18, class: "axis" }));
  if (verdict.low !== null && verdict.high !== null) {
    const a = at(verdict.low), b = at(verdict.high);
    picture.append(make("rect", { x: a, y: 11, width: Math.max(b - a, 2), height: 14, rx: 3, class: "interval" }));
  }
  if (verdict.estimate !== null) picture.append(make("circle", { cx: at(verdict.estimate), cy: 18, r: 4.5, class: "point" }));
  picture.append(make("line", { x1: at(goal), x2: at(goal), y1: 4, y2: 32, class: "goal" }));
  const anchor = at(goal) < 60 ? "start" : at(goal) > 240 ? "end" : "middle";
  picture.append(words(at(goal), 43, `${say("required")} ${shown(goal)}`, { "text-anchor": anchor }));
  return picture;
}

export function distribution(shape, title, direction) {
  const wide = 460, high = 190, left = 40, base = 150;
  const top = Math.max(...shape.shares, 1e-9);
  const picture = make("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": title });
  const n = shape.shares.length, step = (wide - left - 8) / n;
  const worse = (i) => (direction === "at_least" ? (i + 1) * shape.width <= shape.limit + 1e-9 : shape.whole ? i * shape.width > shape.limit + 1e-9 : i * shape.width >= shape.limit - 1e-9);
  shape.shares.forEach((s, i) => {
    const h = (s / top) * 120;
    picture.append(make("rect", { x: left + i * step, y: base - h, width: Math.max(step - 1, 1), height: h, class: worse(i) ? "bar beyond" : "bar" }));
  });
  // Whole working days stand in the bar that begins with them: the limit is behind its own bar.
  const x = Math.min(left + (shape.limit / shape.width + (shape.whole ? 1 : 0)) * step, wide - 8);
  picture.append(make("line", { x1: left, x2: wide - 8, y1: base, y2: base, class: "axis" }));
  picture.append(make("line", { x1: x, x2: x, y1: 18, y2: base, class: "goal" }));
  const told = [say(direction === "at_least" ? "below" : "beyond", { share: percent(shape.beyond), limit: quantity(shape.limit, shape.unit) })];
  if (shape.unfinished > 0.0005) told.push(say("unfinished", { share: percent(shape.unfinished) }));
  picture.append(words(x > wide * 0.6 ? x - 6 : x + 6, 14, told.join(" · "), { class: "told", "text-anchor": x > wide * 0.6 ? "end" : "start" }));
  const every = [1, 2, 4, 5, 8, 10].find((k) => n / k <= 8);
  for (let i = 0; i < n; i += every) picture.append(words(left + i * step, base + 15, number(i * shape.width), { class: "tick", "text-anchor": "middle" }));
  picture.append(words(wide - 8, base + 32, quantity(0, shape.unit).replace(/^0\s*/, ""), { class: "tick", "text-anchor": "end" }));
  picture.append(words(left - 4, base - 112, percent(top, 0), { class: "tick", "text-anchor": "end" }), words(left - 4, base, "0", { class: "tick", "text-anchor": "end" }));
  return picture;
}

export function curve(given) {
  const wide = 460, high = 190, left = 44, base = 156;
  const last = given.days[given.days.length - 1] || 1, top = Math.max(...given.inside, 1) * 1.08;
  const x = (d) => left + ((wide - left - 8) * d) / last, y = (n) => base - (138 * n) / top;
  const picture = make("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img" });
  if (given.warm_up > 0) {
    picture.append(make("rect", { x: left, y: 18, width: x(given.warm_up) - left, height: base - 18, class: "before" }));
    picture.append(words(left + 4, 30, say("warm_up"), { class: "tick" }));
  }
  picture.append(make("path", { d: given.days.map((d, i) => `${i ? "L" : "M"}${x(d).toFixed(1)} ${y(given.inside[i]).toFixed(1)}`).join(""), class: "line" }));
  picture.append(make("line", { x1: left, x2: wide - 8, y1: base, y2: base, class: "axis" }));
  for (const part of [0, 0.5, 1]) picture.append(words(left - 5, y((top / 1.08) * part) + 4, number(Math.round((top / 1.08) * part)), { class: "tick", "text-anchor": "end" }));
  for (let i = 0; i <= 4; i++) picture.append(words(x((last * i) / 4), base + 15, number(Math.round((last * i) / 4)), { class: "tick", "text-anchor": i === 4 ? "end" : "middle" }));
  picture.append(words(wide - 8, base + 31, say("days_axis", { start: given.start }), { class: "tick", "text-anchor": "end" }));
  return picture;
}

export function stacked(parts) {
  const whole = parts.reduce((sum, p) => sum + p.value, 0) || 1;
  const picture = make("svg", { viewBox: "0 0 700 34", class: "stack", role: "img", "aria-label": parts.map((p) => `${p.label} ${number(p.value)}`).join(", ") });
  let x = 0;
  for (const part of parts) {
    const w = (700 * part.value) / whole;
    const colour = COLOURS[part.colour % COLOURS.length];
    picture.append(make("rect", { x, y: 1, width: Math.max(w - 1, 0.5), height: 32, fill: colour, class: part.stops ? "stops" : "" }, make("title", {}, `${part.label}: ${quantity(part.value, "d")}`)));
    if (w > 48) picture.append(words(x + w / 2, 22, number(part.value), { "text-anchor": "middle", class: "in" }));
    x += w;
  }
  return picture;
}
