import { define, text } from "../define.ts";

/** WB2190-9, WB3080-9 and WB5050-79: destinations of commands and compose projects, tags, SSH, and deploys by hand. */
export const shipping = {
  WB2190: define({
    message: text`${"owner"} has a rollback for ${"destination"}, but nothing that tells what to go back to`,
    remedy: text`add readBack: a command that prints the digest that runs; the rollback finds it in $WAYBILL_PREVIOUS`,
    explain:
      "Before command() ships, it asks readBack what runs, and that is what a rollback brings back. Without it nobody knows the earlier digest, and a rollback could only guess.",
  }),
  WB2191: define({
    message: text`${"owner"} has two values for the variable ${"name"} in its commands`,
    remedy: text`rename it in one of them`,
    explain:
      "The commands of a destination (the one that ships, readBack and rollback) have one environment, as a provider runs them in one process.",
  }),
  WB2192: define({
    message: text`${"owner"} has tagFrom.latest without tagFrom.version`,
    remedy: text`add version: true; or, if every build is to be the latest, tags: ["latest"]`,
    explain:
      "tagFrom.latest moves the tag latest to versions that are no pre-releases. Without versions there is nothing that it could be moved to.",
  }),
  WB2193: define({
    message: text`${"owner"} gives the tag ${"tag"} to every build, but ${"other"}`,
    remedy: text`take ${"tag"} out of tags`,
    explain:
      "A tag that is moved for two reasons tells nobody what it stands for. The tag buildcache is used for the layers of earlier builds, unless layerCache is local.",
  }),
  WB2194: define({
    message: text`${"job"} and ${"other"} push to ${"repository"} in one run, both under the tag of the commit`,
    remedy: text`give one of them a repository of its own, or conditions that never hold together`,
    explain:
      "Every image is tagged with its commit. Of two images of one commit in one repository the later would take the tag from the earlier, which then nobody finds by it; and a build whose tag has been moved fails when it is read back.",
  }),

  WB5050: define({
    message: text`${"target"} could not be brought to ${"image"}: ${"reason"}`,
    remedy: text`${"now"}; find the cause in the output above`,
    explain:
      "The command that ships failed or took longer than the deadline, or what runs afterwards, as readBack tells, is not the image that was tested.",
  }),
  WB5051: define({
    fault: "infrastructure",
    message: text`${"target"} could not be brought to ${"image"} (${"reason"}), and the rollback failed too: ${"trouble"}`,
    remedy: text`look after ${"target"} now: nobody knows what runs there`,
    explain:
      "The command that ships failed, and so did the one that brings back what ran before, or afterwards something else ran. A person has to look at it.",
  }),
  WB5052: define({
    message: text`what runs at ${"target"} cannot be read: ${"reason"}`,
    remedy: text`mend the readBack command; it prints sha256:... or repository@sha256:..., or nothing where nothing runs yet`,
    explain:
      "Before anything is changed, readBack is asked what runs, for that is what a rollback would bring back. It failed, so nothing was changed.",
  }),
  WB5054: define({
    message: text`${"target"} could not be brought to ${"image"}, and nothing was brought back: ${"reason"}`,
    remedy: text`look after ${"target"}: ${"why"}; find the cause in the output above`,
    explain:
      "The command that ships failed, or what runs afterwards is not the image that was tested. The destination has no rollback, or readBack told before that nothing ran there.",
  }),
  WB5056: define({
    fault: "infrastructure",
    message: text`there is no container of the service ${"service"} in the compose project ${"project"} on the engine`,
    remedy: text`${"existing"}; a deploy replaces containers, it does not create the first ones: docker compose --project-name ${"project"} up --detach ${"service"}`,
    explain:
      "The containers of a service are found by the labels that compose gives them. Project and service are those of docker compose ls and of the compose file.",
  }),
  WB5057: define({
    message: text`the service ${"service"} cannot be replaced while ${"guest"} lives in its network`,
    remedy: text`give ${"guest"} a network of its own, or update both by docker compose: a destination command("...") can do that`,
    explain:
      'With network_mode: "service:NAME" a container uses the network of one other container, and would be without any as soon as that one is replaced.',
  }),
  WB5062: define({
    message: text`the container ${"container"} cannot be replaced while ${"guest"} lives in its network`,
    remedy: text`give ${"guest"} a network of its own, or replace both by a destination command("...")`,
    explain:
      "A container with --network container:NAME uses the network of another one, and would be without any as soon as that one is replaced.",
  }),
  WB5060: define({
    message: text`the image of ${"job"} cannot be tagged with the branch ${"branch"}: ${"problem"}`,
    remedy: text`rename the branch, or leave out tagFrom.branch`,
    explain:
      "A branch's name becomes a tag with - for what a tag cannot have. One that looks like a version, a commit, latest or buildcache would take over a tag that means something else.",
  }),
  WB5061: define({
    fault: "infrastructure",
    message: text`the build of ${"job"} is to use your SSH agent, and there is none: ${"reason"}`,
    remedy: text`start one and give it the key: eval "$(ssh-agent)" && ssh-add`,
    explain:
      "Steps with RUN --mount=type=ssh sign with the keys of an SSH agent. On this machine it is yours, which SSH_AUTH_SOCK names; on the providers one is started with the key that buildImage's ssh names.",
  }),
  WB5053: define({
    fault: "usage",
    message: text`the deploy ${"job"} uses ${"what"}, which only a whole run has`,
    remedy: text`ship by waybill run, or give the commands of this deploy only texts, secrets and facts of the commit`,
    explain:
      "waybill deploy ships an image of an earlier run without running that pipeline's jobs, so their outputs and other images are not known.",
  }),
};
