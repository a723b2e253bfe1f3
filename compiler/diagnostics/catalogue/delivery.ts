import { define, text } from "../define.ts";

/** WB50xx: building, pushing and deploying images. */
export const delivery = {
  // Building

  WB5001: define({
    message: text`there is no Dockerfile ${"dockerfile"} for the image of ${"job"}`,
    remedy: text`create it, or name another one: buildImage("${"job"}", { dockerfile: "..." }); the path is relative to the context ${"context"}`,
    explain:
      "An image is built from a Dockerfile inside its build context. The one named (Dockerfile, unless said otherwise) could not be read there.",
  }),
  WB5002: define({
    message: text`the build context ${"context"} of ${"job"} is no folder of this repository`,
    remedy: text`give a folder relative to the repository's root, such as context: "." or context: "services/api"`,
    explain:
      "The build context is the folder that is sent to the builder. It must exist, and lie inside the repository, so that the same commit always gives the same image.",
  }),
  WB5003: define({
    message: text`the image of ${"job"} could not be built: ${"step"} failed: ${"reason"}`,
    remedy: text`read the step's output above, and mend it: "docker build" shows the same failure`,
    explain:
      "A step of the Dockerfile failed. The builder's steps and their output are in the log; the place shown is the step's line in the Dockerfile. Nothing was pushed.",
  }),
  WB5004: define({
    message: text`the Dockerfile of ${"job"} cannot be read: ${"reason"}`,
    remedy: text`correct the Dockerfile at the line shown`,
    explain: "The builder refused the Dockerfile itself, before any step ran: an unknown instruction, or wrong syntax.",
  }),
  WB5005: define({
    fault: "infrastructure",
    message: text`the base image ${"image"} of ${"job"} cannot be had: ${"reason"}`,
    remedy: text`check the name in the Dockerfile's FROM, that its registry can be reached from the engine, and that you are logged in to it (docker login)`,
    explain:
      "The image that the Dockerfile begins from is neither on the engine nor could it be pulled. An image of a private registry needs a login.",
  }),
  WB5006: define({
    fault: "infrastructure",
    message: text`the engine broke off the build of ${"job"}: ${"reason"}`,
    remedy: text`look at the engine's own log; a full disk and a restart of the engine are the usual causes; then run again`,
    explain:
      "The build ended without an image and without a failing step, so it is the engine's trouble and not the Dockerfile's.",
  }),
  WB5007: define({
    message: text`${"job"} wants an image for ${"platforms"}, which this engine cannot build: ${"reason"}`,
    remedy: text`build for one platform that the engine has, or let the provider build it: its builder makes several platforms at once`,
    explain:
      "The engine's builder makes an image for one platform at a time, and only for platforms that its machine runs or emulates. The provider's pipeline uses a builder that makes several.",
  }),
  WB5008: define({
    fault: "infrastructure",
    message: text`${"job"} uses ${"feature"}, and this engine has no BuildKit`,
    remedy: text`use Docker 18.09 or newer with BuildKit enabled`,
    explain:
      "Build secrets and SSH mounts are handed to the builder over a session that only BuildKit has. The classic builder could only put them into a layer, where anyone who has the image could read them.",
  }),
  WB5009: define({
    message: text`the Dockerfile of ${"job"} has no stage ${"target"}`,
    remedy: text`name one of its stages: ${"stages"}`,
    explain: "The target of buildImage must be the name of a stage, as given by FROM ... AS name.",
  }),

  // Registries

  WB5010: define({
    fault: "infrastructure",
    message: text`the registry ${"registry"} refuses the login of ${"user"}: ${"reason"}`,
    remedy: text`check ${"secret"}, and that ${"user"} may use ${"repository"}`,
    explain:
      "The registry answered, and did not accept user name and password, or does not let this user do what was asked. Trying again would not help.",
  }),
  WB5011: define({
    fault: "infrastructure",
    message: text`the registry ${"registry"} wants a login for ${"repository"}, and there is none`,
    remedy: text`give buildImage a login: { username: "...", password: secret("...") }, or run: docker login ${"registry"}`,
    explain:
      "No login was given in the pipeline, and the user's Docker settings hold none for this registry, nor does a credential helper.",
  }),
  WB5012: define({
    fault: "infrastructure",
    message: text`the registry ${"registry"} could not be reached for ${"repository"}, in ${"attempts"} attempts: ${"reason"}`,
    remedy: text`check that the registry runs, and that the engine can reach it; then run again: layers that arrived are not sent again`,
    explain:
      "Connections that break and answers that say the registry is in trouble are tried again, with growing pauses. It did not get better in time.",
  }),
  WB5013: define({
    fault: "infrastructure",
    message: text`the registry holds another image than was pushed to ${"reference"}: it says ${"found"} instead of ${"pushed"}`,
    remedy: text`find out what changes images in the registry; nothing of this run was tested or deployed`,
    explain:
      "After a push the digest is read back. From there on the image is known by that digest only, so a registry that stores something else than was sent breaks the promise that what was tested is what ships.",
  }),
  WB5014: define({
    fault: "infrastructure",
    message: text`the credential helper ${"helper"} does not give the login for ${"registry"}: ${"reason"}`,
    remedy: text`make the helper work (docker login ${"registry"} uses it too), or give the pipeline a login of its own`,
    explain:
      "The user's Docker settings name a program that keeps the logins: docker-credential-NAME. It is not installed, or it failed.",
  }),
  WB5015: define({
    fault: "infrastructure",
    message: text`the image ${"reference"} could not be pulled: ${"reason"}`,
    remedy: text`check that the image is still in its registry, and that the engine can reach it`,
    explain: "The engine that the image is deployed to pulls it by its digest. That failed, and nothing was changed.",
  }),
  WB5016: define({
    fault: "infrastructure",
    message: text`the registry ${"registry"} does not take ${"repository"}: ${"reason"}`,
    remedy: text`check the repository's name, and that pushing is allowed there`,
    explain: "The registry answered, and refused the push for a reason that trying again would not mend.",
  }),

  // Deploying

  WB5020: define({
    fault: "infrastructure",
    message: text`the engine ${"engine"} manages no Swarm: ${"reason"}`,
    remedy: text`point the deploy at a manager: swarmService("${"service"}", { engine: "..." }); or make this engine one: docker swarm init`,
    explain:
      "Services are updated through a manager of the Swarm. An engine that is a worker, or in no Swarm, cannot do it.",
  }),
  WB5021: define({
    fault: "infrastructure",
    message: text`there is no service ${"service"} in the Swarm`,
    remedy: text`${"existing"}; a deploy updates a service, it does not create one: docker service create --name ${"service"} ...`,
    explain:
      "The name must be that of a service which runs already. What a service is apart from its image (replicas, ports, networks) is not the pipeline's business.",
  }),
  WB5022: define({
    message: text`${"target"} did not become healthy with ${"image"}: ${"reason"}`,
    remedy: text`${"now"}; find the cause in the output above`,
    explain:
      "The new version was started and watched until it was healthy. It crashed, its health check failed, or the deadline passed, so what ran before was brought back.",
  }),
  WB5023: define({
    fault: "infrastructure",
    message: text`${"target"} did not become healthy with ${"image"} (${"reason"}), and could not be brought back: ${"trouble"}`,
    remedy: text`look after ${"target"} now: ${"now"}`,
    explain: "Both the new version and the way back to the old one failed. A person has to look at it.",
  }),
  WB5024: define({
    fault: "infrastructure",
    message: text`${"target"} runs ${"found"}, which is not the tested ${"image"}`,
    remedy: text`find out who else changes ${"target"}, then deploy again`,
    explain:
      "After a deploy the digest that really runs is read back from the live system and compared with the one that was tested.",
  }),
  WB5025: define({
    fault: "infrastructure",
    message: text`${"target"} was changed by someone else during the deploy: ${"reason"}`,
    remedy: text`deploy again, when nobody else is changing it`,
    explain:
      "Two changes at the same time would undo each other. Deploys of Waybill wait for each other; this change came from elsewhere.",
  }),
  WB5026: define({
    fault: "infrastructure",
    message: text`${"target"} is still being deployed to by ${"holder"}`,
    remedy: text`wait until that deploy has ended; if it died on another machine, its lock ends at ${"until"}`,
    explain:
      "Two deploys to one target never run at the same time: the second waits for the first, within its own deadline.",
  }),
  WB5027: define({
    fault: "infrastructure",
    message: text`the deploy to ${"target"} was stopped: ${"reason"}`,
    remedy: text`${"now"}; run it again when you want it`,
    explain: "The run was cancelled or reached its time limit during a deploy. What ran before was brought back.",
  }),
  WB5030: define({
    fault: "infrastructure",
    message: text`there is no container ${"container"} on the engine`,
    remedy: text`${"existing"}; a deploy replaces a container, it does not create the first one: docker run --name ${"container"} ...`,
    explain:
      "The name must be that of a container which exists already. Its ports, networks, volumes and environment are taken over by the new one.",
  }),
  WB5031: define({
    message: text`the container ${"container"} was started with --rm, so it cannot be kept while the new one is tried`,
    remedy: text`start it once without --rm, with a restart policy instead: docker run --restart unless-stopped ...`,
    explain:
      "Replacing a container keeps the old one, stopped, until the new one is healthy. One that is removed as soon as it stops leaves no way back.",
  }),

  // Records and signatures

  WB5040: define({
    message: text`the records of earlier runs do not show that ${"reference"} was tested as \`${"deploy"}\` demands: ${"reason"}`,
    remedy: text`deploy an image of a run that tested it (the records are in ${"folder"}), or say why it may ship without that: --unverified "reason"`,
    explain:
      "An image of an earlier run can be shipped again by its digest. The record of one run must show that each test that the deploy names succeeded on that digest with all of its steps, that the tests were the same jobs that the pipeline has now, and that the deploy's condition held in that run. A test whose definition has changed since, or a run on another branch, proves nothing.",
  }),
  WB5041: define({
    message: text`the signature of the statement about ${"reference"} is not valid: ${"reason"}`,
    remedy: text`check that the key is the one that the run signed with; if it is, the statement was changed, and must not be trusted`,
    explain:
      "Statements about images are signed (DSSE) with the key that the run was given. This signature was made with another key, or the statement was changed afterwards.",
  }),
  WB5042: define({
    message: text`there is no statement about ${"reference"}`,
    remedy: text`look in the folder where the run that built it kept its records: ${"folder"}`,
    explain:
      "Each run writes a statement about each image that it built, named by the image's digest. None has this digest.",
  }),
  WB5043: define({
    message: text`the statement about ${"reference"} does not show that the job ${"job"} passed: ${"reason"}`,
    remedy: text`run the pipeline again, so that ${"job"} tests the image`,
    explain:
      "The graph says which jobs test an image before it ships. The statement must hold a result of each that succeeded, with all of its steps.",
  }),
  WB5044: define({
    fault: "usage",
    message: text`${"file"} cannot be read: ${"reason"}`,
    remedy: text`give a file that a run of this version wrote, unchanged`,
    explain: "Records and statements are JSON files in the forms that the documentation describes.",
  }),
  WB5045: define({
    fault: "usage",
    message: text`the key ${"file"} cannot be used: ${"reason"}`,
    remedy: text`make a pair of keys: openssl genpkey -algorithm ed25519 -out waybill.key && openssl pkey -in waybill.key -pubout -out waybill.pub`,
    explain: "Signing takes a private Ed25519 key in PEM form, verifying the public one.",
  }),
  WB5046: define({
    message: text`the statement about ${"reference"} belongs to another pipeline: its graph is ${"found"}, and yours ${"wanted"}`,
    remedy: text`verify against the graph of the commit that the image was built from: ${"commit"}`,
    explain:
      "The statement holds the digest of the graph that the run carried out. The tests that one graph demands say nothing about another.",
  }),
  WB5048: define({
    severity: "warning",
    message: text`there is no statement about the image of \`${"image"}\`: the run ${"run"} made the result of \`${"job"}\` from another pipeline or source tree`,
    remedy: text`run the pipeline without --from for an image that can be verified`,
    explain:
      "A statement says that one graph built an image from one source tree and tested it. A run that takes results of an earlier run, before the pipeline or the tree changed, did not do that. Its record names the earlier run and what that ran on.",
  }),
  WB5049: define({
    severity: "warning",
    message: text`${"reference"} was built from a tree that differed from its commit ${"commit"}`,
    remedy: text`commit what was edited and run the pipeline again, for an image that the commit alone gives`,
    explain:
      "The statement names the commit that was checked out, and that files differed from it. The digest of the tree in the statement says which edits, but nobody can check them out.",
  }),
  WB5047: define({
    severity: "warning",
    message: text`the statement about ${"reference"} was not checked for its signature: no key was given`,
    remedy: text`give the public key that its run signed with`,
    explain: "Without a signature anyone who can write the file can say anything about the image.",
  }),
};
