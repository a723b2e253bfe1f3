// The page of a run. It reads the data that stands in it, or asks `waybill ui`, where it came from there.
import htm from "htm";
import { h, render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Graph } from "./graph.mjs";
import { Log } from "./log.mjs";
import { Timeline } from "./timeline.mjs";
import { duration, SIGNS } from "./words.mjs";

const html = htm.bind(h);
const first = JSON.parse(document.getElementById("report").textContent);
const isServed = location.protocol.startsWith("http");
/** Milliseconds between two questions for what is new. */
const LOOK = 1000;
const VIEWS = ["job", "timeline", "graph"];

function Page() {
  const [report, setReport] = useState(first);
  const [view, setView] = useState("job");
  const [filter, setFilter] = useState("");
  const worst = (job) => ["failed", "running", "allowed", "cancelled"].indexOf(job.status) >>> 0;
  const sorted = useMemo(() => [...report.jobs].sort((a, b) => worst(a) - worst(b)), [report]);
  const shown = sorted.filter(({ id, status }) => `${id} ${status}`.toLowerCase().includes(filter.toLowerCase()));
  const [chosen, setChosen] = useState(sorted[0]?.id);
  const search = useRef(null);
  const job = report.jobs.find(({ id }) => id === chosen) ?? sorted[0];

  useEffect(() => {
    if (!report.live) return undefined;
    const timer = setTimeout(async () => setReport(await (await fetch("report.json")).json()), LOOK);
    return () => clearTimeout(timer);
  }, [report]);
  useEffect(() => {
    const typed = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLInputElement) {
        if (event.key === "Escape") event.target.blur();
        return;
      }
      const place = shown.findIndex(({ id }) => id === job?.id);
      const next = { j: place + 1, k: place - 1 }[event.key];
      if (next !== undefined && shown[next]) setChosen(shown[next].id);
      const other = { l: "job", t: "timeline", g: "graph" }[event.key];
      if (other) setView(other);
      if (event.key === "/") {
        event.preventDefault();
        (document.querySelector("[data-search]") ?? search.current)?.focus();
      }
    };
    addEventListener("keydown", typed);
    return () => removeEventListener("keydown", typed);
  });

  const choose = (id) => {
    setChosen(id);
    setView("job");
  };
  const count = (status) => report.jobs.filter((one) => one.status === status).length;
  const counts = ["failed", "running", "allowed", "succeeded", "cached", "skipped", "cancelled", "waiting"]
    .filter((status) => count(status) > 0)
    .map((status) => html`<span class=${status}>${count(status)} ${status}</span> `);
  return html`<div class="page">
    <header>
      <h1>${report.pipeline}</h1>
      <span class=${`badge ${report.status}`} role="status">${report.status}</span>
      <span>${duration(report.ended - report.begun)}</span>
      <span class="dim">${report.of}, commit ${report.commit.slice(0, 12)}, ${new Date(report.begun).toLocaleString()}, run ${report.run}</span>
      <span>${counts}</span><span class="grow" />
      <div role="group" aria-label="View">
        ${VIEWS.map((name) => html`<button type="button" aria-pressed=${view === name} onClick=${() => setView(name)}>${name}</button> `)}
      </div>
    </header>
    <main>
      <nav aria-label="Jobs">
        <input ref=${search} aria-label="Filter jobs" placeholder="filter jobs" value=${filter} onInput=${(event) => setFilter(event.target.value)} />
        <ul>${shown.map(
          (
            one,
          ) => html`<li key=${one.id}><button type="button" aria-current=${one.id === job?.id} onClick=${() => choose(one.id)}>
            <span class=${one.status} aria-hidden="true">${SIGNS[one.status]}</span><span title=${`${one.id}: ${one.status}`}>${one.id}</span>
            <span class="dim">${one.begun && one.ended ? duration(one.ended - one.begun) : ""}</span></button></li>`,
        )}</ul>
      </nav>
      <section class="view" aria-label=${view} tabindex="0">
        ${view === "timeline" && html`<${Timeline} report=${report} choose=${choose} />`}
        ${view === "graph" && html`<${Graph} report=${report} choose=${choose} />`}
        ${view === "job" && job && html`<${Job} key=${job.id} job=${job} report=${report} choose=${choose} />`}
      </section>
    </main>
  </div>`;
}

function Job({ job, report, choose }) {
  const chain = report.jobs.filter((one) => one.needs.includes(job.id));
  const links = (jobs) => jobs.map((id) => html`<button type="button" onClick=${() => choose(id)}>${id}</button> `);
  return html`
    <h2>${job.id} <span class=${`badge ${job.status}`}>${job.status}</span></h2>
    <p>${job.reason ?? ""} <span class="dim">${job.kind}, ${job.place}${job.attempts > 1 ? `, ${job.attempts} attempts` : ""}</span></p>
    ${job.condition && html`<h3>Condition</h3><p><code>${job.condition.when}</code></p><ul>${job.condition.parts.map((part) => html`<li>${part}</li>`)}</ul>`}
    ${job.needs.length > 0 && html`<p>Needs ${links(job.needs)}</p>`}
    ${chain.length > 0 && html`<p>Needed by ${links(chain.map(({ id }) => id))}</p>`}
    ${job.image && html`<p>Image <code>${job.image}</code>, of commit ${report.commit.slice(0, 12)}</p>`}
    ${
      job.steps.length > 0 &&
      html`<h3>Steps</h3><table><tbody>${job.steps.map(
        (
          step,
        ) => html`<tr><td class=${step.skipped ? "skipped" : step.exitCode ? "failed" : "succeeded"}>${step.skipped ? "skipped" : step.exitCode ? `exit ${step.exitCode}` : step.ended ? "ok" : "runs"}</td>
        <td>${step.name}</td><td class="dim">${step.skipped ?? (step.ended ? duration(step.ended - step.begun) : "")}</td><td class="dim">${step.place ?? ""}</td></tr>`,
      )}</tbody></table>`
    }
    ${
      (job.tests || job.coverage) &&
      html`<h3>Tests</h3>
      <p>${job.tests ? `${job.tests.total} tests, ${job.tests.failed} failed, ${job.tests.skipped} skipped` : ""} ${job.coverage ? `${job.coverage.lines} % of lines covered` : ""}</p>
      ${job.tests && html`<ul>${job.tests.failures.map(({ name, message, file, line }) => html`<li><span class="failed">${name}</span> ${message ?? ""} <span class="dim">${file ? `${file}${line ? `:${line}` : ""}` : ""}</span></li>`)}</ul>`}`
    }
    ${[...job.caches, ...job.problems].map((line) => html`<p class="dim">${line}</p>`)}
    ${Object.keys(job.outputs).length > 0 && html`<h3>Outputs</h3><table><tbody>${Object.entries(job.outputs).map(([name, value]) => html`<tr><th scope="row">${name}</th><td><code>${value}</code></td></tr>`)}</tbody></table>`}
    ${job.artifacts && html`<p>Artifacts: <code>waybill artifacts ${job.id} --run ${report.run} --out DIR</code></p>`}
    <h3>Log</h3><${Log} job=${job} isServed=${isServed} />`;
}

render(html`<${Page} />`, document.getElementById("page"));
