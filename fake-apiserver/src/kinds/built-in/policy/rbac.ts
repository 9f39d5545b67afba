import { objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { subdomainName } from "../../../codec/names/names.ts";
import { pathSegmentName } from "../../../codec/names/path-segment.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  isEmpty,
  needed,
  oneOf,
  optional,
  sameState,
} from "../../validation/checks.ts";
import { labelSelector } from "../../validation/common-checks.ts";
import type { KindRules } from "../kind-rules.ts";

/**
 * Kinds of rbac.authorization.k8s.io.
 *
 * @see kubernetes pkg/apis/rbac/validation/validation.go
 */

const group = "rbac.authorization.k8s.io";

function policyRule(isNamespaced: boolean): Check {
  return (value, at, report) => {
    const { verbs, nonResourceURLs, apiGroups, resources, resourceNames } = objectOf(value);
    needed(undefined, "verbs must contain at least one value")(verbs, `${at}.verbs`, report);
    if (!isEmpty(nonResourceURLs)) {
      const paths = `${at}.nonResourceURLs`;
      if (isNamespaced) {
        report.invalid(
          paths,
          nonResourceURLs,
          "namespaced rules cannot apply to non-resource URLs",
        );
      }
      if (![apiGroups, resources, resourceNames].every(isEmpty)) {
        report.invalid(
          paths,
          nonResourceURLs,
          "rules cannot apply to both regular resources and non-resource URLs",
        );
      }
      return;
    }
    fields({
      apiGroups: needed(undefined, "resource rules must supply at least one api group"),
      resources: needed(undefined, "resource rules must supply at least one resource"),
    })(value, at, report);
  };
}

const anySelectors = "at least one clusterRoleSelector required if aggregationRule is non-nil";

const selectorProblem: Check = (value, at, report) => {
  const before = report.errors.length;
  labelSelector(value, at, report);
  // What is no selector is said once more, with the selector that was made of it: none.
  if (report.errors.length > before) report.invalid(at, null, "invalid label selector.");
};

const rbac: KindRules = { nameRule: pathSegmentName, strategy: { allowsCreateOnUpdate: true } };

const role: KindRules = {
  ...rbac,
  check: fields({ rules: each(policyRule(true)) }),
};

const clusterRole: KindRules = {
  ...rbac,
  check: fields({
    rules: each(policyRule(false)),
    aggregationRule: optional(
      fields({ clusterRoleSelectors: needed(each(selectorProblem), anySelectors) }),
    ),
  }),
};

function subject(isNamespaced: boolean): Check {
  return (value, at, report) => {
    const { kind, name, apiGroup, namespace } = objectOf(value);
    needed()(name, `${at}.name`, report);
    if (kind === "ServiceAccount") {
      if (textOf(name) !== "") form(subdomainName)(name, `${at}.name`, report);
      if (textOf(apiGroup) !== "") report.notSupported(`${at}.apiGroup`, apiGroup, [""]);
      if (!isNamespaced) needed()(namespace, `${at}.namespace`, report);
    } else if (kind === "User" || kind === "Group")
      oneOf(group)(apiGroup, `${at}.apiGroup`, report);
    else report.notSupported(`${at}.kind`, kind, ["ServiceAccount", "User", "Group"]);
  };
}

function binding(isNamespaced: boolean): KindRules {
  return {
    ...rbac,
    check: fields({
      roleRef: fields({
        apiGroup: oneOf(group),
        kind: isNamespaced ? oneOf("Role", "ClusterRole") : oneOf("ClusterRole"),
        name: needed(form(pathSegmentName)),
      }),
      subjects: each(subject(isNamespaced)),
    }),
    checkUpdate: all((value, _at, report) => {
      const { roleRef } = objectOf(value);
      if (!sameState(roleRef, objectOf(report.old)["roleRef"]))
        report.invalid("roleRef", roleRef, "cannot change roleRef");
    }),
  };
}

/** Rules by kind. */
export const rbacKinds: Readonly<Record<string, KindRules>> = {
  Role: role,
  ClusterRole: clusterRole,
  RoleBinding: binding(true),
  ClusterRoleBinding: binding(false),
};
