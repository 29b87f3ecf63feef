// The process map: the server's picture, each step tinted by how long cases queue there.
import { make } from "./charts.js";
import { both, minutes, number, say } from "./words.js";

const box = () => document.getElementById("map");
const steps = new Map();

export function drawMap(picture) {
  const read = new DOMParser().parseFromString(picture, "image/svg+xml");
  const svg = document.adoptNode(read.documentElement);
  box().replaceChildren(svg);
  steps.clear();
  for (const panel of svg.querySelectorAll("[data-process]")) {
    for (const step of panel.querySelectorAll("[data-step]")) steps.set(`${panel.dataset.process}/${step.dataset.step}`, step);
  }
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
      const frame = step.getBBox();
      const share = (found.queue ?? 0) / longest;
      const told = [both(model.processes[block.process].steps[name]), say("visits", { n: number(found.visits) }), say("waits", { t: minutes(found.queue) }), say("takes", { t: minutes(found.time) })].join(" · ");
      const shade = make("rect", { x: frame.x, y: frame.y, width: frame.width, height: frame.height, rx: 3, class: "tint", fill: "#D55E00", "fill-opacity": (0.45 * share).toFixed(3) }, make("title", {}, told));
      step.append(shade);
      if (found.queue >= 1) {
        const label = make("text", { x: frame.x + frame.width - 3, y: frame.y - 3, class: "tint wait", "text-anchor": "end" }, say("waits", { t: minutes(found.queue) }));
        step.append(label);
      }
    }
  }
}
