import { github } from "./github/provider.ts";
import { gitlab } from "./gitlab/provider.ts";
import type { ProviderName } from "./names.ts";
import type { Provider } from "./provider.ts";

/** The registry: a provider is a folder, and a line here. Its name is in `names.ts`, which the types of options are made of. */
export const providers: Readonly<Record<ProviderName, Provider>> = { gitlab, github };
