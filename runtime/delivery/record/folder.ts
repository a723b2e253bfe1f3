import type { KeyObject } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { type Envelope, seal } from "./envelope.ts";
import type { RunRecord } from "./model.ts";
import { statements } from "./statement.ts";

/**
 * Keeps a run's record and the statements about its images: `RUN.json` and `sha256-DIGEST.RUN.intoto.json`. A file is there whole or
 * not at all.
 *
 * @returns the files that were written
 */
export async function writeRecord(folder: string, record: RunRecord, key?: KeyObject): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const files: [string, unknown][] = [[`${record.run}.json`, record]];
  for (const { image, statement } of statements(record)) {
    files.push([`${statementName(image.digest)}${record.run}.intoto.json`, seal(statement, key)]);
  }
  const written: string[] = [];
  for (const [name, content] of files) {
    const path = join(folder, name);
    await writeFile(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`);
    await rename(`${path}.new`, path);
    written.push(path);
  }
  return written;
}

/** All records of a folder, the newest first; none when there is no such folder. */
export async function readRecords(folder: string): Promise<readonly RunRecord[]> {
  const names = (await list(folder)).filter((name) => name.endsWith(".json") && !name.endsWith(".intoto.json"));
  const records = await Promise.all(names.map((name) => readRecord(join(folder, name))));
  return records.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** The statements about an image: one for each run that built it. */
export async function readStatements(folder: string, digest: string): Promise<readonly Envelope[]> {
  const names = (await list(folder)).filter((name) => name.startsWith(statementName(digest)));
  return Promise.all(names.map((name) => readEnvelope(join(folder, name))));
}

/** @throws {DiagnosticError} WB5044 when that is no record */
export async function readRecord(file: string): Promise<RunRecord> {
  const record = (await readJson(file)) as Partial<RunRecord>;
  if (record.version !== 1 || !Array.isArray(record.images)) throw unreadable(file, "it is not a record of version 1");
  return record as RunRecord;
}

/** @throws {DiagnosticError} WB5044 when that is no statement */
export async function readEnvelope(file: string): Promise<Envelope> {
  const envelope = (await readJson(file)) as Partial<Envelope>;
  if (typeof envelope.payload !== "string" || !Array.isArray(envelope.signatures)) {
    throw unreadable(file, "it is not a signed statement");
  }
  return envelope as Envelope;
}

async function readJson(file: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof value === "object" && value !== null) return value;
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
  throw unreadable(file, "it holds no JSON object");
}

function unreadable(file: string, reason: string): DiagnosticError {
  return new DiagnosticError(diagnostic("WB5044", { file, reason }));
}

async function list(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

function statementName(digest: string): string {
  return `${digest.replace(":", "-")}.`;
}
