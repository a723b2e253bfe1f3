import fc from "fast-check";
import { changed, equal, isEvent, not, or, RUN } from "../../compiler/expr/index.ts";
import { ALWAYS, type Expr } from "../../compiler/expr/model.ts";
import type {
  Env,
  Job,
  JobControl,
  Need,
  ScriptJob,
  StageGraph,
  Step,
  Value,
} from "../../compiler/graph/model/index.ts";
import { onMain } from "./examples.ts";
import { at, build, deploy, graph, pullRequest, push, script, sh } from "./graphs.ts";

/** Texts that files, shells and expressions might each take for something else. */
const odd = fc.constantFrom(
  "plain",
  "it's",
  'a "b" c',
  "$HOME",
  "$$",
  "${{ github.token }}",
  "a\nb\n",
  "on",
  "0755",
  "1:30",
  "# no comment",
  "{{.ID}}",
  "- x: y",
  " edge ",
  "",
  "ümlaut 😀",
  "back\\slash",
  "%s",
  "`id`",
  "$[[ inputs.x ]]",
);

const scripts = fc.constantFrom(
  "npm test",
  "cat a | sort",
  "cat <<EOF\nEND\n$HOME ${{ x }}\nEOF",
  "echo 'quoted' \"$TOKEN\"",
  'for f in *; do\n  echo "$f"\ndone',
  "\ttabs\t\nEND\nEND_1",
  'echo version=1 >> "$WAYBILL_OUTPUT"',
  "printf '%s\\n' \\\n  a b",
  "true # trailing  \n\n",
);

const conditions: fc.Arbitrary<Expr> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Expr>(ALWAYS) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Expr>(
      onMain,
      isEvent("push"),
      not(isEvent("pullRequest")),
      or(equal(RUN.tag, "v1"), isEvent("manual")),
      equal(RUN.branch, "main"),
      not(equal(RUN.branch, "main")),
      changed("src/**", "*.md"),
      { op: "matches", variable: RUN.branch, pattern: "^release/\\d+$", flags: "" },
      { op: "flag", name: "fork" },
    ),
  },
);

/** At times a job that runs however the others end. */
function withFinal(made: readonly Job[], wanted: boolean): readonly Job[] {
  if (!wanted) return made;
  const waiting = new Set<string>();
  for (const job of made) if (job.manual || job.needs.some((need) => waiting.has(need.job))) waiting.add(job.id);
  const free = made.filter((job) => !waiting.has(job.id));
  const needs = free.map((job): Need => ({ job: job.id, gate: false, artifacts: false }));
  const env: Env = made.length % 2 ? { STATUS: { kind: "run", name: "status" } } : {};
  const when = made.length % 4 ? ALWAYS : equal(RUN.branch, "main");
  return [
    ...made,
    script("clean", { finally: true, needs, env, when, steps: [sh("./clean", condition(made.length))] }),
  ];
}

interface Shape {
  readonly kind: "script" | "script" | "build" | "deploy";
  readonly when: Expr;
  readonly from: readonly { readonly index: number; readonly gate: boolean; readonly artifacts: boolean }[];
  readonly text: string;
  readonly script: string;
  readonly pick: number;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  kind: fc.constantFrom("script", "script", "script", "build", "deploy"),
  when: conditions,
  from: fc.array(fc.record({ index: fc.nat(20), gate: fc.boolean(), artifacts: fc.boolean() }), { maxLength: 3 }),
  text: odd,
  script: scripts,
  pick: fc.nat(1000),
});

/** Graphs with all that both providers can express. */
export const graphs: fc.Arbitrary<StageGraph> = fc.array(shape, { minLength: 1, maxLength: 8 }).map((shapes) => {
  const made = withFinal(jobs(shapes), shapes.length % 3 === 0);
  return graph(made, {
    triggers: [
      push(),
      pullRequest(),
      { kind: "manual", inputs: {}, location: at() },
      ...(made.length % 3 === 1 ? [{ kind: "call", inputs: {}, location: at() } as const] : []),
    ],
    ...matricesOf(made),
  });
});

function jobs(shapes: readonly Shape[]): readonly Job[] {
  const made: Job[] = [];
  for (const [index, one] of shapes.entries()) {
    const single = job(`job-${index}`, one, made);
    made.push(
      ...(single.kind === "script" && one.pick % 4 === 1 ? instances(single, one) : [listed(single, one, made)]),
    );
  }
  return made;
}

