/** Seconds as GitLab reads them: `1h 30m 5s`. */
export function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "m"],
    [seconds % 60, "s"],
  ] as const;
  return parts.flatMap(([count, unit]) => (count ? [`${count}${unit}`] : [])).join(" ");
}
