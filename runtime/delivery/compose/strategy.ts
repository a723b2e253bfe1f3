import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { defined } from "../../../compiler/graph/model/defined.ts";
import type { ComposeService, ContainerRestart } from "../../../compiler/graph/model/index.ts";
import { wordsOf } from "../../engine/api.ts";
import { shortReference } from "../../registry/repository.ts";
import { awaitHealth } from "../container/health.ts";
import { find, type Inspection } from "../container/inspection.ts";
import { containerLock } from "../container/lock.ts";
import { bringBack, replace } from "../container/replacement.ts";
import { type ContainerOptions, PowerLoss, planContainer, pullFor, replaceContainer } from "../container/strategy.ts";
import { DeployError, type DeployRequest, type DeployStrategy } from "../contract.ts";
import { exclusively } from "../lock.ts";
import { containersOf } from "./find.ts";

/** Replaces the containers of a compose service, one after the other. What fails brings back those before it as well. */
export function composeStrategy(engine: Docker, to: ComposeService, options: ContainerOptions): DeployStrategy {
  return {
    async plan(request) {
      const names = await containersOf(engine, to, request.job);
      const lines = await Promise.all(names.map((name) => planContainer(engine, containerAt(to, name), request)));
      return lines.flat();
    },
    async deploy(request) {
      const { job, run, sink, signal, reference } = request;
      const names = await containersOf(engine, to, job);
      await pullFor(engine, request, options.pauses);
      const seconds = 2 * to.deadline * names.length + 60;
      const place = containerLock(engine, `${to.project}-${to.service}`, reference);
      const lock = { target: targetOf(to), run, seconds, sink, signal };
      await exclusively(place, lock, () => deploy({ engine, to, request, options }));
    },
  };
}

const targetOf = ({ service, project }: ComposeService) => `service ${service} of project ${project}`;

const containerAt = ({ deadline, engine, order }: ComposeService, container: string): ContainerRestart => ({
  kind: "containerRestart",
  container,
  deadline,
  ...defined({ engine, order }),
});

interface Deploy {
  readonly engine: Docker;
  readonly to: ComposeService;
  readonly request: DeployRequest;
  readonly options: ContainerOptions;
}

async function deploy({ engine, to, request, options }: Deploy): Promise<void> {
  const { job, sink, signal } = request;
  const target = targetOf(to);
  /** What they were before, the last one that was replaced first. */
  const updated: Inspection[] = [];
  const names = await containersOf(engine, to, job);
  for (const name of names) {
    const before = await find(engine, name);
    const { after = () => {} } = options;
    try {
      const replaced = await replaceContainer({ engine, to: containerAt(to, name), request, after });
      if (replaced && before) updated.unshift(before);
    } catch (error) {
      if (error instanceof PowerLoss || updated.length === 0) throw error;
      const reason = error instanceof DiagnosticError ? error.diagnostics[0]?.message : wordsOf(error);
      const image = shortReference(request.reference);
      const values = { target, image, reason: reason ?? "", now: `all of its containers run the previous image` };
      await restore({ engine, to, request, options }, updated, values.reason);
      const at = { at: job.location };
      if (signal.aborted) {
        throw new DeployError("done", diagnostic("WB5027", { ...values, reason: "the run was cancelled" }, at));
      }
      throw new DeployError("done", diagnostic("WB5022", values, at));
    }
  }
  sink.line("stdout", `${target} runs ${shortReference(request.reference)} in ${names.join(", ")}`);
}

/** Puts containers of their earlier images in the place of those that were replaced already. */
async function restore({ engine, to, request }: Deploy, updated: readonly Inspection[], reason: string): Promise<void> {
  for (const before of updated) {
    const name = before.Name.slice(1);
    const image = shortReference(before.Config.Image ?? before.Image);
    request.sink.line("stderr", `container ${name}: going back to ${image}`);
    try {
      const old = await find(engine, name);
      if (!old) throw new Error("it is gone");
      const until = Date.now() + to.deadline * 1000;
      const { signal } = new AbortController();
      const tell = (line: string) => request.sink.line("stdout", `container ${name}: ${line}`);
      await replace({
        ...{
          engine,
          name,
          old,
          like: before,
          reference: await nameOf(engine, before),
          order: to.order,
          after: () => {},
        },
        async proveHealthy(id) {
          const trouble = await awaitHealth(engine, { id, until, signal, tell });
          if (trouble !== undefined) throw new Error(trouble);
        },
      });
    } catch (error) {
      await bringBack(engine, name).catch(() => {});
      const values = {
        ...{ target: targetOf(to), image: shortReference(request.reference), reason, trouble: wordsOf(error) },
        now: `docker ps --all --filter label=com.docker.compose.service=${to.service}`,
      };
      throw new DeployError("failed", diagnostic("WB5023", values, { at: request.job.location }));
    }
  }
}

/** The image of a container by its name, where that still means the same, else by its id. */
async function nameOf(engine: Docker, { Image: id, Config: { Image: name = id } }: Inspection): Promise<string> {
  const found = await engine
    .getImage(name)
    .inspect()
    .catch(() => undefined);
  return found?.Id === id ? name : id;
}
