/** The least that runs a program in a container with this client: create, attach, start, wait, remove. */
export async function bareContainer(engine, image, argv) {
  const container = await engine.createContainer({ Image: image, Cmd: argv, AttachStdout: true, AttachStderr: true });
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  stream.resume();
  const ended = container.wait({ condition: "next-exit" });
  await container.start();
  await ended;
  await container.remove();
}

/** Calls a function so many times, so many side by side. */
export async function sideBySide(count, lanes, act) {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      next += 1;
      await act(next);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Reads all that a container writes, and does nothing with it. */
export async function rawLog(engine, image, argv) {
  const HostConfig = { LogConfig: { Type: "none", Config: {} } };
  const options = { Image: image, Cmd: argv, AttachStdout: true, AttachStderr: true, HostConfig };
  const container = await engine.createContainer(options);
  const stream = await container.attach({ stream: true, stdout: true, stderr: true, hijack: true });
  await container.start();
  for await (const _ of stream);
  await container.wait();
  await container.remove();
}
