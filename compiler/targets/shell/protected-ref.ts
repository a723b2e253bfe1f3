import { shellWord } from "./quote.ts";

/** Ends the job unless its branch or tag is protected at the provider, as the variable says. */
export function protectedCheck(variable: string, environment: string): string {
  const message = `the environment ${environment} takes protected branches and tags only, and this one is not`;
  return `if [ "$${variable}" != true ]; then
  echo ${shellWord(message)} >&2
  exit 1
fi
`;
}
