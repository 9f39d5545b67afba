import { lane } from "@informerlab/core";
import type { Apiserver } from "../apiserver.ts";
import { timeText } from "../codec/time-text.ts";
import {
  danglingCondition,
  type FlowSchema,
  flowSchemas,
  priorityLevels,
} from "../flow-control/objects/flow-control-objects.ts";
import { actQuietly } from "./act-quietly.ts";
import { type Controller, react } from "./controller.ts";

const manager = "api-priority-and-fairness-config-consumer-v1";

/**
 * Flow schemas say whether the priority level that they name is there.
 *
 * @see kubernetes apiserver pkg/util/flowcontrol/apf_controller.go
 */
export const flowSchemaStatus: Controller = {
  name: "flowSchemas",
  start: (server, reactionMs) => {
    if (server.settings.hasPriorityAndFairness === false) return () => undefined;
    const own = lane("controller/flowschemas");
    let isStopped = false;
    let isPending = false;
    const stop = server.storage.subscribe((commit) => {
      if (commit.resource !== flowSchemas && commit.resource !== priorityLevels) return;
      if (isPending) return;
      isPending = true;
      react(server, own, reactionMs, () => {
        isPending = false;
        if (!isStopped) reviewAll(server);
      });
    });
    return () => {
      isStopped = true;
      stop();
    };
  },
};

function reviewAll(server: Apiserver): void {
  const definition = server.registry.lookup("flowcontrol.apiserver.k8s.io", "v1", "flowschemas");
  if (definition === undefined) return;
  for (const object of server.grants.listAll(flowSchemas, undefined)) {
    const { metadata, spec, status }: FlowSchema = object;
    const level = spec?.priorityLevelConfiguration?.name ?? "";
    const isThere = server.stored(priorityLevels, level) !== undefined;
    const condition = danglingCondition(level, isThere, timeText(server.environment.clock.now()));
    const known = status?.conditions?.find(({ type }) => type === condition.type);
    if (known?.status === condition.status && known?.message === condition.message) continue;
    const { name = "" } = metadata ?? {};
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
}
