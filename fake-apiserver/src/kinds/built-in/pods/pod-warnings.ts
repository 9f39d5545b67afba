import { isWholeQuantity } from "../../../codec/go/quantity.ts";
import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { labelName, labelValue } from "../../../codec/names/names.ts";
import { repeatsIn } from "../../../codec/names/repeats-in.ts";
import { addressWarnings } from "../../validation/addresses.ts";
import { isSet } from "../../validation/checks.ts";
import { deprecatedLabel } from "../deprecated-labels.ts";
import { placedContainers } from "./all-containers.ts";
import { appArmorTemplateWarnings } from "./app-armor.ts";
import { PortClashes } from "./port-clashes.ts";
import { overlapWarnings } from "./volume-overlaps.ts";

/**
 * Things in a pod that work, or do nothing, but should be said.
 *
 * @see kubernetes pkg/api/pod/warnings.go
 */

/** Warnings about a pod itself; kubelets, who update pods, read none. */
export function podWarnings(pod: PlainObject, old: PlainObject | undefined): readonly string[] {
  if (old !== undefined) return [];
  return [...hostNameWarnings(pod, old, "the Pod's hostname"), ...templateWarnings(pod, "")];
}

/** A new object whose pods get names from it that their hosts cannot have. */
export function hostNameWarnings(
  object: PlainObject,
  old: PlainObject | undefined,
  where = "Pod names and hostnames",
): readonly string[] {
  const problems = old === undefined ? labelName(textOf(valueAt(object, "metadata", "name"))) : [];
  return problems.length === 0
    ? []
    : [
        `metadata.name: this is used in ${where}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(" ")}]`,
      ];
}

/** Of a workload that names its pods after itself. */
export function namedTemplateWarnings(
  object: PlainObject,
  old: PlainObject | undefined,
): readonly string[] {
  return [...hostNameWarnings(object, old), ...podTemplateWarnings(object, old)];
}

/** The same for the template of a workload; an update is looked at when it changed something. */
export function podTemplateWarnings(
  object: PlainObject,
  old: PlainObject | undefined,
): readonly string[] {
  const template = objectOf(valueAt(object, "spec", "template"));
  if (
    old !== undefined &&
    valueAt(object, "metadata", "generation") === valueAt(old, "metadata", "generation") &&
    valueAt(object, "metadata", "generation") !== undefined
  )
    return [];
  return templateWarnings(template, "spec.template.");
}

