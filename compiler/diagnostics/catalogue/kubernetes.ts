import { define, text } from "../define.ts";

/** WB54xx: rollouts on Kubernetes. */
export const kubernetes = {
  WB5401: define({
    fault: "infrastructure",
    message: text`there is no kubeconfig to deploy ${"job"} with: ${"looked"}`,
    remedy: text`set KUBECONFIG to a kubeconfig file, in the environment or in the deploy's env, or write one to ~/.kube/config`,
    explain:
      "Waybill reaches a cluster as kubectl does: by the files that KUBECONFIG names, else by ~/.kube/config, else, inside a pod, by its service account. None of them is there.",
  }),
  WB5402: define({
    fault: "infrastructure",
    message: text`the kubeconfig ${"file"} cannot be used: ${"reason"}`,
    remedy: text`correct the file: "kubectl config view" reads it in the same way`,
    explain:
      "A kubeconfig is YAML with clusters, users and contexts. This one cannot be read, is not of that form, or asks for something that the client refuses, such as plain HTTP without insecure-skip-tls-verify.",
  }),
  WB5403: define({
    fault: "infrastructure",
    message: text`the kubeconfig has no ${"context"}; it has ${"contexts"}`,
    remedy: text`name one of these as the deploy's context, or add the missing one to the kubeconfig`,
    explain:
      "A context joins a cluster and a user under one name. The deploy uses the context it names, or else the kubeconfig's current one; here that name, its cluster or its user is not in the kubeconfig.",
  }),
  WB5404: define({
    fault: "infrastructure",
    message: text`the Kubernetes API server ${"server"} cannot be reached: ${"reason"}`,
    remedy: text`check the server's address in the kubeconfig, the network, and "kubectl cluster-info"; then run again`,
    explain:
      "The API server did not answer, or answered with a server's fault, several times in a row. When that happens before the workload is changed, nothing has been changed.",
  }),
  WB5405: define({
    fault: "infrastructure",
    message: text`the Kubernetes API server ${"server"} does not accept the login of user ${"user"}`,
    remedy: text`renew the token, certificate or login command of that user in the kubeconfig`,
    explain: "The API server answered 401: the token or certificate is wrong or has expired, or there is none.",
  }),
  WB5406: define({
    fault: "infrastructure",
    message: text`user ${"user"} of the kubeconfig may not ${"verb"} ${"resource"} in namespace ${"namespace"}`,
    remedy: text`give the user a role with the verb ${"verb"} on ${"resource"} there: a deploy needs list, watch and patch on its workload, list and watch on pods, and for a StatefulSet delete on pods`,
    explain:
      "The API server answered 403. Each right is used once before anything is changed, so a missing one is found early; only the right to delete pods, which a StatefulSet's rollback needs, is found when it is used.",
  }),
  WB5407: define({
    message: text`there is no namespace ${"namespace"} in the cluster; there are ${"namespaces"}`,
    remedy: text`correct the deploy's namespace or its context, or create the namespace`,
    explain: "A deploy updates a workload that exists. It creates neither namespaces nor workloads.",
  }),
  WB5408: define({
    message: text`there is no ${"workload"} in namespace ${"namespace"}; there are ${"workloads"}`,
    remedy: text`correct the name, the kind or the namespace, or apply the workload's manifest once before the first deploy`,
    explain:
      "A deploy sets the image of a workload that exists: its manifest is the cluster's owner's business. Deployments, StatefulSets, DaemonSets and CronJobs can be updated.",
  }),
  WB5409: define({
    message: text`the ${"workload"} has no container ${"container"}; its pod template has ${"containers"}`,
    remedy: text`name one of these as the deploy's container`,
    explain:
      "A pod can have several containers, so a deploy names the one whose image it sets. Init containers and ephemeral containers cannot be named.",
  }),
  WB5410: define({
    fault: "infrastructure",
    message: text`the ${"workload"} was changed by others each of the ${"attempts"} times that its image was about to be set`,
    remedy: text`find out who writes it so often (kubectl get --show-managed-fields), and run again`,
    explain:
      "The image is set only on the very version of the workload that was read, so that nobody's change is overwritten. On a conflict it is read again. Nothing was changed.",
  }),
  WB5411: define({
    message: text`the API server refuses the new image of the ${"workload"}: ${"reason"}`,
    remedy: text`read the reason: an admission policy, a quota or the workload's own validation says no`,
    explain:
      "The request was well formed and the user has the right to it, but validation or an admission webhook refused the change. Nothing was changed.",
  }),
  WB5412: define({
    message: text`the ${"workload"} does not roll out by itself: ${"reason"}`,
    remedy: text`${"remedy"}`,
    explain:
      "A paused Deployment, or a StatefulSet or DaemonSet with the update strategy OnDelete, takes a new image without starting any pod with it. A deploy that cannot be watched to its end is not begun.",
  }),
  WB5413: define({
    message: text`the rollout of the ${"workload"} failed: ${"reason"}; ${"now"}`,
    remedy: text`mend the image or the workload; the pods' own words are in the message and in the log above`,
    explain:
      "Kubernetes gave the rollout up (ProgressDeadlineExceeded): no pod of the new image became available for progressDeadlineSeconds. The previous image was put back.",
  }),
  WB5414: define({
    message: text`the ${"workload"} was not healthy after ${"deadline"} s: ${"reason"}; ${"now"}`,
    remedy: text`mend the image or the workload, or give the deploy a longer deadline if its pods are only slow to start`,
    explain:
      "Every deploy has a deadline. What is not healthy by then has failed, and the previous image was put back. A pod that waits for its image (ImagePullBackOff) often lacks an imagePullSecret.",
  }),
  WB5415: define({
    message: text`the deploy of the ${"workload"} was stopped; ${"now"}`,
    remedy: text`run the deploy again when it may run to its end`,
    explain:
      "The run was cancelled, or the job's timeout was over. A half-finished rollout is not left behind: the previous image was put back.",
  }),
  WB5416: define({
    message: text`another deploy came in mid-rollout: ${"manager"} set the image of the ${"workload"} to ${"image"}; it was left in place`,
    remedy: text`let only one pipeline, or one tool, deploy this workload at a time; then run again`,
    explain:
      "The image that this deploy had set was replaced by another one before it was healthy. Whoever came last keeps the workload: putting the previous image back would undo a deploy that is not ours.",
  }),
  WB5417: define({
    message: text`the ${"workload"} was deleted in mid-rollout`,
    remedy: text`find out who deleted it; apply its manifest again, then deploy`,
    explain: "The workload that was being updated is gone, and with it its pods. There is nothing to put back.",
  }),
  WB5418: define({
    message: text`the ${"workload"} does not run the image that was tested (${"expected"}): ${"found"}; ${"now"}`,
    remedy: text`look for an admission webhook or a node's registry mirror that replaces images`,
    explain:
      "After a rollout the digest of every running container (imageID) is read back from the pods and compared with the digest that was tested. An image's index and its manifest for one platform have different digests: a runtime that reports the latter needs an image built for a single platform, without attestations.",
  }),
  WB5419: define({
    fault: "infrastructure",
    message: text`the previous image ${"image"} of the ${"workload"} could not be put back: ${"reason"}; ${"now"}`,
    remedy: text`put it back by hand: ${"command"}`,
    explain:
      "A rollout failed, and so did its undo: the cluster could not be reached, a right is missing, or the previous image is not healthy either. The workload is in the state that the message tells.",
  }),
  WB5420: define({
    fault: "infrastructure",
    message: text`the rollout of the ${"workload"} can no longer be watched: ${"reason"}; ${"now"}`,
    remedy: text`mend what the reason names, and run again`,
    explain:
      "The cluster was lost in mid-rollout: a login that expired, a right that was taken away, or a change that was never answered. What cannot be watched cannot be called healthy, so the previous image was put back where that was still possible.",
  }),
};
