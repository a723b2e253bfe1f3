import type { DeclaredService } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import type { Readiness, Service } from "../graph/model/index.ts";
import { checked, type Scope } from "./report.ts";
import { whole } from "./rules/choices.ts";
import { duration } from "./rules/duration.ts";
import { hostName } from "./rules/names.ts";
import { logText, requestPath } from "./rules/readiness.ts";
import { checkText, lowerEnv, lowerImage } from "./values.ts";

const READY = 60;

export function lowerServices(scope: Scope, services: readonly DeclaredService<Location>[]): readonly Service[] {
  const first = new Map<string, DeclaredService<Location>>();
  return services.map((service) => {
    const known = first.get(service.name);
    if (known) {
      const related = [{ message: "the first is here", at: known.at }];
      scope.report.add("WB2013", { owner: scope.owner, service: service.name }, { at: service.at, related });
    }
    first.set(service.name, service);
    return lowerService({ ...scope, at: service.at, owner: `service ${service.name}` }, service);
  });
}

function lowerService(scope: Scope, service: DeclaredService<Location>): Service {
  return {
    name: checked(scope, "the name", service.name, hostName),
    image: lowerImage(scope, service.image),
    env: lowerEnv(scope, "env", service.env),
    ...(service.command && { command: service.command.map((one) => checkText(scope, "an argument", one)) }),
    ports: service.ports.map((port) => whole(scope, "a port", port, PORTS)),
    ...(service.ready && { ready: lowerReadiness(scope, service.ready) }),
    location: service.at,
  };
}

const PORTS = [1, 65_535] as const;

function lowerReadiness(scope: Scope, ready: NonNullable<DeclaredService<Location>["ready"]>): Readiness {
  const timeout = duration(scope, "ready.timeout", ready.timeout, READY);
  switch (ready.kind) {
    case "tcp":
      return { kind: "tcp", port: whole(scope, "ready.tcp", ready.port, PORTS), timeout };
    case "http": {
      const path = checked(scope, "ready.http.path", ready.path ?? "/", requestPath);
      return { kind: "http", port: whole(scope, "ready.http.port", ready.port, PORTS), path, timeout };
    }
    case "log":
      return { kind: "log", text: checked(scope, "ready.log", ready.text, logText), timeout };
    case "command":
      if (!ready.argv[0]) scope.report.add("WB2009", { owner: scope.owner }, { at: scope.at });
      return { kind: "command", argv: ready.argv.map((one) => checkText(scope, "an argument", one)), timeout };
  }
}
