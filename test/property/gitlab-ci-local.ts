type Evaluate = (text: string, variables: Readonly<Record<string, string>>) => boolean;

/** The package ships no declarations; the name is kept from the compiler so that it looks for none. */
const module: string = "gitlab-ci-local/src/utils.js";
const { Utils } = (await import(module)) as { readonly Utils: { readonly evaluateRuleIf: Evaluate } };

/** `rules:if` as gitlab-ci-local reads it: a second opinion, of its own author. */
export const evaluateRuleIf: Evaluate = (text, variables) => Utils.evaluateRuleIf(text, variables);
