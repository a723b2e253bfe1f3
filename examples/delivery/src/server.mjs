import { createServer } from "node:http";
import { total } from "./price.mjs";

const server = createServer((request, response) => {
  if (request.url === "/healthz") return response.end("ok\n");
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  const prices = searchParams.getAll("price").map(Number);
  response.setHeader("content-type", "application/json");
  response.end(`${JSON.stringify({ total: total(prices, Number(searchParams.get("discount") ?? 0)) })}\n`);
});
server.listen(8080);
process.once("SIGTERM", () => server.close(() => process.exit(0)));
