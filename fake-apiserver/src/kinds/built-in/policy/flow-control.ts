import {
  entryOf,
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { labelName, subdomainName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  isEmpty,
  isSet,
  needed,
  oneOf,
  optional,
} from "../../validation/checks.ts";
import type { KindRules } from "../kind-rules.ts";

/**
 * Kinds of flowcontrol.apiserver.k8s.io.
 *
 * @see kubernetes pkg/apis/flowcontrol/validation/validation.go
 */

const verbs = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "proxy",
  "update",
  "watch",
];

/** A list that holds either a star and nothing else, or whatever `check` takes. */
function starred(missing: string, others: string, check?: Check): Check {
  return (value, at, report) => {
    const items = listOf(value);
    if (items.length === 0) report.required(at, missing);
    else if (items.includes("*")) {
      if (items.length > 1)
        report.invalid(at, value, `if '*' is present, must not specify other ${others}`);
    } else check?.(value, at, report);
  };
}

const verbList: Check = starred(
  "verbs must contain at least one value",
  "verbs",
  (value, at, report) => {
    if (!listOf(value).every((verb) => verbs.includes(textOf(verb))))
      report.notSupported(at, value, verbs);
  },
);

const path: Check = (value, at, report) => {
  const text = textOf(value);
  if (text === "") {
    report.invalid(at, text, "must not be empty");
    return;
  }
  if (text === "/") return;
  if (!text.startsWith("/")) {
    report.invalid(at, text, "must start with slash");
    return;
  }
  if (text.includes(" ")) {
    report.invalid(at, text, "must not contain white-space");
    return;
  }
  if (text.includes("//")) {
    report.invalid(at, text, "must not contain double slash");
    return;
  }
  const star = text.indexOf("*");
  if (star >= 0 && (star !== text.length - 1 || !text.endsWith("/*")))
    report.invalid(at, text, "wildcard can only do suffix matching");
};

const resourceRule: Check = (value, at, report) => {
  const { clusterScope, namespaces } = objectOf(value);
  fields({
    verbs: verbList,
    apiGroups: starred("resource rules must supply at least one api group", "api groups"),
    resources: starred("resource rules must supply at least one resource", "resources"),
  })(value, at, report);
  const names: Check = (list, place, found) => {
    listOf(list).forEach((name, index) => {
      for (const problem of labelName(textOf(name)))
        found.invalid(
          `${place}[${index}]`,
          name,
          `each member of this list must be '*' or a DNS-1123 label; ${problem}`,
        );
    });
  };
  if (isEmpty(namespaces) && clusterScope === true) return;
  starred(
    "resource rules that are not cluster scoped must supply at least one namespace",
    "namespaces",
    names,
  )(namespaces, `${at}.namespaces`, report);
};

const subjectKinds: Readonly<Record<string, { readonly member: string; readonly check: Check }>> = {
  Group: { member: "group", check: fields({ name: needed() }) },
  ServiceAccount: {
    member: "serviceAccount",
    check: fields({
      name: needed((value, at, report) => {
        if (value !== "*") form(subdomainName)(value, at, report);
      }),
      namespace: needed(form(labelName), "must specify namespace for service account"),
    }),
  },
  User: { member: "user", check: fields({ name: needed() }) },
};

const subject: Check = (value, at, report) => {
  const given = objectOf(value);
  const kind = textOf(given["kind"]);
  const known = entryOf(subjectKinds, kind);
  if (known === undefined) {
    report.notSupported(`${at}.kind`, kind, Object.keys(subjectKinds));
    return;
  }
  const { member, check } = known;
  if (!isSet(given[member]))
    report.required(`${at}.${member}`, `${member} is required when subject kind is '${kind}'`);
  else check(given[member], `${at}.${member}`, report);
  for (const [other, { member: name }] of Object.entries(subjectKinds)) {
    if (name !== member && isSet(given[name]))
      report.forbidden(`${at}.${name}`, `${name} is forbidden when subject kind is not '${other}'`);
  }
};

const flowRule: Check = (value, at, report) => {
  const { resourceRules, nonResourceRules } = objectOf(value);
  fields({
    subjects: needed(each(subject), "subjects must contain at least one value"),
  })(value, at, report);
  if (isEmpty(resourceRules) && isEmpty(nonResourceRules))
    report.required(at, "at least one of resourceRules and nonResourceRules has to be non-empty");
  fields({
    resourceRules: each(resourceRule),
    nonResourceRules: each(
      fields({
        verbs: verbList,
        nonResourceURLs: starred(
          "nonResourceURLs must contain at least one value",
          "non-resource URLs",
          each(path),
        ),
      }),
    ),
  })(value, at, report);
};

const conditionTypes: Check = (value, at, report) => {
  const seen = new Set<string>();
  listOf(value).forEach((condition, index) => {
    const type = textOf(objectOf(condition)["type"]);
    if (seen.has(type)) report.duplicate(`${at}[${index}].type`, type);
    seen.add(type);
    needed()(type, `${at}[${index}].type`, report);
  });
};

const status = fields({ status: fields({ conditions: conditionTypes }) });

/** Which flow schema is asked first, as Tables show them. */
function inMatchingOrder(one: PlainObject, other: PlainObject): number {
  const [a, b] = [one, other].map((schema) => ({
    precedence: numberOf(valueAt(schema, "spec", "matchingPrecedence")),
    name: textOf(valueAt(schema, "metadata", "name")),
  }));
  if (a === undefined || b === undefined) return 0;
  return a.precedence - b.precedence || (a.name < b.name ? -1 : 1);
}

