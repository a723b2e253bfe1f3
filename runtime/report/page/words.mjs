export const SIGNS = {
  succeeded: "✔",
  cached: "≡",
  failed: "✖",
  allowed: "!",
  skipped: "↷",
  cancelled: "⊘",
  running: "▶",
  waiting: "·",
};

/** Milliseconds as people say them. */
export function duration(milliseconds) {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}m ${whole % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
