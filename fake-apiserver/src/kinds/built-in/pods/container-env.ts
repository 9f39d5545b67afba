import { listOf, objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { environmentName, labelName, prefixOf, subdomainName } from "../../../codec/names/names.ts";
import {
  type Check,
  fields,
  form,
  isSet,
  needed,
  optional,
  textForm,
} from "../../validation/checks.ts";
import { fieldReference, keyReference, resourceReference } from "./pod-references.ts";
import { noBacksteps } from "./volume-sources.ts";

const variableSources = {
  fieldRef: fieldReference([
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
  ]),
  resourceFieldRef: resourceReference(false),
  configMapKeyRef: keyReference,
  secretKeyRef: keyReference,
  fileKeyRef: fields({
    key: needed(form(environmentName)),
    volumeName: needed(form(labelName)),
    path: needed(noBacksteps),
  }),
} as const;

const variableSource: Check = (value, at, report) => {
  for (const [name, check] of Object.entries(variableSources))
    optional(check)(objectOf(value)[name], `${at}.${name}`, report);
};

/** One environment variable. */
export const variable: Check = (value, at, report) => {
  const { name, value: text, valueFrom } = objectOf(value);
  needed(form(environmentName))(name, `${at}.name`, report);
  if (!isSet(valueFrom)) return;
  const place = `${at}.valueFrom`;
  variableSource(valueFrom, place, report);
  const count = Object.keys(variableSources).filter((one) =>
    isSet(objectOf(valueFrom)[one]),
  ).length;
  if (count === 0) {
    report.invalid(
      place,
      "",
      "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
    );
  } else if (textOf(text) !== "")
    report.invalid(place, "", "may not be specified when `value` is not empty");
  else if (count > 1)
    report.invalid(place, "", "may not have more than one field specified at a time");
};

/** Variables taken from other objects. */
export const variablesFrom: Check = (value, at, report) => {
  listOf(value).forEach((source, index) => {
    const { prefix, configMapRef, secretRef } = objectOf(source);
    const place = `${at}[${index}]`;
    textForm(environmentName)(prefix, `${place}.prefix`, report);
    const named = fields({ name: needed(form(prefixOf(subdomainName))) });
    optional(named)(configMapRef, `${place}.configMapRef`, report);
    optional(named)(secretRef, `${place}.secretRef`, report);
    const count = [configMapRef, secretRef].filter(isSet).length;
    if (count === 0) report.invalid(at, "", "must specify one of: `configMapRef` or `secretRef`");
    if (count > 1) report.invalid(at, "", "may not have more than one field specified at a time");
  });
};