const flowSchema: KindRules = {
  compareTableRows: inMatchingOrder,
  statusKeepsMetadata: true,
  strategy: { keepsGeneration: true },
  metadataOnUpdate: ["whole"],
  metadataOnStatus: [],
  check: fields({
    spec: all(
      (value, at, report) => {
        const precedence = numberOf(objectOf(value)["matchingPrecedence"]);
        const place = `${at}.matchingPrecedence`;
        if (precedence <= 0) report.invalid(place, precedence, "must be a positive value");
        if (precedence > 10_000)
          report.invalid(place, precedence, "must not be greater than 10000");
        if (precedence === 1 && valueAt(report.object, "metadata", "name") !== "exempt")
          report.invalid(
            place,
            precedence,
            "only the schema named 'exempt' may have matchingPrecedence 1",
          );
        const { distinguisherMethod: method } = objectOf(value);
        const known = ["ByNamespace", "ByUser"];
        if (isSet(method) && !known.includes(textOf(objectOf(method)["type"])))
          report.notSupported(
            `${at}.distinguisherMethod.type`,
            report.shown(`${at}.distinguisherMethod`, method),
            known,
          );
      },
      fields({
        priorityLevelConfiguration: fields({
          name: needed(form(subdomainName), "must reference a priority level"),
        }),
        rules: each(flowRule),
      }),
    ),
  }),
  checkStatus: status,
};

const percent: Check = optional((value, at, report) => {
  const number = value as number;
  if (number < 0 || number > 100)
    report.invalid(at, number, "must be between 0 and 100, inclusive");
});

const shares: Check = (value, at, report) => {
  if (numberOf(value) < 0) report.invalid(at, value, "must be a non-negative integer");
};

const queuing: Check = (value, at, report) => {
  const { queueLengthLimit, queues, handSize } = objectOf(value);
  const [length, count, hand] = [queueLengthLimit, queues, handSize].map(numberOf) as [
    number,
    number,
    number,
  ];
  if (length <= 0) report.invalid(`${at}.queueLengthLimit`, length, "must be positive");
  if (count <= 0) report.invalid(`${at}.queues`, count, "must be positive");
  else if (count > 10_000_000)
    report.invalid(`${at}.queues`, count, "must not be greater than 10000000");
  if (hand <= 0) report.invalid(`${at}.handSize`, hand, "must be positive");
  else if (hand > count)
    report.invalid(`${at}.handSize`, hand, `should not be greater than queues (${count})`);
  else {
    const bits = entropyBits(count, hand);
    if (bits > 60)
      report.invalid(
        `${at}.handSize`,
        hand,
        `required entropy bits of deckSize ${count} and handSize ${hand} should not be greater than 60`,
      );
  }
};

/** How many bits it takes to deal a hand. */
function entropyBits(deck: number, hand: number): number {
  return Math.ceil(Math.log2(deck) * hand);
}

const limitResponse: Check = (value, at, report) => {
  const { type, queuing: given } = objectOf(value);
  if (type === "Reject") {
    if (isSet(given))
      report.forbidden(`${at}.queuing`, "must be nil if limited.limitResponse.type is not Limited");
  } else if (type === "Queue") {
    if (!isSet(given))
      report.required(
        `${at}.queuing`,
        "must not be empty if limited.limitResponse.type is Limited",
      );
    else queuing(given, `${at}.queuing`, report);
  } else oneOf("Queue", "Reject")(type, `${at}.type`, report);
};

const priorityLevel: KindRules = {
  statusKeepsMetadata: true,
  strategy: { keepsGeneration: true },
  metadataOnUpdate: ["whole"],
  metadataOnStatus: [],
  check: fields({
    spec: (value, at, report) => {
      const { type, exempt, limited } = objectOf(value);
      const isExempt = valueAt(report.object, "metadata", "name") === "exempt";
      if (isExempt !== (type === "Exempt"))
        report.invalid(
          `${at}.type`,
          textOf(type),
          "must be 'Exempt' if and only if `name` is 'exempt'",
        );
      if (type === "Exempt") {
        if (isSet(limited))
          report.forbidden(`${at}.limited`, "must be nil if the type is not Limited");
        optional(fields({ nominalConcurrencyShares: shares, lendablePercent: percent }))(
          exempt,
          `${at}.exempt`,
          report,
        );
      } else if (type === "Limited") {
        if (isSet(exempt)) report.forbidden(`${at}.exempt`, "must be nil if the type is Limited");
        if (!isSet(limited))
          report.required(`${at}.limited`, "must not be empty when type is Limited");
        else
          fields({
            nominalConcurrencyShares: shares,
            limitResponse,
            lendablePercent: percent,
            borrowingLimitPercent: optional((number, place, found) => {
              if ((number as number) < 0)
                found.invalid(place, number, "if specified, must be a non-negative integer");
            }),
          })(limited, `${at}.limited`, report);
      } else oneOf("Exempt", "Limited")(type, `${at}.type`, report);
    },
  }),
  checkStatus: status,
};

/** Rules by kind. */
export const flowControlKinds: Readonly<Record<string, KindRules>> = {
  FlowSchema: flowSchema,
  PriorityLevelConfiguration: priorityLevel,
};
