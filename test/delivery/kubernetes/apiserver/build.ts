import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const here = fileURLToPath(new URL(".", import.meta.url));

/** Where the programs are kept between runs. They are some 100 MB each. */
const home = fileURLToPath(new URL("../../../../node_modules/.cache/waybill-kubernetes", import.meta.url));

export interface ControlPlane {
  readonly apiserver: string;
  readonly controllerManager: string;
  readonly etcd: string;
}

/**
 * The programs of a control plane: `kube-apiserver` and `kube-controller-manager` built from their Go module (some five
 * minutes the first time), and Debian's `etcd`.
 *
 * @throws {Error} saying what is missing
 */
export async function controlPlane(): Promise<ControlPlane> {
  await run("etcd", ["--version"]).catch(() => {
    throw new Error("etcd is not on the PATH: apt-get install etcd-server");
  });
  await run("go", ["version"]).catch(() => {
    throw new Error("go is not on the PATH: install a Go toolchain, 1.24 or later");
  });
  return {
    apiserver: await built("kube-apiserver"),
    controllerManager: await built("kube-controller-manager"),
    etcd: "etcd",
  };
}

async function built(program: string): Promise<string> {
  const file = join(home, program);
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (!there) {
    console.log(`building ${program}; this takes minutes`);
    await run("go", ["build", "-buildvcs=false", "-ldflags", "-s -w", "-o", file, `k8s.io/kubernetes/cmd/${program}`], {
      cwd: here,
    });
  }
  return file;
}
