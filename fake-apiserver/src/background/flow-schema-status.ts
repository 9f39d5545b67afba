import { lane } from "@informerlab/core";
import type { Apiserver } from "../apiserver.ts";
import { timeText } from "../codec/go/time-text.ts";
import {
  danglingCondition,
  type FlowSchema,
  flowSchemas,
  priorityLevels,
} from "../flow-control/objects/flow-control-objects.ts";
import { actQuietly } from "./act-quietly.ts";
import { type Controller, react } from "./controller.ts";

const manager = "api-priority-and-fairness-config-consumer-v1";

/** So often in so long it writes to one schema; others that write otherwise would have it write for ever. */
const writesMax = 6;
const spanMs = 60_000;
/** When it looks again at those that it has left, and by how much longer by chance. */
const laterMs = 30_000;
const laterMoreMs = 45_000;

/**
 * Flow schemas say whether the priority level that they name is there.
 *
 * @see kubernetes apiserver pkg/util/flowcontrol/apf_controller.go
 */
export const flowSchemaStatus: Controller = {
  name: "flowSchemas",
  start: (server, reactionMs) => {
    if (server.settings.hasPriorityAndFairness === false) return { stop: () => undefined };
    const own = lane("controller/flowschemas");
    const random = server.environment.random.fork("flow-schema-status");
    const writes: Writes = new Map();
    let isStopped = false;
    let isPending = false;
    let isPutOff = false;
    const review = (afterMs: number): void => {
      if (isPending) return;
      isPending = true;
      react(server, own, afterMs, () => {
        isPending = false;
        if (isStopped || reviewAll(server, writes) || isPutOff) return;
        isPutOff = true;
        server.environment.clock.after(laterMs + random.next() * laterMoreMs, own, () => {
          isPutOff = false;
          review(0);
        });
      });
    };
    const stop = server.storage.subscribe((commit) => {
      if (commit.resource === flowSchemas || commit.resource === priorityLevels) review(reactionMs);
    });
    return {
      stop: () => {
        isStopped = true;
        stop();
      },
    };
  },
};

/** When it last wrote to each schema. */
type Writes = Map<string, readonly number[]>;

/** False where it has left schemas to which it wrote too often. */
function reviewAll(server: Apiserver, writes: Writes): boolean {
  const definition = server.registry.lookup("flowcontrol.apiserver.k8s.io", "v1", "flowschemas");
  if (definition === undefined) return true;
  const now = server.environment.clock.now();
  for (const [name, times] of writes) {
    const recent = times.filter((time) => time >= now - spanMs);
    if (recent.length > 0) writes.set(name, recent);
    else writes.delete(name);
  }
  let isDone = true;
  for (const object of server.grants.listAll(flowSchemas, undefined)) {
    const { metadata, spec, status }: FlowSchema = object;
    const level = spec?.priorityLevelConfiguration?.name ?? "";
    const isThere = server.stored(priorityLevels, level) !== undefined;
    const condition = danglingCondition(level, isThere, timeText(now));
    const known = status?.conditions?.find(({ type }) => type === condition.type);
    if (known?.status === condition.status && known?.message === condition.message) continue;
    const { name = "" } = metadata ?? {};
    const recent = writes.get(name) ?? [];
    if (recent.length >= writesMax) {
      isDone = false;
      continue;
    }
    writes.set(name, [...recent, now]);
    actQuietly(server, {
      verb: "patch",
      definition,
      name,
      subresource: "status",
      client: manager,
      query: new Map([
        ["fieldManager", manager],
        ["force", "true"],
      ]),
      body: {
        content: JSON.stringify({
          apiVersion: "flowcontrol.apiserver.k8s.io/v1",
          kind: "FlowSchema",
          metadata: { name },
          status: { conditions: [condition] },
        }),
        mediaType: "application/apply-patch+yaml",
      },
    });
  }
  return isDone;
}
