import type { GroupStyle } from "./grouped.ts";

/**
 * Sections that fold: docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections. The log of a job holds no escape
 * sequences when it comes here, so that it cannot begin or end one.
 */
export function gitlabStyle(): GroupStyle {
  const verbatim = (lines: readonly string[]) => lines;
  return {
    verbatim,
    group(job, lines, { title, failed, from, to }) {
      const name = `waybill_${job.replaceAll(/[^A-Za-z0-9_.-]/g, "_")}`;
      const folded = failed ? "" : "[collapsed=true]";
      return [
        `\u001b[0Ksection_start:${seconds(from)}:${name}${folded}\r\u001b[0K${title}`,
        ...lines,
        `\u001b[0Ksection_end:${seconds(to)}:${name}\r\u001b[0K`,
      ];
    },
    // GitLab shows none from a log. The summary at the end names the places.
    annotations: () => [],
  };
}

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
