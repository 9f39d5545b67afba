import type { ResourceDefinition, SubresourceDefinition } from "../../kinds/resource-definition.ts";
import { capitalised, type Operation, objectMediaTypes } from "./operations.ts";

/** What the streams and texts of a subresource take in the query. Their types are those of no object that is stored. */
const streamParameters: Readonly<Record<string, readonly string[]>> = {
  attach: ["container", "stderr", "stdin", "stdout", "tty"],
  exec: ["command", "container", "stderr", "stdin", "stdout", "tty"],
  log: [
    "container",
    "follow",
    "insecureSkipTLSVerifyBackend",
    "limitBytes",
    "previous",
    "sinceSeconds",
    "stream",
    "tailLines",
    "timestamps",
  ],
  portforward: ["ports"],
  proxy: ["path"],
};

/** Every method that a proxy passes on. */
const proxied = ["get", "put", "post", "delete", "options", "head", "patch"] as const;
const connecting = ["get", "post"] as const;

/**
 * The paths of a subresource that streams or answers with text, by what follows the name of the subresource: `exec`,
 * `proxy` and so on. Undefined for subresources that answer with objects.
 *
 * @see k8s.io/apiserver pkg/endpoints/installer.go (case "CONNECT")
 */
export function streamOperations(
  { group, version }: ResourceDefinition,
  subresource: SubresourceDefinition,
  { prefix, scopedKind }: { readonly prefix: string; readonly scopedKind: string },
): Readonly<Record<string, readonly Operation[]>> | undefined {
  const { name, kind, verbs } = subresource;
  const parameters = Object.hasOwn(streamParameters, name) ? streamParameters[name] : undefined;
  if (parameters === undefined) return undefined;
  const target = `${scopedKind}${capitalised(name)}`;
  const shared = { parameters, codes: [200] };
  if (name === "log") {
    const id = `read${prefix}${target}`;
    const answers = [...objectMediaTypes, "text/plain"];
    return { "": [{ ...shared, method: "get", id, action: "get", answers }] };
  }
  const isProxy = verbs.includes("delete");
  const connect = (suffix: string): readonly Operation[] =>
    (isProxy ? proxied : connecting).map((method) => ({
      ...shared,
      method,
      id: `connect${prefix}${capitalised(method)}${target}${suffix}`,
      action: "connect",
      answers: ["*/*"],
      about: { group, version, kind },
    }));
  return isProxy ? { "": connect(""), "/{path}": connect("WithPath") } : { "": connect("") };
}
