import { failureStatus, type KubernetesObject, StatusError } from "@informerlab/core";
import { utf8Length } from "../../codec/bytes/base64.ts";
import { htmlSafe } from "../../codec/go/go-text.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { qualifiedResourceOf } from "../../schema/api-version.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { type AdmissionRequest, nameOf } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { AuditNotes } from "../policies/audit-notes.ts";
import { type BoundPolicy, boundPolicies } from "../policies/bound-policies.ts";
import {
  asCel,
  CostBudget,
  type Evaluated,
  type ExpressionVariables,
  evaluateAll,
  outOfBudget,
  variablesOf,
} from "../policies/expressions.ts";
import { evaluateConditions } from "../policies/match-conditions.ts";
import { paramsFor } from "../policies/params.ts";
import { withPolicyVariables } from "../policies/policy-variables.ts";
import { isExemptOfPolicies } from "../webhooks/hooks.ts";

const group = "admissionregistration.k8s.io";

/** What the validations of one policy and binding may cost, and the annotations as much again. */
const policyBudget = 10_000_000;
const messageBytesMax = 5 * 1024;

/** What a policy has against a request. */
interface Complaint {
  readonly message: string;
  readonly reason: string;
  readonly expressionIndex: number;
}

/** HTTP codes of the reasons that a validation may give. */
const codes: Readonly<Record<string, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  Invalid: 422,
  RequestEntityTooLarge: 413,
};

/**
 * Policies written as expressions, and the bindings that say where they hold and what follows.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/dispatcher.go
 */
export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: "ValidatingAdmissionPolicy",
  handles: ({ definition }) => !isExemptOfPolicies(definition),
  validate(asked, view) {
    const policies = view.list(`validatingadmissionpolicies.${group}`, undefined);
    if (policies.length === 0) return;
    const bindings = view.list(`validatingadmissionpolicybindings.${group}`, undefined);
    const denials: StatusError[] = [];
    const notes = new AuditNotes();
    for (const bound of boundPolicies(policies, bindings, asked, view))
      denials.push(
        ...("problem" in bound
          ? broken(bound.policy, undefined, asked, bound.problem)
          : judge(bound, asked, view, notes)),
      );
    notes.tell(asked.findings);
    const [first] = denials;
    if (first !== undefined) throw first;
  },
};

/** What goes wrong with a policy, unless it fails open. */
function problemWith(policy: KubernetesObject, message: string): readonly Complaint[] {
  const failsOpen = valueAt(policy, "spec", "failurePolicy") === "Ignore";
  return failsOpen ? [] : [{ message, reason: "Invalid", expressionIndex: 0 }];
}

/** A policy that cannot be used, whatever its bindings say is to follow. */
function broken(
  policy: KubernetesObject,
  binding: KubernetesObject | undefined,
  asked: AdmissionRequest,
  message: string,
): readonly StatusError[] {
  return problemWith(policy, message).map((complaint) => denial(policy, binding, asked, complaint));
}

function judge(
  { policy, binding, paramKind, seenAs }: BoundPolicy,
  asked: AdmissionRequest,
  view: AdmissionView,
  notes: AuditNotes,
): readonly StatusError[] {
  const found = paramsFor(paramKind, binding, asked, view);
  if (found.kind === "problem") return broken(policy, binding, asked, found.message);
  const given = variablesOf(asked, view, { kind: seenAs, resource: seenAs });
  const rounds =
    found.kind === "none-wanted"
      ? [given]
      : found.params.map((param) => ({ ...given, params: asCel(param) }));
  const verdicts = rounds.map((variables) => verdictOf(policy, variables));
  return verdicts.flatMap(({ complaints, annotations }) => [
    ...act(policy, binding, asked, complaints),
    ...annotations.flatMap(({ key, text, problem }) => {
      if (problem !== undefined) return broken(policy, binding, asked, problem);
      notes.add(`${policy.metadata?.name}/${key}`, text);
      return [];
    }),
  ]);
}

/** What one round over a policy comes to. */
interface Verdict {
  readonly complaints: readonly Complaint[];
  readonly annotations: readonly Annotation[];
}

/** What the audit log is to be told, or why it cannot be. */
interface Annotation {
  readonly key: string;
  readonly text: string;
  readonly problem?: string;
}

const pass: Verdict = { complaints: [], annotations: [] };

/**
 * What the validations of a policy say, in the order of the real server's work: conditions, validations, messages,
 * annotations. Each of these works out the variables anew.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go
 */
