import { type Diagnostic, diagnostic } from "../compiler/diagnostics/index.ts";
import { ownPackage } from "../compiler/frontend/project/package.ts";
import type { RunEvent } from "../runtime/events.ts";

/** The variables of the OpenTelemetry specification that say where traces go, the more exact one first. */
const VARIABLES = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"] as const;

export interface Tracing {
  readonly report: (event: RunEvent) => void;
  close(): Promise<readonly Diagnostic[]>;
}

/** Sends traces where the environment asks for that; the SDK is loaded only then. */
export async function tracing(env: NodeJS.ProcessEnv = process.env): Promise<Tracing | undefined> {
  const variable = VARIABLES.find((name) => env[name]);
  if (variable === undefined || env.OTEL_SDK_DISABLED === "true") return undefined;
  const { traces } = await import("../runtime/traces/index.ts");
  const { report, close } = traces(ownPackage().version);
  return {
    report,
    async close() {
      const reason = await close();
      return reason === undefined ? [] : [diagnostic("WB4132", { variable, address: env[variable] ?? "", reason })];
    },
  };
}
