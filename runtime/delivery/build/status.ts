import protobuf from "protobufjs";

/** One step of a build as BuildKit tells of it, more than once while it goes on. */
export interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly cached: boolean;
  readonly started?: Timestamp;
  readonly completed?: Timestamp;
  readonly error: string;
}

/** How much of a step's download or upload is done, in bytes. */
export interface Transfer {
  readonly vertex: string;
  readonly ID: string;
  readonly current: number;
  readonly total: number;
}

/** A piece of a step's output: 1 is standard output, 2 standard error. */
export interface Output {
  readonly vertex: string;
  readonly stream: number;
  readonly msg: Uint8Array;
}

export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

export interface Status {
  readonly vertexes: readonly Vertex[];
  readonly statuses: readonly Transfer[];
  readonly logs: readonly Output[];
}

// From moby/buildkit, api/services/control/control.proto: the fields that are shown.
const PROTOCOL = `
syntax = "proto3";
package moby.buildkit.v1;
message StatusResponse {
  repeated Vertex vertexes = 1;
  repeated VertexStatus statuses = 2;
  repeated VertexLog logs = 3;
}
message Vertex {
  string digest = 1;
  string name = 3;
  bool cached = 4;
  Timestamp started = 5;
  Timestamp completed = 6;
  string error = 7;
}
message VertexStatus { string ID = 1; string vertex = 2; int64 current = 4; int64 total = 5; }
message VertexLog { string vertex = 1; int64 stream = 3; bytes msg = 4; }
message Timestamp { int64 seconds = 1; int32 nanos = 2; }
`;

let type: protobuf.Type | undefined;

/** Reads what a `moby.buildkit.trace` event carries. */
export function decodeStatus(base64: string): Status {
  type ??= protobuf.parse(PROTOCOL).root.lookupType("moby.buildkit.v1.StatusResponse");
  const message = type.decode(Buffer.from(base64, "base64"));
  return type.toObject(message, { longs: Number, bytes: Uint8Array, arrays: true, defaults: true }) as Status;
}
