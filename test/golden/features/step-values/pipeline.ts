import { buildImage, job, pipeline, push, script, secret, sh, step } from "waybill";

const version = step("Version", sh`echo "next=$(git describe)" >> "$WAYBILL_OUTPUT"`, {
  outputs: ["next"],
  allowFailure: true,
});

// Variables, folders of programs and a summary: GitHub's own files there, files that the script reads on GitLab.
const release = job("release", {
  image: "node:22",
  env: { MODE: "draft" },
  secrets: [secret("NPM_TOKEN")],
  steps: [
    version,
    sh`
      echo "MODE=full" >> "$WAYBILL_ENV"
      printf 'NOTES<<END\n%s\nEND\n' "$(git log -1 --format=%B)" >> "$WAYBILL_ENV"
      echo "$PWD/tools" >> "$WAYBILL_PATH"
    `,
    step("Publish", sh`publish "$MODE" ${version.outputs.next} "$NOTES"`, {
      env: { HOW: version.outcome },
      when: () => version.outputs.next !== "",
      workingDirectory: "packages",
    }),
    step("Summary", sh`echo "Released ${version.outputs.next}" >> "$WAYBILL_SUMMARY"`, { runs: "always" }),
  ],
  outputs: { version: version.outputs.next },
});

const app = buildImage("app", { repository: "registry.example.com/shop" });

// The same in a container that the job starts itself.
const smoke = job("smoke", {
  image: app,
  steps: [sh`echo "PORT=8080" >> "$WAYBILL_ENV"`, sh`/app/smoke "$PORT"`, sh`echo "# Smoke" >> "$WAYBILL_SUMMARY"`],
});

// All attempts are one step on GitHub.
const flaky = job("flaky", {
  image: "node:22",
  retry: 1,
  steps: [sh`echo "SEED=$RANDOM_SEED" >> "$WAYBILL_ENV"`, sh`npm test -- --seed "$SEED"`],
});

const windows = job("windows", {
  machine: "ubuntu-24.04",
  checkout: { persistCredentials: false },
  steps: [step("pwsh", script`"A=1" >> $env:WAYBILL_ENV`, { shell: "pwsh" }), script`echo "$A"`],
});

export default pipeline("step-values", { on: [push()], jobs: [release, smoke, flaky, windows] });
