import { listOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import { allContainers } from "../../kinds/built-in/pods/all-containers.ts";
import {
  badContainers,
  type Check,
  containerText,
  plural,
  procMountProblem,
  quoted,
  securityOf,
  sorted,
} from "./check.ts";

const freeVolumes: ReadonlySet<string> = new Set([
  "name",
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

/**
 * The level for pods that run as they should, in the order of its messages.
 *
 * @see k8s.io/pod-security-admission policy/check_*.go
 */
export const restrictedChecks: readonly Check[] = [
  {
    id: "allowPrivilegeEscalation",
    level: "restricted",
    since: 8,
    skipsWindowsSince: 25,
    reason: "allowPrivilegeEscalation != false",
    find(pod) {
      const bad = badContainers(
        pod,
        (container) => securityOf(container)["allowPrivilegeEscalation"] !== false,
      );
      return bad.length === 0
        ? undefined
        : `${containerText(bad)} must set securityContext.allowPrivilegeEscalation=false`;
    },
  },
  {
    id: "capabilities_restricted",
    level: "restricted",
    since: 22,
    replaces: "capabilities_baseline",
    skipsWindowsSince: 25,
    reason: "unrestricted capabilities",
    find(pod) {
      const listed = (container: unknown, list: string): readonly string[] =>
        listOf(valueAt(container, "securityContext", "capabilities", list)).map(textOf);
      const added = (container: unknown): readonly string[] =>
        listed(container, "add").filter((name) => name !== "NET_BIND_SERVICE");
      const keeping = badContainers(pod, (container) => !listed(container, "drop").includes("ALL"));
      const adding = badContainers(pod, (container) => added(container).length > 0);
      const names = sorted(allContainers(pod["spec"]).flatMap(added));
      const problems = [
        ...(keeping.length > 0
          ? [`${containerText(keeping)} must set securityContext.capabilities.drop=["ALL"]`]
          : []),
        ...(adding.length > 0
          ? [
              `${containerText(adding)} must not include ${quoted(names)} in securityContext.capabilities.add`,
            ]
          : []),
      ];
      return problems.length === 0 ? undefined : problems.join("; ");
    },
  },
  {
    id: "procMount_restricted",
    level: "restricted",
    since: 35,
    replaces: "procMount",
    reason: "procMount",
    find: procMountProblem,
  },
  {
    id: "restrictedVolumes",
    level: "restricted",
    since: 0,
    replaces: "hostPathVolumes",
    reason: "restricted volume types",
    find(pod) {
      const bad = listOf(valueAt(pod, "spec", "volumes")).flatMap((volume) => {
        const type = Object.keys(volume as object).find((name) => !freeVolumes.has(name));
        return type === undefined ? [] : [{ name: textOf(valueAt(volume, "name")), type }];
      });
      if (bad.length === 0) return undefined;
      const types = sorted(bad.map(({ type }) => type));
      const verb = bad.length === 1 ? "uses" : "use";
      const names = bad.map(({ name }) => name);
      return `${plural("volume", bad)} ${quoted(names)} ${verb} restricted volume ${plural("type", types)} ${quoted(types)}`;
    },
  },
  {
    id: "runAsNonRoot",
    level: "restricted",
    since: 0,
    skipsUserNamespaceSince: 35,
    reason: "runAsNonRoot != true",
    find(pod) {
      const ofPod = valueAt(pod, "spec", "securityContext", "runAsNonRoot");
      const rooted = badContainers(
        pod,
        (container) => securityOf(container)["runAsNonRoot"] === false,
      );
      const silent = badContainers(
        pod,
        (container) => ofPod !== true && securityOf(container)["runAsNonRoot"] === undefined,
      );
      const rooting = [
        ...(ofPod === false ? ["pod"] : []),
        ...(rooted.length > 0 ? [containerText(rooted)] : []),
      ];
      if (rooting.length > 0)
        return `${rooting.join(" and ")} must not set securityContext.runAsNonRoot=false`;
      return silent.length === 0
        ? undefined
        : `pod or ${containerText(silent)} must set securityContext.runAsNonRoot=true`;
    },
  },
  {
    id: "runAsUser",
    level: "restricted",
    since: 23,
    skipsUserNamespaceSince: 35,
    reason: "runAsUser=0",
    find(pod) {
      const rooted = badContainers(pod, (container) => securityOf(container)["runAsUser"] === 0);
      const rooting = [
        ...(valueAt(pod, "spec", "securityContext", "runAsUser") === 0 ? ["pod"] : []),
        ...(rooted.length > 0 ? [containerText(rooted)] : []),
      ];
      return rooting.length === 0 ? undefined : `${rooting.join(" and ")} must not set runAsUser=0`;
    },
  },
  {
    id: "seccompProfile_restricted",
    level: "restricted",
    since: 19,
    replaces: "seccompProfile_baseline",
    skipsWindowsSince: 25,
    reason: "seccompProfile",
    find(pod) {
      const typeOf = (holder: unknown): string | undefined => {
        const type = valueAt(holder, "securityContext", "seccompProfile", "type");
        return typeof type === "string" ? type : undefined;
      };
      const isGood = (type: string | undefined): boolean =>
        type === "RuntimeDefault" || type === "Localhost";
      const ofPod = typeOf(pod["spec"]);
      const wrong = badContainers(
        pod,
        (container) => typeOf(container) !== undefined && !isGood(typeOf(container)),
      );
      const silent = badContainers(
        pod,
        (container) => typeOf(container) === undefined && !isGood(ofPod),
      );
      const setters = [
        ...(ofPod !== undefined && !isGood(ofPod) ? ["pod"] : []),
        ...(wrong.length > 0 ? [containerText(wrong)] : []),
      ];
      if (setters.length > 0) {
        const types = sorted(
          [ofPod, ...allContainers(pod["spec"]).map(typeOf)].filter(
            (type): type is string => type !== undefined && !isGood(type),
          ),
        );
        return `${setters.join(" and ")} must not set securityContext.seccompProfile.type to ${quoted(types)}`;
      }
      return silent.length === 0
        ? undefined
        : `pod or ${containerText(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
    },
  },
];
