import { parseJson } from "../codec/json/parse-json.ts";
import { isPlainObject, objectOf, type PlainObject, textOf } from "../codec/json/plain-object.ts";
import { messageOf } from "../codec/message-of.ts";
import type { PathAccess, ResourceAccess } from "../request/access/authorize.ts";
import type { UserIdentity } from "../request/read/api-request.ts";
import type { Authorizer } from "./authorizer.ts";
import { coversPath } from "./policy-rule.ts";

/** One line of a policy file, in the form of v1beta1. */
interface AbacPolicy {
  readonly user: string;
  readonly group: string;
  readonly readonly: boolean;
  readonly apiGroup: string;
  readonly resource: string;
  readonly namespace: string;
  readonly nonResourcePath: string;
}

const everybody = "system:authenticated";
const readVerbs = new Set(["get", "list", "watch"]);

/**
 * Reads a policy file: an object of JSON on each line, with comments and empty lines between.
 *
 * @param path where it was read, for errors
 * @throws Error naming the line that is none
 * @see kubernetes pkg/auth/authorizer/abac/abac.go NewFromFile
 */
export function readAbacPolicies(text: string, path: string): readonly AbacPolicy[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "" || line.trim().startsWith("#")) return [];
    const wrong = (problem: string): Error =>
      new Error(`error reading policy file ${path}, line ${index + 1}: ${line}: ${problem}`);
    let value: unknown;
    try {
      value = parseJson(line).value;
    } catch (error) {
      throw wrong(`couldn't get version/kind; json parse error: ${messageOf(error)}`);
    }
    if (!isPlainObject(value))
      throw wrong("couldn't get version/kind; json parse error: it is no object");
    return [policyOf(value)];
  });
}

/** Lines without a version are of the first form, which said less and meant more. */
function policyOf(line: PlainObject): AbacPolicy {
  const isVersioned = line["apiVersion"] === "abac.authorization.kubernetes.io/v1beta1";
  const spec = isVersioned ? objectOf(line["spec"]) : line;
  const [user, group, resource, namespace] = ["user", "group", "resource", "namespace"].map(
    (name) => textOf(spec[name]),
  ) as [string, string, string, string];
  const isForAll = user === "*" || group === "*" || (!isVersioned && user === "" && group === "");
  return {
    user: isForAll ? "" : user,
    group: isForAll ? everybody : group,
    readonly: spec["readonly"] === true,
    apiGroup: isVersioned ? textOf(spec["apiGroup"]) : "*",
    resource: isVersioned ? resource : resource || "*",
    namespace: isVersioned ? namespace : namespace || "*",
    nonResourcePath: isVersioned
      ? textOf(spec["nonResourcePath"])
      : namespace === "" && resource === ""
        ? "*"
        : "",
  };
}

/** Who matches a line of the file may do what it says. */
export function abacAuthorizer(policies: readonly AbacPolicy[]): Authorizer {
  return {
    authorize: (user, asked) =>
      policies.some((policy) => isSubject(policy, user) && covers(policy, asked))
        ? { verdict: "allow", reason: "" }
        : { verdict: "none", reason: "No policy matched." },
    rulesFor: (user, namespace = "") => ({
      rules: policies
        .filter((policy) => isSubject(policy, user) && isOrAll(policy.namespace, namespace))
        .flatMap(rulesOf),
      problem: "",
    }),
  };
}

function isSubject({ user, group }: AbacPolicy, { name, groups }: UserIdentity): boolean {
  if (user === "" && group === "") return false;
  return (user === "" || user === name) && (group === "" || groups.includes(group));
}

function covers(policy: AbacPolicy, asked: ResourceAccess | PathAccess): boolean {
  if (policy.readonly && !readVerbs.has(asked.verb)) return false;
  if ("path" in asked) return coversPath([policy.nonResourcePath], asked.path);
  return (
    isOrAll(policy.namespace, asked.namespace ?? "") &&
    isOrAll(policy.resource, asked.resource) &&
    isOrAll(policy.apiGroup, asked.group)
  );
}

function isOrAll(wanted: string, value: string): boolean {
  return wanted === "*" || wanted === value;
}

function rulesOf(policy: AbacPolicy) {
  const verbs = policy.readonly ? [...readVerbs] : ["*"];
  return [
    ...(policy.resource === ""
      ? []
      : [{ verbs, apiGroups: [policy.apiGroup], resources: [policy.resource] }]),
    ...(policy.nonResourcePath === ""
      ? []
      : [{ verbs, nonResourceURLs: [policy.nonResourcePath] }]),
  ];
}
