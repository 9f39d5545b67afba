import { failureStatus, type KubernetesObject, StatusError } from "@informerlab/core";
import { equalJson, listOf, objectOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { internalError } from "../../request/answer/status-errors.ts";
import { apiVersionOf } from "../../schema/api-version.ts";
import type { DecodeTarget } from "../../schema/decode/decode-input.ts";
import { decodeTargetOf } from "../../schema/decode/decode-object.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { type AdmissionRequest, refused } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { converted } from "../matching/equivalents.ts";
import { partKindOf, seenObject } from "../matching/seen-kind.ts";
import { withAppliedConfiguration } from "../mutations/apply-mutation.ts";
import { type Mutated, MutationError } from "../mutations/mutation.ts";
import { withJsonPatch } from "../mutations/patch-mutation.ts";
import {
  asCel,
  type ExpressionVariables,
  type SeenAs,
  variablesOf,
} from "../policies/expressions.ts";
import { type Invocation, invocationsFor, type PolicyProblem } from "../policies/invocations.ts";
import { evaluateConditions } from "../policies/match-conditions.ts";
import { withPolicyVariables } from "../policies/policy-variables.ts";
import { isExemptOfPolicies } from "../webhooks/hooks.ts";

const name = "MutatingAdmissionPolicy";
const group = "admissionregistration.k8s.io";

/**
 * Policies that change what is written, one after the other. When one changes what earlier ones have seen, those of them that
 * want it see it once more.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/mutating/dispatcher.go
 */
export const mutatingAdmissionPolicy: AdmissionPlugin = {
  name,
  handles: ({ definition, operation }) => operation !== "DELETE" && !isExemptOfPolicies(definition),
  mutate(asked, view) {
    const policies = view.list(`mutatingadmissionpolicies.${group}`, undefined);
    if (policies.length === 0) return;
    const bindings = view.list(`mutatingadmissionpolicybindings.${group}`, undefined);
    const { invocations, problems } = invocationsFor(policies, bindings, asked, view);
    const round = new Round(asked, view);
    const object = invocations.length === 0 ? asked.object : round.run(invocations);
    refuseFor([...problems, ...round.problems], asked);
    return object;
  },
};

/** @throws StatusError 403 for what is wrong with policies that do not fail open */
function refuseFor(problems: readonly PolicyProblem[], asked: AdmissionRequest): void {
  const closed = problems.filter(
    ({ policy }) => valueAt(policy, "spec", "failurePolicy") !== "Ignore",
  );
  const [first] = closed;
  if (first === undefined) return;
  const { status } = refused(asked, "");
  throw new StatusError(
    failureStatus({
      code: 403,
      reason: first.reason ?? "Forbidden",
      message: textOfProblem(first),
      details: {
        ...status.details,
        causes: closed.map((problem) => ({ message: textOfProblem(problem) })),
      },
    }),
  );
}

function textOfProblem({ policy, binding, message }: PolicyProblem): string {
  const policyName = policy.metadata?.name;
  return binding === undefined
    ? `policy ${JSON.stringify(policyName)} denied request: ${message}`
    : `policy '${policyName}' with binding '${binding.metadata?.name}' denied request: ${message}`;
}

/** The object in one version; policies that see another version do not see what is done in this one. */
interface Seen {
  object: KubernetesObject | undefined;
  isTouched: boolean;
}

/** One pass over the policies that a request concerns. */
class Round {
  readonly problems: PolicyProblem[] = [];
  readonly #asked: AdmissionRequest;
  readonly #view: AdmissionView;
  readonly #versions = new Map<ResourceDefinition, Seen>();
  /** The version in which a mutation was tried last. */
  #last: ResourceDefinition | undefined;

  constructor(asked: AdmissionRequest, view: AdmissionView) {
    this.#asked = asked;
    this.#view = view;
  }

  run(invocations: readonly Invocation[]): KubernetesObject | undefined {
    const { reinvocation } = this.#asked.findings;
    const own = reinvocation.of(name);
    if (reinvocation.isSecondRound && !equalJson(own.lastOutput, this.#asked.object))
      own.wantPrevious();
    for (const invocation of invocations) this.#invoke(invocation);
    const { definition } = this.#asked.request;
    const last = this.#last === undefined ? undefined : this.#versions.get(this.#last);
    let { object } = this.#asked;
    if (this.#last !== undefined && last?.isTouched === true && last.object !== undefined) {
      own.wantPrevious();
      reinvocation.need();
      checkApiVersion(last.object, this.#last, definition);
      object = this.#isPart ? last.object : converted(last.object, this.#last, definition);
    }
    own.lastOutput = object;
    return object;
  }

  get #isPart(): boolean {
    const { definition, subresource } = this.#asked.request;
    return partKindOf(definition, subresource) !== undefined;
  }

  #invoke(invocation: Invocation): void {
    const { policy, seenAs } = invocation;
    const { reinvocation } = this.#asked.findings;
    const own = reinvocation.of(name);
    const seen = this.#seenAs(seenAs);
    if (!this.#isMet(invocation, seen.object)) return;
    const key = keyOf(invocation);
    if (reinvocation.isSecondRound && !own.wants(key)) return;
    const before = seen.object;
    for (const mutation of listOf(valueAt(policy, "spec", "mutations"))) {
      this.#last = seenAs;
      if (seen.object === undefined) continue;
      this.#mutate(invocation, mutation, seen);
    }
    if (!equalJson(before, seen.object)) {
      own.wantPrevious();
      reinvocation.need();
    }
    if (valueAt(policy, "spec", "reinvocationPolicy") === "IfNeeded") own.invoked(key);
  }

  #seenAs(definition: ResourceDefinition): Seen {
    let seen = this.#versions.get(definition);
    if (seen === undefined) {
      const object = seenObject(this.#asked.object, this.#asked, definition);
      seen = { object, isTouched: false };
      this.#versions.set(definition, seen);
    }
    return seen;
  }

  #variablesOf(
    { param, seenAs }: Invocation,
    object: KubernetesObject | undefined,
    seen: SeenAs = { kind: seenAs, resource: seenAs },
  ): ExpressionVariables {
    const given = variablesOf(this.#asked, this.#view, seen);
    return { ...given, object: asCel(object), params: asCel(param) };
  }

  #isMet(invocation: Invocation, object: KubernetesObject | undefined): boolean {
    const { policy, binding, seenAs } = invocation;
    const conditions = listOf(valueAt(policy, "spec", "matchConditions"));
    if (conditions.length === 0) return true;
    const resource = this.#asked.request.definition;
    // Conditions are told the resource of the request itself, and nothing of its namespace.
    const given = {
      ...this.#variablesOf(invocation, object, { kind: seenAs, resource }),
      namespaceObject: null,
    };
    const result = evaluateConditions(conditions, (budget) =>
      withPolicyVariables(valueAt(policy, "spec", "variables"), given, budget),
    );
    if (result.kind === "error")
      this.problems.push({ policy, binding, message: result.message, reason: "Invalid" });
    return result.kind === "match";
  }

  #mutate(invocation: Invocation, mutation: unknown, seen: Seen): void {
    const { policy, binding, seenAs } = invocation;
    const { object } = seen;
    if (object === undefined) return;
    const variables = this.#variablesOf(invocation, object);
    try {
      const changed = mutated(mutation, valueAt(policy, "spec", "variables"), {
        object,
        variables,
        target: this.#targetOf(seenAs),
      });
      this.#checkVersion(seenAs);
      seen.object = this.#isPart ? changed : seenAs.default(changed);
      seen.isTouched = true;
    } catch (error) {
      if (!(error instanceof MutationError)) throw error;
      this.problems.push({ policy, binding, message: error.message, reason: "Invalid" });
    }
  }

  /** What was seen in another version is to be brought to that of the request, and no way leads there. @throws MutationError */
  #checkVersion({ origin, version, kind, group }: ResourceDefinition): void {
    const { definition } = this.#asked.request;
    const isOwn = definition.version === version && definition.group === group;
    if (origin === "custom" || this.#isPart || isOwn) return;
    throw new MutationError(
      `converting (${version}.${kind}) to (${definition.version}.${definition.kind}): unknown conversion`,
    );
  }

  #targetOf(seenAs: ResourceDefinition): DecodeTarget | undefined {
    const part = partKindOf(this.#asked.request.definition, this.#asked.request.subresource);
    return part === undefined ? seenAs : decodeTargetOf(part.group, part.version, part.kind);
  }
}

/** A patch may have made an object of another version of a custom one. @throws StatusError 500 */
function checkApiVersion(
  { apiVersion = "", kind }: KubernetesObject,
  seenAs: ResourceDefinition,
  definition: ResourceDefinition,
): void {
  if (seenAs.origin !== "custom" || apiVersion === apiVersionOf(seenAs)) return;
  const wanted = apiVersionOf(definition);
  const found = `${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
  throw internalError(
    `failed to convert object: ${found} is unstructured and is not suitable for converting to ${JSON.stringify(wanted)}`,
  );
}

function mutated(mutation: unknown, declared: unknown, about: Mutated): KubernetesObject {
  const { patchType, jsonPatch, applyConfiguration } = objectOf(mutation);
  return patchType === "JSONPatch"
    ? withJsonPatch(textOf(valueAt(jsonPatch, "expression")), declared, about)
    : withAppliedConfiguration(textOf(valueAt(applyConfiguration, "expression")), declared, about);
}

/** Which policies are the same in both rounds. */
function keyOf({ policy, binding, param }: Invocation): string {
  const names = [policy, binding, param].map((one) => [
    one?.metadata?.namespace ?? "",
    one?.metadata?.name ?? "",
  ]);
  return JSON.stringify(names);
}
