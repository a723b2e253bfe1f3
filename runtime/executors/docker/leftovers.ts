import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { wordsOf } from "../../engine/api.ts";
import { isOrphan, RUN_LABEL } from "./labels.ts";
import { reap } from "./sweep.ts";

/** What runs whose process is gone have left on an engine. */
export interface Leftovers {
  readonly containers: number;
  readonly networks: number;
  readonly volumes: number;
  /** What containers wrote and volumes hold, as far as the engine can tell. */
  readonly bytes: number;
  /** @throws {DiagnosticError} WB4040 when the engine does not let it */
  remove(): Promise<void>;
}

interface Labelled {
  readonly Labels?: Readonly<Record<string, string>> | null;
}

interface Usage {
  readonly Containers?: readonly (Labelled & { readonly SizeRw?: number })[] | null;
  readonly Volumes?: readonly (Labelled & { readonly UsageData?: { readonly Size: number } | null })[] | null;
}

/** @throws {DiagnosticError} WB4040 when the engine does not tell */
export async function leftovers(engine: Docker): Promise<Leftovers> {
  const runs = new Set<string>();
  const left = <T extends Labelled>(all: readonly T[] | null | undefined): readonly T[] =>
    (all ?? []).filter(({ Labels }) => {
      if (!isOrphan(Labels ?? {})) return false;
      runs.add(Labels?.[RUN_LABEL] ?? "");
      return true;
    });
  const guarded = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      const run = [...runs].join(", ") || "that is gone";
      throw new DiagnosticError(diagnostic("WB4040", { run, reason: wordsOf(error) }));
    }
  };
  const [usage, networks] = await guarded(
    () =>
      Promise.all([engine.df(), engine.listNetworks({ filters: { label: [RUN_LABEL] } })]) as Promise<
        [Usage, Labelled[]]
      >,
  );
  const containers = left(usage.Containers);
  const volumes = left(usage.Volumes);
  // An engine that does not know says -1.
  const sizes = [
    ...containers.map(({ SizeRw }) => SizeRw ?? 0),
    ...volumes.map(({ UsageData }) => UsageData?.Size ?? 0),
  ];
  return {
    ...{ containers: containers.length, networks: left(networks).length, volumes: volumes.length },
    bytes: sizes.reduce((sum, size) => sum + Math.max(0, size), 0),
    remove: () => guarded(async () => void (await reap(engine))),
  };
}
