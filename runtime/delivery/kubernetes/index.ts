export { kubernetesStrategy } from "./strategy.ts";