/** The job with instances from an output, where it has one to take them from and nothing that forbids it. */
function listed(single: Job, one: Shape, before: readonly Job[]): Job {
  if (single.kind !== "script" || one.pick % 4 !== 2 || single.allowFailure) return single;
  const gates = single.needs.filter((need) => need.gate && need.artifacts).map((need) => need.job);
  const producer = before.find((each) => each.kind === "script" && each.outputs.length && gates.includes(each.id));
  if (!producer) return single;
  const keys = one.pick % 8 === 2 ? { keys: ["name", "port"] } : {};
  const value = { kind: "matrix", name: "keys" in keys ? "port" : "value" } as const;
  return {
    ...single,
    outputs: [],
    env: { ...single.env, VALUE: value },
    dynamic: { from: { job: producer.id, name: "version" }, failFast: false, ...keys },
  };
}

/** Instances that differ in their image and environment; in their script too, for one in three. */
function instances(single: ScriptJob, one: Shape): readonly Job[] {
  return [1, 2].flatMap((n) =>
    ["a", one.text || "b"].map((text, index): Job => {
      const steps = one.pick % 3 ? single.steps : [...single.steps, sh(`echo ${n}`)];
      return {
        ...single,
        id: `${single.id}-${n}-${index}`,
        image: single.image.kind === "registry" ? { kind: "registry", reference: `node:${n}` } : single.image,
        env: { ...single.env, N: { kind: "literal", value: String(n) }, MATRIX: { kind: "literal", value: text } },
        steps,
        matrix: { id: single.id, values: { n, text } },
      };
    }),
  );
}

function matricesOf(made: readonly Job[]): Pick<StageGraph, "matrices"> {
  const members = made.filter((one): one is ScriptJob => one.kind === "script" && one.matrix !== undefined);
  const ids = [...new Set(members.map((one) => one.matrix!.id))];
  if (ids.length === 0) return {};
  const matrices = ids.map((id) => {
    const own = members.filter((one) => one.matrix!.id === id);
    const values = (axis: string) => [...new Set(own.map((one) => one.matrix!.values[axis]!))];
    const axes = { n: values("n"), text: values("text") };
    return { id, location: at(), jobs: own.map((one) => one.id), axes, include: [], exclude: [], failFast: false };
  });
  return { matrices };
}

function job(id: string, one: Shape, before: readonly Job[]): Job {
  const needs = needsOf(one, before);
  const builds = before.filter((other) => other.kind === "build");
  const image = builds[one.pick % (builds.length || 1)];
  if (one.kind === "build")
    return build(id, {
      needs,
      when: one.when,
      args: { TEXT: { kind: "literal", value: one.text }, EVENT: { kind: "run", name: "event" } },
      env: env(one, needs, before),
      ...control(one),
    });
  if (one.kind === "deploy" && image) {
    const own = { needs: withGate(needs, image.id), when: one.when, env: env(one, needs, before) };
    return deploy(id, image.id, { ...own, ...control(one), interruptible: false });
  }
  const inside = image && one.pick % 3 === 0;
  const all = inside ? withGate(needs, image.id) : needs;
  return script(id, {
    needs: all,
    when: one.when,
    ...(inside ? { image: { kind: "build", job: image.id } } : named(all, before, one.pick)),
    steps: [
      sh(one.script, { env: { ...env(one, all, before), ...file(one.pick) }, ...condition(one.pick) }),
      sh("echo done", { workingDirectory: "a b" }),
      ...(one.pick % 6 === 4 ? [action(one)] : []),
    ],
    shell: one.pick % 5 === 0 ? "bash" : "sh",
    ...extras(one),
    ...control(one),
  });
}

function file(pick: number): Env {
  return pick % 7 === 3 ? { KEY: { kind: "secretFile", name: "DEPLOY_KEY" } } : {};
}

/** An action that we ship a commit for, with something in its place. */
function action({ text }: Shape): Step {
  const inputs = { message: { kind: "literal", value: text }, token: { kind: "secret", name: "API_TOKEN" } } as const;
  const { run, env } = sh("./instead", { env: { TEXT: { kind: "literal", value: text } } });
  const uses = { kind: "action", uses: "actions/github-script@v8", with: inputs, fallback: { run, env } } as const;
  return { ...sh("act"), run: uses };
}

/** A step's condition: exact on GitHub, and not; and what both have a job find out. */
function condition(pick: number): { readonly when?: Expr } {
  if (pick % 7 > 3) return {};
  const some: readonly Expr[] = [
    or(equal(RUN.branch, "main"), equal(RUN.actor, "it's")),
    changed("docs/**"),
    not({ op: "matches", variable: RUN.tag, pattern: "^v\\d+$", flags: "" }),
  ];
  return { when: some[pick % 7] ?? isEvent("push") };
}

/** In an image whose tag is an output, where there is one to be had. */
function named(needs: readonly Need[], before: readonly Job[], pick: number): Partial<ScriptJob> {
  const producers = needs.filter((need) => need.gate && need.artifacts).map((need) => need.job);
  const producer = before.find((one) => one.kind === "script" && one.outputs.length && producers.includes(one.id));
  if (!producer) return {};
  const name: Value = { kind: "literal", value: pick % 2 ? "node:" : "busybox:" };
  return { image: { kind: "template", parts: [name, { kind: "output", job: producer.id, name: "version" }] } };
}

