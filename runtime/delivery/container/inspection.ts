import type Docker from "dockerode";
import { isMissing } from "../../engine/api.ts";

/** What the engine tells of a container, as far as replacing it needs. Further fields pass through untouched. */
export interface Inspection {
  readonly Id: string;
  /** With a leading slash. */
  readonly Name: string;
  /** ID of the image. */
  readonly Image: string;
  readonly State: State;
  readonly RestartCount: number;
  readonly Config: Config;
  readonly HostConfig: HostConfig;
  readonly Mounts: readonly Mount[];
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, Endpoint>> };
}

export interface State {
  readonly Running: boolean;
  readonly Restarting: boolean;
  readonly ExitCode: number;
  readonly Error: string;
  readonly StartedAt: string;
  readonly Health?: { readonly Status: string; readonly Log?: readonly { readonly Output: string }[] | null };
}

/** Settings of a container; those of its image have the same form. */
export interface Config {
  readonly Hostname?: string;
  readonly Image?: string;
  readonly Env?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly ExposedPorts?: Readonly<Record<string, object>> | null;
  readonly Volumes?: Readonly<Record<string, object>> | null;
  readonly Healthcheck?: Readonly<Record<string, unknown>> | null;
  readonly [other: string]: unknown;
}

export interface HostConfig {
  readonly NetworkMode: string;
  readonly AutoRemove: boolean;
  readonly RestartPolicy: RestartPolicy;
  readonly Binds?: readonly string[] | null;
  readonly Mounts?: readonly { readonly Type: string; readonly Source?: string; readonly Target: string }[] | null;
  readonly Tmpfs?: Readonly<Record<string, string>> | null;
  readonly Links?: readonly string[] | null;
  /** A name or an ID, and how it is mounted: `data:ro`. */
  readonly VolumesFrom?: readonly string[] | null;
  readonly PortBindings?: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>> | null;
  readonly [other: string]: unknown;
}

export interface RestartPolicy {
  readonly Name: string;
  readonly MaximumRetryCount: number;
}

export interface Mount {
  readonly Type: string;
  readonly Name?: string;
  /** Of a bind: the path on the engine's machine. */
  readonly Source: string;
  readonly Destination: string;
  readonly RW: boolean;
}

export interface Endpoint {
  readonly Aliases?: readonly string[] | null;
  readonly IPAMConfig?: { readonly IPv4Address?: string; readonly IPv6Address?: string } | null;
  readonly Links?: readonly string[] | null;
  readonly DriverOpts?: Readonly<Record<string, string>> | null;
  readonly NetworkID?: string;
  readonly IPAddress?: string;
  readonly MacAddress?: string;
  readonly [other: string]: unknown;
}

/** The container of that name or ID, if there is one. */
export async function find(engine: Docker, container: string): Promise<Inspection | undefined> {
  try {
    return (await engine.getContainer(container).inspect()) as unknown as Inspection;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
