import { buildImage, deploy, pipeline, push, swarmService } from "waybill";

const app = buildImage("app", { repository: "registry.example.com/app", context: "." });
const production = deploy("production", { image: app, to: swarmService("app") });

export default pipeline("app", { on: [push()], jobs: [app, production] });
