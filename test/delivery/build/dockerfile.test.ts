import { describe, expect, it } from "vitest";
import { lineOfStep, readStages } from "../../../runtime/delivery/build/dockerfile.ts";

const source = `# syntax=docker/dockerfile:1
FROM node:20 AS build
WORKDIR /app
COPY package.json \\
     package-lock.json ./
# a comment
RUN npm ci && \\
    # in between

    npm run build
RUN <<EOT
echo here
FROM nothing
EOT

from alpine:3.20
ENV VERSION=1
COPY --from=build /app/dist /app
RUN echo $VERSION
run echo small
`;

describe("reading a Dockerfile", () => {
  it("takes it apart into stages and instructions", () => {
    const [build, last, ...more] = readStages(source);
    expect(more).toEqual([]);
    expect(build?.name).toBe("build");
    expect(build?.instructions.map(({ line, keyword }) => `${line} ${keyword}`)).toEqual([
      "2 FROM",
      "3 WORKDIR",
      "4 COPY",
      "7 RUN",
      "11 RUN",
    ]);
    expect(build?.instructions[3]?.text).toBe("RUN npm ci && npm run build");
    expect(last?.instructions.map(({ line }) => line)).toEqual([16, 17, 18, 19, 20]);
  });

  it.each([
    ["[build 4/5] RUN npm ci &&     npm run build", 7],
    ["[build 3/5] COPY package.json      package-lock.json ./", 4],
    ["[stage-1 2/4] COPY --from=build /app/dist /app", 18],
    ["[linux/amd64 stage-1 4/4] RUN echo small", 20],
    // The builder shows variables with their values: the number finds the line.
    ["[stage-1 3/4] RUN echo 1", 19],
    ["[build 1/5] FROM docker.io/library/node:20", 2],
    ["[internal] load metadata for docker.io/library/alpine:3.20", 16],
    ["[internal] load build context", undefined],
  ])("finds the line of %s", (step, line) => expect(lineOfStep(source, step)).toBe(line));

  it("counts steps from 1 where the base is another stage or scratch", () => {
    const short = "FROM scratch AS a\nCOPY x /\nFROM a\nRUN echo ${B}\n";
    expect(lineOfStep(short, "[a 1/1] COPY y /")).toBe(2);
    expect(lineOfStep(short, "[stage-1 1/1] RUN echo b")).toBe(4);
  });
});
