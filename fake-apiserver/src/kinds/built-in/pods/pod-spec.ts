import { listOf, numberOf, objectOf, textOf, valueAt } from "../../../codec/json/plain-object.ts";
import {
  labelName,
  qualifiedName,
  subdomainName,
  underscoreName,
} from "../../../codec/names/names.ts";
import { looseAddress } from "../../validation/addresses.ts";
import {
  between,
  type Check,
  each,
  fields,
  form,
  isEmpty,
  isSet,
  neededOneOf,
  optional,
  textForm,
} from "../../validation/checks.ts";
import { labels } from "../../validation/common-checks.ts";
import { validateAnnotations } from "../../validation/object-meta.ts";
import type { Report } from "../../validation/report.ts";
import { tolerations } from "../../validation/resource-checks.ts";
import { affinity, topologySpread } from "./pod-affinity.ts";
import { mirrorAnnotation, podAnnotations, profilesMatch, wholePod } from "./pod-annotations.ts";
import { containersOf } from "./pod-containers.ts";
import { overhead, podResources, resourceFrame } from "./pod-resources.ts";
import { ownUsers, podSecurity } from "./pod-security.ts";
import { checkVolumes, fileVolumes } from "./pod-volumes.ts";
import { hostProcesses, operatingSystem } from "./windows-options.ts";

/**
 * The spec of pods, wherever pods are described.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go ValidatePodSpec
 */

const searchCharsMax = 2048;

const dnsConfig: Check = (value, at, report) => {
  if (!isSet(value)) return;
  const { nameservers, searches, options } = objectOf(value);
  if (listOf(nameservers).length > 3)
    report.invalid(`${at}.nameservers`, nameservers, "must not have more than 3 nameservers");
  each(looseAddress)(nameservers, `${at}.nameservers`, report);
  if (listOf(searches).length > 32)
    report.invalid(`${at}.searches`, searches, "must not have more than 32 search paths");
  if (listOf(searches).join(" ").length > searchCharsMax)
    report.invalid(
      `${at}.searches`,
      searches,
      `must not have more than ${searchCharsMax} characters (including spaces) in the search list`,
    );
  listOf(searches).forEach((search, index) => {
    if (search !== ".")
      form(underscoreName)(textOf(search).replace(/\.$/, ""), `${at}.searches[${index}]`, report);
  });
  listOf(options).forEach((option, index) => {
    if (textOf(objectOf(option)["name"]) === "")
      report.required(`${at}.options[${index}]`, "must not be empty");
  });
};

const dns: Check = (value, at, report) => {
  const { dnsPolicy, dnsConfig: config } = objectOf(value);
  const place = `${at}.dnsConfig`;
  if (dnsPolicy === "None") {
    if (!isSet(config)) {
      report.required(place, "must provide `dnsConfig` when `dnsPolicy` is None");
      return;
    }
    if (isEmpty(objectOf(config)["nameservers"])) {
      report.required(
        `${place}.nameservers`,
        "must provide at least one DNS nameserver when `dnsPolicy` is None",
      );
      return;
    }
  }
  dnsConfig(config, place, report);
};

const schedulingGates: Check = (value, at, report) => {
  const seen = new Set<string>();
  listOf(value).forEach((gate, index) => {
    const name = textOf(objectOf(gate)["name"]);
    form(qualifiedName)(name, `${at}[${index}]`, report);
    if (seen.has(name)) report.duplicate(`${at}[${index}]`, name);
    seen.add(name);
  });
};

function isStatic(pod: unknown): boolean {
  return valueAt(pod, "metadata", "annotations", mirrorAnnotation) !== undefined;
}

/** Once for each claim, whatever it is: kubelets run static pods without asking for any. */
function staticClaims(claims: unknown, report: Report): void {
  for (const _ of listOf(claims))
    report.forbidden(wholePod, "static pods do not support resource claims");
}

const resourceClaims: Check = (value, at, report) => {
  const seen = new Set<string>();
  listOf(value).forEach((claim, index) => {
    const place = `${at}[${index}]`;
    const { name, resourceClaimName: own, resourceClaimTemplateName: template } = objectOf(claim);
    if (textOf(name) === "") report.required(`${place}.name`);
    else if (seen.has(textOf(name))) report.duplicate(`${place}.name`, name);
    else {
      form(labelName)(name, `${place}.name`, report);
      seen.add(textOf(name));
    }
    if (isSet(own) && isSet(template))
      report.invalid(
        place,
        claim,
        "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified",
      );
    if (!isSet(own) && !isSet(template))
      report.invalid(
        place,
        claim,
        "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`",
      );
    optional(form(subdomainName))(own, `${place}.resourceClaimName`, report);
    optional(form(subdomainName))(template, `${place}.resourceClaimTemplateName`, report);
  });
};

