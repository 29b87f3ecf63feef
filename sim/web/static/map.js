// The process map: the server's picture, each step tinted by how long cases queue there.
import { make } from "./charts.js";
import { both, minutes, number, say } from "./words.js";

const box = () => document.getElementById("map");
const steps = new Map();
const frames = new Map();

export function drawMap(picture) {
  const read = new DOMParser().parseFromString(picture, "image/svg+xml");
  const svg = document.adoptNode(read.documentElement);
  box().replaceChildren(svg);
  steps.clear();
  frames.clear();
  for (const panel of svg.querySelectorAll("[data-process]")) {
    for (const step of panel.querySelectorAll("[data-step]")) steps.set(`${panel.dataset.process}/${step.dataset.step}`, step);
  }
}

// A step's own box, without what is drawn on it.
export function frameOf(step) {
  if (!frames.has(step)) frames.set(step, step.getBBox());
  return frames.get(step);
}
export const stepOf = (process, step) => steps.get(`${process}/${step}`);
export const picture = () => box().querySelector("svg");

export function tint(answer, model) {
  const svg = picture();
  if (!svg) return;
  for (const old of svg.querySelectorAll(".tint")) old.remove();
  for (const block of answer.stations) {
    const longest = Math.max(...Object.values(block.steps).map((s) => s.queue ?? 0), 1);
    for (const [name, found] of Object.entries(block.steps)) {
      const step = stepOf(block.process, name);
      if (!step) continue;
      const frame = frameOf(step);
      const share = (found.queue ?? 0) / longest;
      const told = [both(model.processes[block.process].steps[name]), say("visits", { n: number(found.visits) }), say("waits", { t: minutes(found.queue) }), say("takes", { t: minutes(found.time) })].join(" · ");
      const shade = make("rect", { x: frame.x, y: frame.y, width: frame.width, height: frame.height, rx: 3, class: "tint shade", fill: "#D55E00", "fill-opacity": (0.45 * share).toFixed(3) }, make("title", {}, told));
      step.append(shade);
      if (found.queue >= 1) step.append(...pill(frame, say("waits", { t: minutes(found.queue) })));
    }
  }
}

// How long cases queue, on the lower edge of a step's box: what stands above the box and in it stays to be read.
function pill(frame, text) {
  const wide = [...text].reduce((sum, letter) => sum + (letter > "⺀" ? 13 : letter === " " ? 4 : 7.5), 10);
  const x = frame.x + frame.width + 4 - wide, y = frame.y + frame.height - 5;
  return [make("rect", { x, y, width: wide, height: 17, rx: 8, class: "tint pill" }), make("text", { x: x + wide / 2, y: y + 13, class: "tint wait", "text-anchor": "middle" }, text)];
}
