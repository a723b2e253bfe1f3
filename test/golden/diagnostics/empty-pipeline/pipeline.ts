import { pipeline, push } from "waybill";

export default pipeline("app", { on: [push()], jobs: [] });
