import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import {
  label1035Name,
  labelName,
  portName,
  subdomainName,
  wildcardSubdomain,
} from "../../../codec/names/names.ts";
import { pathSegmentName } from "../../../codec/names/path-segment.ts";
import { emptiedMember } from "../../../schema/emptied-members.ts";
import {
  addressProblems,
  addressWarnings,
  balancerWarnings,
  isStrictSubset,
  looseAddress,
  looseNetwork,
  networkWarnings,
  parseAddress,
  parseNetwork,
  strictNetwork,
} from "../../validation/addresses.ts";
import {
  all,
  below,
  type Check,
  each,
  fields,
  form,
  immutable,
  immutableText,
  isSet,
  maxBytes,
  needed,
  neededPointer,
  oneOf,
  optional,
  optionalOneOf,
  portNumber,
  refused,
  sameState,
  textForm,
  unlessEmpty,
  when,
} from "../../validation/checks.ts";
import {
  domainPrefixedPath,
  labelSelector,
  pathSegment,
  typedReference,
} from "../../validation/common-checks.ts";
import { Shown } from "../../validation/report.ts";
import type { KindRules } from "../kind-rules.ts";

/**
 * Kinds of networking.k8s.io.
 *
 * @see kubernetes pkg/apis/networking/validation/validation.go
 */

const notAnAddress: Check = (value, at, report) => {
  if (parseAddress(textOf(value)) !== undefined)
    report.invalid(at, value, "must be a DNS name, not an IP address");
};

const host: Check = when(
  (value) => textOf(value).includes("*"),
  form(wildcardSubdomain),
  form(subdomainName),
);

const backend: Check = (value, at, report) => {
  const { resource, service } = objectOf(value);
  if (isSet(resource) && isSet(service)) {
    report.invalid(at, "", "cannot set both resource and service backends");
  } else if (isSet(resource)) typedReference(resource, below(at, "resource"), report);
  else if (isSet(service)) {
    needed(form(label1035Name))(objectOf(service)["name"], `${at}.service.name`, report);
    const { name, number } = objectOf(objectOf(service)["port"]);
    const hasNumber = (number ?? 0) !== 0;
    if (textOf(name) !== "" && hasNumber)
      report.invalid(at, "", "cannot set both port name & port number");
    else if (textOf(name) !== "") form(portName)(name, `${at}.service.port.name`, report);
    else if (hasNumber) portNumber(number, `${at}.service.port.number`, report);
    else report.required(at, "port name or number is required");
  } else report.invalid(at, "", "resource or service backend is required");
};

const absolutePath: Check = (value, at, report) => {
  if (!textOf(value).startsWith("/")) report.invalid(at, textOf(value), "must be an absolute path");
};

const plainPath: Check = all(absolutePath, (value, at, report) => {
  const path = textOf(value);
  for (const sequence of ["//", "/./", "/../", "%2f", "%2F"])
    if (path.includes(sequence)) report.invalid(at, path, `must not contain '${sequence}'`);
  for (const suffix of ["/..", "/."])
    if (path.endsWith(suffix)) report.invalid(at, path, `cannot end with '${suffix}'`);
});

const ingressPath: Check = (value, at, report) => {
  const { path, pathType } = objectOf(value);
  if (!isSet(pathType)) {
    report.required(`${at}.pathType`, "pathType must be specified");
    return;
  }
  if (pathType === "Exact" || pathType === "Prefix") plainPath(path, `${at}.path`, report);
  else if (pathType === "ImplementationSpecific")
    unlessEmpty(absolutePath)(path, `${at}.path`, report);
  else oneOf("Exact", "ImplementationSpecific", "Prefix")(pathType, `${at}.pathType`, report);
  backend(objectOf(value)["backend"], `${at}.backend`, report);
};

const classAnnotation = "kubernetes.io/ingress.class";

