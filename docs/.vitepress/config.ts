import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type DefaultTheme, defineConfig } from "vitepress";

/** The sidebar of the API reference, as `scripts/site.mjs` generates it. */
const REFERENCE = fileURLToPath(new URL("../reference/typedoc-sidebar.json", import.meta.url));
const reference: DefaultTheme.SidebarItem[] = existsSync(REFERENCE) ? JSON.parse(readFileSync(REFERENCE, "utf8")) : [];

const page = (text: string, name: string) => ({ text, link: `/${name}` });

export default defineConfig({
  title: "Waybill",
  description:
    "Pipelines in TypeScript, for GitLab CI, GitHub Actions and your machine: what was tested is what ships.",
  lang: "en",
  base: process.env.WAYBILL_DOCS_BASE ?? "/",
  // Only this machine has these links; every other dead link fails the build.
  ignoreDeadLinks: "localhostLinks",
  markdown: {
    config(markdown) {
      // Vue reads `{{` in inline code too, and `${{ secrets.TOKEN }}` is GitHub's.
      const print = markdown.renderer.rules.code_inline!;
      markdown.renderer.rules.code_inline = (...args) => print(...args).replace("<code", "<code v-pre");
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      page("Quick start", "quick-start"),
      page("Guide", "language"),
      page("Cookbook", "cookbook"),
      page("API", "reference/"),
      page("Diagnostics", "diagnostics"),
    ],
    sidebar: [
      {
        text: "Start",
        items: [
          page("Quick start", "quick-start"),
          page("Coming from another tool", "importing"),
          page("Comparison", "comparison"),
          page("Limits", "limits"),
        ],
      },
      {
        text: "Write",
        items: [
          page("The language", "language"),
          page("Conditions", "conditions"),
          page("Delivery", "delivery"),
          page("Cookbook", "cookbook"),
          page("Portability", "portability"),
        ],
      },
      { text: "Run", items: [page("Local runs", "running"), page("Every day", "everyday")] },
      {
        text: "Ask",
        items: [
          page("What runs when", "plan"),
          page("What a change does", "diff"),
          page("Required checks", "checks"),
          page("Reach of secrets", "reach"),
          page("Tests of a pipeline", "testing"),
          page("Review a change", "review"),
        ],
      },
      {
        text: "Reference",
        items: [
          page("Diagnostics", "diagnostics"),
          page("Glossary", "glossary"),
          page("Versions", "versions"),
          { text: "API", collapsed: true, items: reference },
        ],
      },
    ],
  },
});
