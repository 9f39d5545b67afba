import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  without,
} from "../../../codec/json/plain-object.ts";
import { labelName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  each,
  fields,
  isSet,
  notNegative,
  optional,
  sameState,
  textForm,
} from "../../validation/checks.ts";
import { atMostHundredPercent, intOrPercent } from "../../validation/common-checks.ts";
import { validateAnnotations, validateLabels } from "../../validation/object-meta.ts";
import { Shown } from "../../validation/report.ts";
import type { KindRules } from "../kind-rules.ts";
import { podDroppedFields } from "../pods/pod-features.ts";
import { podTemplate } from "../pods/pod-spec.ts";
import { podTemplateWarnings } from "../pods/pod-warnings.ts";
import { claimSpec, claimWarnings } from "../storage/persistent-volume-claim.ts";
import {
  counts,
  intOrPercentOf,
  isSelector,
  matchesTemplate,
  noDeadline,
  notDecremented,
  replicated,
  reported,
  selectorOf,
  strategyInside,
} from "./workload-checks.ts";

const setStrategy: Check = (value, at, report) => {
  const { type, rollingUpdate } = objectOf(value);
  if (textOf(type) === "") report.required(at);
  else if (type === "OnDelete") {
    if (isSet(rollingUpdate))
      report.invalid(
        `${at}.rollingUpdate`,
        new Shown(
          objectOf(strategyInside(report.shown(at, value), ["Partition"]))["RollingUpdate"],
        ),
        "only allowed for updateStrategy 'RollingUpdate'",
      );
  } else if (type !== "RollingUpdate")
    report.invalid(
      at,
      new Shown(strategyInside(report.shown(at, value), ["Partition"])),
      "must be 'RollingUpdate' or 'OnDelete'",
    );
  else if (isSet(rollingUpdate)) {
    const { partition, maxUnavailable } = objectOf(rollingUpdate);
    const place = `${at}.rollingUpdate.maxUnavailable`;
    notNegative(partition, `${at}.rollingUpdate.partition`, report);
    if (!isSet(maxUnavailable)) return;
    intOrPercent(maxUnavailable, place, report);
    if (intOrPercentOf(maxUnavailable) === 0) report.invalid(place, maxUnavailable, "cannot be 0");
    atMostHundredPercent(maxUnavailable, place, report);
  }
};

const claimPolicy: Check = (value, at, report) => {
  if (value !== "Retain" && value !== "Delete")
    report.notSupported(at, value, ["Retain", "Delete"]);
};

/** The template with the volumes that come from the set's claims. */
function templateOfSet(spec: PlainObject): PlainObject {
  const template = objectOf(spec["template"]);
  const named = listOf(spec["volumeClaimTemplates"]).map((claim) =>
    textOf(valueAt(claim, "metadata", "name")),
  );
  const claims = new Set(named);
  const podSpec = { ...objectOf(template["spec"]) };
  delete podSpec["hostname"];
  delete podSpec["subdomain"];
  if (claims.size > 0) {
    podSpec["volumes"] = [
      ...Array.from(claims, (name) => ({ name, persistentVolumeClaim: { claimName: name } })),
      ...listOf(podSpec["volumes"]).filter(
        (volume) => !claims.has(textOf(objectOf(volume)["name"])),
      ),
    ];
  }
  return { ...template, spec: podSpec };
}

const fixedInSet = ["serviceName", "podManagementPolicy", "selector"] as const;

function withoutType(claim: unknown): unknown {
  return without(objectOf(claim), "kind", "apiVersion");
}

export const statefulSet: KindRules = {
  ...replicated,
  nameRule: labelName,
  droppedFields: [
    ...podDroppedFields("spec.template.spec"),
    "spec.updateStrategy.rollingUpdate.maxUnavailable",
  ],
  check: fields({
    spec: all(
      (value, at, report) => {
        const policy = textOf(objectOf(value)["podManagementPolicy"]);
        if (policy === "") report.required(`${at}.podManagementPolicy`);
        else if (policy !== "OrderedReady" && policy !== "Parallel")
          report.invalid(
            `${at}.podManagementPolicy`,
            policy,
            "must be 'OrderedReady' or 'Parallel'",
          );
      },
      fields({
        updateStrategy: setStrategy,
        persistentVolumeClaimRetentionPolicy: optional(
          fields({ whenDeleted: claimPolicy, whenScaled: claimPolicy }),
        ),
        replicas: notNegative,
        minReadySeconds: notNegative,
        ordinals: optional(fields({ start: notNegative })),
      }),
      selectorOf("statefulset"),
      (value, at, report) => {
        const spec = objectOf(value);
        const { selector } = spec;
        if (isSet(selector) && !isSelector(selector, report)) return;
        matchesTemplate(true)(value, at, report);
        const template = templateOfSet(spec);
        const place = `${at}.template`;
        podTemplate(template, place, report);
        const { labels, annotations } = objectOf(template["metadata"]);
        reported(report, validateLabels(labels, `${place}.labels`));
        reported(report, validateAnnotations(annotations, `${place}.annotations`));
      },
      (value, at, report) => {
        const template = objectOf(value)["template"];
        const policy = valueAt(template, "spec", "restartPolicy");
        if (policy !== "Always")
          report.notSupported(`${at}.template.spec.restartPolicy`, policy, ["Always"]);
        noDeadline("StatefulSet")(template, `${at}.template`, report);
      },
    ),
  }),
  checkCreate: fields({
    spec: fields({
      serviceName: textForm(labelName),
      volumeClaimTemplates: each(fields({ spec: claimSpec })),
    }),
  }),
  checkUpdate(value, _at, report) {
    const spec = objectOf(objectOf(value)["spec"]);
    const before = objectOf(report.old?.["spec"]);
    if (
      !sameState(
        listOf(spec["volumeClaimTemplates"]).map(withoutType),
        listOf(before["volumeClaimTemplates"]).map(withoutType),
      ) ||
      fixedInSet.some((name) => !sameState(spec[name], before[name]))
    ) {
      report.forbidden(
        "spec",
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      );
    }
  },
  checkStatus: fields({
    status: all(
      counts(
        [
          "replicas",
          "readyReplicas",
          "currentReplicas",
          "updatedReplicas",
          "availableReplicas",
          "observedGeneration",
          "collisionCount",
        ],
        [
          ["readyReplicas", "status.replicas"],
          ["currentReplicas", "status.replicas"],
          ["updatedReplicas", "status.replicas"],
          ["availableReplicas", "status.replicas"],
          ["availableReplicas", "status.readyReplicas"],
        ],
      ),
      notDecremented,
    ),
  }),
  warningsOf: (object, old) => [
    ...podTemplateWarnings(object, old),
    ...(old === undefined ? listOf(valueAt(object, "spec", "volumeClaimTemplates")) : []).flatMap(
      (claim, index) =>
        claimWarnings(objectOf(claim)["spec"], `spec.volumeClaimTemplates[${index}]`),
    ),
    ...(numberOf(valueAt(object, "spec", "revisionHistoryLimit")) < 0
      ? [
          "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended",
        ]
      : []),
  ],
};
