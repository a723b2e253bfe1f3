import type { V1Pod } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import { digestIn, trouble } from "../../../runtime/delivery/kubernetes/pods.ts";
import { labelSelector } from "../../../runtime/delivery/kubernetes/selector.ts";

const hex = "a".repeat(64);

it("reads a digest out of what the runtimes report", () => {
  expect(digestIn(`registry.example.com/app@sha256:${hex}`)).toBe(`sha256:${hex}`);
  expect(digestIn(`docker-pullable://registry.example.com/app@sha256:${hex}`)).toBe(`sha256:${hex}`);
  expect(digestIn(`sha256:${hex}`)).toBeUndefined();
  expect(digestIn("")).toBeUndefined();
});

it("writes every form of selector as a query takes it", () => {
  const matchExpressions = [
    { key: "tier", operator: "In", values: ["a", "b"] },
    { key: "env", operator: "NotIn", values: ["dev"] },
    { key: "track", operator: "Exists" },
    { key: "canary", operator: "DoesNotExist" },
  ];
  expect(labelSelector({ matchLabels: { app: "web" }, matchExpressions })).toBe(
    "app=web,tier in (a,b),env notin (dev),track,!canary",
  );
});

it("tells why a pod is not ready, and says nothing of one that just starts", () => {
  const pod = (status: object): V1Pod => ({ metadata: { name: "web-1" }, status }) as V1Pod;
  const waiting = (reason: string) => ({ containerStatuses: [{ name: "web", state: { waiting: { reason } } }] });
  expect(trouble(pod(waiting("ContainerCreating")))).toBeUndefined();
  expect(trouble(pod(waiting("CreateContainerConfigError")))).toContain("CreateContainerConfigError");
  expect(
    trouble(pod({ conditions: [{ type: "Ready", status: "True" }], ...waiting("CrashLoopBackOff") })),
  ).toBeUndefined();
  const unschedulable = { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes fit" };
  expect(trouble(pod({ conditions: [unschedulable] }))).toBe("pod web-1: Unschedulable: 0/3 nodes fit");
  const init = {
    initContainerStatuses: [{ name: "migrate", state: { terminated: { exitCode: 2, reason: "Error" } } }],
  };
  expect(trouble(pod(init))).toBe("pod web-1: container migrate: last exit code 2 (Error)");
});
