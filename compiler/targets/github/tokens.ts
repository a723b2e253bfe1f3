import { idTokens } from "../../graph/confidential.ts";
import type { Value } from "../../graph/model/index.ts";
import type { YamlMap } from "../yaml.ts";
import { uses } from "./actions.ts";
import { literal } from "./values.ts";

/** The toolkit of GitHub's actions escapes the audience, tries again, and has the runner mask the token (actions/toolkit, packages/core/src/oidc-utils.ts). */
const FETCH = `for (const [name, audience] of Object.entries(JSON.parse(process.env.AUDIENCES))) {
  core.setOutput(name, await core.getIDToken(audience));
}
`;

/**
 * A step with one before it that fetches its id tokens. They are valid for five minutes, so each step has its own; and it
 * runs when that does.
 *
 * @param number - Of the step in its job, from 1.
 */
export function withTokens(values: readonly Value[], step: YamlMap, number: number): readonly YamlMap[] {
  const tokens = idTokens(values);
  if (tokens.length === 0) return [step];
  const audiences = Object.fromEntries(tokens.map(({ name, audience }) => [name, audience]));
  return [
    {
      name: "Id tokens",
      id: tokenStep(number),
      if: step.if,
      uses: uses("actions/github-script"),
      env: { AUDIENCES: literal(JSON.stringify(audiences)) },
      with: { script: FETCH },
    },
    step,
  ];
}

/** The step that has fetched the tokens of another. */
export const tokenStep = (number: number): string => `tokens_${number}`;
