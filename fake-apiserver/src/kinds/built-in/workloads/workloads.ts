import { numberOf, objectOf, type PlainObject, valueAt } from "../../../codec/json/plain-object.ts";
import { longName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  fields,
  immutable,
  isEmpty,
  isSet,
  neededPointer,
  notNegative,
} from "../../validation/checks.ts";
import { atMostHundredPercent, intOrPercent } from "../../validation/common-checks.ts";
import type { KindRules } from "../kind-rules.ts";
import { podDroppedFields } from "../pods/pod-features.ts";
import { podTemplate } from "../pods/pod-spec.ts";
import { namedTemplateWarnings, podTemplateWarnings } from "../pods/pod-warnings.ts";
import { daemonSet } from "./daemon-set.ts";
import { withLabelsOfTemplate } from "./labels-of-template.ts";
import { statefulSet } from "./stateful-set.ts";
import {
  counts,
  intOrPercentOf,
  lastingTemplate,
  noDeadline,
  notDecremented,
  replicated,
  selectedTemplate,
  selectorOf,
  strategyInside,
} from "./workload-checks.ts";

/**
 * Kinds of apps, and the replication controller.
 *
 * @see kubernetes pkg/apis/apps/validation/validation.go
 */

const deploymentStrategy: Check = (value, at, report) => {
  const { type, rollingUpdate } = objectOf(value);
  if (type === "Recreate") {
    if (isSet(rollingUpdate))
      report.forbidden(
        `${at}.rollingUpdate`,
        "may not be specified when strategy `type` is 'Recreate'",
      );
  } else if (type !== "RollingUpdate") {
    const shown = strategyInside(report.shown(at, value), ["MaxUnavailable", "MaxSurge"]);
    report.notSupported(at, shown, ["Recreate", "RollingUpdate"]);
  } else {
    const { maxUnavailable, maxSurge } = objectOf(rollingUpdate);
    fields({ maxUnavailable: intOrPercent, maxSurge: intOrPercent })(
      rollingUpdate,
      `${at}.rollingUpdate`,
      report,
    );
    const place = `${at}.rollingUpdate.maxUnavailable`;
    if (intOrPercentOf(maxUnavailable) === 0 && intOrPercentOf(maxSurge) === 0)
      report.invalid(place, maxUnavailable, "may not be 0 when `maxSurge` is 0");
    atMostHundredPercent(maxUnavailable, place, report);
  }
};

const deployment: KindRules = {
  resetFields: { "": [["f:status"]], status: [["f:spec"], ["f:metadata", "f:labels"]] },
  ...replicated,
  warningsOf: namedTemplateWarnings,
  statusKeepsLabels: true,
  countsMetadata: "annotations",
  check: fields({
    spec: all(
      fields({ replicas: notNegative }),
      selectorOf("deployment"),
      selectedTemplate(true, all(lastingTemplate, noDeadline("ReplicaSet"))),
      fields({
        strategy: deploymentStrategy,
        minReadySeconds: notNegative,
        revisionHistoryLimit: notNegative,
        progressDeadlineSeconds: notNegative,
      }),
      (value, at, report) => {
        const { progressDeadlineSeconds: deadline, minReadySeconds: ready } = objectOf(value);
        if (typeof deadline === "number" && deadline <= numberOf(ready)) {
          report.invalid(
            `${at}.progressDeadlineSeconds`,
            deadline,
            "must be greater than minReadySeconds",
          );
        }
      },
    ),
  }),
  checkUpdate: immutable("spec.selector"),
  checkStatus: fields({
    status: all(
      counts(
        [
          "observedGeneration",
          "replicas",
          "updatedReplicas",
          "readyReplicas",
          "availableReplicas",
          "unavailableReplicas",
          "terminatingReplicas",
          "collisionCount",
        ],
        [
          ["updatedReplicas", "status.replicas"],
          ["readyReplicas", "status.replicas"],
          ["availableReplicas", "status.replicas"],
          ["availableReplicas", "readyReplicas"],
        ],
      ),
      notDecremented,
    ),
  }),
};

const replicaStatus: Check = fields({
  status: counts(
    [
      "replicas",
      "fullyLabeledReplicas",
      "readyReplicas",
      "availableReplicas",
      "terminatingReplicas",
      "observedGeneration",
    ],
    [
      ["fullyLabeledReplicas", "status.replicas"],
      ["readyReplicas", "status.replicas"],
      ["availableReplicas", "status.replicas"],
      ["availableReplicas", "readyReplicas"],
    ],
  ),
});

const replicasOf = (object: PlainObject): string =>
  String(numberOf(valueAt(object, "status", "replicas")));

const replicaSet: KindRules = {
  ...replicated,
  warningsOf: namedTemplateWarnings,
  check: fields({
    spec: all(
      fields({ replicas: notNegative, minReadySeconds: notNegative }),
      selectorOf("replicaset"),
      selectedTemplate(true, all(lastingTemplate, noDeadline("ReplicaSet"))),
    ),
  }),
  checkUpdate: immutable("spec.selector"),
  checkStatus: replicaStatus,
};

const replicationController: KindRules = {
  ...replicated,
  // An update is warned of what was there before, as the real server hands over the two the wrong way round.
  warningsOf: (object, old) =>
    old === undefined ? namedTemplateWarnings(object, old) : podTemplateWarnings(old, object),
  strategy: { ...replicated.strategy, orphansByDefault: true },
  nameRule: longName,
  checksPrefix: false,
  selectableFields: { "status.replicas": replicasOf },
  check: fields({
    spec: all(fields({ minReadySeconds: notNegative }), (value, at, report) => {
      const { selector, replicas, template } = objectOf(value);
      if (isEmpty(selector)) report.required(`${at}.selector`);
      neededPointer(notNegative)(replicas, `${at}.replicas`, report);
      if (!isSet(template)) {
        report.required(`${at}.template`);
        return;
      }
      const labels = valueAt(template, "metadata", "labels");
      const isMatched = Object.entries(objectOf(selector)).every(
        ([key, one]) => objectOf(labels)[key] === one,
      );
      if (!isEmpty(selector) && !isMatched) {
        report.invalid(
          `${at}.template.metadata.labels`,
          labels ?? null,
          "`selector` does not match template `labels`",
        );
      }
      podTemplate(template, `${at}.template`, report);
      const policy = valueAt(template, "spec", "restartPolicy");
      if (policy !== "Always")
        report.notSupported(`${at}.template.spec.restartPolicy`, policy, ["Always"]);
      noDeadline("ReplicationController")(template, `${at}.template`, report);
    }),
  }),
  checkStatus: replicaStatus,
  fromStored: withLabelsOfTemplate,
};

/** Rules by kind. */
export const workloadKinds: Readonly<Record<string, KindRules>> = {
  Deployment: deployment,
  ReplicaSet: replicaSet,
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  ReplicationController: replicationController,
  PodTemplate: {
    strategy: { deleteAnswersObject: true, keepsGeneration: true },
    metadataOnUpdate: ["update"],
    droppedFields: podDroppedFields("template.spec"),
    check: fields({ template: podTemplate }),
    warningsOf: (object, old) =>
      podTemplateWarnings(asWorkload(object), old && asWorkload(old)).map((text) =>
        text.replaceAll(/(?<![\w.])spec\.template\./g, "template."),
      ),
  },
};

/** A template with its object around it, as a workload has it. */
function asWorkload(template: PlainObject): PlainObject {
  return { metadata: template["metadata"], spec: template };
}
