import type { KubernetesObject } from "@informerlab/core";
import type { Apiserver } from "@informerlab/fake-apiserver";
import type { ObjectName, ScenarioObject } from "../../scenario/scenario.ts";
import { ScenarioError } from "../../scenario/scenario-error.ts";

/** A kind that scenarios can create by name alone. */
interface ShortKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** The smallest body that the server accepts. */
  readonly body: Readonly<Record<string, unknown>>;
}

const podSpec = { containers: [{ name: "app", image: "app:1" }] };
const podTemplate = (app: string): unknown => ({ metadata: { labels: { app } }, spec: podSpec });

/** What a script needs to say no more about than the name. Other kinds give apiVersion and kind in their body. */
const shortKinds: Readonly<Record<string, ShortKind>> = {
  nodes: { apiVersion: "v1", kind: "Node", isNamespaced: false, body: {} },
  namespaces: { apiVersion: "v1", kind: "Namespace", isNamespaced: false, body: {} },
  pods: { apiVersion: "v1", kind: "Pod", isNamespaced: true, body: { spec: podSpec } },
  configmaps: { apiVersion: "v1", kind: "ConfigMap", isNamespaced: true, body: {} },
  secrets: { apiVersion: "v1", kind: "Secret", isNamespaced: true, body: {} },
  services: {
    apiVersion: "v1",
    kind: "Service",
    isNamespaced: true,
    body: { spec: { ports: [{ port: 80 }] } },
  },
  serviceaccounts: { apiVersion: "v1", kind: "ServiceAccount", isNamespaced: true, body: {} },
  "deployments.apps": {
    apiVersion: "apps/v1",
    kind: "Deployment",
    isNamespaced: true,
    body: { spec: { selector: { matchLabels: { app: "app" } }, template: podTemplate("app") } },
  },
};

/** Where an object lives: how to address it on the server and in a cache. */
export interface ObjectAddress {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** `namespace/name` or `name`. */
  readonly key: string;
}

/** Where an object of a scenario lives, by what the server knows of its kind. */
export function addressOf(
  { namespace: named, name }: ObjectName,
  { group, version, resource, namespaced }: ReturnType<Apiserver["definitionOf"]>,
): ObjectAddress {
  const namespace = namespaced ? (named ?? "default") : undefined;
  const key = namespace === undefined ? name : `${namespace}/${name}`;
  return { group, version, resource, namespace, name, key };
}

/** True when informers of the resource may be limited to a namespace. */
export function isNamespaced(resource: string): boolean {
  return shortKinds[resource]?.isNamespaced ?? true;
}

/**
 * The object to create, at its place.
 *
 * @throws ScenarioError when the resource is not known by name and `body` does not say its apiVersion and kind.
 */
export function manifestOf(
  object: ScenarioObject,
  { namespace }: Pick<ObjectAddress, "namespace">,
): KubernetesObject {
  const { apiVersion, kind, body } = kindOf(object);
  const own = object.body as { readonly metadata?: KubernetesObject["metadata"] } | undefined;
  return {
    ...body,
    ...own,
    apiVersion,
    kind,
    metadata: {
      ...own?.metadata,
      name: object.name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(object.labels === undefined ? {} : { labels: object.labels }),
    },
  };
}

/** The kind of a resource, where it is known by name alone. */
export function expectedOf(resource: string): Pick<ShortKind, "apiVersion" | "kind"> | undefined {
  const short = shortKinds[resource];
  return short && { apiVersion: short.apiVersion, kind: short.kind };
}

function kindOf({ resource, body }: ScenarioObject): Omit<ShortKind, "isNamespaced"> {
  const short = shortKinds[resource];
  const apiVersion = body?.["apiVersion"];
  const kind = body?.["kind"];
  if (typeof apiVersion === "string" && typeof kind === "string")
    return { apiVersion, kind, body: short?.body ?? {} };
  if (short === undefined) {
    const known = Object.keys(shortKinds).join(", ");
    throw new ScenarioError(
      `resource "${resource}" is not known by name alone (known: ${known}); give apiVersion and kind in "body"`,
    );
  }
  return short;
}
