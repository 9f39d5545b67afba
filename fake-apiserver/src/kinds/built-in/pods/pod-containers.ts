import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";
import { labelName, portName } from "../../../codec/names/names.ts";
import { emptiedMember } from "../../../schema/emptied-members.ts";
import {
  type Check,
  each,
  fields,
  form,
  isEmpty,
  isSet,
  needed,
  neededOneOf,
  oneOf,
  portNumber,
  unlessEmpty,
} from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";
import { variable, variablesFrom } from "./container-env.ts";
import { life } from "./container-life.ts";
import { devices, mounts, type Volumes } from "./container-mounts.ts";
import { containerResources, type ResourceFrame } from "./pod-resources.ts";
import { containerSecurity } from "./pod-security.ts";

/**
 * Containers of pods.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go
 */

const ports: Check = (value, at, report) => {
  const names = new Set<string>();
  listOf(value).forEach((port, index) => {
    const { name, containerPort, hostPort } = objectOf(port);
    const place = `${at}[${index}]`;
    if (textOf(name) !== "") {
      const isGood = portName(textOf(name)).length === 0;
      form(portName)(name, `${place}.name`, report);
      if (isGood && names.has(textOf(name))) report.duplicate(`${place}.name`, name);
      if (isGood) names.add(textOf(name));
    }
    needed(portNumber)(containerPort, `${place}.containerPort`, report);
    unlessEmpty(portNumber)(hostPort, `${place}.hostPort`, report);
    fields({ protocol: neededOneOf("SCTP", "TCP", "UDP") })(port, place, report);
  });
};

/** What a container needs to know of its pod. */
export interface PodFrame {
  readonly spec: PlainObject;
  readonly volumes: Volumes;
  readonly resources: ResourceFrame;
  readonly isPod: boolean;
}

const resizePolicies =
  (podPolicy: unknown): Check =>
  (value, at, report) => {
    const seen = new Set<string>();
    listOf(value).forEach((policy, index) => {
      const { resourceName: name, restartPolicy } = objectOf(policy);
      if (seen.has(textOf(name))) report.duplicate(`${at}[${index}]`, name);
      seen.add(textOf(name));
      // Mistakes of an item are reported at the list.
      neededOneOf("cpu", "memory")(name, at, report);
      neededOneOf("NotRequired", "RestartContainer")(restartPolicy, at, report);
      if (podPolicy === "Never" && restartPolicy !== "NotRequired")
        report.invalid(at, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'");
    });
  };

function container(frame: PodFrame): Check {
  return (value, at, report) => {
    const one = objectOf(value);
    fields({
      name: needed(form(labelName)),
      image: needed(),
      terminationMessagePolicy: neededOneOf("File", "FallbackToLogsOnError"),
      ports,
      env: each(variable),
      envFrom: variablesFrom,
      volumeMounts: mounts(one, frame.volumes),
      volumeDevices: devices(one, frame.volumes),
      imagePullPolicy: neededOneOf("Always", "IfNotPresent", "Never"),
      resources: containerResources(frame.resources),
      resizePolicy: resizePolicies(frame.spec["restartPolicy"]),
      securityContext: containerSecurity(frame.spec),
    })(value, at, report);
  };
}

const withoutRestart = "may not be set for init containers without restartPolicy=Always";
const lifeMembers = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] as const;

function hostPorts(containers: readonly unknown[], at: string, report: Report): void {
  const seen = new Set<string>();
  containers.forEach((one, index) => {
    listOf(objectOf(one)["ports"]).forEach((port, place) => {
      const { hostPort, protocol, hostIP } = objectOf(port);
      if (numberOf(hostPort) === 0) return;
      const key = `${textOf(protocol)}/${textOf(hostIP)}/${hostPort}`;
      if (seen.has(key)) report.duplicate(`${at}[${index}].ports[${place}].hostPort`, key);
      seen.add(key);
    });
  });
}

function mainContainers(frame: PodFrame, grace: number | undefined): Check {
  return (value, at, report) => {
    if (isEmpty(value)) {
      report.required(at);
      return;
    }
    const names = new Set<string>();
    listOf(value).forEach((one, index) => {
      const place = `${at}[${index}]`;
      const name = textOf(objectOf(one)["name"]);
      container(frame)(one, place, report);
      if (names.has(name)) report.duplicate(`${place}.name`, name);
      names.add(name);
      life(grace, frame.spec["os"])(one, place, report);
      restartRules(one, place, report);
    });
    hostPorts(listOf(value), at, report);
  };
}

const restartRule: Check = (value, at, report) => {
  const { action, exitCodes } = objectOf(value);
  oneOf("Restart")(action, `${at}.action`, report);
  if (!isSet(exitCodes)) {
    report.required(`${at}.exitCodes`, "must be specified");
    return;
  }
  const { operator, values } = objectOf(exitCodes);
  oneOf("In", "NotIn")(operator, `${at}.exitCodes.operator`, report);
  if (listOf(values).length > 255) report.tooLong(`${at}.exitCodes.values`, 255);
};

