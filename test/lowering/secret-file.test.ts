import { describe, expect, it } from "vitest";
import {
  buildImage,
  deploy,
  job,
  kubernetesRollout,
  secret,
  secretFile,
  sh,
  unverified,
} from "../../compiler/authoring/index.ts";
import { graphOf, jobOf, lowerJobs, scriptOf, told } from "./declare.ts";

const image = "busybox:1.36";
const file = { kind: "secretFile", name: "KUBECONFIG" };
const app = buildImage("app", { repository: "r.example.com/app", secrets: { netrc: secretFile("NETRC") } });

describe("the file of a secret", () => {
  it("is named by a variable, of every step or of the one that it is interpolated in", () => {
    const given = secretFile("KUBECONFIG");
    expect(jobOf(graphOf([job("a", { image, secrets: [given], steps: [sh`true`] })]), "a").env).toEqual({
      KUBECONFIG: file,
    });
    const [step] = scriptOf([job("a", { image, steps: [sh`kubectl --kubeconfig ${given}`] })], "a").steps;
    expect(step).toMatchObject({ run: { script: 'kubectl --kubeconfig "${KUBECONFIG}"' }, env: { KUBECONFIG: file } });
  });

  it("is a build secret, and the kubeconfig of a rollout", () => {
    const to = kubernetesRollout("deployment/shop", {
      ...{ namespace: "shop", container: "app", kubeconfig: secretFile("KUBECONFIG") },
    });
    const graph = graphOf([app, deploy("live", { image: unverified(app, "a test"), to })]);
    expect(jobOf(graph, "app")).toMatchObject({ secrets: { netrc: { kind: "secretFile", name: "NETRC" } } });
    expect(jobOf(graph, "live")).toMatchObject({ to: { kubeconfig: file }, env: {} });
  });

  it("is no text, and nothing else is a kubeconfig", () => {
    expect(() => `${secretFile("KEY")}`).toThrow("the secret file KEY is not known until the job runs");
    const to = kubernetesRollout("deployment/shop", {
      ...{ namespace: "shop", container: "app", kubeconfig: secret("KUBECONFIG") as never },
    });
    expect(told(lowerJobs([deploy("live", { image: unverified(app, "a test"), to })]).diagnostics)).toContain(
      'WB2004 to.kubeconfig must be a secret file: secretFile("KUBECONFIG"), but it is the secret KUBECONFIG, which is known only when a job runs',
    );
  });
});