export const ingress: KindRules = {
  strategy: { keepsGeneration: true },
  check: fields({
    spec: all(
      (value, at, report) => {
        const { rules, defaultBackend } = objectOf(value);
        if (listOf(rules).length === 0 && !isSet(defaultBackend))
          report.invalid(
            at,
            new Shown(emptiedMember(objectOf(value), "rules") ?? null),
            "either `defaultBackend` or `rules` must be specified",
          );
      },
      fields({
        defaultBackend: optional(backend),
        rules: each(
          fields({
            host: unlessEmpty(all(notAnAddress, host)),
            http: optional(fields({ paths: needed(each(ingressPath)) })),
          }),
        ),
        tls: each(fields({ hosts: each(host), secretName: textForm(subdomainName) })),
        ingressClassName: optional(form(subdomainName)),
      }),
    ),
  }),
  checkCreate(value, _at, report) {
    const annotation = valueAt(value, "metadata", "annotations", classAnnotation);
    const name = valueAt(value, "spec", "ingressClassName");
    if (annotation !== undefined && isSet(name) && annotation !== name) {
      report.invalid(
        `annotations.${classAnnotation}`,
        annotation,
        "must match `ingressClassName` when both are specified",
      );
    }
  },
  checkStatus: fields({
    status: fields({
      loadBalancer: fields({
        ingress: each(
          fields({
            ip: unlessEmpty(looseAddress),
            hostname: unlessEmpty(all(form(subdomainName), notAnAddress)),
          }),
        ),
      }),
    }),
  }),
  statusWarningsOf: balancerWarnings,
  warningsOf(object, old) {
    const annotation = valueAt(object, "metadata", "annotations", classAnnotation);
    return [
      ...(old === undefined && annotation !== undefined
        ? [
            `annotation ${JSON.stringify(classAnnotation)} is deprecated, please use 'spec.ingressClassName' instead`,
          ]
        : []),
      ...listOf(valueAt(object, "status", "loadBalancer", "ingress")).flatMap((point, index) =>
        old === undefined || sameState(old["status"], object["status"])
          ? []
          : addressWarnings(
              objectOf(point)["ip"] === "" ? undefined : objectOf(point)["ip"],
              `status.loadBalancer.ingress[${index}].ip`,
            ),
      ),
    ];
  },
};

const classParameters: Check = all(
  typedReference,
  fields({ scope: neededPointer(oneOf("Cluster", "Namespace")) }),
  (value, at, report) => {
    const { scope, namespace } = objectOf(value);
    if (scope === "Namespace")
      neededPointer(form(labelName), "`parameters.scope` is set to 'Namespace'")(
        namespace,
        `${at}.namespace`,
        report,
      );
    if (scope === "Cluster")
      refused("`parameters.scope` is set to 'Cluster'")(namespace, `${at}.namespace`, report);
  },
);

export const ingressClass: KindRules = {
  strategy: { keepsGeneration: true },
  isChangeCheckedFirst: true,
  check: fields({
    spec: fields({
      controller: all(maxBytes(250), domainPrefixedPath),
      parameters: optional(classParameters),
    }),
  }),
  checkUpdate: immutable("spec.controller"),
};

const policyPort: Check = (value, at, report) => {
  const { protocol, port, endPort } = objectOf(value);
  optionalOneOf("TCP", "UDP", "SCTP")(protocol, `${at}.protocol`, report);
  const end = `${at}.endPort`;
  if (typeof port === "number") {
    portNumber(port, `${at}.port`, report);
    if (typeof endPort !== "number") return;
    if (endPort < port) report.invalid(end, port, "must be greater than or equal to `port`");
    portNumber(endPort, end, report);
    return;
  }
  if (isSet(endPort)) {
    const state = isSet(port) ? "when `port` is non-numeric" : "when `port` is not specified";
    report.invalid(end, endPort, `may not be specified ${state}`);
  }
  if (isSet(port)) form(portName)(port, `${at}.port`, report);
};

const addressBlock: Check = (value, at, report) => {
  const { cidr, except } = objectOf(value);
  needed(looseNetwork)(cidr, `${at}.cidr`, report);
  const outer = parseNetwork(textOf(cidr));
  if (outer === undefined) return;
  listOf(except).forEach((text, index) => {
    looseNetwork(text, `${at}.except[${index}]`, report);
    const inner = parseNetwork(textOf(text));
    if (inner !== undefined && !isStrictSubset(inner, outer))
      report.invalid(`${at}.except[${index}]`, text, "must be a strict subset of `cidr`");
  });
};

