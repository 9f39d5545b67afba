import type { ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { ObjectRef } from "./trace.ts";

/** What an apiserver does. A run against a real cluster has none of these. */
export type ServerFact =
  | {
      readonly kind: "server.committed";
      readonly verb: "create" | "update" | "delete";
      /** `ref.resourceVersion` is the revision of this commit. */
      readonly ref: ObjectRef;
      /** The state after the commit; for a deletion the last state. */
      readonly object: KubernetesObject;
    }
  | { readonly kind: "server.compacted"; readonly revision: string }
  | { readonly kind: "server.restarted"; readonly oldestWatchRevision: string }
  | {
      readonly kind: "server.requested";
      readonly request: string;
      readonly verb: string;
      readonly resource: string;
      /** `namespace/name`, `namespace/`, `name` or empty. */
      readonly key: string;
      readonly options: ListOptions;
      readonly client: string;
    }
  | {
      readonly kind: "server.responded";
      readonly request: string;
      readonly code: number;
      readonly reason?: string;
      readonly resourceVersion?: string;
      /** Items of a list. */
      readonly count?: number;
    }
  | {
      readonly kind: "server.watch-opened";
      readonly watch: string;
      readonly resource: string;
      /** Events after this revision follow. */
      readonly resourceVersion: string;
      readonly client: string;
    }
  | {
      readonly kind: "server.watch-sent";
      readonly watch: string;
      readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
      readonly ref?: ObjectRef;
      /** Virtual milliseconds until the client has it, when the sender knows. */
      readonly latencyMs?: number;
    }
  | {
      readonly kind: "server.watch-ended";
      readonly watch: string;
      readonly reason: "timeout" | "client" | "expired" | "fault" | "restart" | "slow" | "deleted";
    }
  | {
      readonly kind: "fault.injected";
      /** Id of the fault in its plan. */
      readonly fault: string;
      /** What it does: `expire-watch`, `latency` … */
      readonly action: string;
      readonly request?: string;
      readonly watch?: string;
      readonly detail?: string;
    };
