import type { ObjectRef, TraceFact } from "@informerlab/core/trace";
import { TraceBuilder } from "./trace-builder.ts";

type KubernetesObject = Extract<TraceFact, { kind: "server.committed" }>["object"];

/** What somebody writes. */
export type Verb = "create" | "update" | "delete";

/** An object and the reference to its version. */
export interface Known {
  readonly ref: ObjectRef;
  readonly object: KubernetesObject;
}

/** The server's side of the example: writes, the watch's events, request numbers. */
export class ExampleServer {
  readonly trace: TraceBuilder = new TraceBuilder();
  readonly objects = new Map<string, Known>();
  watches = 0;
  #requests = 0;
  #revision = 40;

  get revision(): string {
    return String(this.#revision);
  }

  request(): string {
    this.#requests += 1;
    return `request-${this.#requests}`;
  }

  commit(at: number, verb: Verb, key: string): number {
    this.#revision += 1;
    const known = this.objects.get(key);
    const uid =
      known?.ref.uid ??
      `5f0c${key.replace(/\D/g, "")}a7e-11d2-4c1f-9b6e-00000000${1000 + this.#revision}`;
    const ref: ObjectRef = { resource: "nodes", key, uid, resourceVersion: String(this.#revision) };
    const object = {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name: key,
        uid,
        resourceVersion: ref.resourceVersion,
        labels: { "topology.kubernetes.io/zone": zoneOf(key), generation: String(this.#revision) },
        managedFields: [{ manager: "kubelet", operation: "Update" }],
      },
      status: { conditions: [{ type: "Ready", status: verb === "update" ? "False" : "True" }] },
    } as unknown as KubernetesObject;
    if (verb === "delete") this.objects.delete(key);
    else this.objects.set(key, { ref, object });
    this.trace.step(at, "outside");
    this.trace.emit({
      kind: "actor.acted",
      actor: "kubectl",
      action: verb,
      operation: `${verb}-${key}-${this.#revision}`,
      ref,
    });
    return this.trace.emit({ kind: "server.committed", verb, ref, object });
  }

  otherCommit(at: number, verb: "create" | "update", key: string): void {
    this.#revision += 1;
    const ref = { resource: "pods", key, uid: "77aa", resourceVersion: String(this.#revision) };
    this.trace.step(at, "outside");
    this.trace.emit({ kind: "server.committed", verb, ref, object: { metadata: { name: key } } });
  }

  send(at: number, verb: Verb, key: string): { ref: ObjectRef; seq: number } {
    const committed = this.commit(at, verb, key);
    const ref: ObjectRef = { resource: "nodes", key, resourceVersion: String(this.#revision) };
    this.trace.step(at + 2, "server/watch", committed);
    const type = ({ create: "ADDED", update: "MODIFIED", delete: "DELETED" } as const)[verb];
    return {
      ref,
      seq: this.trace.emit({
        kind: "server.watch-sent",
        watch: `watch-${this.watches}`,
        type,
        ref,
        latencyMs: 38,
      }),
    };
  }

  /** Every second node gets a taint: a write back. Its echo is left out of this short story. */
  patch(key: string): void {
    if (key !== "node-2") return;
    const request = this.request();
    this.trace.emit({
      kind: "server.requested",
      request,
      verb: "patch",
      resource: "pods",
      key: "default/web-0",
      options: {},
      client: "node-controller",
    });
    this.#revision += 1;
    this.trace.emit({
      kind: "server.committed",
      verb: "update",
      ref: {
        resource: "pods",
        key: "default/web-0",
        uid: "77aa",
        resourceVersion: String(this.#revision),
      },
      object: {},
    });
    this.trace.emit({
      kind: "server.responded",
      request,
      code: 200,
      resourceVersion: String(this.#revision),
    });
  }
}

/** The value that the index files a node under. */
export function zoneOf(key: string): string {
  return Number(key.replace(/\D/g, "")) % 2 === 0 ? "b" : "a";
}
