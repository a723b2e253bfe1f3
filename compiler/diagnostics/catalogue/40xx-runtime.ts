import { define, type Hundred, text } from "../define.ts";

/** WB40xx: running a graph on this machine. */
export const runtime = {
  WB4001: define({
    fault: "infrastructure",
    message: text`no Docker Engine answers at ${"address"}: ${"reason"}`,
    remedy: text`start Docker, or set DOCKER_HOST to a running engine; a pipeline with only script jobs can also run as local processes, with --executor host`,
    explain:
      "Jobs run in containers, so Waybill needs a Docker Engine. It looks where the docker command looks: DOCKER_HOST, then the socket of the current context.",
  }),
  WB4002: define({
    fault: "infrastructure",
    message: text`cannot pull the image ${"image"} of \`${"job"}\`: ${"reason"}`,
    remedy: text`check the name, and that this machine can reach its registry; log in with "docker login ${"registry"}" if the registry requires it, or load the image into the engine first`,
    explain:
      "A job runs in a container of its image. The engine does not have this image, and the registry did not deliver it. Network failures are retried a few times; an unknown name or a rejected password is reported at once.",
  }),
  WB4003: define({
    fault: "usage",
    message: text`the secret \`${"name"}\` of \`${"job"}\` has no value`,
    remedy: text`set the environment variable ${"name"}, or pass a file with a line ${"name"}=... to --secret-file`,
    explain:
      "Secrets are stored at the provider, so a local run needs their values. Waybill asks only for those that the jobs of this run need, before anything starts, and only in a terminal.",
  }),
  WB4004: define({
    fault: "usage",
    message: text`\`${"job"}\` cannot run as local processes: ${"reason"}`,
    remedy: text`run it with --executor docker, or choose jobs that do not need an engine with --job`,
    explain:
      "The host executor runs the steps of script jobs as processes of this machine. Building images, services, deploys, and jobs inside an image that the pipeline builds need a Docker Engine.",
  }),
  WB4005: define({
    message: text`the image ${"image"} of \`${"job"}\` has no shell to run its steps`,
    remedy: text`choose an image with /bin/sh, or write each step as a list of arguments, which needs no shell`,
    explain:
      'The shell of the job\'s image runs a step that is a script. An image made FROM scratch has no shell; its steps can only be programs with arguments.\n\n  wrong: steps: [sh`/app --self-test`]\n  right: steps: [exec("/app", "--self-test")]',
  }),
  WB4006: define({
    fault: "infrastructure",
    message: text`the container of \`${"job"}\` was lost: ${"reason"}`,
    remedy: text`check that the Docker Engine is running and that nothing else removes its containers, then run again`,
    explain:
      "The container of the job ended, or became unreachable, and no step caused that: the engine restarted, somebody stopped or removed the container, or the connection broke. The result of the job is unknown, so it counts as an infrastructure failure.",
  }),
  WB4007: define({
    fault: "infrastructure",
    message: text`the Docker Engine refused to ${"action"} for \`${"job"}\`: ${"reason"}`,
    remedy: text`check the reason and the log of the engine; a full disk and a missing permission are the usual causes`,
    explain: "The Docker Engine answered a request with an error that a retry cannot fix.",
  }),
  WB4008: define({
    message: text`the service \`${"service"}\` of \`${"job"}\` did not become ready: ${"reason"}`,
    remedy: text`check the end of its log above; correct its environment or command, or allow more time in \`ready\``,
    explain:
      "The steps of a job start when all of its services are ready. A service that ends, or is not ready in time, fails the job.",
  }),
  WB4009: define({
    message: text`cannot keep the artifacts of \`${"job"}\`: ${"reason"}`,
    remedy: text`keep fewer or smaller files, and only files and folders`,
    explain:
      "Artifacts are files and folders inside the working directory of the job. Archives are limited in size and number of entries, and an entry that would be written outside that directory is rejected.",
  }),
  WB4010: define({
    fault: "usage",
    message: text`the pipeline has no job named \`${"name"}\``,
    remedy: text`${"meant"}choose one of: ${"jobs"}`,
    explain:
      "The command line uses the names that the pipeline declares. `--job` runs a job and the jobs that it needs, `--from` starts at a job, and `waybill why` shows what happened to a job in the last run.",
  }),
  WB4011: define({
    fault: "infrastructure",
    message: text`cannot read the source tree: ${"reason"}`,
    remedy: text`make the path readable, or add it to .gitignore so that it is not part of the tree`,
    explain:
      "Each job gets a copy of the files that git tracks or would track. Waybill could not read one of them, or could not write the folder for the copies.",
  }),
  WB4012: define({
    fault: "infrastructure",
    message: text`cannot start \`${"job"}\` on this machine: ${"reason"}`,
    remedy: text`install what is missing, or run the job in its image with --executor docker`,
    explain: "The host executor starts the steps of a job with the shell and the programs of this machine.",
  }),
  WB4013: define({
    fault: "infrastructure",
    message: text`\`${"job"}\` ended because of an unexpected error: ${"reason"}`,
    remedy: text`free disk space and memory if they are low, then run again; if it happens again, report it with this message`,
    explain: "Something that Waybill depends on failed in an unexpected way.",
  }),
  WB4014: define({
    fault: "infrastructure",
    message: text`cannot write the folder \`${"folder"}\` for the files of runs: ${"reason"}`,
    remedy: text`make it writable, or name another folder in the environment variable WAYBILL_CACHE`,
    explain:
      "During a run, Waybill keeps copies of the source tree and of artifacts in a folder below the user's cache folder (XDG_CACHE_HOME). It removes the folder when the run ends.",
  }),
  WB4015: define({
    message: text`the image of \`${"job"}\` would be \`${"reference"}\`, which is not a valid image name`,
    remedy: text`correct the values that it consists of: ${"parts"}`,
    explain:
      "An image name with outputs, inputs or facts of the run is known only when the job starts. If a step never sets its output, that part is empty. The name of a branch may contain characters that a tag cannot have.",
  }),
  WB4016: define({
    message: text`the output \`${"output"}\` of \`${"producer"}\` gives no instances for the matrix \`${"matrix"}\`: ${"reason"}`,
    remedy: text`set it to a JSON list on one line, for example ${"example"}, or to [] if there are none`,
    explain:
      "The instances of a dynamic matrix are the elements of a JSON list that another job produced: strings or numbers, or objects with exactly the keys that the matrix names. The limit is 256 elements, without duplicates. Write an empty list as `[]`, exactly: GitHub's condition compares with it.",
  }),
  WB4018: define({
    fault: "usage",
    message: text`${"option"} ${"name"} does not name a job that waits for a person`,
    remedy: text`${"choices"}`,
    explain:
      "--approve takes the name of a manual job or of a deploy, or of an environment, a matrix or a call that contains one. --deploy takes only names of deploys. On this machine a deploy waits until it is named. All other jobs start automatically.",
  }),
  WB4019: define({
    fault: "infrastructure",
    message: text`the Docker Engine shows ${"job"} a working directory without the source tree: ${"path"} is missing`,
    remedy: text`run on another engine (DOCKER_HOST or docker context use), and report this one with its version`,
    explain:
      "Before the first step of a job, Waybill looks for a file of the source tree in the job's container. It tries a shared folder, a volume of the engine and a copy for the job alone; this engine reports success for each of them, but the file is missing.",
  }),
  WB4020: define({
    fault: "infrastructure",
    message: text`the host key of ${"host"} is not known, so nothing proves that this is the machine of the Docker Engine`,
    remedy: text`connect once with "${"command"}", compare the fingerprint that it shows with that of the machine, and accept it`,
    explain:
      "Engines at ssh:// addresses are reached with the system's ssh command, which reads ~/.ssh/config, your keys and your known_hosts files. Waybill never accepts a key for you: the machine gets your sources, and the secrets of your jobs.",
  }),
  WB4021: define({
    fault: "infrastructure",
    message: text`the host key of ${"host"} is not the one in ${"line"}: this may be another machine`,
    remedy: text`ask the administrator of the machine whether its key was replaced; if it was, remove the old one with ssh-keygen -R, and accept the new one with "${"command"}"`,
    explain:
      "A changed host key means that the machine was reinstalled, or that another machine answers instead. That machine would get your sources and the secrets of your jobs.",
  }),
  WB4022: define({
    fault: "infrastructure",
    message: text`the Docker Engine's machine ${"host"} cannot be reached by SSH: ${"reason"}`,
    remedy: text`make "${"command"}" work without a question: load the key with ssh-add, or name it in ~/.ssh/config`,
    explain:
      "Engines at ssh:// addresses are reached with one connection of the system's ssh command, which reads ~/.ssh/config and your keys. During a run, ssh cannot ask for a password or a passphrase. The machine must let the connection forward the engine's socket (AllowStreamLocalForwarding in its sshd_config).",
  }),
  WB4040: define({
    fault: "infrastructure",
    message: text`cannot remove what the run ${"run"} created on the Docker Engine: ${"reason"}`,
    remedy: text`check that the engine is running; the next run on it removes what is left`,
    explain:
      "At its end a run removes its containers, networks and volumes, and waits half a minute for an engine that is unreachable. They carry a label with the run's id, so a later run can find them.",
  }),
  WB4041: define({
    fault: "infrastructure",
    message: text`cannot write the artifacts of \`${"job"}\` on this machine: ${"reason"}`,
    remedy: text`free space in \`${"folder"}\`, or keep fewer and smaller files`,
    explain:
      "Artifacts are stored on this machine for the jobs that need them, in a folder that is removed when the run ends. The file system refused to write them.",
  }),
  WB4042: define({
    message: text`${"path"} of the graph ${"problem"}: ${"value"}`,
    remedy: text`write ${"wanted"}, or compile the graph again from its pipeline`,
    explain:
      "A graph may come from another source, or be written by hand. Its paths must be inside the repository, and images, services and containers must have names that the Docker Engine accepts. A graph can therefore not reach the rest of this machine, nor add options to a container. The compiler never writes such a graph.",
  }),
  WB4043: define({
    severity: "warning",
    message: text`no file matches \`${"file"}\`, a key file of the cache \`${"cache"}\` of \`${"job"}\``,
    remedy: text`correct the path (it is relative to the repository), or remove it from the key`,
    explain:
      'A cache is found by the content of its key files: cache: { key: ["package-lock.json"], paths: [".npm"] }. A file that does not exist adds nothing to the key: the cache keeps its first content, whatever the job installs later. Files that a job creates do not count, because the key is computed before its first step. Files that git ignores do not count either, because they are not in a checkout.',
  }),
  WB4044: define({
    fault: "infrastructure",
    message: text`cannot unpack the artifacts that \`${"job"}\` downloads: ${"reason"}`,
    remedy: text`run again with --no-cache; if it happens again, something else writes to the store (waybill clean --cache empties it)`,
    explain:
      "Artifacts are files and folders below the working directory. Waybill writes archives without links, devices, and rights for other users. An archive that contains these, leads outside the directory, or is damaged was not written by a run, so Waybill unpacks nothing from it.",
  }),
  WB4050: define({
    fault: "usage",
    message: text`the pipeline has no input named \`${"name"}\``,
    remedy: text`${"choices"}`,
    explain:
      '--input takes the inputs that the manual trigger of the pipeline declares: manual({ inputs: { level: { type: "string" } } }) is set with --input level=debug.',
  }),
  WB4051: define({
    fault: "usage",
    message: text`the input \`${"name"}\` cannot be ${"value"}`,
    remedy: text`give ${"wanted"}: --input ${"name"}=${"example"}`,
    explain:
      "An input has the type that the pipeline declares. A boolean is true or false; a choice is one of its options, exactly as declared.",
  }),
  WB4052: define({
    fault: "usage",
    message: text`the input \`${"name"}\` has no default and no value`,
    remedy: text`add --input ${"name"}=VALUE, ${"wanted"}`,
    explain:
      "A run that is started by hand needs values for the inputs of the pipeline. Set each input without a default on the command line; a string may be empty (--input NAME=).",
  }),
  WB4053: define({
    fault: "usage",
    message: text`inputs are only for runs that are started by hand or called, and this run is a ${"event"}`,
    remedy: text`${"instead"}leave --input out`,
    explain:
      "Only the person who starts the pipeline by hand can set the inputs of a manual trigger, and only the caller those of a call. In all other runs they have their defaults, on the providers and on this machine.",
  }),
  WB4054: define({
    fault: "usage",
    message: text`there is no run to resume: ${"reason"}`,
    remedy: text`run without --resume`,
    explain:
      "--resume continues the last run of the pipeline in this checkout, if it was killed, cancelled or failed. It reuses the jobs that succeeded and runs the rest. A run that is still running in another process is not resumed.",
  }),
  WB4055: define({
    fault: "usage",
    message: text`cannot resume run ${"run"}: ${"change"}`,
    remedy: text`${"remedy"}, or drop --resume to start over`,
    explain:
      "The results of a run say nothing about another branch, event or input. --resume needs the command line of the original run. The pipeline and the files of the tree may have changed: jobs that the edit touches run again.",
  }),
  WB4056: define({
    fault: "usage",
    message: text`cannot start from \`${"from"}\`: no earlier run kept everything it needs; missing: ${"missing"}`,
    remedy: text`run ${"needs"} first, or start from an earlier job`,
    explain:
      "--from takes what its jobs need (outputs, artifacts and images) from one earlier run of the pipeline in this checkout, so that an image and its tests belong together. A result counts only if the job would give the same result now: the definition of the job, the event, the branch or tag, the inputs, the variables and the steps that run must be the same. Results of jobs that produce or keep a secret are never kept.",
  }),
  WB4057: define({
    fault: "usage",
    message: text`\`${"from"}\` is not a job that \`${"job"}\` needs`,
    remedy: text`use a --from that \`${"job"}\` needs, or drop one of the two options`,
    explain:
      "With --from and --job, a run starts at the first job and ends with the second one. No job lies between these two.",
  }),
  WB4058: define({
    fault: "infrastructure",
    message: text`the result of \`${"job"}\` from run ${"run"} is damaged`,
    remedy: text`repeat the command: the damaged result has been removed`,
    explain:
      "Results of jobs are stored under the digest of their content, and compared with it when they are used. A result that does not match its digest is removed, and the job then has no result from that run.",
  }),
  WB4060: define({
    fault: "usage",
    message: text`there is no run to show: ${"reason"}`,
    remedy: text`${"remedy"}`,
    explain:
      "`waybill runs` numbers the runs of a checkout from 1, the newest. Name a run by that number, by its id, by the start or end of its id (at least four characters that no other run shares), or as `last`. Waybill keeps the last 50 runs of each checkout.",
  }),
  WB4061: define({
    fault: "usage",
    message: text`the run ${"run"} has no job \`${"job"}\``,
    remedy: text`${"meant"}choose one of: ${"known"}`,
    explain:
      "The commands that show earlier runs use the names that the jobs had in that run. Each instance of a matrix has its own name.",
  }),
  WB4062: define({
    fault: "usage",
    message: text`the run ${"run"} has no stored log`,
    remedy: text`run the pipeline again; \`waybill runs\` lists other runs`,
    explain:
      "The events of a run, with the logs of its jobs, are stored beside its journal in the user's state folder. They are missing if that folder could not be written, or if another version of Waybill wrote them.",
  }),
  WB4063: define({
    fault: "usage",
    message: text`there are no artifacts of \`${"job"}\` in the run ${"run"}: ${"reason"}`,
    remedy: text`run the job again, or name another run with --run; \`waybill artifacts\` lists the artifacts of a run`,
    explain:
      "Artifacts of local runs are in the store in the user's cache folder, which keeps the most recently used entries. Artifacts that hold a secret are never stored. A job that was skipped, or that keeps artifacts only when it succeeds, leaves none.",
  }),
  WB4064: define({
    fault: "infrastructure",
    message: text`cannot write artifacts to \`${"folder"}\`: ${"reason"}`,
    remedy: text`check the folder's permissions and the free space of the disk, or name another folder`,
    explain:
      "`waybill artifacts --out` and `waybill run --artifacts` unpack the artifacts of jobs into the folder that you name.",
  }),
  WB4065: define({
    fault: "usage",
    message: text`\`${"pipeline"}\` has not run in this checkout, so there is nothing to show`,
    remedy: text`run it first: waybill run ${"source"} --pipeline "${"pipeline"}"`,
    explain:
      "`waybill why` reads the journals of earlier runs, in the user's state folder. Waybill keeps the last 50 runs of each checkout, on this machine only.",
  }),
  WB4066: define({
    fault: "usage",
    message: text`cannot serve the page on port ${"port"} of this machine: ${"reason"}`,
    remedy: text`choose another port with --port, or leave it out for a free one`,
    explain:
      "`waybill ui` serves the page of a run on 127.0.0.1, which only this machine reaches. The port must be free, and ports below 1024 usually need administrator rights.",
  }),
  WB4070: define({
    severity: "warning",
    message: text`git ignores \`${"file"}\`, a key file of the cache \`${"cache"}\` of \`${"job"}\``,
    remedy: text`make git track it: git add --force ${"file"}; or remove it from the key`,
    explain:
      "A cache is found by the content of its key files. A file that git ignores exists on this machine only: jobs work on a checkout, here and on the providers. It adds nothing to the key, so the cache keeps its first content.",
  }),
  WB4071: define({
    severity: "warning",
    message: text`no file matches \`${"glob"}\`, which the \`inputs\` of \`${"job"}\` list`,
    remedy: text`write a path or glob relative to the root of the repository that matches a file which git does not ignore, or remove it`,
    explain:
      "`waybill run` restores the result of a job whose `inputs` have not changed. A glob that matches no file adds nothing, so the job counts as unchanged when the files that were meant change.",
  }),
  WB4080: define({
    message: text`job \`${"job"}\` needs the machine \`${"machine"}\`, but this machine has another operating system`,
    remedy: text`run this job on the provider, and choose the jobs to run here with \`--job\``,
    fault: "usage",
    explain:
      "A job with `machine` runs as processes of this machine, so this machine must have the operating system that the job's label names. `waybill run --job NAME` runs the jobs that you name, and the jobs that they need.",
  }),
  WB4081: define({
    fault: "usage",
    message: text`\`${"job"}\` has \`checkout: { ${"option"} }\`, which only GitHub supports`,
    remedy: text`choose other jobs with --job, or set \`checkout: false\` and check out the sources with git in a step`,
    explain:
      "On this machine, a job gets a copy of the source tree, including your edits, in its own folder. It cannot use another commit or another folder.",
  }),
} satisfies Hundred<"40">;
