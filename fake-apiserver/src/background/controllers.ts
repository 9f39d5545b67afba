import type { Apiserver } from "../apiserver.ts";
import { apiServiceController } from "./api-services.ts";
import { clusterRoleAggregation } from "./cluster-role-aggregation.ts";
import type { RunningController } from "./controller.ts";
import { flowSchemaStatus } from "./flow-schema-status.ts";
import { garbageCollector } from "./garbage-collector.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";
import { podTermination } from "./pod-termination.ts";
import { serviceAccounts } from "./service-accounts.ts";

/** What may run beside the server. */
export interface ControllerSwitches {
  /** Namespaces that are deleted are emptied and go. */
  readonly namespaces?: boolean;
  /** What is owned by objects that are gone goes, too. */
  readonly gc?: boolean;
  /** Roles such as `view` have the rules of those that they collect. */
  readonly clusterRoles?: boolean;
  /** Namespaces have a service account `default` and a config map `kube-root-ca.crt`. */
  readonly serviceAccounts?: boolean;
  /** Flow schemas say whether their priority level is there. */
  readonly flowSchemas?: boolean;
  /** Group versions of custom resources have an APIService, and those that nobody answers for say so. */
  readonly apiServices?: boolean;
  /** Pods that are being deleted go when their grace is over. */
  readonly pods?: boolean;
  /**
   * Milliseconds until a controller reacts. In a real cluster namespaces wait for five seconds before they are
   * emptied, and garbage for about one. @defaultValue 0
   */
  readonly reactionMs?: { readonly namespaces?: number; readonly gc?: number };
}

/** Starts the controllers that are switched on. */
export function startControllers(
  server: Apiserver,
  switches: ControllerSwitches,
): Required<RunningController> {
  const chosen = [
    ...(switches.namespaces === true ? [namespaceLifecycle] : []),
    ...(switches.gc === true ? [garbageCollector] : []),
    ...(switches.pods === true ? [podTermination] : []),
    ...(switches.clusterRoles === true ? [clusterRoleAggregation] : []),
    ...(switches.flowSchemas === true ? [flowSchemaStatus] : []),
    ...(switches.apiServices === true ? [apiServiceController] : []),
    ...(switches.serviceAccounts === true ? [serviceAccounts] : []),
  ];
  const reactionMs: Readonly<Record<string, number | undefined>> = switches.reactionMs ?? {};
  const running = chosen.map((controller) =>
    controller.start(server, reactionMs[controller.name] ?? 0),
  );
  return {
    stop: () => {
      for (const controller of running) controller.stop();
    },
    resync: () => {
      for (const controller of running) controller.resync?.();
    },
  };
}
