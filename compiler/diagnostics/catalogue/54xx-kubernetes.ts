import { define, type Hundred, text } from "../define.ts";

/** WB54xx: rollouts on Kubernetes. */
export const kubernetes = {
  WB5401: define({
    fault: "infrastructure",
    message: text`no kubeconfig to deploy \`${"job"}\`: ${"looked"}`,
    remedy: text`set KUBECONFIG to a kubeconfig file, in the environment or in the deploy's \`env\`, or create ~/.kube/config`,
    explain:
      "Waybill connects to a cluster as kubectl does: with the files in KUBECONFIG, else ~/.kube/config, else, inside a pod, its service account. None of them exists.",
  }),
  WB5402: define({
    fault: "infrastructure",
    message: text`cannot use the kubeconfig \`${"file"}\`: ${"reason"}`,
    remedy: text`correct the file: "kubectl config view" reads it in the same way`,
    explain:
      "A kubeconfig is a YAML file with clusters, users and contexts. This one cannot be parsed, has another structure, or uses something that the client rejects, such as plain HTTP without insecure-skip-tls-verify.",
  }),
  WB5403: define({
    fault: "infrastructure",
    message: text`the kubeconfig has no ${"context"}; it has ${"contexts"}`,
    remedy: text`name one of these as the deploy's context, or add the missing one to the kubeconfig`,
    explain:
      "A context combines a cluster and a user under one name. The deploy uses the context that it names, or the current one of the kubeconfig. That context, its cluster or its user is missing.",
  }),
  WB5404: define({
    fault: "infrastructure",
    message: text`cannot reach the Kubernetes API server ${"server"}: ${"reason"}`,
    remedy: text`check the server's address in the kubeconfig, the network, and "kubectl cluster-info"; then run again`,
    explain:
      "The API server did not answer, or answered with a server error, several times in a row. If that happens before the workload is changed, nothing has been changed.",
  }),
  WB5405: define({
    fault: "infrastructure",
    message: text`the Kubernetes API server ${"server"} rejects the login of user ${"user"}`,
    remedy: text`renew the token, certificate or login command of that user in the kubeconfig`,
    explain: "The API server answered 401: the token or certificate is wrong, expired or missing.",
  }),
  WB5406: define({
    fault: "infrastructure",
    message: text`user ${"user"} of the kubeconfig may not ${"verb"} ${"resource"} in namespace ${"namespace"}`,
    remedy: text`give the user a role with the verb ${"verb"} on ${"resource"} there: a deploy needs list, watch and patch on its workload, list and watch on pods, and for a StatefulSet delete on pods`,
    explain:
      "The API server answered 403. Waybill uses each right once before it changes anything, so it finds a missing right early. The exception is the right to delete pods, which only the rollback of a StatefulSet needs.",
  }),
  WB5407: define({
    message: text`the cluster has no namespace ${"namespace"}; it has ${"namespaces"}`,
    remedy: text`correct the deploy's namespace or its context, or create the namespace`,
    explain: "A deploy updates a workload that exists. It creates neither namespaces nor workloads.",
  }),
  WB5408: define({
    message: text`there is no ${"workload"} in namespace ${"namespace"}; there are ${"workloads"}`,
    remedy: text`correct the name, the kind or the namespace, or apply the manifest of the workload before the first deploy`,
    explain:
      "A deploy sets the image of an existing workload; its manifest is not part of the pipeline. Deployments, StatefulSets, DaemonSets and CronJobs are supported.",
  }),
  WB5409: define({
    message: text`the ${"workload"} has no container ${"container"}; its pod template has ${"containers"}`,
    remedy: text`name one of these as the deploy's container`,
    explain:
      "A pod can have several containers, so a deploy names the one whose image it sets. Init containers and ephemeral containers are not supported.",
  }),
  WB5410: define({
    fault: "infrastructure",
    message: text`something else changed the ${"workload"} in each of the ${"attempts"} attempts to set its image`,
    remedy: text`find out what writes it so often (kubectl get --show-managed-fields), and run again`,
    explain:
      "Waybill sets the image only on the version of the workload that it read, so that it overwrites no other change. After a conflict it reads the workload again. Nothing was changed.",
  }),
  WB5411: define({
    message: text`the API server rejects the new image of the ${"workload"}: ${"reason"}`,
    remedy: text`check the reason: an admission policy, a quota or the validation of the workload rejects it`,
    explain:
      "The request was valid and the user may send it, but the validation or an admission webhook rejected the change. Nothing was changed.",
  }),
  WB5412: define({
    message: text`the ${"workload"} does not roll out automatically: ${"reason"}`,
    remedy: text`${"remedy"}`,
    explain:
      "A paused Deployment, or a StatefulSet or DaemonSet with the update strategy OnDelete, accepts a new image without starting pods. Waybill does not start a deploy that it cannot watch to its end.",
  }),
  WB5413: define({
    message: text`the rollout of the ${"workload"} failed: ${"reason"}; ${"now"}`,
    remedy: text`fix the image or the workload; the message and the log above quote the pods`,
    explain:
      "Kubernetes gave up the rollout (ProgressDeadlineExceeded): no pod with the new image became available within progressDeadlineSeconds. The previous image was restored.",
  }),
  WB5414: define({
    message: text`the ${"workload"} was not healthy after ${"deadline"} s: ${"reason"}; ${"now"}`,
    remedy: text`fix the image or the workload, or give the deploy a longer deadline if its pods are only slow to start`,
    explain:
      "Every deploy has a deadline. If the workload is not healthy by then, the deploy has failed and the previous image is restored. A pod that waits for its image (ImagePullBackOff) often lacks an imagePullSecret.",
  }),
  WB5415: define({
    message: text`the deploy of the ${"workload"} was stopped; ${"now"}`,
    remedy: text`run the deploy again and let it finish`,
    explain:
      "The run was cancelled, or the timeout of the job passed. Waybill does not leave a half-finished rollout: the previous image was restored.",
  }),
  WB5416: define({
    message: text`another deploy interfered with the rollout: ${"manager"} set the image of the ${"workload"} to ${"image"}, which was left in place`,
    remedy: text`let only one pipeline, or one tool, deploy this workload at a time; then run again`,
    explain:
      "Another image replaced the image of this deploy before it was healthy. The last change wins: restoring the previous image would undo somebody else's deploy.",
  }),
  WB5417: define({
    message: text`the ${"workload"} was deleted during the rollout`,
    remedy: text`find out who deleted it; apply its manifest again, then deploy`,
    explain: "The workload and its pods are gone, so there is nothing to restore.",
  }),
  WB5418: define({
    message: text`the ${"workload"} does not run the image that was tested (${"expected"}): ${"found"}; ${"now"}`,
    remedy: text`check for an admission webhook, or a registry mirror of a node, that replaces images`,
    explain:
      "After a rollout, Waybill reads the digest of every running container (imageID) from the pods and compares it with the tested digest. The index of an image and its manifest for one platform have different digests. A runtime that reports the digest of the manifest needs an image for a single platform, without attestations.",
  }),
  WB5419: define({
    fault: "infrastructure",
    message: text`the previous image ${"image"} of the ${"workload"} could not be restored: ${"reason"}; ${"now"}`,
    remedy: text`restore it by hand: ${"command"}`,
    explain:
      "The rollout failed, and so did the rollback: the cluster is unreachable, a right is missing, or the previous image is unhealthy too. The message describes the state of the workload.",
  }),
  WB5420: define({
    fault: "infrastructure",
    message: text`the rollout of the ${"workload"} can no longer be watched: ${"reason"}; ${"now"}`,
    remedy: text`fix what the reason names, and run again`,
    explain:
      "The connection to the cluster was lost during the rollout: an expired login, a revoked right, or a change that was never answered. A rollout that cannot be watched cannot be called healthy, so the previous image was restored where possible.",
  }),
} satisfies Hundred<"54">;