function verdictOf(policy: KubernetesObject, given: ExpressionVariables): Verdict {
  const spec = objectOf(valueAt(policy, "spec"));
  const failed = (message: string): Verdict => ({
    ...pass,
    complaints: problemWith(policy, message),
  });
  const variablesWith = (budget: CostBudget): ExpressionVariables =>
    withPolicyVariables(spec["variables"], given, budget);
  // Conditions are told nothing of the namespace.
  const conditions = evaluateConditions(listOf(spec["matchConditions"]), (budget) =>
    withPolicyVariables(spec["variables"], { ...given, namespaceObject: null }, budget),
  );
  if (conditions.kind === "no-match") return pass;
  if (conditions.kind === "error") return failed(conditions.message);
  const validations = listOf(spec["validations"]).map(objectOf);
  const budget = new CostBudget(policyBudget);
  const results = evaluateAll(textsOf(validations, "expression"), variablesWith(budget), budget);
  if (results === undefined) return failed(outOfBudget);
  const written = textsOf(validations, "messageExpression");
  const asksMessages = written.some((text) => text !== "");
  const messages = asksMessages ? evaluateAll(written, variablesWith(budget), budget) : [];
  const complaints = results.flatMap((result, expressionIndex): readonly Complaint[] => {
    const validation = validations[expressionIndex] ?? {};
    if (result.kind === "error") return problemWith(policy, result.message);
    if (messages === undefined)
      return problemWith(policy, `failed messageExpression: ${outOfBudget}`);
    if (result.value === true) return [];
    const reason = textOf(validation["reason"]) || "Invalid";
    return [{ message: messageOf(validation, messages[expressionIndex]), reason, expressionIndex }];
  });
  const annotations = annotationsOf(spec, variablesWith);
  return annotations === undefined ? failed(outOfBudget) : { complaints, annotations };
}

function textsOf(
  values: readonly Readonly<Record<string, unknown>>[],
  member: string,
): readonly string[] {
  return values.map((value) => textOf(value[member]));
}

function messageOf(validation: PlainObject, evaluated: Evaluated | undefined): string {
  const text = evaluated?.kind === "value" ? textOf(evaluated.value).trim() : "";
  if (text !== "" && !text.includes("\n") && utf8Length(text) <= messageBytesMax) return text;
  return (
    textOf(validation["message"]).trim() ||
    `failed expression: ${textOf(validation["expression"]).trim()}`
  );
}

/** What the audit log is to be told; undefined when that costs too much together. */
function annotationsOf(
  spec: PlainObject,
  variablesWith: (budget: CostBudget) => ExpressionVariables,
): readonly Annotation[] | undefined {
  const annotations = listOf(spec["auditAnnotations"]).map(objectOf);
  if (annotations.length === 0) return [];
  const budget = new CostBudget(policyBudget);
  const expressions = textsOf(annotations, "valueExpression");
  const results = evaluateAll(expressions, variablesWith(budget), budget);
  return results?.map((result, index) => {
    const key = textOf(annotations[index]?.["key"]);
    return result.kind === "error"
      ? { key, text: "", problem: result.message }
      : { key, text: textOf(result.value).trim() };
  });
}

/** Does what the binding says is to follow. */
function act(
  policy: KubernetesObject,
  binding: KubernetesObject,
  asked: AdmissionRequest,
  complaints: readonly Complaint[],
): readonly StatusError[] {
  const actions = listOf(valueAt(binding, "spec", "validationActions"));
  const names = namesOf(policy, binding);
  for (const { message } of complaints)
    if (actions.includes("Warn")) asked.findings.warn(`Validation failed for ${names}: ${message}`);
  // Each would be told by itself under the same key, of which the first value stays.
  if (actions.includes("Audit"))
    for (const { message, expressionIndex } of complaints)
      asked.findings.annotate(
        "validation.policy.admission.k8s.io/validation_failure",
        htmlSafe(
          JSON.stringify([
            {
              message,
              policy: policy.metadata?.name,
              binding: binding.metadata?.name,
              expressionIndex,
              validationActions: actions,
            },
          ]),
        ),
      );
  if (!actions.includes("Deny")) return [];
  return complaints.map((complaint) => denial(policy, binding, asked, complaint));
}

function namesOf(policy: KubernetesObject, binding: KubernetesObject | undefined): string {
  const bound = binding === undefined ? "" : ` with binding '${binding.metadata?.name}'`;
  return `ValidatingAdmissionPolicy '${policy.metadata?.name}'${bound}`;
}

function denial(
  policy: KubernetesObject,
  binding: KubernetesObject | undefined,
  asked: AdmissionRequest,
  { message, reason }: Complaint,
): StatusError {
  const { definition } = asked.request;
  const name = nameOf(asked);
  const text = `${namesOf(policy, binding)} denied request: ${message}`;
  return new StatusError(
    failureStatus({
      code: codes[reason] ?? 422,
      reason,
      message: `${qualifiedResourceOf(definition)} ${JSON.stringify(name)} is forbidden: ${text}`,
      details: {
        name,
        ...(definition.group === "" ? {} : { group: definition.group }),
        kind: definition.resource,
        causes: [{ message: text }],
      },
    }),
  );
}
