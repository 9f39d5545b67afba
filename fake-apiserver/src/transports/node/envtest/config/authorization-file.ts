import { millisecondsIn } from "../../../../codec/go/go-duration.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../../codec/json/plain-object.ts";
import { readApiserverConfig } from "./apiserver-config.ts";
import {
  duration,
  flag,
  kindShape,
  listOfShape,
  type Shape,
  struct,
  text,
} from "./config-shape.ts";

/** One that is asked who may do what. */
export interface AuthorizerEntry {
  readonly type: string;
  readonly name: string;
  readonly webhook: WebhookEntry | undefined;
}

/** A webhook among them; durations in milliseconds. */
export interface WebhookEntry {
  readonly authorizedMs: number;
  readonly keepsAuthorized: boolean;
  readonly unauthorizedMs: number;
  readonly keepsUnauthorized: boolean;
  readonly timeoutMs: number;
  readonly version: string;
  readonly conditionVersion: string;
  readonly failurePolicy: string;
  readonly connectionType: string;
  readonly kubeconfig: string | undefined;
  /** Expressions. */
  readonly conditions: readonly string[];
}

function shapeOf(version: string): Shape {
  const named = (name: string, fields: Readonly<Record<string, Shape>>): Shape =>
    struct(`${version}.${name}`, fields);
  const webhook = named("WebhookConfiguration", {
    authorizedTTL: duration,
    cacheAuthorizedRequests: flag,
    unauthorizedTTL: duration,
    cacheUnauthorizedRequests: flag,
    timeout: duration,
    subjectAccessReviewVersion: text,
    matchConditionSubjectAccessReviewVersion: text,
    failurePolicy: text,
    connectionInfo: named("WebhookConnectionInfo", { type: text, kubeConfigFile: text }),
    matchConditions: listOfShape(named("WebhookMatchCondition", { expression: text })),
  });
  return kindShape(`${version}.AuthorizationConfiguration`, {
    authorizers: listOfShape(named("AuthorizerConfiguration", { type: text, name: text, webhook })),
  });
}

/**
 * Reads the file of `--authorization-config`.
 *
 * @throws Error in the real server's words
 * @see kubernetes apiserver pkg/apis/apiserver/load/load.go
 */
export function readAuthorizationConfig(content: string): readonly AuthorizerEntry[] {
  if (content === "") return [];
  const value = readApiserverConfig(content, "AuthorizationConfiguration", shapeOf);
  return listOf(value["authorizers"]).map((one) => {
    const { type, name, webhook } = objectOf(one);
    return {
      type: textOf(type),
      name: textOf(name),
      webhook: isPlainObject(webhook) ? webhookIn(webhook) : undefined,
    };
  });
}

/** @see kubernetes apiserver pkg/apis/apiserver/v1/defaults.go */
function webhookIn(given: PlainObject): WebhookEntry {
  const { type, kubeConfigFile } = objectOf(given["connectionInfo"]);
  return {
    authorizedMs: millisecondsIn(textOf(given["authorizedTTL"])) || 300_000,
    keepsAuthorized: given["cacheAuthorizedRequests"] !== false,
    unauthorizedMs: millisecondsIn(textOf(given["unauthorizedTTL"])) || 30_000,
    keepsUnauthorized: given["cacheUnauthorizedRequests"] !== false,
    timeoutMs: millisecondsIn(textOf(given["timeout"])),
    version: textOf(given["subjectAccessReviewVersion"]),
    conditionVersion: textOf(given["matchConditionSubjectAccessReviewVersion"]),
    failurePolicy: textOf(given["failurePolicy"]),
    connectionType: textOf(type),
    kubeconfig: typeof kubeConfigFile === "string" ? kubeConfigFile : undefined,
    conditions: listOf(given["matchConditions"]).map((one) => textOf(objectOf(one)["expression"])),
  };
}
