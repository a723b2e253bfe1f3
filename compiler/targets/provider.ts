import type { Event } from "../expr/index.ts";
import type { ProviderFacts } from "../graph/provider.ts";
import type { Target } from "./target.ts";

/** All that Waybill knows of a provider outside of its emitter. */
export interface Provider extends ProviderFacts {
  /** What the provider calls each event. */
  readonly events: Readonly<Partial<Record<Event, readonly string[]>>>;
  /** What shells and other interpreters read in the emitted file. */
  readonly scripts: Scripts;
  /** Loads the emitter, which takes longer than the facts. */
  readonly target: () => Promise<Target>;
}

export interface Scripts {
  /** Keys whose texts are scripts, at any depth of a job. */
  readonly keys: readonly string[];
  /**
   * Matches a replacement whose value somebody outside the project may choose. Native keys, whose author relies on
   * replacements, may have all others.
   */
  readonly outsider: RegExp;
  /** What is replaced by a text that is chosen when the run starts, or by a program: in such keys, a warning. */
  readonly chosen?: RegExp;
}
