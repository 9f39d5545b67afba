import type { UserIdentity } from "../../request/read/api-request.ts";
import type { ObjectStorage } from "../../storage/object-storage.ts";
import type { Flow, FlowRequest } from "../flow.ts";
import {
  type FlowRule,
  type FlowSchema,
  type FlowSubject,
  flowSchemas,
  priorityLevels,
  type ResourceRule,
} from "./flow-control-objects.ts";
import { mandatoryLevels, mandatorySchemas } from "./mandatory-objects.ts";

interface Candidate {
  readonly precedence: number;
  readonly name: string;
  readonly rules: readonly FlowRule[];
  readonly flow: Flow;
}

/**
 * Says to which flow a request belongs, as the answer's headers tell it.
 *
 * @see kubernetes apiserver pkg/util/flowcontrol/rule.go
 */
export class FlowClassifier {
  readonly #storage: ObjectStorage;
  #candidates: readonly Candidate[] | undefined;
  #restores = 0;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
    storage.subscribe(({ resource }) => {
      if (resource === flowSchemas || resource === priorityLevels) this.#candidates = undefined;
    });
  }

  /** What no schema takes belongs to the last one. */
  classify(request: FlowRequest): Flow {
    if (this.#restores !== this.#storage.log.restores) this.#candidates = undefined;
    this.#restores = this.#storage.log.restores;
    this.#candidates ??= this.#readCandidates();
    const found =
      this.#candidates.find(({ rules }) => rules.some((rule) => covers(rule, request))) ??
      this.#candidates.find(({ name }) => name === "catch-all");
    return (found ?? (this.#candidates.at(-1) as Candidate)).flow;
  }

  #readCandidates(): readonly Candidate[] {
    const levels = new Map(
      this.#storage
        .of(priorityLevels)
        .listAll("")
        .map(({ object }) => [object.metadata?.name ?? "", object.metadata?.uid ?? ""]),
    );
    for (const { name } of mandatoryLevels) if (!levels.has(name)) levels.set(name, "");
    const candidates: Candidate[] = [];
    for (const { metadata, spec = {} } of this.#schemas()) {
      const { name: levelName = "" } = spec.priorityLevelConfiguration ?? {};
      const priorityLevel = levels.get(levelName);
      // A schema whose level is missing takes nothing.
      if (priorityLevel === undefined) continue;
      candidates.push({
        precedence: spec.matchingPrecedence ?? 0,
        name: metadata?.name ?? "",
        rules: spec.rules ?? [],
        flow: {
          distinguishedBy: spec.distinguisherMethod?.type,
          flowSchema: metadata?.uid ?? "",
          priorityLevel,
          names: { flowSchema: metadata?.name ?? "", priorityLevel: levelName },
        },
      });
    }
    return candidates.sort((a, b) => a.precedence - b.precedence || (a.name < b.name ? -1 : 1));
  }

  #schemas(): readonly FlowSchema[] {
    const stored = this.#storage.of(flowSchemas).listAll("");
    const schemas = stored.map(({ object }): FlowSchema => object);
    const names = new Set(schemas.map(({ metadata }) => metadata?.name));
    return [...schemas, ...mandatorySchemas.filter(({ metadata }) => !names.has(metadata?.name))];
  }
}

function covers(rule: FlowRule, request: FlowRequest): boolean {
  if (!(rule.subjects ?? []).some((subject) => isSubject(subject, request.user))) return false;
  const { resource } = request;
  if (resource !== undefined)
    return (rule.resourceRules ?? []).some((one) => coversResource(one, request.verb, resource));
  return (rule.nonResourceRules ?? []).some(
    ({ verbs, nonResourceURLs = [] }) =>
      has(verbs, request.verb) && nonResourceURLs.some((url) => coversPath(url, request.path)),
  );
}

function coversResource(
  rule: ResourceRule,
  verb: string,
  { group, resource, subresource, namespace }: NonNullable<FlowRequest["resource"]>,
): boolean {
  const named = subresource === "" ? resource : `${resource}/${subresource}`;
  if (!has(rule.verbs, verb) || !has(rule.apiGroups, group) || !has(rule.resources, named))
    return false;
  return namespace === undefined || namespace === ""
    ? rule.clusterScope === true
    : has(rule.namespaces, namespace);
}

function coversPath(url: string, path: string): boolean {
  if (url === "*" || url === path) return true;
  return url.endsWith("/*") && path.startsWith(url.slice(0, -1));
}

function isSubject(subject: FlowSubject, { name, groups }: UserIdentity): boolean {
  switch (subject.kind) {
    case "User":
      return isNamed(subject.user?.name, name);
    case "Group":
      return subject.group?.name === "*" || groups.includes(subject.group?.name ?? "");
    case "ServiceAccount": {
      const { namespace = "", name: account = "" } = subject.serviceAccount ?? {};
      const prefix = `system:serviceaccount:${namespace}:`;
      return name.startsWith(prefix) && isNamed(account, name.slice(prefix.length));
    }
    default:
      return false;
  }
}

function isNamed(wanted: string | undefined, name: string): boolean {
  return wanted === "*" || wanted === name;
}

function has(values: readonly string[] | undefined, value: string): boolean {
  return values !== undefined && (values.includes("*") || values.includes(value));
}
