import { and, equal, isEvent, not, RUN } from "../../compiler/expr/index.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { after, at, build, deploy, exec, gate, graph, pullRequest, push, script, sh } from "./graphs.ts";

export const onMain = and(equal(RUN.branch, "main"), isEvent("push"));

/** Every kind of job and most of what they can have, on both providers. */
export function delivery(): StageGraph {
  return graph([
    script("unit", {
      caches: [{ prefix: "npm", keyFiles: ["package-lock.json"], paths: [".npm"], policy: "pull-push" }],
      env: { NODE_ENV: { kind: "literal", value: "test" }, TOKEN: { kind: "secret", name: "API_TOKEN" } },
      steps: [
        sh("npm ci --cache .npm"),
        sh("npm test -- --grep 'x' | tee out.txt\necho version=1 >> \"$WAYBILL_OUTPUT\""),
        sh("echo $((1 + 1))", { workingDirectory: "pkg", env: { BRANCH: { kind: "run", name: "branch" } } }),
      ],
      outputs: ["version"],
      artifacts: { paths: ["out.txt", "dist"], exclude: [], on: "success", retentionDays: 7, junit: [] },
    }),
    script("lint", { needs: [], when: not(isEvent("schedule")), shell: "bash", allowFailure: { exitCodes: [] } }),
    build("app", {
      tagFrom: ["branch", "version", "latest"],
      ssh: { kind: "secret", name: "DEPLOY_KEY" },
      needs: [gate("unit", true), after("lint")],
      args: { VERSION: { kind: "literal", value: "a b" }, BRANCH: { kind: "run", name: "branch" } },
      labels: { "com.example.commit": { kind: "run", name: "sha" } },
      tagTemplates: [
        {
          parts: [
            { kind: "literal", value: "pr-" },
            { kind: "run", name: "pullRequestNumber" },
          ],
        },
      ],
      secrets: { npm: { kind: "secret", name: "NPM_TOKEN" } },
    }),
    script("smoke", {
      image: { kind: "build", job: "app" },
      needs: [gate("app"), gate("unit", true)],
      steps: [
        sh("node /app/smoke.mjs", {
          env: {
            VERSION: { kind: "output", job: "unit", name: "version" },
            IMAGE: { kind: "image", job: "app" },
            EVENT: { kind: "run", name: "event" },
          },
        }),
        exec("node", "-e", "console.log('x')"),
      ],
      services: [
        {
          name: "db",
          image: { kind: "registry", reference: "postgres:16" },
          env: { POSTGRES_PASSWORD: { kind: "literal", value: "x$y" } },
          ports: [5432],
          ready: { kind: "tcp", port: 5432, timeout: 30 },
          location: at(),
        },
      ],
    }),
    deploy("production", "app", {
      needs: [gate("app"), gate("smoke")],
      when: onMain,
      environment: { name: "production", url: "https://shop.example.com" },
    }),
    deploy("machine", "app", {
      needs: [gate("app"), gate("smoke"), after("production")],
      when: isEvent("push"),
      to: { kind: "containerRestart", container: "shop", deadline: 60, engine: "tcp://10.0.0.7:2376" },
    }),
    deploy("compose", "app", {
      needs: [gate("app"), gate("smoke")],
      when: isEvent("push"),
      to: { kind: "composeService", service: "web", project: "shop", deadline: 60, engine: "ssh://deploy@10.0.0.7" },
    }),
    deploy("cluster", "app", {
      needs: [gate("app"), gate("production")],
      when: isEvent("push"),
      to: {
        kind: "kubernetesRollout",
        workload: "deployment",
        name: "shop",
        namespace: "prod",
        container: "app",
        deadline: 60,
      },
      env: { KUBECONFIG: { kind: "secret", name: "KUBECONFIG" } },
    }),
    deploy("edge", "app", {
      needs: [gate("app"), gate("production")],
      when: isEvent("push"),
      to: {
        ...{ kind: "command", name: "edge", image: { kind: "registry", reference: "alpine:3.20" }, shell: "sh" },
        run: sh('./deploy.sh "$WAYBILL_IMAGE" | tee log'),
        readBack: sh("./running.sh", { workingDirectory: "edge" }),
        rollback: sh('./deploy.sh "$WAYBILL_PREVIOUS"'),
        deadline: 60,
      },
      env: { EDGE_TOKEN: { kind: "secret", name: "EDGE_TOKEN" } },
    }),
  ]);
}

/** Triggers of every kind, with filters and inputs; and a job with rights. */
export function triggered(): StageGraph {
  return graph(
    [
      script("build", {
        permissions: { contents: "write", "pull-requests": "write", statuses: "read" },
        steps: [
          sh("make", { env: { TARGET: { kind: "input", name: "target" }, DRY: { kind: "input", name: "dry-run" } } }),
          sh("./release.sh", { env: { GITHUB_TOKEN: { kind: "secret", name: "GITHUB_TOKEN" } } }),
        ],
      }),
    ],
    {
      triggers: [
        push({ branches: ["main", "release/*"], paths: ["src/**"] }),
        push({ tags: ["v*"] }),
        pullRequest({ targets: ["main"], paths: ["src/**", "package.json"] }),
        { kind: "schedule", cron: "30 4 * * 1", location: at() },
        {
          kind: "manual",
          location: at(),
          inputs: {
            target: { type: "choice", options: ["test", "live"], default: "test", description: "Where to" },
            "dry-run": { type: "boolean", default: "true" },
            note: { type: "string" },
            users: { type: "number", default: "0.5" },
            limit: { type: "number" },
          },
        },
      ],
    },
  );
}
