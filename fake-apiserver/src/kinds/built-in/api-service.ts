import { base64ByteLength } from "../../codec/bytes/base64.ts";
import { timeText } from "../../codec/go/time-text.ts";
import { objectOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import { label1035Name, subdomainName } from "../../codec/names/names.ts";
import { pathSegmentName } from "../../codec/names/path-segment.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  isSet,
  needed,
  oneOf,
  portNumber,
} from "../validation/checks.ts";
import type { Report } from "../validation/report.ts";
import { localCondition } from "./api-service-objects.ts";
import type { KindRules } from "./kind-rules.ts";

const groupPriorityMax = 20_000;
const versionPriorityMax = 1_000;

function priority(most: number): Check {
  return (value, at, report) => {
    const number = typeof value === "number" ? value : 0;
    if (number <= 0 || number > most)
      report.invalid(at, number, `must be positive and less than ${most}`);
  };
}

const groupVersion: Check = (value, _at, report) => {
  const group = textOf(valueAt(value, "spec", "group"));
  const version = textOf(valueAt(value, "spec", "version"));
  if (report.old === undefined || report.errors.length === 0)
    for (const member of ["generateName", "name"])
      nameOfVersion(
        member,
        textOf(valueAt(value, "metadata", member)),
        `${version}.${group}`,
        report,
      );
  if (group === "" && version !== "v1")
    report.required("spec.group", "only v1 may have an empty group and it better be legacy kube");
  if (group !== "") form(subdomainName)(group, "spec.group", report);
  form(label1035Name)(version, "spec.version", report);
};

function nameOfVersion(member: string, name: string, wanted: string, report: Report): void {
  if (name === "" || pathSegmentName(name).length > 0 || name === wanted) return;
  report.invalid(
    `metadata.${member}`,
    name,
    `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`,
  );
}

const service: Check = (value, at, report) => {
  const { service: named, caBundle, insecureSkipTLSVerify: isInsecure } = objectOf(value);
  const bytes = base64ByteLength(textOf(caBundle));
  if (!isSet(named)) {
    if (bytes > 0)
      report.invalid(
        `${at}.caBundle`,
        `${bytes} bytes`,
        "local APIServices may not have a caBundle",
      );
    if (isInsecure === true)
      report.invalid(
        `${at}.insecureSkipTLSVerify`,
        true,
        "local APIServices may not have insecureSkipTLSVerify",
      );
    return;
  }
  fields({ namespace: needed(), name: needed(), port: namedPort })(named, `${at}.service`, report);
  if (isInsecure === true && bytes > 0)
    report.invalid(`${at}.insecureSkipTLSVerify`, true, "may not be true if caBundle is present");
};

const namedPort: Check = (value, at, report) => {
  const before = report.errors.length;
  portNumber(value ?? 0, at, report);
  const [problem] = report.errors.splice(before);
  if (problem !== undefined)
    report.errors.push({
      ...problem,
      message: problem.message.replace(": must", ": port is not valid: must"),
    });
};

/**
 * Group versions that another server answers for.
 *
 * @see kube-aggregator pkg/apis/apiregistration/validation/validation.go
 */
export const apiService: KindRules = {
  nameRule: pathSegmentName,
  strategy: { allowsUnconditionalUpdate: false },
  statusKeepsMetadata: true,
  // What this server answers for itself is there from the beginning.
  prepareForCreate: (service, { now }) => ({
    ...service,
    status: isSet(valueAt(service, "spec", "service"))
      ? {}
      : { conditions: [localCondition(timeText(now))] },
  }),
  check: all(
    groupVersion,
    fields({
      spec: all(
        fields({
          groupPriorityMinimum: priority(groupPriorityMax),
          versionPriority: priority(versionPriorityMax),
        }),
        service,
      ),
    }),
  ),
  checkStatus: fields({
    status: fields({
      conditions: each(fields({ status: oneOf("True", "False", "Unknown") })),
    }),
  }),
};
