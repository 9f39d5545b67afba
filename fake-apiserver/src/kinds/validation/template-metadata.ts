import { objectOf } from "../../codec/json/plain-object.ts";
import { emptiedMember } from "../../schema/emptied-members.ts";
import { type Check, fields, isEmpty, isSet } from "./checks.ts";
import { labels } from "./common-checks.ts";
import { validateAnnotations } from "./object-meta.ts";

/** Fields of metadata that a template may not set, as errors name them and in their order. */
const refusedMetadata: readonly (readonly [string, string])[] = [
  ["name", "name"],
  ["generateName", "generateName"],
  ["namespace", "namespace"],
  ["selfLink", "selfLink"],
  ["uid", "uID"],
  ["resourceVersion", "resourceVersion"],
  ["generation", "generation"],
  ["creationTimestamp", "creationTimestamp"],
  ["deletionTimestamp", "deletionTimestamp"],
  ["deletionGracePeriodSeconds", "deletionGracePeriodSeconds"],
  ["ownerReferences", "ownerReferences"],
  ["finalizers", "finalizers"],
  ["managedFields", "managedFields"],
];

/** These are there, even empty. */
const toldWhenEmpty = ["deletionGracePeriodSeconds", "managedFields"];

/**
 * The metadata of a template of claims.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go ValidateTemplateObjectMeta
 */
export const templateMetadata: Check = (value, at, report) => {
  const metadata = objectOf(value);
  report.errors.push(...validateAnnotations(metadata["annotations"], `${at}.annotations`));
  fields({ labels })(value, at, report);
  for (const [name, shown] of refusedMetadata) {
    const present = metadata[name];
    const isGiven =
      (isSet(present) && (!isEmpty(present) || toldWhenEmpty.includes(name))) ||
      emptiedMember(metadata, name) !== undefined;
    if (isGiven) report.forbidden(`${at}.${shown}`, "cannot be set");
  }
};
