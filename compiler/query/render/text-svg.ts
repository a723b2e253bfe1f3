/** Lines of text as a picture, in a font whose characters are equally wide, so that tables stay tables. */
export function textSvg(text: string, label: string): string {
  const lines = text.trimEnd().split("\n");
  const width = Math.max(...lines.map((line) => line.length), 1) * 8 + 48;
  const height = lines.length * 18 + 48;
  const spans = lines.map((line, at) => `  <text x="24" y="${36 + at * 18}">${escaped(line)}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">`,
    STYLE,
    ...spans,
    "</svg>",
    "",
  ].join("\n");
}

const STYLE = `  <style>
    text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: #1f2328; white-space: pre; }
    @media (prefers-color-scheme: dark) { text { fill: #f0f6fc; } }
  </style>`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
