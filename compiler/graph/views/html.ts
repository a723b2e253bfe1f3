import type { StageGraph } from "../model/index.ts";
import { escaped, printSvg } from "./svg.ts";

/** The graph as a page that loads nothing: its picture, which the mouse, the wheel, two fingers and keys move and scale. */
export function printHtml(graph: StageGraph): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(graph.name)}: stage graph</title>
<style>${STYLE}</style>
</head>
<body>
<main tabindex="0" aria-label="The graph. Arrow keys move it, + and - scale it, 0 shows all of it.">
${printSvg(graph)}</main>
<nav aria-label="View">
<button type="button" data-key="+" aria-label="Larger">+</button>
<button type="button" data-key="-" aria-label="Smaller">&minus;</button>
<button type="button" data-key="0">Fit</button>
</nav>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; }
html, body { height: 100%; margin: 0; background: Canvas; }
main { height: 100%; overflow: hidden; touch-action: none; cursor: grab; }
main:active { cursor: grabbing; }
svg { width: 100%; height: 100%; display: block; }
nav { position: fixed; right: 12px; bottom: 12px; display: flex; gap: 4px; }
button { font: 14px system-ui, sans-serif; min-width: 36px; height: 36px; cursor: pointer; }
`;

/** It changes which part of the picture is shown, so that lines and letters stay sharp. */
const SCRIPT = `
const main = document.querySelector("main");
const svg = document.querySelector("svg");
const whole = svg.viewBox.baseVal;
const all = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
let view = { ...all };
const show = () => svg.setAttribute("viewBox", [view.x, view.y, view.width, view.height].join(" "));
const unit = () => Math.max(view.width / main.clientWidth, view.height / main.clientHeight);
const centre = () => ({ x: view.x + view.width / 2, y: view.y + view.height / 2 });
const at = (event) => {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return { x: point.x, y: point.y };
};
const scale = (factor, to = centre()) => {
  const width = Math.min(all.width * 8, Math.max(60, view.width * factor));
  const by = width / view.width;
  view = { x: to.x - (to.x - view.x) * by, y: to.y - (to.y - view.y) * by, width, height: view.height * by };
  show();
};
const move = (x, y) => { view = { ...view, x: view.x + x * unit(), y: view.y + y * unit() }; show(); };
const keys = {
  "+": () => scale(0.8), "=": () => scale(0.8), "-": () => scale(1.25), "0": () => { view = { ...all }; show(); },
  ArrowLeft: () => move(-60, 0), ArrowRight: () => move(60, 0), ArrowUp: () => move(0, -60), ArrowDown: () => move(0, 60),
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
for (const button of document.querySelectorAll("button")) button.addEventListener("click", () => keys[button.dataset.key]());
main.addEventListener("wheel", (event) => {
  event.preventDefault();
  scale(1.0015 ** event.deltaY, at(event));
}, { passive: false });
const fingers = new Map();
const spread = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY); };
main.addEventListener("pointerdown", (event) => { main.setPointerCapture(event.pointerId); fingers.set(event.pointerId, event); });
main.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  if (fingers.size === 1) {
    fingers.set(event.pointerId, event);
    return move(before.clientX - event.clientX, before.clientY - event.clientY);
  }
  const was = spread();
  fingers.set(event.pointerId, event);
  scale(was / Math.max(1, spread()));
});
for (const type of ["pointerup", "pointercancel"]) main.addEventListener(type, (event) => fingers.delete(event.pointerId));
`;
