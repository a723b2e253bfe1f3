import type { EndRecord, ImageRecord, RunRecord, TestRecord } from "./model.ts";

/**
 * An in-toto statement (https://in-toto.io/Statement/v1) that carries SLSA provenance (https://slsa.dev/provenance/v1) of
 * one image. What SLSA has no field for is in `waybill_tests`: its rules give such fields the vendor's name.
 */
export interface Statement {
  readonly _type: "https://in-toto.io/Statement/v1";
  readonly subject: readonly Descriptor[];
  readonly predicateType: "https://slsa.dev/provenance/v1";
  readonly predicate: {
    readonly buildDefinition: {
      readonly buildType: string;
      readonly externalParameters: {
        readonly pipeline: string;
        readonly job: string;
        readonly event: string;
        readonly branch?: string;
        readonly tag?: string;
        readonly inputs: ImageRecord["inputs"];
      };
      readonly internalParameters: { readonly graphDigest: string };
      readonly resolvedDependencies: readonly Descriptor[];
    };
    readonly runDetails: {
      readonly builder: { readonly id: string; readonly version: Readonly<Record<string, string>> };
      readonly metadata: { readonly invocationId: string; readonly startedOn: string; readonly finishedOn: string };
    };
    readonly waybill_tests: readonly TestRecord[];
  };
}

interface Descriptor {
  readonly name?: string;
  readonly uri?: string;
  readonly digest: Readonly<Record<string, string>>;
  /** `dirty`: the source tree differed from the commit. */
  readonly annotations?: { readonly dirty: true };
}

/** What a run can state of an image. */
export interface Stated {
  readonly image: ImageRecord;
  readonly statement: Statement;
}

/**
 * One statement for each image that a run has built. Nothing is stated of an image where it, or a test of it, is a result of
 * another graph or of another source tree: this graph has not produced that.
 */
export function statements(record: RunRecord): readonly Stated[] {
  return record.images.flatMap((image) =>
    foreignResult(record, image) ? [] : [{ image, statement: statement(record, image) }],
  );
}

/** A job that an image rests on, and whose result another graph or another source tree has given. */
export function foreignResult({ jobs }: RunRecord, image: ImageRecord): (EndRecord & { id: string }) | undefined {
  const rests = new Set([image.job, ...image.tests.map(({ job }) => job)]);
  return jobs.find(({ id, from }) => rests.has(id) && from?.source);
}

function statement(record: RunRecord, image: ImageRecord): Statement {
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: image.repository, digest: { sha256: hex(image.digest) } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "https://waybill.dev/build/dockerfile/v1",
        externalParameters: {
          pipeline: record.pipeline,
          job: image.job,
          event: record.event,
          ...(record.branch && { branch: record.branch }),
          ...(record.tag && { tag: record.tag }),
          inputs: image.inputs,
        },
        internalParameters: { graphDigest: record.graphDigest },
        resolvedDependencies: [
          {
            ...(record.source && { uri: `git+${record.source}` }),
            digest: { gitCommit: record.commit },
            ...(record.dirty && { annotations: { dirty: true } }),
          },
          ...(record.tree ? [{ name: "source tree", digest: { sha256: hex(record.tree) } }] : []),
        ],
      },
      runDetails: {
        builder: { id: "https://waybill.dev/runtime", version: { waybill: record.builder.version } },
        metadata: { invocationId: record.run, startedOn: record.startedAt, finishedOn: record.finishedAt },
      },
      waybill_tests: image.tests,
    },
  };
}

function hex(digest: string): string {
  return digest.replace(/^sha256:/, "");
}