const policyPeer: Check = (value, at, report) => {
  const { podSelector, namespaceSelector, ipBlock } = objectOf(value);
  labelSelector(podSelector, `${at}.podSelector`, report);
  labelSelector(namespaceSelector, `${at}.namespaceSelector`, report);
  optional(addressBlock)(ipBlock, `${at}.ipBlock`, report);
  const count = [podSelector, namespaceSelector, ipBlock].filter(isSet).length;
  if (count === 0) report.required(at, "must specify a peer");
  else if (count > 1 && isSet(ipBlock))
    report.forbidden(at, "may not specify both ipBlock and another peer");
};

const policyTypes: Check = (value, at, report) => {
  if (listOf(value).length > 2)
    report.invalid(at, value, "may not specify more than two policyTypes");
  else each(oneOf("Ingress", "Egress"))(value, at, report);
};

function policyWarnings(policy: PlainObject): readonly string[] {
  return (["ingress", "egress"] as const).flatMap((direction) =>
    listOf(valueAt(policy, "spec", direction)).flatMap((rule, index) => {
      const peers = direction === "ingress" ? "from" : "to";
      return listOf(objectOf(rule)[peers]).flatMap((peer, place) => {
        const { cidr, except } = objectOf(objectOf(peer)["ipBlock"]);
        const at = `spec.${direction}[${index}].${peers}[${place}].ipBlock`;
        return [
          ...networkWarnings(cidr, `${at}.cidr`),
          ...listOf(except).flatMap((text, at2) => networkWarnings(text, `${at}.except[${at2}]`)),
        ];
      });
    }),
  );
}

export const networkPolicy: KindRules = {
  countsEmptied: true,
  isCheckedTwiceOnUpdate: true,
  strategy: { keepsGeneration: true },
  check: fields({
    spec: fields({
      podSelector: labelSelector,
      ingress: each(fields({ ports: each(policyPort), from: each(policyPeer) })),
      egress: each(fields({ ports: each(policyPort), to: each(policyPeer) })),
      policyTypes,
    }),
  }),
  warningsOf: policyWarnings,
};

export const ipAddress: KindRules = {
  nameRule: (name) => addressProblems(name),
  strategy: { keepsGeneration: false },
  check: fields({
    spec: fields({
      parentRef: neededPointer(
        fields({
          group: textForm(subdomainName),
          resource: pathSegment,
          name: pathSegment,
          namespace: textForm(pathSegmentName),
        }),
      ),
    }),
  }),
  checkUpdate: immutable("spec.parentRef"),
};

const cidrs: Check = (value, at, report) => {
  const networks = listOf(value);
  if (networks.length === 0) {
    report.required(at, "at least one CIDR required");
    return;
  }
  if (networks.length > 2) {
    report.invalid(at, new Shown({ CIDRs: value }), "may only hold up to 2 values");
    return;
  }
  each(strictNetwork)(value, at, report);
  const [first, second] = networks.map((text) => parseNetwork(textOf(text))?.address.family);
  if (first !== undefined && first === second) {
    report.invalid(
      at,
      value,
      "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64",
    );
  }
};

export const serviceCidr: KindRules = {
  takesStatus: "always",
  statusKeepsMetadata: true,
  // Those that the real server names are of a group that there is not.
  resetFields: {},
  metadataOnUpdate: ["update"],
  checkCreate: fields({ spec: fields({ cidrs }) }),
  checkUpdate(value, _at, report) {
    const now = listOf(valueAt(value, "spec", "cidrs"));
    const before = listOf(valueAt(report.old, "spec", "cidrs"));
    const grows = before.length === 1 && now.length === 2;
    if (!grows && now.length !== before.length) {
      report.invalid("spec.cidrs", valueAt(value, "spec", "cidrs") ?? null, immutableText);
      return;
    }
    before.forEach((text, index) => {
      if (text !== now[index]) report.invalid(`spec.cidrs[${index}]`, now[index], immutableText);
    });
    if (grows) cidrs(now, "spec.cidrs", report);
  },
};

/** Rules by kind. */
export const networkingKinds: Readonly<Record<string, KindRules>> = {
  Ingress: ingress,
  IngressClass: ingressClass,
  NetworkPolicy: networkPolicy,
  IPAddress: ipAddress,
  ServiceCIDR: serviceCidr,
};
