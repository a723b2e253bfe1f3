import { describe, expect, it } from "vitest";
import { idToken, job, sh } from "../../compiler/authoring/index.ts";
import { graphOf, jobOf, lowerJobs, scriptOf, told } from "./declare.ts";

const image = "busybox:1.36";
const audience = "https://vault.example.com";
const token = { kind: "idToken", name: "VAULT", audience };

describe("an id token", () => {
  it("is a variable of every step as one of the job's secrets, or of the step that it is interpolated in", () => {
    const given = idToken("VAULT", { audience });
    expect(jobOf(graphOf([job("a", { image, secrets: [given], steps: [sh`true`] })]), "a").env).toEqual({
      VAULT: token,
    });
    const [step] = scriptOf([job("a", { image, steps: [sh`login ${given}`] })], "a").steps;
    expect(step).toMatchObject({ run: { script: 'login "${VAULT}"' }, env: { VAULT: token } });
  });

  it("is no text", () => {
    expect(() => `${idToken("VAULT", { audience })}`).toThrow("the id token VAULT is not known until the job runs");
  });

  it("is for an audience that every provider can be told", () => {
    const wrong = ["", "two words", "https://$HOST"].map((one) => idToken("VAULT", { audience: one }));
    const jobs = wrong.map((one, index) => job(`a${index}`, { image, secrets: [one], steps: [sh`true`] }));
    expect(told(lowerJobs(jobs).diagnostics)).toEqual([
      'WB2003 job a0: the audience of VAULT "" is empty',
      'WB2003 job a1: the audience of VAULT "two words" is not a valid audience of a token',
      'WB2003 job a2: the audience of VAULT "https://$HOST" is not a valid audience of a token',
    ]);
    const none = job("a", { image, secrets: [idToken("VAULT", {} as never)], steps: [sh`true`] });
    expect(told(lowerJobs([none]).diagnostics)[0]).toBe(
      "WB2004 the audience of secrets[0] must be a text, but it is undefined",
    );
  });
});
