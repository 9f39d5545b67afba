import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { allContainers } from "../../kinds/built-in/pods/all-containers.ts";
import {
  badContainers,
  type Check,
  containerText,
  plural,
  procMountProblem,
  quoted,
  securityOf,
  settersOf,
  setterText,
  sorted,
  type Violation,
} from "./check.ts";

const defaultCapabilities: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** Safe kernel settings, with the minor version since which they are taken for safe. */
const safeSysctls: Readonly<Record<string, number>> = {
  "kernel.shm_rmid_forced": 0,
  "net.ipv4.ip_local_port_range": 0,
  "net.ipv4.tcp_syncookies": 0,
  "net.ipv4.ping_group_range": 0,
  "net.ipv4.ip_unprivileged_port_start": 0,
  "net.ipv4.ip_local_reserved_ports": 27,
  "net.ipv4.tcp_keepalive_time": 29,
  "net.ipv4.tcp_fin_timeout": 29,
  "net.ipv4.tcp_keepalive_intvl": 29,
  "net.ipv4.tcp_keepalive_probes": 29,
  "net.ipv4.tcp_rmem": 32,
  "net.ipv4.tcp_wmem": 32,
};

const seLinuxTypes: Readonly<Record<string, number>> = {
  "": 0,
  container_t: 0,
  container_init_t: 0,
  container_kvm_t: 0,
  container_engine_t: 31,
};

/**
 * The level that keeps pods from the known ways to more rights, in the order of its messages.
 *
 * @see k8s.io/pod-security-admission policy/check_*.go
 */
export const baselineChecks: readonly Check[] = [
  {
    id: "appArmorProfile",
    level: "baseline",
    since: 0,
    reason: "forbidden AppArmor profile",
    find: appArmorProblem,
  },
  {
    id: "capabilities_baseline",
    level: "baseline",
    since: 0,
    reason: "non-default capabilities",
    find(pod) {
      const added = (container: unknown): readonly string[] =>
        listOf(valueAt(container, "securityContext", "capabilities", "add"))
          .map(textOf)
          .filter((name) => !defaultCapabilities.has(name));
      const bad = badContainers(pod, (container) => added(container).length > 0);
      if (bad.length === 0) return undefined;
      const names = sorted(allContainers(pod["spec"]).flatMap(added));
      return `${containerText(bad)} must not include ${quoted(names)} in securityContext.capabilities.add`;
    },
  },
  {
    id: "hostNamespaces",
    level: "baseline",
    since: 0,
    reason: "host namespaces",
    find(pod) {
      const shared = ["hostNetwork", "hostPID", "hostIPC"].filter(
        (name) => valueAt(pod, "spec", name) === true,
      );
      return shared.length === 0 ? undefined : shared.map((name) => `${name}=true`).join(", ");
    },
  },
  {
    id: "hostPathVolumes",
    level: "baseline",
    since: 0,
    reason: "hostPath volumes",
    find(pod) {
      const bad = listOf(valueAt(pod, "spec", "volumes"))
        .filter((volume) => valueAt(volume, "hostPath") !== undefined)
        .map((volume) => textOf(valueAt(volume, "name")));
      return bad.length === 0 ? undefined : `${plural("volume", bad)} ${quoted(bad)}`;
    },
  },
  {
    id: "hostPorts",
    level: "baseline",
    since: 0,
    reason: "hostPort",
    find(pod) {
      const used = (container: unknown): readonly string[] =>
        listOf(valueAt(container, "ports"))
          .map((port) => Number(valueAt(port, "hostPort") ?? 0))
          .filter((port) => port !== 0)
          .map(String);
      const bad = badContainers(pod, (container) => used(container).length > 0);
      if (bad.length === 0) return undefined;
      const ports = sorted(allContainers(pod["spec"]).flatMap(used));
      const verb = bad.length === 1 ? "uses" : "use";
      return `${containerText(bad)} ${verb} ${plural("hostPort", ports)} ${ports.join(", ")}`;
    },
  },
  {
    id: "hostProbesAndHostLifecycle",
    level: "baseline",
    since: 34,
    reason: "probe or lifecycle host",
    find(pod) {
      // Alone among the checks this one knows a set of containers, whose names are in order.
      const bad = sorted(badContainers(pod, (container) => hostsOf(container).length > 0));
      if (bad.length === 0) return undefined;
      const hosts = sorted(allContainers(pod["spec"]).flatMap(hostsOf));
      const verb = bad.length === 1 ? "uses" : "use";
      return `${containerText(bad)} ${verb} probe or lifecycle ${plural("host", hosts)} ${quoted(hosts)}`;
    },
  },
  {
    id: "privileged",
    level: "baseline",
    since: 0,
    reason: "privileged",
    find(pod) {
      const bad = badContainers(pod, (container) => securityOf(container)["privileged"] === true);
      return bad.length === 0
        ? undefined
        : `${containerText(bad)} must not set securityContext.privileged=true`;
    },
  },
  {
    id: "procMount",
    level: "baseline",
    since: 0,
    skipsUserNamespaceSince: 35,
    reason: "procMount",
    find: procMountProblem,
  },
  {
    id: "seLinuxOptions",
    level: "baseline",
    since: 0,
    reason: "seLinuxOptions",
    find(pod, minor) {
      const optionsOf = (context: unknown) => objectOf(valueAt(context, "seLinuxOptions"));
      const isBadType = (type: string): boolean =>
        !Object.hasOwn(seLinuxTypes, type) || (seLinuxTypes[type] ?? 0) > minor;
      const bad = settersOf(pod).filter(({ context }) => {
        const { type, user, role } = optionsOf(context);
        return isBadType(textOf(type)) || textOf(user) !== "" || textOf(role) !== "";
      });
      if (bad.length === 0) return undefined;
      const types = sorted(
        bad.map(({ context }) => textOf(optionsOf(context)["type"])).filter(isBadType),
      );
      const sets = (name: string): boolean =>
        bad.some(({ context }) => textOf(optionsOf(context)[name]) !== "");
      const problems = [
        ...(types.length > 0 ? [`${plural("type", types)} ${quoted(types)}`] : []),
        ...(sets("user") ? ["user may not be set"] : []),
        ...(sets("role") ? ["role may not be set"] : []),
      ];
      return `${setterText(bad)} set forbidden securityContext.seLinuxOptions: ${problems.join("; ")}`;
    },
  },
  {
    id: "seccompProfile_baseline",
    level: "baseline",
    since: 0,
    reason: "seccompProfile",
    find(pod, minor) {
      if (minor < 19) return seccompAnnotationProblem(pod);
      const bad = settersOf(pod).filter(
        ({ context }) => valueAt(context, "seccompProfile", "type") === "Unconfined",
      );
      return bad.length === 0
        ? undefined
        : `${setterText(bad)} must not set securityContext.seccompProfile.type to "Unconfined"`;
    },
  },
  {
    id: "sysctls",
    level: "baseline",
    since: 0,
    reason: "forbidden sysctls",
    find(pod, minor) {
      const bad = listOf(valueAt(pod, "spec", "securityContext", "sysctls"))
        .map((sysctl) => textOf(valueAt(sysctl, "name")))
        .filter((name) => !Object.hasOwn(safeSysctls, name) || (safeSysctls[name] ?? 0) > minor);
      return bad.length === 0 ? undefined : bad.join(", ");
    },
  },
  {
    id: "windowsHostProcess",
    level: "baseline",
    since: 0,
    reason: "hostProcess",
    find(pod) {
      const bad = settersOf(pod).filter(
        ({ context }) => valueAt(context, "windowsOptions", "hostProcess") === true,
      );
      return bad.length === 0
        ? undefined
        : `${setterText(bad)} must not set securityContext.windowsOptions.hostProcess=true`;
    },
  },
];

