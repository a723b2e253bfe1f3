import { randomUUID } from "node:crypto";
import type {
  handleBidiStreamingCall,
  handleUnaryCall,
  ServiceDefinition,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type Docker from "dockerode";
import protobuf from "protobufjs";
import { hijack } from "../../engine/api.ts";
import type { RegistryAuth } from "../../registry/credentials.ts";
import { forwardAgent, type Piece } from "./agent.ts";
import { UPLOAD, type Upload } from "./upload.ts";

/** What the builder may ask for while it builds. */
export interface SessionServices {
  /** A build secret by its mount id. */
  secret(id: string): string | undefined;
  /** The login for a registry, for base images and layer caches. */
  credentials(registry: string): Promise<RegistryAuth | undefined>;
  /** Socket of the SSH agent that steps with an SSH mount are joined to. */
  readonly agent?: string;
  /** The context that it pulls. */
  readonly upload: Upload;
}

export interface Session {
  /** Names the session in the build's request. */
  readonly id: string;
  close(): void;
}

// The parts of BuildKit's session protocol that are served: session/auth, session/secrets, session/sshforward, session/upload and gRPC's health service.
const PROTOCOL = `
syntax = "proto3";
package waybill;
message Credentials { string Host = 1; }
message Login { string Username = 1; string Secret = 2; }
message GetSecret { string ID = 1; map<string, string> annotations = 2; }
message Secret { bytes data = 1; }
message AgentAsked { string ID = 1; }
message AgentFound {}
message Piece { bytes data = 1; }
message Check { string service = 1; }
message Health { int32 status = 1; }
`;

/**
 * Opens a session in which the engine, during a build, asks back for secrets and logins: they never become part of the
 * request, of the image or of a layer. The engine pulls the context in it, too.
 */
export async function openSession(engine: Docker, services: SessionServices, signal: AbortSignal): Promise<Session> {
  const grpc = await import("@grpc/grpc-js");
  const server = new grpc.Server();
  const [definition, implementation] = serve(services, grpc.status.NOT_FOUND);
  server.addService(definition, implementation);
  const id = randomUUID();
  const socket = await hijack(engine, {
    method: "POST",
    path: "/session",
    signal,
    headers: {
      Upgrade: "h2c",
      "X-Docker-Expose-Session-Uuid": id,
      "X-Docker-Expose-Session-Name": "waybill",
      "X-Docker-Expose-Session-Grpc-Method": Object.values(definition).map((method) => method.path),
    },
  });
  socket.on("error", () => {});
  server.createConnectionInjector(grpc.ServerCredentials.createInsecure()).injectConnection(socket);
  return {
    id,
    close() {
      server.forceShutdown();
      socket.destroy();
    },
  };
}

type Handler = (request: Record<string, string>) => Promise<object> | object;

function serve(services: SessionServices, notFound: number): [ServiceDefinition, UntypedServiceImplementation] {
  const { root } = protobuf.parse(PROTOCOL, { keepCase: true });
  const definition: Record<string, ServiceDefinition[string]> = {};
  const implementation: UntypedServiceImplementation = {};
  const announce = (path: string, [asked, answered]: readonly [string, string], streams: boolean) => {
    const [request, response] = [root.lookupType(`waybill.${asked}`), root.lookupType(`waybill.${answered}`)];
    definition[path] = {
      path,
      requestStream: streams,
      responseStream: streams,
      requestSerialize: (value: object) => Buffer.from(request.encode(value).finish()),
      requestDeserialize: (bytes: Buffer) => request.toObject(request.decode(bytes), { defaults: true }),
      responseSerialize: (value: object) => Buffer.from(response.encode(value).finish()),
      responseDeserialize: (bytes: Buffer) => response.toObject(response.decode(bytes)),
    };
  };
  const method = (path: string, types: readonly [string, string], handler: Handler) => {
    announce(path, types, false);
    const handle: handleUnaryCall<Record<string, string>, object> = (call, done) => {
      Promise.resolve(call.request)
        .then(handler)
        .then((answer) => done(null, answer), done);
    };
    implementation[path] = handle;
  };
  method("/moby.filesync.v1.Auth/Credentials", ["Credentials", "Login"], async ({ Host = "" }) => {
    const auth = await services.credentials(Host === "registry-1.docker.io" ? "docker.io" : Host);
    if (!auth) return {};
    if ("identitytoken" in auth) return { Secret: auth.identitytoken };
    return { Username: auth.username, Secret: auth.password };
  });
  method("/moby.buildkit.secrets.v1.Secrets/GetSecret", ["GetSecret", "Secret"], ({ ID = "" }) => {
    const value = services.secret(ID);
    if (value === undefined) throw Object.assign(new Error(`secret ${ID} not found`), { code: notFound });
    return { data: Buffer.from(value) };
  });
  const stream = (path: string, handle: handleBidiStreamingCall<Piece, Piece>) => {
    announce(path, ["Piece", "Piece"], true);
    implementation[path] = handle;
  };
  stream(UPLOAD, (call) => void services.upload.serve(call));
  const { agent } = services;
  if (agent !== undefined) {
    method("/moby.sshforward.v1.SSH/CheckAgent", ["AgentAsked", "AgentFound"], () => ({}));
    stream("/moby.sshforward.v1.SSH/ForwardAgent", (call) => forwardAgent(agent, call));
  }
  // The builder drops a session whose health it cannot ask for, one second after it began.
  method("/grpc.health.v1.Health/Check", ["Check", "Health"], () => ({ status: 1 }));
  return [definition, implementation];
}
