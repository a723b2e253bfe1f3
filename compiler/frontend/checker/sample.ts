/**
 * A pipeline with something of everything that pipelines have: what its check makes V8 compile is in the snapshot, and is
 * not compiled again at each start.
 */
export const SAMPLE = `import {
  buildImage, deploy, type Job, job, manual, matrix, pipeline, pullRequest, push, type Run, schedule, secret, service, sh,
  step, swarmService,
} from "waybill";

interface Suite {
  readonly name: string;
  readonly files?: readonly string[];
}

const RELEASES = /^v\\d+\\./;
const suites: readonly Suite[] = [{ name: "unit" }, { name: "browser", files: ["web/**"] }];
const onMain = (run: Run) => run.branch === "main" && run.event === "push";
const released = ({ tag }: Run) => tag !== undefined && RELEASES.test(tag);

function suite({ name, files = ["src/**"] }: Suite): Job {
  const shell = name.startsWith("b") ? "bash" : "sh";
  return job(\`test-\${name}\`, {
    image: "node:20",
    shell,
    env: { SUITE: name, FILES: files.join(",") },
    services: [service("db", { image: "postgres:16", ports: [5432] })],
    timeout: "10 minutes",
    steps: [sh\`npm ci\`, step("test", sh\`npm test -- \${name}\`)],
    artifacts: ["reports"],
    cache: { prefix: "npm", key: "package-lock.json", paths: [".npm"] },
    when: (run) => ["main", "next"].includes(run.branch ?? "") || run.changed("web/**"),
  });
}

const tests = suites.map(suite);
const nodes = matrix("node", { axes: { version: [20, 22] } }, ({ version }) => ({
  image: \`node:\${version}\`,
  steps: [sh\`node --version\`],
}));
const app = buildImage("app", {
  repository: "registry.example.com/app",
  context: ".",
  login: { username: "ci", password: secret("PASSWORD") },
  needs: [...tests, nodes],
  when: (run) => onMain(run) || released(run),
});
const smoke = job("smoke", { image: app, steps: [sh\`node smoke.mjs\`] });
const production = deploy("production", { image: app.testedBy(smoke), to: swarmService("app"), when: onMain });
const on = [push(), pullRequest(), schedule("0 4 * * 1"), manual()];
export default pipeline("sample", { on, jobs: [...tests, nodes, app, smoke, production] });
`;
