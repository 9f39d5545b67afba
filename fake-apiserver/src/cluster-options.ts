import type { Environment } from "@informerlab/core";
import type { ApiserverOptions } from "./apiserver-options.ts";
import type { ControllerSwitches } from "./background/controllers.ts";
import type { DescriptionSource } from "./discovery/openapi/descriptions.ts";
import type { Fault } from "./faults/fault.ts";
import { type FeatureGates, featureGateNames, isFeatureGate } from "./feature-gates.ts";
import {
  isNotBuilt,
  isServable,
  type RuntimeConfig,
  runtimeConfigKeys,
} from "./kinds/served-kinds.ts";
import type { Manifests } from "./manifests.ts";

/** Settings of `createCluster`. */
export interface ClusterOptions extends Partial<Omit<ApiserverOptions, "abilities">> {
  /** Where time, chance and order come from. @defaultValue the real ones of the host */
  readonly environment?: Environment;
  /** Fixes uids, generated names and chances, where the environment is not given. @defaultValue drawn by the host */
  readonly seed?: number | string;
  /** What the cluster holds at the beginning. */
  readonly objects?: Manifests;
  readonly faults?: readonly Fault[];
  /** What runs by itself. @defaultValue namespaces and garbage collection, but nothing where objects are `metadata` */
  readonly controllers?: ControllerSwitches;
  /** False: storage begins empty, without even the namespace `default`. @defaultValue true, but false where objects are `metadata` */
  readonly hasSystemObjects?: boolean;
  /** What OpenAPI says of built-in types, for `kubectl explain`; `openApiDescriptions` of `/node`. @defaultValue nothing */
  readonly openApiDescriptions?: DescriptionSource;
  /** Versions and resources that are served besides, as `--runtime-config` says it. @defaultValue none */
  readonly runtimeConfig?: RuntimeConfig;
  /** As `--feature-gates` says it. @defaultValue all are off */
  readonly featureGates?: FeatureGates;
}

/** Every option; the type sees to it that none is forgotten. */
const options: Readonly<Record<keyof ClusterOptions, true>> = {
  environment: true,
  seed: true,
  objects: true,
  faults: true,
  controllers: true,
  hasSystemObjects: true,
  openApiDescriptions: true,
  runtimeConfig: true,
  featureGates: true,
  registry: true,
  settings: true,
  hasWatchCache: true,
  watchWindow: true,
  admission: true,
  admissionPlugins: true,
  webhooks: true,
  authority: true,
  tokens: true,
  anonymousAuth: true,
  tokenAuthenticators: true,
  authorizationMode: true,
  abacPolicies: true,
  audit: true,
  frontProxy: true,
  clientTrust: true,
  serviceAccountTokens: true,
  otherHandlers: true,
  journal: true,
  onInternalError: true,
};

const switches: Readonly<Record<keyof ControllerSwitches, true>> = {
  namespaces: true,
  gc: true,
  pods: true,
  serviceAccounts: true,
  clusterRoles: true,
  flowSchemas: true,
  apiServices: true,
  reactionMs: true,
};

/**
 * Refuses what no type checker saw: a misspelt option would otherwise change nothing, without a word.
 *
 * @throws TypeError naming the option and what would be right.
 */
export function checkOptions(given: ClusterOptions): void {
  checkMembers("createCluster", given, options);
  if (given.controllers !== undefined) checkMembers("controllers", given.controllers, switches);
  checkApis(given);
  const { seed, faults }: { readonly seed?: unknown; readonly faults?: unknown } = given;
  if (seed !== undefined && typeof seed !== "string" && typeof seed !== "number") {
    throw new TypeError(`seed must be a text or a number, found ${JSON.stringify(seed)}`);
  }
  if (faults !== undefined && !Array.isArray(faults)) {
    throw new TypeError(`faults must be a list, found ${JSON.stringify(faults)}`);
  }
}

function checkMembers(what: string, value: unknown, known: Readonly<Record<string, true>>): void {
  const names = Object.keys(known).join(", ");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${what} takes an object with ${names}, found ${JSON.stringify(value)}`);
  }
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    throw new TypeError(`${what} knows no ${JSON.stringify(unknown)}; it takes ${names}`);
  }
}

function checkApis({ runtimeConfig = {}, featureGates = {} }: ClusterOptions): void {
  checkSwitches("featureGates", featureGates, isFeatureGate, featureGateNames());
  const missing = Object.keys(runtimeConfig).find(isNotBuilt);
  if (missing !== undefined) {
    throw new TypeError(`runtimeConfig: ${missing} is not built into this server`);
  }
  checkSwitches("runtimeConfig", runtimeConfig, isServable, runtimeConfigKeys());
}

function checkSwitches(
  what: string,
  given: object,
  isKnown: (name: string) => boolean,
  known: readonly string[],
): void {
  for (const [name, value] of Object.entries(given)) {
    if (!isKnown(name)) {
      throw new TypeError(`${what} knows no ${JSON.stringify(name)}; it takes ${known.join(", ")}`);
    }
    if (typeof value !== "boolean") {
      throw new TypeError(
        `${what}: ${JSON.stringify(name)} must be true or false, found ${JSON.stringify(value)}`,
      );
    }
  }
}
