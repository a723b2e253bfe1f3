import { caches } from "./caches.ts";
import { conditions } from "./conditions.ts";
import { control } from "./control.ts";
import { delivery } from "./delivery.ts";
import { entrypoints } from "./entrypoints.ts";
import { faults } from "./faults.ts";
import { front } from "./front.ts";
import { frontend } from "./frontend.ts";
import { graph } from "./graph.ts";
import { importing } from "./importing.ts";
import { importingGitLab } from "./importing-gitlab.ts";
import { includes } from "./includes.ts";
import { journal } from "./journal.ts";
import { kubernetes } from "./kubernetes.ts";
import { lock } from "./lock.ts";
import { matrices } from "./matrices.ts";
import { proofs } from "./proofs.ts";
import { query } from "./query.ts";
import { restoring } from "./restoring.ts";
import { reuse } from "./reuse.ts";
import { runtime } from "./runtime.ts";
import { secrets } from "./secrets.ts";
import { shipping } from "./shipping.ts";
import { steps } from "./steps.ts";
import { targets } from "./targets.ts";

/** Every diagnostic there is, by code. 1xxx frontend, 2xxx graph, 3xxx provider targets, 4xxx runtime, 5xxx delivery, 6xxx import. */
export const catalogue = {
  ...frontend,
  ...front,
  ...graph,
  ...matrices,
  ...proofs,
  ...targets,
  ...lock,
  ...query,
  ...runtime,
  ...faults,
  ...caches,
  ...restoring,
  ...journal,
  ...delivery,
  ...kubernetes,
  ...shipping,
  ...control,
  ...conditions,
  ...steps,
  ...reuse,
  ...secrets,
  ...entrypoints,
  ...includes,
  ...importing,
  ...importingGitLab,
};

export type Code = keyof typeof catalogue;
