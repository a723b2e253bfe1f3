import { Commented } from "../yaml.ts";
import pins from "./pins.json" with { type: "json" };

/** The provider's own actions that we use. */
export type Action = keyof typeof pins;

/**
 * An action by the commit that the lock file names, with its version in a comment.
 *
 * @param part a folder of the action's repository, such as `restore` of `actions/cache`
 */
export function uses(action: Action, part?: string): Commented {
  const { commit, version } = pins[action];
  return new Commented(`${part ? `${action}/${part}` : action}@${commit}`, version);
}
