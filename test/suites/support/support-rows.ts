import { clientsAndForms } from "./client-rows.ts";
import { clusterForTests } from "./cluster-rows.ts";
import { faultsAndTime } from "./fault-rows.ts";
import { listsAndWatches } from "./list-and-watch-rows.ts";
import type { SupportGroup } from "./support-row.ts";
import { writes } from "./write-rows.ts";

/** What users of Kubernetes fakes complained about, and where this one stands. */
export const supportGroups: readonly SupportGroup[] = [
  listsAndWatches,
  writes,
  clientsAndForms,
  faultsAndTime,
  clusterForTests,
];
