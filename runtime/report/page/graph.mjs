import htm from "htm";
import { h } from "preact";
import { useMemo, useState } from "preact/hooks";

const html = htm.bind(h);
const [BOX, GAP, COLUMN, CHARACTER] = [32, 12, 70, 8];

/** A column for each depth of needs. */
function layout(jobs) {
  const known = new Map(jobs.map((job) => [job.id, job]));
  const depths = new Map();
  for (const { id, needs } of jobs) {
    depths.set(id, Math.max(0, ...needs.filter((need) => known.has(need)).map((need) => (depths.get(need) ?? 0) + 1)));
  }
  const columns = [];
  for (const job of jobs) {
    const depth = depths.get(job.id);
    columns[depth] ??= [];
    columns[depth].push(job);
  }
  let x = 8;
  const placed = new Map();
  for (const column of columns) {
    const width = Math.max(...column.map(({ id }) => id.length)) * CHARACTER + 40;
    for (const [row, job] of column.entries()) placed.set(job.id, { job, x, y: 8 + row * (BOX + GAP), width });
    x += width + COLUMN;
  }
  return { placed, width: x, height: Math.max(0, ...columns.map(({ length }) => length)) * (BOX + GAP) + 16 };
}

/** The jobs by their needs, coloured by how they ended. */
export function Graph({ report, choose }) {
  const [scale, setScale] = useState(1);
  const { placed, width, height } = useMemo(() => layout(report.jobs), [report.jobs.length]);
  const status = new Map(report.jobs.map((job) => [job.id, job.status]));
  const edges = [...placed.values()].flatMap(({ job, x, y }) =>
    job.needs.flatMap((need) => {
      const from = placed.get(need);
      if (!from) return [];
      const [x1, y1, x2, y2] = [from.x + from.width, from.y + BOX / 2, x - 6, y + BOX / 2];
      const middle = (x1 + x2) / 2;
      return [
        html`<path class="edge" marker-end="url(#arrow)" d=${`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`} />`,
      ];
    }),
  );
  return html`<h2>Graph</h2>
    <div class="bar"><button type="button" onClick=${() => setScale(scale * 1.25)}>larger</button><button type="button" onClick=${() => setScale(scale / 1.25)}>smaller</button></div>
    <svg width=${width * scale} height=${height * scale} viewBox=${`0 0 ${width} ${height}`} role="group" aria-label="Jobs by their needs">
      <defs><marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" /></marker></defs>
      ${edges}
      ${[...placed.values()].map(
        ({
          job,
          x,
          y,
          width: wide,
        }) => html`<g role="button" tabindex="0" class=${status.get(job.id)} aria-label=${`${job.id}: ${status.get(job.id)}`} onClick=${() => choose(job.id)} onKeyDown=${(event) => event.key === "Enter" && choose(job.id)}>
          <rect class="box" x=${x} y=${y} width=${wide} height=${BOX} rx="6" /><circle cx=${x + 14} cy=${y + BOX / 2} r="5" fill="currentColor" /><text x=${x + 26} y=${y + BOX / 2 + 5}>${job.id}</text></g>`,
      )}
    </svg>`;
}
