import { define, type Hundred, text } from "../define.ts";

/** WB50xx: building, pushing and deploying images. */
export const delivery = {
  WB5001: define({
    message: text`the Dockerfile \`${"dockerfile"}\` for the image of \`${"job"}\` does not exist`,
    remedy: text`create it, or name another one: buildImage("${"job"}", { dockerfile: "..." }); the path is relative to the context \`${"context"}\``,
    explain:
      "An image is built from a Dockerfile in its build context. Waybill could not read this one (the default is `Dockerfile`).",
  }),
  WB5002: define({
    message: text`the build context \`${"context"}\` of \`${"job"}\` is not a folder of this repository`,
    remedy: text`use a folder relative to the root of the repository, such as context: "." or context: "services/api"`,
    explain:
      "The build context is the folder that is sent to the builder. It must exist, and be inside the repository, so that the same commit always gives the same image.",
  }),
  WB5003: define({
    message: text`cannot build the image of \`${"job"}\`: ${"step"} failed: ${"reason"}`,
    remedy: text`read the output of the step above, and fix it: "docker build" shows the same failure`,
    explain:
      "A step of the Dockerfile failed. The log contains the steps of the builder and their output; the place is the line of the step in the Dockerfile. Nothing was pushed.",
  }),
  WB5004: define({
    message: text`cannot read the Dockerfile of \`${"job"}\`: ${"reason"}`,
    remedy: text`correct the Dockerfile at the line shown`,
    explain: "The builder rejected the Dockerfile before any step ran: an unknown instruction, or wrong syntax.",
  }),
  WB5005: define({
    fault: "infrastructure",
    message: text`cannot get base image ${"image"} for \`${"job"}\`: ${"reason"}`,
    remedy: text`check the name in the FROM line of the Dockerfile, that the engine can reach the registry, and that you are logged in (docker login)`,
    explain:
      "The base image of the Dockerfile is not on the engine, and the engine could not pull it. An image in a private registry needs a login.",
  }),
  WB5006: define({
    fault: "infrastructure",
    message: text`the engine cancelled the build of \`${"job"}\`: ${"reason"}`,
    remedy: text`check the log of the engine; a full disk and a restart of the engine are the usual causes; then run again`,
    explain:
      "The build ended without an image and without a failing step, so the engine caused it, not the Dockerfile.",
  }),
  WB5007: define({
    message: text`\`${"job"}\` needs an image for ${"platforms"}, which this engine cannot build: ${"reason"}`,
    remedy: text`build for one platform of the engine, or let the provider build it: its builder supports several platforms`,
    explain:
      "The builder of the engine makes an image for one platform at a time, and only for platforms that its machine runs or emulates. The pipeline of the provider uses a builder that makes several.",
  }),
  WB5008: define({
    fault: "infrastructure",
    message: text`\`${"job"}\` uses ${"feature"}, and this engine has no BuildKit`,
    remedy: text`use Docker 18.09 or newer with BuildKit enabled`,
    explain:
      "Build secrets and SSH mounts need a session with the builder, which only BuildKit has. The classic builder could only copy them into a layer, where everyone who has the image could read them.",
  }),
  WB5009: define({
    message: text`the Dockerfile of \`${"job"}\` has no stage named \`${"target"}\``,
    remedy: text`use one of its stages: ${"stages"}`,
    explain: "The target of buildImage must be the name of a stage, from a line FROM ... AS name.",
  }),
  WB5010: define({
    fault: "infrastructure",
    message: text`the registry ${"registry"} rejects the login of ${"user"}: ${"reason"}`,
    remedy: text`check ${"secret"}, and that ${"user"} may use ${"repository"}`,
    explain:
      "The registry rejected the user name and password, or does not allow the operation for this user. A retry would not help.",
  }),
  WB5011: define({
    fault: "infrastructure",
    message: text`no credentials for ${"repository"} on registry ${"registry"}`,
    remedy: text`give buildImage a login: { username: "...", password: secret("...") }, or run: docker login ${"registry"}`,
    explain:
      "The pipeline has no login for this registry, and neither have your Docker settings or a credential helper.",
  }),
  WB5012: define({
    fault: "infrastructure",
    message: text`cannot reach registry ${"registry"} for ${"repository"} after ${"attempts"} attempts: ${"reason"}`,
    remedy: text`check that the registry runs, and that the engine can reach it; then run again: layers that arrived are not sent again`,
    explain:
      "Waybill retries broken connections and temporary errors of the registry, with growing pauses. The registry did not recover in time.",
  }),
  WB5013: define({
    fault: "infrastructure",
    message: text`the registry reports another image than was pushed to ${"reference"}: ${"found"} instead of ${"pushed"}`,
    remedy: text`find out what changes images in the registry; this run tested and deployed nothing`,
    explain:
      "After a push, Waybill reads the digest back and uses only that digest. If a registry stores something else than was sent, a tested image might not be the one that ships.",
  }),
  WB5014: define({
    fault: "infrastructure",
    message: text`the credential helper ${"helper"} returned no login for ${"registry"}: ${"reason"}`,
    remedy: text`make the helper work (docker login ${"registry"} uses it too), or give the pipeline a login`,
    explain:
      "Your Docker settings name a program that stores logins: docker-credential-NAME. It is not installed, or it failed.",
  }),
  WB5015: define({
    fault: "infrastructure",
    message: text`cannot pull the image ${"reference"}: ${"reason"}`,
    remedy: text`check that the image is still in its registry, and that the engine can reach the registry`,
    explain: "The engine of the deploy pulls the image by its digest. That failed, and nothing was changed.",
  }),
  WB5016: define({
    fault: "infrastructure",
    message: text`the registry ${"registry"} does not accept ${"repository"}: ${"reason"}`,
    remedy: text`check the name of the repository, and that it allows pushing`,
    explain: "The registry rejected the push for a reason that a retry cannot fix.",
  }),
  WB5020: define({
    fault: "infrastructure",
    message: text`the engine ${"engine"} is not a Swarm manager: ${"reason"}`,
    remedy: text`point the deploy at a manager: swarmService("${"service"}", { engine: "..." }); or make this engine one: docker swarm init`,
    explain: "A Swarm manager updates the services. An engine that is a worker, or not in a Swarm, cannot.",
  }),
  WB5021: define({
    fault: "infrastructure",
    message: text`the Swarm has no service named \`${"service"}\``,
    remedy: text`${"existing"}; a deploy updates a service, it does not create one: docker service create --name ${"service"} ...`,
    explain:
      "The service must already exist. Apart from its image, its settings (replicas, ports, networks) are not part of the pipeline.",
  }),
  WB5022: define({
    message: text`${"target"} did not become healthy with ${"image"}: ${"reason"}`,
    remedy: text`${"now"}; find the cause in the output above`,
    explain:
      "The new version was started and watched. It crashed, its health check failed, or the deadline passed, so the previous version was restored.",
  }),
  WB5023: define({
    fault: "infrastructure",
    message: text`${"target"} did not become healthy with ${"image"} (${"reason"}), and the rollback failed: ${"trouble"}`,
    remedy: text`check ${"target"} now: ${"now"}`,
    explain: "The new version failed, and so did the rollback. A person must look at it.",
  }),
  WB5024: define({
    fault: "infrastructure",
    message: text`${"target"} runs ${"found"}, which is not the tested ${"image"}`,
    remedy: text`find out who else changes ${"target"}, then deploy again`,
    explain:
      "After a deploy, Waybill reads the digest that really runs from the live system and compares it with the tested one.",
  }),
  WB5025: define({
    fault: "infrastructure",
    message: text`something else changed ${"target"} during the deploy: ${"reason"}`,
    remedy: text`deploy again when nothing else changes it`,
    explain:
      "Two changes at the same time would undo each other. Deploys of Waybill wait for each other; this change came from somewhere else.",
  }),
  WB5026: define({
    fault: "infrastructure",
    message: text`another deploy to ${"target"} is still running: ${"holder"}`,
    remedy: text`wait until that deploy has finished; if it died on another machine, its lock expires at ${"until"}`,
    explain:
      "Two deploys to one target never run at the same time: the second one waits for the first, within its own deadline.",
  }),
  WB5027: define({
    fault: "infrastructure",
    message: text`the deploy to ${"target"} was stopped: ${"reason"}`,
    remedy: text`${"now"}; run it again if you still want it`,
    explain: "The run was cancelled or reached its time limit during a deploy. The previous version was restored.",
  }),
  WB5030: define({
    fault: "infrastructure",
    message: text`the engine has no container named \`${"container"}\``,
    remedy: text`${"existing"}; a deploy replaces a container, it does not create the first one: docker run --name ${"container"} ...`,
    explain:
      "The container must already exist. The new container takes over its ports, networks, volumes and environment.",
  }),
  WB5031: define({
    message: text`the container \`${"container"}\` was started with --rm, so it cannot be kept during the deploy`,
    remedy: text`start it once without --rm, with a restart policy: docker run --restart unless-stopped ...`,
    explain:
      "During a deploy the old container is kept, stopped, until the new one is healthy. A container that is removed when it stops cannot be restored.",
  }),
  WB5040: define({
    message: text`no record of an earlier run shows that ${"reference"} was tested as \`${"deploy"}\` requires: ${"reason"}`,
    remedy: text`deploy an image of a run that tested it (the records are in ${"folder"}), or give a reason to ship without: --unverified "reason"`,
    explain:
      "An image of an earlier run can be shipped again by its digest. The record of one run must show that each test of the deploy succeeded on that digest with all of its steps, that the tests were the same jobs as in the pipeline now, and that the condition of the deploy held. A test that has changed since, or a run on another branch, proves nothing.",
  }),
  WB5041: define({
    message: text`the signature of the statement about ${"reference"} is not valid: ${"reason"}`,
    remedy: text`check that this public key matches the private key of the run; if it does, the statement was changed and must not be trusted`,
    explain:
      "Statements about images are signed (DSSE) with the key of the run. This signature was made with another key, or the statement was changed afterwards.",
  }),
  WB5042: define({
    message: text`there is no statement about ${"reference"}`,
    remedy: text`check the folder in which the run kept its records: ${"folder"}`,
    explain:
      "Each run writes a statement about each image that it built, named after the image's digest. No statement has this digest.",
  }),
  WB5043: define({
    message: text`the statement about ${"reference"} does not show that \`${"job"}\` passed: ${"reason"}`,
    remedy: text`run the pipeline again, so that \`${"job"}\` tests the image`,
    explain:
      "The graph lists the jobs that test an image before it ships. The statement must contain a successful result of each, with all of its steps.",
  }),
  WB5044: define({
    fault: "usage",
    message: text`cannot read \`${"file"}\`: ${"reason"}`,
    remedy: text`use an unchanged file that a run of this version wrote`,
    explain: "Records and statements are JSON files in the formats that the documentation describes.",
  }),
  WB5045: define({
    fault: "usage",
    message: text`cannot use the key \`${"file"}\`: ${"reason"}`,
    remedy: text`make a pair of keys: openssl genpkey -algorithm ed25519 -out waybill.key && openssl pkey -in waybill.key -pubout -out waybill.pub`,
    explain: "Signing needs a private Ed25519 key in PEM format; verification needs the public key.",
  }),
  WB5046: define({
    message: text`the statement about ${"reference"} belongs to another pipeline: its graph is ${"found"}, but yours is ${"wanted"}`,
    remedy: text`verify with the graph of the commit that the image was built from: ${"commit"}`,
    explain:
      "The statement contains the digest of the graph of the run. The tests of one graph say nothing about another.",
  }),
  WB5047: define({
    severity: "warning",
    message: text`the signature of the statement about ${"reference"} was not checked: there is no key`,
    remedy: text`pass the public key of its run`,
    explain: "Without a signature, anyone who can write the file can claim anything about the image.",
  }),
  WB5048: define({
    severity: "warning",
    message: text`there is no statement about the image of \`${"image"}\`: the run ${"run"} made the result of \`${"job"}\` from another pipeline or source tree`,
    remedy: text`run the pipeline without --from for an image that can be verified`,
    explain:
      "A statement says that one graph built an image from one source tree and tested it. A run that uses results of an earlier run, from before the pipeline or the tree changed, did not do that. Its record names the earlier run, its graph and its tree.",
  }),
  WB5049: define({
    severity: "warning",
    message: text`${"reference"} was built from a tree that differed from its commit ${"commit"}`,
    remedy: text`commit the edits and run the pipeline again, to build an image from the commit only`,
    explain:
      "The statement names the commit that was checked out, and says that files differed from it. The digest of the tree in the statement identifies the edits, but nobody can check them out.",
  }),
  WB5050: define({
    message: text`cannot bring ${"target"} to ${"image"}: ${"reason"}`,
    remedy: text`${"now"}; find the cause in the output above`,
    explain:
      "The command that ships failed or exceeded the deadline; or readBack reports afterwards that another image than the tested one runs.",
  }),
  WB5051: define({
    fault: "infrastructure",
    message: text`cannot bring ${"target"} to ${"image"} (${"reason"}), and the rollback failed: ${"trouble"}`,
    remedy: text`check ${"target"} now: its state is unknown`,
    explain:
      "The command that ships failed, and so did the rollback command, or something else runs afterwards. A person must look at it.",
  }),
  WB5052: define({
    message: text`cannot read what runs at ${"target"}: ${"reason"}`,
    remedy: text`fix the readBack command: it prints sha256:... or repository@sha256:..., or nothing if nothing runs yet`,
    explain:
      "Before it changes anything, Waybill runs readBack to find out which digest a rollback must restore. The command failed, so nothing was changed.",
  }),
  WB5053: define({
    fault: "usage",
    message: text`the deploy ${"job"} uses ${"what"}, which only a whole run has`,
    remedy: text`ship with waybill run, or use only strings, secrets and facts of the commit in the commands of this deploy`,
    explain:
      "`waybill deploy` ships an image of an earlier run without running the jobs of the pipeline, so their outputs and other images are not known.",
  }),
  WB5054: define({
    message: text`cannot bring ${"target"} to ${"image"}, and nothing was restored: ${"reason"}`,
    remedy: text`check ${"target"}: ${"why"}; find the cause in the output above`,
    explain:
      "The command that ships failed, or afterwards another image than the tested one runs. The destination has no rollback, or nothing ran there before.",
  }),
  WB5056: define({
    fault: "infrastructure",
    message: text`the service \`${"service"}\` has no container in the compose project \`${"project"}\` on the engine`,
    remedy: text`${"existing"}; a deploy replaces containers, it does not create the first ones: docker compose --project-name ${"project"} up --detach ${"service"}`,
    explain:
      "Waybill finds the containers of a service by the labels that Compose sets. The project and the service are those of `docker compose ls` and of the compose file.",
  }),
  WB5057: define({
    message: text`cannot replace the service \`${"service"}\` while \`${"guest"}\` uses ${"uses"}`,
    remedy: text`start \`${"guest"}\` so that it does not use ${"uses"}, or update both with docker compose: a destination command("...") can do that`,
    explain:
      'With network_mode: "service:NAME", pid, ipc, links or volumes_from a container uses something of another container, and loses it when that container is replaced. Nothing was changed.',
  }),
  WB5060: define({
    message: text`cannot tag the image of \`${"job"}\` with the branch \`${"branch"}\`: ${"problem"}`,
    remedy: text`rename the branch, or remove tagFrom.branch`,
    explain:
      "The name of a branch becomes a tag, with - for each character that a tag cannot have. A branch that looks like a version, a commit, latest or buildcache would take over a tag that means something else.",
  }),
  WB5061: define({
    fault: "infrastructure",
    message: text`the build of \`${"job"}\` needs your SSH agent: ${"reason"}`,
    remedy: text`start an agent and add the key: eval "$(ssh-agent)" && ssh-add`,
    explain:
      "RUN --mount=type=ssh uses the keys of an SSH agent. On this machine it is yours, which SSH_AUTH_SOCK names. A provider starts one with the key in the `ssh` option of buildImage.",
  }),
  WB5062: define({
    message: text`cannot replace the container \`${"container"}\` while \`${"guest"}\` uses ${"uses"}`,
    remedy: text`start \`${"guest"}\` so that it does not use ${"uses"}, or replace both with a destination command("...")`,
    explain:
      "A container with --network, --pid or --ipc container:NAME, --link or --volumes-from uses something of another container, and loses it when that container is replaced. Nothing was changed.",
  }),
  WB5063: define({
    message: text`cannot read line ${"line"} of \`${"file"}\`: ${"problem"}`,
    remedy: text`correct the pattern: \`*\`, \`?\`, \`[a-z]\` and \`**\` match names, \`!\` in front includes files again, and \`\\\` in front of a character takes it literally`,
    explain: "An ignore file is read as BuildKit reads it. BuildKit refuses such a pattern too.",
  }),
  WB5064: define({
    message: text`the file \`${"path"}\` of the build context became shorter while it was sent`,
    remedy: text`run again when nothing changes the files below the run's cache folder`,
    explain:
      "At its start, a run makes a copy of the source tree and builds from it. Another process changed that copy.",
  }),
  WB5065: define({
    message: text`${"target"} has ${"image"} already, and ${"running"} of ${"desired"} tasks run: ${"reason"}`,
    remedy: text`find the cause with: docker service ps --no-trunc ${"service"}; nothing was changed`,
    explain:
      "The service already has the image that ships, so there is nothing to update. Its tasks must still run and keep running.",
  }),
  WB5066: define({
    message: text`cannot deploy to the service \`${"service"}\`, which runs its tasks once (mode ${"mode"})`,
    remedy: text`deploy to a replicated or global service, or start the job with a destination command("...")`,
    explain:
      "A deploy waits until the new tasks run and stay healthy. The tasks of a job end, and the Swarm does not start them again, so there is nothing to wait for and nothing to roll back to.",
  }),
  WB5067: define({
    fault: "infrastructure",
    message: text`cannot read the Docker settings \`${"file"}\`: ${"problem"}`,
    remedy: text`correct the file, or remove it and log in again with docker login`,
    explain:
      "Waybill reads registry logins as the docker command does: from `auths` (`auth`, `username` and `password`, or `identitytoken`), and from the programs that `credsStore` and `credHelpers` name.",
  }),
  WB5068: define({
    fault: "infrastructure",
    message: text`${"part"} failed during the run: ${"reason"}`,
    remedy: text`free disk space and memory if they are low, then run again; if it happens again, report it with this message`,
    explain:
      "Something around the jobs failed: a reporter, the journal, the clean-up of the engine, or a callback of Waybill. The run continues to its end, final jobs run, and Waybill cleans up the engine. The results that the run reports for its jobs are correct. After an uncaught error, Waybill first stops the run, as Ctrl-C does.",
  }),
  WB5069: define({
    message: text`\`${"job"}\` uses the image of \`${"build"}\`, which is not pushed`,
    remedy: text`remove \`push: false\` from \`${"build"}\`, or use the image of a build that is pushed`,
    explain:
      'Jobs run on other machines, so an image reaches them through its registry, by its digest. `push: false` is for builds that only check that the image can be built, such as those of pull requests.\n\n  wrong: const app = buildImage("app", { repository, push: false })  // ... image: app\n  right: const app = buildImage("app", { repository, when: (run) => run.event === "push" })',
  }),
  WB5070: define({
    message: text`\`${"tag"}\` cannot be a tag of the image of \`${"job"}\`: it ${"problem"}`,
    remedy: text`correct the values in the tag, or change the template of the tag in \`${"job"}\``,
    explain:
      "A tag with outputs, inputs or facts of the run is known only when the job starts. A part that is not set is empty. A tag consists of letters, digits, `_`, `.` and `-`, and does not start with `.` or `-`. Two kinds of tags are reserved: `buildcache` for the layers of earlier builds, and 40 hexadecimal digits for commits.",
  }),
} satisfies Hundred<"50">;