function annotationsOf(pod: PlainObject): readonly (readonly [string, string])[] {
  const annotations = objectOf(valueAt(pod, "metadata", "annotations"));
  return Object.entries(annotations).map(([name, value]) => [name, textOf(value)]);
}

function appArmorProblem(pod: PlainObject): Violation | undefined {
  const bad = settersOf(pod).filter(
    ({ context }) => valueAt(context, "appArmorProfile", "type") === "Unconfined",
  );
  const annotations = annotationsOf(pod)
    .filter(([name]) => name.startsWith("container.apparmor.security.beta.kubernetes.io/"))
    .filter(
      ([, value]) => !["", "runtime/default"].includes(value) && !value.startsWith("localhost/"),
    )
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .sort();
  const values = [...(bad.length > 0 ? ["Unconfined"] : []), ...annotations];
  if (values.length === 0) return undefined;
  const setters = [
    ...(bad.length > 0 ? [setterText(bad)] : []),
    ...(annotations.length > 0 ? [plural("annotation", annotations)] : []),
  ];
  // Values are put between quotation marks as they are.
  const listed = values.map((value) => `"${value}"`).join(", ");
  return {
    reason: plural("forbidden AppArmor profile", values),
    detail: `${setters.join(" and ")} must not set AppArmor profile type to ${listed}`,
  };
}

/** Before 1.19 profiles were annotations. */
function seccompAnnotationProblem(pod: PlainObject): string | undefined {
  const prefix = "container.seccomp.security.alpha.kubernetes.io/";
  const looked = new Set([
    "seccomp.security.alpha.kubernetes.io/pod",
    ...allContainers(pod["spec"]).map(({ name }) => `${prefix}${textOf(name)}`),
  ]);
  const bad = annotationsOf(pod)
    .filter(([name]) => looked.has(name))
    .filter(
      ([, value]) =>
        !["runtime/default", "docker/default"].includes(value) && !value.startsWith("localhost/"),
    )
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .sort();
  return bad.length === 0 ? undefined : `forbidden ${plural("annotation", bad)} ${bad.join(", ")}`;
}

function hostsOf(container: unknown): readonly string[] {
  const handlers = [
    ...["livenessProbe", "readinessProbe", "startupProbe"].map((name) => valueAt(container, name)),
    ...["postStart", "preStop"].map((name) => valueAt(container, "lifecycle", name)),
  ];
  return handlers
    .flatMap((handler) => [
      textOf(valueAt(handler, "httpGet", "host")),
      textOf(valueAt(handler, "tcpSocket", "host")),
    ])
    .filter((host) => host !== "");
}
