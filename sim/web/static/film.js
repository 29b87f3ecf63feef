// Cases moving over the map: one replication, some days, at a speed that somebody can follow.
import { make } from "./charts.js";
import { frameOf, picture, stepOf } from "./map.js";
import { language, say } from "./words.js";

const HOURS_A_SECOND = [0.25, 0.5, 1, 3, 8, 24, 72];
const MOST_DOTS = 24;
const MOVING = 0.35; // seconds that a dot takes from one step to the next

let playing = 0;
export const isPlaying = () => playing !== 0;

export function stop() {
  cancelAnimationFrame(playing);
  playing = 0;
  picture()?.querySelector(".film-layer")?.remove();
  picture()?.classList.remove("playing");
}

export function play(film, { speed, onTime, onEnd }) {
  stop();
  const svg = picture();
  if (!svg) return;
  const layer = make("g", { class: "film-layer" });
  svg.append(layer);
  svg.classList.add("playing");
  const boxes = boxesOf(film, layer);
  const visits = film.visits.filter(([p, , s]) => boxes.has(`${p}/${s}`));
  const live = new Set();
  let next = 0, now = film.begin, before = performance.now(), calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const frame = (at) => {
    const rate = HOURS_A_SECOND[speed()] * 3600;
    now += Math.min((at - before) / 1000, 0.1) * rate;
    before = at;
    while (next < visits.length && visits[next][3] <= now) live.add(enter(visits[next++], live, boxes));
    for (const v of live) if (v.ended !== null && v.ended <= now) live.delete(v);
    show(live, boxes, now, calm ? 0 : MOVING * rate);
    onTime(clock(film.start, now));
    if (now >= film.end) { stop(); onEnd(); return; }
    playing = requestAnimationFrame(frame);
  };
  playing = requestAnimationFrame(frame);
}

function boxesOf(film, layer) {
  const boxes = new Map();
  film.processes.forEach((process, p) => film.steps[p].forEach((name, s) => {
    const step = stepOf(process, name);
    if (!step) return;
    const frame = frameOf(step);
    const place = { x: frame.x, y: frame.y, w: frame.width, h: frame.height, dots: [], count: make("text", { x: frame.x + 2, y: frame.y + frame.height + 11, class: "crowd" }) };
    layer.append(place.count);
    boxes.set(`${p}/${s}`, place);
  }));
  boxes.layer = layer;
  boxes.free = [];
  return boxes;
}

function enter([process, number, step, queued, started, ended], live, boxes) {
  let from = null;
  for (const other of live) if (other.process === process && other.number === number) from = other.box;
  return { process, number, queued, started, ended, box: boxes.get(`${process}/${step}`), from };
}

function show(live, boxes, now, moving) {
  const used = [];
  const crowd = new Map();
  for (const visit of live) {
    const waits = visit.started === null || visit.started > now;
    const seat = crowd.get(visit.box) ?? { waiting: 0, working: 0 };
    crowd.set(visit.box, seat);
    const i = waits ? seat.waiting++ : seat.working++;
    if (i >= MOST_DOTS) continue;
    const home = spot(visit.box, i, waits);
    const part = moving > 0 ? Math.min((now - visit.queued) / moving, 1) : 1;
    const start = visit.from ? { x: visit.from.x + visit.from.w / 2, y: visit.from.y + visit.from.h / 2 } : home;
    used.push([start.x + (home.x - start.x) * part, start.y + (home.y - start.y) * part, waits]);
  }
  paint(used, boxes);
  for (const box of boxes.values()) {
    const seat = crowd.get(box);
    box.count.textContent = seat && seat.waiting + seat.working ? say(seat.waiting ? (seat.working ? "crowd" : "crowd_waits") : "crowd_works", seat) : "";
  }
}

const spot = (box, i, waits) => ({ x: (waits ? box.x + 6 : box.x + box.w - 6) + (waits ? 1 : -1) * 8 * Math.floor(i / 6), y: box.y + 8 + 8 * (i % 6) });

function paint(used, boxes) {
  while (boxes.free.length < used.length) {
    const dot = make("circle", { r: 3.4, class: "case" });
    boxes.layer.append(dot);
    boxes.free.push(dot);
  }
  boxes.free.forEach((dot, i) => {
    if (i >= used.length) { dot.setAttribute("visibility", "hidden"); return; }
    const [x, y, waits] = used[i];
    dot.setAttribute("visibility", "visible");
    dot.setAttribute("cx", x.toFixed(1));
    dot.setAttribute("cy", y.toFixed(1));
    dot.setAttribute("class", waits ? "case waits" : "case");
  });
}

function clock(start, seconds) {
  const at = new Date(`${start}T00:00:00Z`);
  at.setUTCSeconds(Math.floor(seconds / 60) * 60);
  return new Intl.DateTimeFormat(language() === "zh" ? "zh-CN" : "en-GB", { weekday: "short", year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC" }).format(at);
}