/** Ports of a pod in its node's network are the node's. */
const hostNetworkPorts =
  (isPod: boolean): Check =>
  (value, at, report) => {
    if (objectOf(value)["hostNetwork"] !== true) return;
    listOf(objectOf(value)["containers"]).forEach((container, index) => {
      listOf(objectOf(container)["ports"]).forEach((port, place) => {
        const { hostPort, containerPort } = objectOf(port);
        if ((isPod || numberOf(hostPort) !== 0) && numberOf(hostPort) !== numberOf(containerPort))
          report.invalid(
            `${at}.containers[${index}].ports[${place}].hostPort`,
            numberOf(hostPort),
            "must match `containerPort` when `hostNetwork` is true",
          );
      });
    });
  };

/** What is asked of the spec of a pod called `name`, or of a template. */
export function podSpec(pod: { readonly isPod: boolean; readonly name: string }): Check {
  return (value, at, report) => {
    const spec = objectOf(value);
    if (!isSet(spec["terminationGracePeriodSeconds"]))
      report.required(`${at}.terminationGracePeriodSeconds`);
    const volumes = checkVolumes(spec["volumes"], `${at}.volumes`, pod, report);
    const claims = spec["resourceClaims"];
    if (pod.isPod && isStatic(report.object)) staticClaims(claims, report);
    else resourceClaims(claims, `${at}.resourceClaims`, report);
    const resources = resourceFrame(spec, report);
    containersOf({ spec, volumes, resources, isPod: pod.isPod })(value, at, report);
    hostNetworkPorts(pod.isPod)(value, at, report);
    fields({
      resources: podResources(spec, resources),
      restartPolicy: neededOneOf("Always", "OnFailure", "Never"),
      dnsPolicy: neededOneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"),
      nodeSelector: labels,
      securityContext: podSecurity(spec),
      imagePullSecrets: pullSecrets,
      affinity,
    })(value, at, report);
    dns(value, at, report);
    fields({
      readinessGates: each(fields({ conditionType: form(qualifiedName) })),
      schedulingGates,
      topologySpreadConstraints: topologySpread,
    })(value, at, report);
    hostProcesses(value, at, report);
    ownUsers(value, at, report);
    hostnames(value, at, report);
    fields({
      serviceAccountName: textForm(subdomainName),
      nodeName: textForm(subdomainName),
      activeDeadlineSeconds: between(1, 2_147_483_647),
      hostname: textForm(labelName),
      subdomain: textForm(labelName),
      tolerations,
      hostAliases: each(fields({ ip: looseAddress, hostnames: each(form(subdomainName)) })),
      priorityClassName: textForm(subdomainName),
      runtimeClassName: optional(form(subdomainName)),
      preemptionPolicy: optional(neededOneOf("PreemptLowerPriority", "Never")),
      overhead: optional(overhead),
    })(value, at, report);
    operatingSystem(value, at, report);
    fileVolumes(value, at, report);
  };
}

const pullSecrets: Check = (value, at, report) => {
  listOf(value).forEach((secret, index) => {
    const extra = Object.entries(objectOf(secret)).filter(([name]) => name !== "name");
    if (extra.length > 0) report.invalid(`${at}[${index}]`, secret, "only name may be set");
  });
};

const hostnames: Check = (value, at, report) => {
  const { hostnameOverride: name, hostNetwork, setHostnameAsFQDN } = objectOf(value);
  if (!isSet(name)) return;
  const place = `${at}.hostnameOverride`;
  if (setHostnameAsFQDN === true)
    report.forbidden(place, "may not be specified when setHostnameAsFQDN is true");
  if (hostNetwork === true)
    report.forbidden(place, "may not be specified when hostNetwork is true");
  if (textOf(name).length > 64) report.tooLong(place, 64);
  form(subdomainName)(name, place, report);
};

/** The template of pods. */
export const podTemplate: Check = (value, at, report: Report) => {
  const { metadata, spec } = objectOf(value);
  labels(objectOf(metadata)["labels"], `${at}.labels`, report);
  report.errors.push(
    ...validateAnnotations(objectOf(metadata)["annotations"], `${at}.annotations`),
  );
  podAnnotations(value, `${at}.annotations`, report);
  podSpec({ isPod: false, name: "" })(spec, `${at}.spec`, report);
  profilesMatch(value, at, report);
  if (!isEmpty(valueAt(spec, "ephemeralContainers")))
    report.forbidden(
      `${at}.spec.ephemeralContainers`,
      "ephemeral containers not allowed in pod template",
    );
};
