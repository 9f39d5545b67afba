import { subdomainName } from "../codec/names/names.ts";
import {
  aggregateText,
  type FieldError,
  invalid,
  notSupported,
  required,
} from "../schema/field-error.ts";
import type { AuditLevel, AuditStage } from "./audit-event.ts";
import type { AuditedResources, AuditPolicy, AuditRule } from "./audit-policy.ts";

const levels: readonly AuditLevel[] = ["None", "Metadata", "Request", "RequestResponse"];
const stages: readonly AuditStage[] = [
  "RequestReceived",
  "ResponseStarted",
  "ResponseComplete",
  "Panic",
];

/**
 * Refuses a policy that the real server would not begin with.
 *
 * @throws Error in its words
 * @see kubernetes apiserver pkg/apis/audit/validation/validation.go
 */
export function checkAuditPolicy({ rules, omitStages }: AuditPolicy): void {
  const errors = [
    ...stageErrors(omitStages, "omitStages"),
    ...(rules ?? []).flatMap((rule, index) => ruleErrors(rule, `rules[${index}]`)),
  ];
  if (errors.length > 0) throw new Error(aggregateText(errors));
  if ((rules ?? []).length === 0) throw new Error("loaded illegal policy with 0 rules");
}

function ruleErrors(rule: AuditRule, at: string): readonly FieldError[] {
  const { nonResourceURLs = [], resources = [], namespaces = [], omitStages } = rule;
  const mixed = nonResourceURLs.length > 0 && resources.length + namespaces.length > 0;
  return [
    ...levelErrors(rule.level, `${at}.level`),
    ...nonResourceURLs.flatMap((url, index) => urlErrors(url, `${at}.nonResourceURLs[${index}]`)),
    ...resources.flatMap((one) => resourceErrors(one, `${at}.resources`)),
    ...stageErrors(omitStages, `${at}.omitStages`),
    ...(mixed
      ? [
          invalid(
            `${at}.nonResourceURLs`,
            nonResourceURLs,
            "rules cannot apply to both regular resources and non-resource URLs",
          ),
        ]
      : []),
  ];
}

function levelErrors(level: string | undefined, field: string): readonly FieldError[] {
  if (level === undefined || level === "") return [required(field)];
  return levels.some((one) => one === level) ? [] : [notSupported(field, level, levels)];
}

function urlErrors(url: string, field: string): readonly FieldError[] {
  if (url === "*") return [];
  return [
    ...(url.startsWith("/")
      ? []
      : [invalid(field, url, "non-resource URL rules must begin with a '/' character")]),
    ...(url.slice(0, -1).includes("*")
      ? [
          invalid(
            field,
            url,
            "non-resource URL wildcards '*' must be the final character of the rule",
          ),
        ]
      : []),
  ];
}

function resourceErrors(
  { group = "", resources = [], resourceNames = [] }: AuditedResources,
  at: string,
): readonly FieldError[] {
  const problems = group === "" ? [] : subdomainName(group);
  return [
    ...(problems.length > 0 ? [invalid(`${at}.group`, group, problems.join(","))] : []),
    ...(resourceNames.length > 0 && resources.length === 0
      ? [
          invalid(
            `${at}.resourceNames`,
            resourceNames,
            "using resourceNames requires at least one resource",
          ),
        ]
      : []),
  ];
}

function stageErrors(given: readonly string[] | undefined, at: string): readonly FieldError[] {
  return (given ?? []).flatMap((stage, index) =>
    stages.some((one) => one === stage)
      ? []
      : [invalid(`${at}[${index}]`, stage, `allowed stages are ${stages.join(",")}`)],
  );
}
