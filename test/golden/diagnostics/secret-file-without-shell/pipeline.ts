import { buildImage, exec, job, pipeline, push, secretFile } from "waybill";

const app = buildImage("app", { repository: "registry.example.com/shop" });
const bare = job("bare", { image: app, secrets: [secretFile("CONFIG")], steps: [exec(["/app/server", "--check"])] });

export default pipeline("files", { on: [push()], jobs: [app, bare] });
