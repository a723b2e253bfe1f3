// Runs inside the image: starts the server as the image does, and asks it once.
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

const server = spawn("node", ["/app/src/server.mjs"], { stdio: "inherit" });
try {
  const answer = await ask("http://127.0.0.1:8080/?price=100&price=250&discount=10", 50);
  if (answer.total !== 315) throw new Error(`expected a total of 315, not ${JSON.stringify(answer)}`);
  console.log("the shop adds up");
} finally {
  server.kill();
}

async function ask(url, attempts) {
  try {
    return await (await fetch(url)).json();
  } catch (error) {
    if (attempts === 0) throw error;
    await pause(100);
    return ask(url, attempts - 1);
  }
}