function extras(one: Shape): Partial<ScriptJob> {
  return {
    outputs: one.pick % 2 ? ["version", "channel"] : [],
    artifacts: {
      paths: one.pick % 7 ? ["out"] : ["out/**/*.txt", "a b"],
      exclude: one.pick % 11 ? [] : ["out/tmp"],
      on: one.pick % 2 ? "always" : "success",
      retentionDays: 1 + (one.pick % 30),
      junit: one.pick % 13 ? [] : ["junit.xml"],
      ...(one.pick % 8 ? {} : { coverage: { format: "cobertura", path: "coverage.xml" } }),
    },
    caches:
      one.pick % 4 ? [] : [{ prefix: "npm", keyFiles: ["package-lock.json"], paths: [".npm"], policy: "pull-push" }],
    services:
      one.pick % 6
        ? []
        : [
            {
              name: "db",
              image: { kind: "registry", reference: "postgres:16" },
              env: { TEXT: { kind: "literal", value: one.text } },
              ports: [5432],
              ready:
                one.pick % 4
                  ? { kind: "tcp", port: 5432, timeout: 30 }
                  : { kind: "http", port: 5432, path: "/up?a=b'c", timeout: 30 },
              location: at(),
            },
          ],
    env: { TEXT: { kind: "literal", value: one.text }, BRANCH: { kind: "run", name: "branch" } },
    allowFailure: one.pick % 9 ? false : { exitCodes: one.pick % 2 ? [3, 4] : [] },
    timeout: 1 + one.pick,
    ...(one.pick % 14 === 5 && { entrypoint: "image" as const }),
    ...(one.pick % 14 === 1 && { entrypoint: ["env", 'A=it\'s "b" $c'] }),
  };
}

/** A job that may fail waits for nobody; one that takes turns is not cut off; those that replace are not on GitLab. */
function control(one: Shape): JobControl {
  const turns = one.pick % 10 === 1;
  const environment = {
    name: "live one",
    url: "https://example.com/a?b=c",
    ...(one.pick % 2 && { protected: true as const }),
  };
  return {
    ...(one.pick % 8 === 1 && one.pick % 9 && { manual: true }),
    ...(one.pick % 5 === 1 && { environment }),
    ...(turns && { concurrency: { group: "live.db/1", waiting: "queue" } }),
    ...(one.pick % 4 === 1 && { interruptible: !turns && one.pick % 3 === 0 }),
    ...(one.pick % 12 === 1 && { runner: { gitlab: ["big", "arm"], github: ["ubuntu-22.04"] } }),
  };
}

function env(one: Shape, needs: readonly Need[], before: readonly Job[]): Env {
  const outputs = needs.flatMap((need): readonly Value[] => {
    const producer = before.find((other) => other.id === need.job);
    if (!need.gate) return [];
    if (producer?.kind === "build") return [{ kind: "image", job: need.job }];
    return need.artifacts && producer?.kind === "script" && producer.outputs.length
      ? [{ kind: "output", job: need.job, name: "version" }]
      : [];
  });
  return {
    TEXT: { kind: "literal", value: one.text },
    TOKEN: { kind: "secret", name: "API_TOKEN" },
    ...(one.pick % 5 === 2 && {
      ID: { kind: "idToken", name: "ID_TOKEN", audience: "https://vault.example.com" } as const,
    }),
    EVENT: { kind: "run", name: "event" },
    ...Object.fromEntries(outputs.map((value, index) => [`FROM_${index}`, value])),
  };
}

/** Allowed failures are never gates. */
function needsOf(one: Shape, before: readonly Job[]): readonly Need[] {
  if (before.length === 0) return [];
  const picked = one.from.flatMap(({ index, gate, artifacts }) => {
    const other = before[index % before.length] as Job;
    const solid = gate && !(other.kind === "script" && other.allowFailure);
    // Nobody takes what the instances of a list leave.
    const list = other.kind === "script" && other.dynamic !== undefined;
    const need = { gate: solid && !list, artifacts: solid && !list && artifacts && other.kind === "script" };
    const matrix = other.kind === "script" && one.pick % 2 ? other.matrix?.id : undefined;
    const all = matrix ? before.filter((each) => each.kind === "script" && each.matrix?.id === matrix) : [other];
    return all.map(({ id }): Need => ({ job: id, ...need }));
  });
  return [...new Map(picked.map((need) => [need.job, need])).values()];
}

function withGate(needs: readonly Need[], job: string): readonly Need[] {
  return [{ job, gate: true, artifacts: false }, ...needs.filter((need) => need.job !== job)];
}
