import type { FieldRequirement, LabelRequirement } from "@informerlab/core";
import type { PathAccess, ResourceAccess } from "../request/access/authorize.ts";
import type { UserIdentity } from "../request/read/api-request.ts";

/** What a webhook that authorizes is asked, in the order of its Go type. */
export interface AccessQuestion {
  readonly resourceAttributes?: ResourceQuestion;
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  readonly uid?: string;
}

/** What of a question is about a resource: nothing in it is empty. */
export interface ResourceQuestion {
  readonly namespace?: string;
  readonly verb?: string;
  readonly group?: string;
  readonly version?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly fieldSelector?: SelectorQuestion;
  readonly labelSelector?: SelectorQuestion;
}

/** What is selected. */
export interface SelectorQuestion {
  readonly requirements: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/**
 * The spec of a SubjectAccessReview: equal questions have equal texts.
 *
 * @see kubernetes apiserver plugin/pkg/authorizer/webhook/webhook.go
 */
export function accessQuestion(
  { name, groups, extra = {}, uid }: UserIdentity,
  asked: ResourceAccess | PathAccess,
): AccessQuestion {
  const facts = Object.entries(extra).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    ...("path" in asked
      ? { nonResourceAttributes: { ...filled("path", asked.path), ...filled("verb", asked.verb) } }
      : { resourceAttributes: attributesOf(asked) }),
    ...filled("user", name),
    ...(groups.length === 0 ? {} : { groups }),
    ...(facts.length === 0 ? {} : { extra: Object.fromEntries(facts) }),
    ...filled("uid", uid),
  };
}

function attributesOf(asked: ResourceAccess): ResourceQuestion {
  const fields = (asked.fieldRequirements ?? []).map(ofField);
  const labels = (asked.labelRequirements ?? []).flatMap(ofLabel);
  return {
    ...filled("namespace", asked.namespace),
    ...filled("verb", asked.verb),
    ...filled("group", asked.group),
    ...filled("version", asked.version),
    ...filled("resource", asked.resource),
    ...filled("subresource", asked.subresource),
    ...filled("name", asked.name),
    ...(fields.length === 0 ? {} : { fieldSelector: { requirements: fields } }),
    ...(labels.length === 0 ? {} : { labelSelector: { requirements: labels } }),
  };
}

/** As Go leaves out what is empty. */
function filled(name: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined || value === "" ? {} : { [name]: value };
}

function ofField({
  field,
  operator,
  value,
}: FieldRequirement): SelectorQuestion["requirements"][number] {
  return { key: field, operator: operator === "!=" ? "NotIn" : "In", values: [value] };
}

const labelOperators: Readonly<Partial<Record<LabelRequirement["operator"], string>>> = {
  "=": "In",
  "==": "In",
  in: "In",
  "!=": "NotIn",
  notin: "NotIn",
  exists: "Exists",
  "!": "DoesNotExist",
};

/** What cannot be said is left out: that only asks for more. */
function ofLabel({ key, operator, values }: LabelRequirement): SelectorQuestion["requirements"] {
  const said = labelOperators[operator];
  return said === undefined
    ? []
    : [{ key, operator: said, ...(values.length === 0 ? {} : { values }) }];
}
