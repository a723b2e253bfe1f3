/**
 * Images of the tools that the emitted jobs use beside the author's own. Docker's command and engine are of one version.
 */
export const tools = {
  docker: "docker:28.5.2-cli",
  engine: "docker:28.5.2-dind",
  kubectl: "alpine/k8s:1.34.1",
  emulators: "tonistiigi/binfmt:qemu-v9.2.2",
} as const;
