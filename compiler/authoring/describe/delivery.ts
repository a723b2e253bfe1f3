import type { CallSite } from "../call-site.ts";
import { declarationOf } from "../declaration.ts";
import type { DestinationDeclaration } from "../destination.ts";
import type {
  DeclaredBuild,
  DeclaredCommand,
  DeclaredDeploy,
  DeclaredDestination,
  DeclaredJobBase,
  DeclaredLogin,
} from "../document.ts";
import type { ImageProof } from "../image.ts";
import { present, type Reader } from "./reader.ts";
import { describeStep } from "./script.ts";
import { describeEnv, describeValue } from "./values.ts";
import type { Walk } from "./walk.ts";

export function describeBuild(walk: Walk, from: Reader, base: DeclaredJobBase<CallSite>): DeclaredBuild<CallSite> {
  const args = from.inner("args");
  return present({
    ...base,
    kind: "build" as const,
    repository: from.text("repository"),
    context: from.optionalText("context"),
    dockerfile: from.optionalText("dockerfile"),
    target: from.optionalText("target"),
    args: Object.fromEntries(from.entries("args").map(([name]) => [name, args.text(name)])),
    secrets: describeEnv(walk, from, "secrets"),
    ssh: from.get("ssh") === undefined ? undefined : describeKey(walk, from),
    tags: from.texts("tags"),
    tagFrom: from.get("tagFrom") === undefined ? undefined : describeTagSources(from.inner("tagFrom")),
    platforms: from.texts("platforms"),
    layerCache: from.optionalText("layerCache"),
    login: from.get("login") === undefined ? undefined : describeLogin(walk, from.inner("login")),
  }) as DeclaredBuild<CallSite>;
}

function describeKey(walk: Walk, from: Reader) {
  const value = describeValue(walk, from, from.field("ssh"), from.get("ssh"));
  if (value.kind === "secret") return value;
  from.misuse(from.field("ssh"), "a secret that holds a private key", from.get("ssh"));
  return undefined;
}

function describeTagSources(from: Reader) {
  const flag = (name: "branch" | "version" | "latest") => from.optionalFlag(name);
  return present({ branch: flag("branch"), version: flag("version"), latest: flag("latest") });
}

function describeLogin(walk: Walk, from: Reader): DeclaredLogin {
  const value = (name: string) => describeValue(walk, from, from.field(name), from.get(name));
  return { username: value("username"), password: value("password") };
}

export function describeDeploy(walk: Walk, from: Reader, base: DeclaredJobBase<CallSite>): DeclaredDeploy<CallSite> {
  return present({
    ...base,
    kind: "deploy" as const,
    ...describeProof(walk, from),
    to: describeDestination(walk, from),
  }) as DeclaredDeploy<CallSite>;
}

function describeProof(walk: Walk, from: Reader): Pick<DeclaredDeploy<CallSite>, "image" | "proof"> {
  const proof = declarationOf(from.get("image")) as ImageProof | undefined;
  if (proof?.kind === "tested") {
    const image = walk.number(proof.image, "image", from, "image") ?? 0;
    const by = proof.by.flatMap((one, index) => walk.numbers(one, `image.testedBy(${index + 1})`, from));
    return { image, proof: { kind: "tested", by, at: proof.at as CallSite } };
  }
  if (proof?.kind === "unverified") {
    const image = walk.number(proof.image, "image", from, "image") ?? 0;
    return { image, proof: { kind: "unverified", reason: walk.reader(proof, from.at).text("reason") } };
  }
  from.misuse("image", "an image that was tested: app.testedBy(job)", from.get("image"));
  return { proof: { kind: "tested", by: [], at: from.at } };
}

function describeDestination(walk: Walk, from: Reader): DeclaredDestination<CallSite> {
  const declaration = declarationOf(from.get("to")) as DestinationDeclaration | undefined;
  const options = walk.reader(declaration?.options, from.at, "to.");
  const target = walk.reader(declaration, from.at, "to.").optionalText("target") ?? "";
  const deadline = options.optionalText("deadline");
  const engine = options.optionalText("engine");
  switch (declaration?.kind) {
    case "swarmService":
      return present({
        kind: declaration.kind,
        service: target,
        order: options.optionalText("order"),
        parallelism: options.optionalNumber("parallelism"),
        delay: options.optionalText("delay"),
        deadline,
        engine,
      }) as DeclaredDestination<CallSite>;
    case "kubernetesRollout":
      return present({
        kind: declaration.kind,
        workload: target,
        namespace: options.text("namespace"),
        container: options.text("container"),
        context: options.optionalText("context"),
        kubeconfig: options.get("kubeconfig") === undefined ? undefined : describeKubeconfig(walk, options),
        deadline,
      }) as DeclaredDestination<CallSite>;
    case "containerRestart":
      return present({ kind: declaration.kind, container: target, deadline, engine }) as DeclaredDestination<CallSite>;
    case "composeService": {
      const project = options.text("project");
      return present({
        kind: declaration.kind,
        service: target,
        project,
        deadline,
        engine,
      }) as DeclaredDestination<CallSite>;
    }
    case "command":
      return describeCommand(walk, from, declaration);
    default:
      from.misuse(
        "to",
        "a destination: swarmService, containerRestart, composeService, kubernetesRollout or command",
        from.get("to"),
      );
      return { kind: "containerRestart", container: "" };
  }
}

function describeKubeconfig(walk: Walk, from: Reader) {
  const value = describeValue(walk, from, from.field("kubeconfig"), from.get("kubeconfig"));
  if (value.kind === "secretFile") return value;
  from.misuse(from.field("kubeconfig"), 'a secret file: secretFile("KUBECONFIG")', from.get("kubeconfig"));
  return undefined;
}

function describeCommand(
  walk: Walk,
  from: Reader,
  { target, run, options }: Extract<DestinationDeclaration, { kind: "command" }>,
): DeclaredCommand<CallSite> {
  const inner = walk.reader(options, from.at, "to.");
  const optional = (name: "readBack" | "rollback") =>
    inner.get(name) === undefined ? undefined : describeStep(walk, from, inner.get(name), inner.field(name));
  return present({
    kind: "command" as const,
    name: walk.reader({ name: target }, from.at, "to.").text("name"),
    image: inner.text("image"),
    shell: inner.optionalText("shell"),
    env: describeEnv(walk, inner, "env"),
    secrets: inner
      .list("secrets")
      .map((one, index) => describeValue(walk, inner, inner.field(`secrets[${index}]`), one)),
    run: describeStep(walk, from, run, "to.run"),
    readBack: optional("readBack"),
    rollback: optional("rollback"),
    deadline: inner.optionalText("deadline"),
  }) as DeclaredCommand<CallSite>;
}
