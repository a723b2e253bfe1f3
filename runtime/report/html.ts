import type { ReportWithLogs } from "./model.ts";

/** What the page is made of. */
export interface PageParts {
  /** The program of the page, which holds all that it needs. */
  readonly script: string;
  readonly style: string;
}

/**
 * A page that shows a run, in one file. It loads nothing: its policy forbids all requests, or those to other places than the
 * server that it came from.
 *
 * @param live - The page comes from `waybill ui`, and asks it for what is new.
 */
export function reportHtml({ report, logs }: ReportWithLogs, { script, style }: PageParts, live = false): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'${live ? "; connect-src 'self'" : ""}`;
  // A script apart for each log: the page reads the one that is looked at.
  const texts = report.jobs.map(
    ({ id }) => `<script type="application/json" data-log="${escaped(id)}">${json(logs.get(id) ?? [])}</script>`,
  );
  return [
    "<!doctype html>",
    '<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(`${report.pipeline}: ${report.status}`)}</title>`,
    `<style>${style}</style></head>`,
    '<body><div id="page"><noscript>This page needs scripts to show the run.</noscript></div>',
    `<script type="application/json" id="report">${json({ ...report, live: live && report.live })}</script>`,
    ...(live ? [] : texts),
    `<script>${script.replaceAll("</script", "<\\/script")}</script>`,
    "</body></html>",
    "",
  ].join("\n");
}

/** JSON that ends no script and begins no comment. */
const json = (value: unknown) => JSON.stringify(value).replaceAll("<", "\\u003c");

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
