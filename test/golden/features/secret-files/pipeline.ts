import { buildImage, command, deploy, job, kubernetesRollout, pipeline, push, type Run, secret, secretFile, sh, step } from "waybill";

const kubeconfig = secretFile("KUBECONFIG");
const onMain = { when: (run: Run) => run.branch === "main" };

const apply = job("apply", {
  image: "alpine/k8s:1.34.1",
  secrets: [kubeconfig],
  env: { STAGE: "test" },
  steps: [
    sh`kubectl apply -f deploy/`,
    step("Copy", sh`scp -i ${secretFile("DEPLOY_KEY")} dist/* "$HOST:"`, { env: { HOST: "shop.example.com" } }),
  ],
  ...onMain,
});

const app = buildImage("app", {
  repository: "registry.example.com/shop",
  secrets: { netrc: secretFile("NETRC") },
  ...onMain,
});

const smoke = job("smoke", {
  image: app,
  shell: "bash",
  steps: [sh`/app/smoke --config ${secretFile("SMOKE_CONFIG")} --token ${secret("SMOKE_TOKEN")}`, sh`/app/report`],
});

const again = job("again", { image: "alpine:3.20", retry: 1, steps: [sh`./load ${secretFile("LOAD_CONFIG")}`], ...onMain });

const cluster = deploy("cluster", {
  image: app.testedBy(smoke),
  to: kubernetesRollout("deployment/shop", { namespace: "shop", container: "app", kubeconfig }),
});

const edge = deploy("edge", {
  image: app.testedBy(smoke),
  to: command("edge", sh`./ship.sh`, { image: "alpine:3.20", secrets: [secretFile("EDGE_KEY")] }),
});

export default pipeline("secret files", { on: [push({ branches: ["main"] })], jobs: [apply, app, smoke, again, cluster, edge] });