function needsPolicy(at: string, report: Report): void {
  report.required(`${at}.restartPolicy`, "must specify restartPolicy when restart rules are used");
}

/** When a container itself, rather than its pod, says whether it starts again. */
const restartRules: Check = (value, at, report) => {
  const { restartPolicy: policy, restartPolicyRules: rules } = objectOf(value);
  if (isSet(policy)) oneOf("Always", "Never", "OnFailure")(policy, `${at}.restartPolicy`, report);
  else if (!isEmpty(rules)) needsPolicy(at, report);
  if (listOf(rules).length > 20) report.tooLong(`${at}.restartPolicyRules`, 20);
  each(restartRule)(rules, `${at}.restartPolicyRules`, report);
};

/** A container that runs before the others has rules only with a policy, and a sidecar has none. */
const initRestartRules: Check = (value, at, report) => {
  const { restartPolicy: policy, restartPolicyRules: rules } = objectOf(value);
  if (policy === "Always") {
    if (!isEmpty(rules))
      report.forbidden(
        `${at}.restartPolicyRules`,
        "restartPolicyRules are not allowed for init containers with restart policy Always",
      );
  } else if (isSet(policy)) restartRules(value, at, report);
  else if (!isEmpty(rules)) needsPolicy(at, report);
};

function initContainers(frame: PodFrame, grace: number | undefined): Check {
  return (value, at, report) => {
    const names = new Set(
      listOf(frame.spec["containers"]).map((one) => textOf(objectOf(one)["name"])),
    );
    listOf(value).forEach((item, index) => {
      const one = objectOf(item);
      const place = `${at}[${index}]`;
      container(frame)(one, place, report);
      const policy = one["restartPolicy"];
      initRestartRules(one, place, report);
      const name = textOf(one["name"]);
      if (names.has(name)) report.duplicate(`${place}.name`, name);
      else if (name !== "") names.add(name);
      hostPorts([one], at, report);
      if (policy === "Always") life(grace, frame.spec["os"])(one, place, report);
      else {
        for (const member of lifeMembers)
          if (isSet(one[member])) report.forbidden(`${place}.${member}`, withoutRestart);
      }
    });
  };
}

/** What a container to look in with cannot have, in the order of the Go type. */
const refusedMembers = [
  "ports",
  "resources",
  "resizePolicy",
  "restartPolicy",
  "restartPolicyRules",
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle",
];

/** Said at all; of a list, empty ones count, and of what is held by pointer. */
function isSaid(container: PlainObject, member: string): boolean {
  const given = container[member];
  const isPointer = (lifeMembers as readonly string[]).includes(member);
  return (
    (isPointer ? isSet(given) : !isEmpty(given)) || emptiedMember(container, member) !== undefined
  );
}

function ephemeralContainers(frame: PodFrame): Check {
  return (value, at, report) => {
    const others = new Set(
      [...listOf(frame.spec["containers"]), ...listOf(frame.spec["initContainers"])].map((one) =>
        textOf(objectOf(one)["name"]),
      ),
    );
    const names = new Set(others);
    listOf(value).forEach((item, index) => {
      const one = objectOf(item);
      const place = `${at}[${index}]`;
      container({ ...frame, isPod: true })(one, place, report);
      imageBlank(one["image"], `${place}.image`, report);
      const name = textOf(one["name"]);
      if (names.has(name)) report.duplicate(`${place}.name`, name);
      names.add(name);
      const target = textOf(one["targetContainerName"]);
      if (target !== "" && !others.has(target))
        report.notFound(`${place}.targetContainerName`, target);
      for (const member of refusedMembers)
        if (isSaid(one, member))
          report.forbidden(`${place}.${member}`, "cannot be set for an Ephemeral Container");
      listOf(one["volumeMounts"]).forEach((mount, mountIndex) => {
        for (const member of ["subPath", "subPathExpr"]) {
          if (!isEmpty(objectOf(mount)[member]))
            report.forbidden(
              `${place}.volumeMounts[${mountIndex}].${member}`,
              "cannot be set for an Ephemeral Container",
            );
        }
      });
    });
  };
}

const imageBlank: Check = (value, at, report) => {
  if (textOf(value) !== textOf(value).trim())
    report.invalid(at, value, "must not have leading or trailing whitespace");
};

/** Only pods mind blanks around an image, so that older workloads stay valid. */
export const imageBlanks: Check = fields({
  containers: each(fields({ image: imageBlank })),
  initContainers: each(fields({ image: imageBlank })),
});

/** All containers of a pod. */
export function containersOf(frame: PodFrame): Check {
  const seconds = frame.spec["terminationGracePeriodSeconds"];
  const grace = typeof seconds === "number" ? seconds : undefined;
  return fields({
    containers: mainContainers(frame, grace),
    initContainers: initContainers(frame, grace),
    ephemeralContainers: ephemeralContainers(frame),
  });
}