function templateWarnings(template: PlainObject, at: string): readonly string[] {
  const spec = objectOf(template["spec"]);
  const field = `${at}spec`;
  return [
    ...placeWarnings(spec, field),
    ...deprecatedAnnotationWarnings(template, at),
    ...volumeWarnings(spec, field),
    ...overlapWarnings(spec["volumes"]),
    ...nameWarnings(spec, field),
    ...annotationWarnings(template, at),
    ...containerWarnings(template, at),
    ...portWarnings(spec, field),
    ...(numberOf(spec["terminationGracePeriodSeconds"]) < 0
      ? [
          `${field}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
        ]
      : []),
    ...affinityWarnings(spec, field),
    ...listOf(valueAt(spec, "dnsConfig", "nameservers")).flatMap((server, index) =>
      addressWarnings(server, `${field}.dnsConfig.nameservers[${index}]`),
    ),
    ...listOf(spec["hostAliases"]).flatMap((alias, index) =>
      addressWarnings(objectOf(alias)["ip"], `${field}.hostAliases[${index}].ip`),
    ),
  ];
}

function placeWarnings(spec: PlainObject, field: string): readonly string[] {
  const node = objectOf(valueAt(spec, "affinity", "nodeAffinity"));
  const required = "requiredDuringSchedulingIgnoredDuringExecution";
  const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
  return [
    ...Object.keys(objectOf(spec["nodeSelector"])).flatMap((key) =>
      deprecatedLabel(key).map((text) => `${field}.nodeSelector[${key}]: ${text}`),
    ),
    ...listOf(valueAt(node, required, "nodeSelectorTerms")).flatMap((term, index) =>
      termWarnings(
        term,
        `${field}.affinity.nodeAffinity.${required}.nodeSelectorTerms[${index}]`,
        false,
      ),
    ),
    ...listOf(node[preferred]).flatMap((term, index) =>
      termWarnings(
        objectOf(term)["preference"],
        `${field}.affinity.nodeAffinity.${preferred}[${index}].preference`,
        true,
      ),
    ),
    ...listOf(spec["topologySpreadConstraints"]).flatMap((constraint, index) => {
      const { topologyKey, labelSelector } = objectOf(constraint);
      const place = `${field}.topologySpreadConstraints[${index}]`;
      return [
        ...deprecatedLabel(topologyKey).map(
          (text) => `${place}.topologyKey: ${textOf(topologyKey)} is ${text}`,
        ),
        ...(isSet(labelSelector) ? [] : [nullSelector(`${place}.labelSelector`)]),
      ];
    }),
  ];
}

function nullSelector(at: string): string {
  return `${at}: a null labelSelector results in matching no pod`;
}

function termWarnings(term: unknown, at: string, looksAtValues: boolean): readonly string[] {
  return listOf(objectOf(term)["matchExpressions"]).flatMap((expression, index) => {
    const { key, values } = objectOf(expression);
    const place = `${at}.matchExpressions[${index}]`;
    return [
      ...deprecatedLabel(key).map((text) => `${place}.key: ${textOf(key)} is ${text}`),
      ...(looksAtValues ? listOf(values) : []).flatMap((value, valueIndex) =>
        labelValue(textOf(value)).map(
          (problem) => `${place}.values[${valueIndex}]: ${textOf(value)} is invalid, ${problem}`,
        ),
      ),
    ];
  });
}

const deprecatedVolumes: Readonly<Record<string, readonly [shown: string, text: string]>> = {
  photonPersistentDisk: ["photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  gitRepo: ["gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"],
  scaleIO: ["scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  flocker: ["flocker", "deprecated in v1.22, non-functional in v1.25+"],
  storageos: ["storageOS", "deprecated in v1.22, non-functional in v1.25+"],
  quobyte: ["quobyte", "deprecated in v1.22, non-functional in v1.25+"],
  glusterfs: ["glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  cephfs: ["cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  rbd: ["rbd", "deprecated in v1.28, non-functional in v1.31+"],
};

function volumeWarnings(spec: PlainObject, field: string): readonly string[] {
  return listOf(spec["volumes"]).flatMap((item, index) => {
    const volume = objectOf(item);
    const place = `${field}.volumes[${index}]`;
    const claim = valueAt(volume, "ephemeral", "volumeClaimTemplate", "spec");
    return [
      ...Object.entries(deprecatedVolumes).flatMap(([name, [shown, text]]) =>
        isSet(volume[name]) ? [`${place}.${shown}: ${text}`] : [],
      ),
      ...fractions(
        valueAt(claim, "resources"),
        `${place}.ephemeral.volumeClaimTemplate.spec.resources`,
        ["storage"],
      ),
    ];
  });
}

/** Bytes that are no whole number. */
export function fractions(
  resources: unknown,
  at: string,
  names: readonly string[],
): readonly string[] {
  return ["limits", "requests"].flatMap((group) =>
    names.flatMap((name) => {
      const amount = objectOf(objectOf(resources)[group])[name];
      return amount === undefined || isWholeQuantity(amount)
        ? []
        : [
            `${at}.${group}[${name}]: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`,
          ];
    }),
  );
}

function nameWarnings(spec: PlainObject, field: string): readonly string[] {
  const warnings: string[] = [];
  const seen = new Set<string>();
  listOf(spec["hostAliases"]).forEach((alias, index) => {
    const ip = textOf(objectOf(alias)["ip"]);
    if (seen.has(ip))
      warnings.push(`${field}.hostAliases[${index}].ip: duplicate ip ${JSON.stringify(ip)}`);
    seen.add(ip);
  });
  const secrets = listOf(spec["imagePullSecrets"]).map((one) => textOf(objectOf(one)["name"]));
  const repeats = repeatsIn(secrets);
  secrets.forEach((name, index) => {
    const place = `${field}.imagePullSecrets[${index}].name`;
    if (repeats.has(index)) warnings.push(`${place}: duplicate name ${JSON.stringify(name)}`);
  });
  secrets.forEach((name, index) => {
    if (name === "")
      warnings.push(`${field}.imagePullSecrets[${index}].name: invalid empty name ""`);
  });
  for (const name of ["memory", "ephemeral-storage"]) {
    const amount = objectOf(spec["overhead"])[name];
    if (amount !== undefined && !isWholeQuantity(amount))
      warnings.push(
        `${field}.overhead[${name}]: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`,
      );
  }
  return warnings;
}

const useSysctls = `non-functional in v1.11+; use the "sysctls" field instead`;
const deprecatedAnnotations: Readonly<Record<string, string>> = {
  "scheduler.alpha.kubernetes.io/critical-pod": `non-functional in v1.16+; use the "priorityClassName" field instead`,
  "security.alpha.kubernetes.io/sysctls": useSysctls,
  "security.alpha.kubernetes.io/unsafe-sysctls": useSysctls,
};

function deprecatedAnnotationWarnings(template: PlainObject, at: string): readonly string[] {
  const annotations = objectOf(valueAt(template, "metadata", "annotations"));
  return Object.entries(deprecatedAnnotations)
    .filter(([name]) => annotations[name] !== undefined)
    .map(([name, text]) => `${at}metadata.annotations[${name}]: ${text}`);
}

const seccompKey = "seccomp.security.alpha.kubernetes.io/pod";
const seccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";

const seccompText = `non-functional in v1.27+; use the "seccompProfile" field instead`;

function annotationWarnings(template: PlainObject, at: string): readonly string[] {
  const hasField = isSet(valueAt(template, "spec", "securityContext", "seccompProfile"));
  const annotation = valueAt(template, "metadata", "annotations", seccompKey);
  return annotation === undefined || hasField
    ? []
    : [`${at}metadata.annotations[${seccompKey}]: ${seccompText}`];
}

function containerWarnings(template: PlainObject, at: string): readonly string[] {
  return placedContainers(template["spec"], `${at}spec`).flatMap(({ container, at: place }) => [
    ...containerSeccompWarnings(template, container, at),
    // A pod says this when the annotation is taken over into the field.
    ...(at === "" ? [] : appArmorTemplateWarnings(template, container, at)),
    ...fractions(container["resources"], `${place}.resources`, ["memory"]),
    ...fractions(container["resources"], `${place}.resources`, ["ephemeral-storage"]),
    ...duplicateVariables(container, place),
  ]);
}

function containerSeccompWarnings(
  template: PlainObject,
  container: PlainObject,
  at: string,
): readonly string[] {
  const key = `${seccompPrefix}${textOf(container["name"])}`;
  const hasField = isSet(valueAt(container, "securityContext", "seccompProfile"));
  return valueAt(template, "metadata", "annotations", key) === undefined || hasField
    ? []
    : [`${at}metadata.annotations[${key}]: ${seccompText}`];
}

function duplicateVariables(container: PlainObject, at: string): readonly string[] {
  const seen = new Set<string>();
  return listOf(container["env"]).flatMap((variable, index) => {
    const { name, value, valueFrom } = objectOf(variable);
    const key = textOf(name);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    // Going on from the earlier value is what repeating a name is good for.
    const reference = `$(${key})`;
    const text = textOf(value);
    if (!isSet(valueFrom) && text !== reference && text.includes(reference)) return [];
    return [
      `${at}.env[${index}]: hides previous definition of ${JSON.stringify(key)}, which may be dropped when using apply`,
    ];
  });
}

function portWarnings(spec: PlainObject, field: string): readonly string[] {
  const warnings: string[] = [];
  const named: string[] = [];
  const clashes = new PortClashes();
  const byName = new Map<string, string>();
  for (const { container, at } of placedContainers(spec, field)) {
    listOf(container["ports"]).forEach((item, index) => {
      const port = objectOf(item);
      const place = `${at}.ports[${index}]`;
      const hostIp = textOf(port["hostIP"]);
      const hostPort = numberOf(port["hostPort"]);
      const name = textOf(port["name"]);
      if (hostIp !== "" && hostPort === 0) {
        warnings.push(
          `${place}: hostIP set without hostPort: {Name:${name} HostPort:0 ContainerPort:${numberOf(port["containerPort"])} Protocol:${textOf(port["protocol"])} HostIP:${hostIp}}`,
        );
      }
      const key = `${numberOf(port["containerPort"])}/${textOf(port["protocol"])}`;
      for (const text of clashes.add(key, { at: place, hostIp, hostPort })) warnings.push(text);
      const first = byName.get(name);
      if (name !== "" && first !== undefined)
        named.push(
          `${place}: duplicate port name ${JSON.stringify(name)} with ${first}, services and probes that select ports by name will use ${first}`,
        );
      else byName.set(name, place);
    });
  }
  return [...warnings, ...named];
}

function affinityWarnings(spec: PlainObject, field: string): readonly string[] {
  const required = "requiredDuringSchedulingIgnoredDuringExecution";
  const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
  return ["podAffinity", "podAntiAffinity"].flatMap((group) => {
    const affinity = objectOf(valueAt(spec, "affinity", group));
    const place = `${field}.affinity.${group}`;
    return [
      ...listOf(affinity[required]).flatMap((term, index) =>
        isSet(objectOf(term)["labelSelector"])
          ? []
          : [nullSelector(`${place}.${required}[${index}].labelSelector`)],
      ),
      ...listOf(affinity[preferred]).flatMap((term, index) =>
        isSet(valueAt(term, "podAffinityTerm", "labelSelector"))
          ? []
          : [nullSelector(`${place}.${preferred}[${index}].podAffinityTerm.labelSelector`)],
      ),
    ];
  });
}
