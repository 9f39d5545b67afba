import { objectOf, type PlainObject, textOf, valueAt } from "../../../codec/json/plain-object.ts";
import {
  all,
  type Check,
  fields,
  immutable,
  notNegative,
  sameState,
  when,
} from "../../validation/checks.ts";
import { atMostHundredPercent, intOrPercent } from "../../validation/common-checks.ts";
import type { KindRules } from "../kind-rules.ts";
import {
  counts,
  intOrPercentOf,
  isSelector,
  lastingTemplate,
  matchesTemplate,
  noDeadline,
  notDecremented,
  replicated,
  selectorOf,
} from "./workload-checks.ts";

const daemonStrategy: Check = (value, at, report) => {
  const { type, rollingUpdate } = objectOf(value);
  if (type === "OnDelete") return;
  if (type !== "RollingUpdate") {
    report.notSupported(at, report.shown(at, value), ["RollingUpdate", "OnDelete"]);
    return;
  }
  const { maxUnavailable, maxSurge } = objectOf(rollingUpdate);
  fields({
    maxUnavailable: all(intOrPercent, atMostHundredPercent),
    maxSurge: all(intOrPercent, atMostHundredPercent),
  })(rollingUpdate, `${at}.rollingUpdate`, report);
  const hasUnavailable = intOrPercentOf(maxUnavailable) !== 0;
  const hasSurge = intOrPercentOf(maxSurge) !== 0;
  if (hasUnavailable && hasSurge) {
    report.invalid(
      `${at}.rollingUpdate.maxSurge`,
      maxSurge,
      "may not be set when maxUnavailable is non-zero",
    );
  }
  if (!hasUnavailable && !hasSurge)
    report.required(`${at}.rollingUpdate.maxUnavailable`, "cannot be 0 when maxSurge is 0");
};

const generationAnnotation = "deprecated.daemonset.template.generation";

export const daemonSet: KindRules = {
  ...replicated,
  annotationsOfVersion: [generationAnnotation],
  prepareForCreate: (set) => withTemplateGeneration(set, 1),
  prepareForUpdate(set, old, subresource) {
    const before = Number(textOf(valueAt(old, "metadata", "annotations", generationAnnotation)));
    if (subresource !== "") return withTemplateGeneration(set, Number.isNaN(before) ? 0 : before);
    const isSame = sameState(valueAt(set, "spec", "template"), valueAt(old, "spec", "template"));
    return withTemplateGeneration(set, (Number.isNaN(before) ? 0 : before) + (isSame ? 0 : 1));
  },
  check: fields({
    spec: all(
      selectorOf("daemonset"),
      when(
        (value, report) => isSelector(objectOf(value)["selector"], report),
        matchesTemplate(false),
      ),
      fields({
        template: all(lastingTemplate, noDeadline("DaemonSet")),
        minReadySeconds: notNegative,
        updateStrategy: daemonStrategy,
        revisionHistoryLimit: notNegative,
      }),
    ),
  }),
  isChangeCheckedFirst: true,
  checkUpdate: immutable("spec.selector"),
  checkStatus: fields({
    status: all(
      counts([
        "currentNumberScheduled",
        "numberMisscheduled",
        "desiredNumberScheduled",
        "numberReady",
        "observedGeneration",
        "updatedNumberScheduled",
        "numberAvailable",
        "numberUnavailable",
        "collisionCount",
      ]),
      notDecremented,
    ),
  }),
};

function withTemplateGeneration(set: PlainObject, generation: number): PlainObject {
  const metadata = objectOf(set["metadata"]);
  const annotations = {
    ...objectOf(metadata["annotations"]),
    [generationAnnotation]: String(generation),
  };
  return { ...set, metadata: { ...metadata, annotations } };
}
