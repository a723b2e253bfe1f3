import htm from "htm";
import { h } from "preact";
import { duration } from "./words.mjs";

const html = htm.bind(h);

/** When each job ran, those of the critical path outlined. */
export function Timeline({ report, choose }) {
  const ran = report.jobs.filter(({ begun }) => begun !== undefined).sort((a, b) => a.begun - b.begun);
  const whole = Math.max(1, report.ended - report.begun);
  const critical = new Set(report.critical);
  const percent = (time) => `${(100 * time) / whole}%`;
  return html`<h2>Timeline</h2>
    <p class="dim">Critical path (outlined): ${report.critical.join(" → ") || "none"}</p>
    <div class="time">${ran.map((job) => {
      const end = job.ended ?? report.ended;
      const style = { left: percent(job.begun - report.begun), width: percent(end - job.begun) };
      return html`<button type="button" onClick=${() => choose(job.id)} title=${job.id}>${job.id}</button>
        <div class="track" title=${`${job.id}: ${job.status} after ${duration(end - job.begun)}`}>
          <div class=${`span ${job.status}${critical.has(job.id) ? " critical" : ""}`} style=${style} /></div>`;
    })}</div>`;
}
