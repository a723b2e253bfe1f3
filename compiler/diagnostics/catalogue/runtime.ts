import { define, text } from "../define.ts";

/** WB4xxx: running a graph on this machine. */
export const runtime = {
  WB4080: define({
    message: text`job \`${"job"}\` runs on \`${"machine"}\`, which is another system than this machine's`,
    remedy: text`leave the job to the provider: choose the jobs to run here with \`--job\``,
    fault: "usage",
    explain:
      "A job with `machine` runs as processes of this machine, so the machine has to be of the system that the job's label names. `waybill run --job NAME` runs the jobs that you name, and what they need.",
  }),
  WB4001: define({
    fault: "infrastructure",
    message: text`no Docker Engine answers at ${"address"}: ${"reason"}`,
    remedy: text`start Docker, or set DOCKER_HOST to an engine that runs; a pipeline of script jobs alone can also run as local processes, with --executor host`,
    explain:
      "Jobs run in containers, so a Docker Engine is needed. Waybill looks where the docker command looks: DOCKER_HOST, then the current context's socket.",
  }),
  WB4002: define({
    fault: "infrastructure",
    message: text`the image ${"image"} of ${"job"} cannot be pulled: ${"reason"}`,
    remedy: text`check the name and that this machine reaches its registry; log in with "docker login ${"registry"}" where it wants a password, or load the image into the engine beforehand`,
    explain:
      "A job runs in a container of its image. The engine has no image of that name, and its registry did not give one. Faults of the network are tried again a few times before this is said; a name that does not exist, or a refused password, is said at once.",
  }),
  WB4003: define({
    fault: "usage",
    message: text`the secret ${"name"}, which ${"job"} needs, has no value`,
    remedy: text`set the environment variable ${"name"}, or name a file that has a line ${"name"}=... with --secret-file`,
    explain:
      "Secrets live at the provider, so a local run has to be given them. Only those that a job of this run needs are asked for, before anything starts: of a person in a terminal, and nowhere else.",
  }),
  WB4004: define({
    fault: "usage",
    message: text`${"job"} cannot run as local processes: ${"reason"}`,
    remedy: text`run it with --executor docker, or choose jobs that need no engine with --job`,
    explain:
      "The host executor runs the steps of script jobs as processes of this machine. Building an image, services, deploying, and running inside an image that the pipeline builds all need a Docker Engine.",
  }),
  WB4005: define({
    message: text`the image ${"image"} of ${"job"} has no shell to run its steps with`,
    remedy: text`choose an image that has /bin/sh, or give each step as a list of arguments, which needs no shell`,
    explain:
      "A step that is a script is run by the shell of the job's image. An image made FROM scratch has none; there, steps can only be programs with their arguments.",
  }),
  WB4006: define({
    fault: "infrastructure",
    message: text`the container of ${"job"} was lost: ${"reason"}`,
    remedy: text`see that the Docker Engine is up and that nothing else removes its containers, then run again`,
    explain:
      "The job's container ended, or could no longer be reached, in a way that none of its steps caused: the engine was restarted, somebody killed or removed the container, or the connection was cut. How the job would have ended is unknown, so it counts as the infrastructure's failure.",
  }),
  WB4007: define({
    fault: "infrastructure",
    message: text`the Docker Engine refused to ${"action"} for ${"job"}: ${"reason"}`,
    remedy: text`see the engine's reason and its log; a full disk and a missing permission are the usual causes`,
    explain: "A request that Waybill sent to the Docker Engine was answered with an error that no retry can mend.",
  }),
  WB4008: define({
    message: text`the service ${"service"} of ${"job"} did not get ready: ${"reason"}`,
    remedy: text`see the end of its log above; correct its environment or command, or give it more time in "ready"`,
    explain:
      "The steps of a job start when each of its services is ready. A service that ends, or is not ready within its time, fails the job.",
  }),
  WB4009: define({
    message: text`the artifacts of ${"job"} cannot be kept: ${"reason"}`,
    remedy: text`keep fewer or smaller files, and only files and folders`,
    explain:
      "Artifacts are files and folders inside the job's working directory. Archives are bounded in size and in number of entries, and an entry that would land outside of it is refused.",
  }),
  WB4010: define({
    fault: "usage",
    message: text`the pipeline has no job called ${"name"}`,
    remedy: text`${"meant"}choose one of: ${"jobs"}`,
    explain:
      "Jobs are called on the command line as the pipeline declares them. --job runs one with all that it needs, and nothing else; --from begins at one; waybill why tells of one what became of it in the last run.",
  }),
  WB4011: define({
    fault: "infrastructure",
    message: text`the source tree cannot be read: ${"reason"}`,
    remedy: text`make the path readable, or ignore it in .gitignore so that it is no part of the tree`,
    explain:
      "Each job gets a copy of the files that git tracks or would track. One of them could not be read, or the folder for the copies could not be written.",
  }),
  WB4012: define({
    fault: "infrastructure",
    message: text`${"job"} cannot be started on this machine: ${"reason"}`,
    remedy: text`install what is missing, or run the job in its image with --executor docker`,
    explain: "The host executor starts a job's steps with this machine's own shell and programs.",
  }),
  WB4013: define({
    fault: "infrastructure",
    message: text`${"job"} was ended by an unexpected fault: ${"reason"}`,
    remedy: text`free disk space and memory if they are short, then run again; if it stays, report it with this message`,
    explain: "Something that Waybill itself relies on failed in a way it has no better words for.",
  }),
  WB4019: define({
    fault: "infrastructure",
    message: text`the Docker Engine shows ${"job"} a working directory without the source tree: ${"path"} is missing`,
    remedy: text`run on another engine (DOCKER_HOST or docker context use), and report this one with its version`,
    explain:
      "Before the first step of a job, Waybill looks for a file of the source tree in the job's container. It tries a shared folder, a volume of the engine and a copy for the job alone; this engine reports success for each of them and shows none.",
  }),
  WB4020: define({
    fault: "infrastructure",
    message: text`the host key of ${"host"} is not known, so nothing proves that this is the machine of the Docker Engine`,
    remedy: text`connect once with "${"command"}", compare the fingerprint that it shows with the one of the machine, and accept it`,
    explain:
      "Engines at ssh:// addresses are reached with the system's ssh command, which reads ~/.ssh/config, your keys and your known_hosts files. Waybill never accepts a key for you: the machine gets your sources, and the secrets of your jobs.",
  }),
  WB4021: define({
    fault: "infrastructure",
    message: text`the host key of ${"host"} is not the one in ${"line"}: this may be another machine`,
    remedy: text`ask whoever runs the machine whether its key was replaced; if it was, remove the old one with ssh-keygen -R, and accept the new one with "${"command"}"`,
    explain:
      "A host key that has changed means that the machine was installed anew, or that another machine answers in its place, which would get your sources and the secrets of your jobs.",
  }),
  WB4022: define({
    fault: "infrastructure",
    message: text`the Docker Engine's machine ${"host"} cannot be reached by SSH: ${"reason"}`,
    remedy: text`make "${"command"}" work without a question: load the key with ssh-add, or name it in ~/.ssh/config`,
    explain:
      "Engines at ssh:// addresses are reached with one connection of the system's ssh command, which reads ~/.ssh/config and your keys. While a run shows its progress nobody can be asked for a password or a passphrase. The machine must let the connection forward the engine's socket (AllowStreamLocalForwarding in its sshd_config).",
  }),
  WB4014: define({
    fault: "infrastructure",
    message: text`the folder ${"folder"} for the files of runs cannot be written: ${"reason"}`,
    remedy: text`make it writable, or name another one in the environment variable WAYBILL_CACHE`,
    explain:
      "While it goes on, a run keeps copies of the source tree and of artifacts in a folder of its own, below the user's cache folder (XDG_CACHE_HOME), and removes it when it ends.",
  }),
};
