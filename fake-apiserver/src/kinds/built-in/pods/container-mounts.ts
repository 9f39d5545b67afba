import { listOf, objectOf, type PlainObject, textOf } from "../../../codec/json/plain-object.ts";
import { type Check, isEmpty, isSet, needed, unlessEmpty } from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";
import { descendingPath } from "./volume-sources.ts";

/** The volumes of a pod that are valid, by name. */
export type Volumes = ReadonlyMap<string, PlainObject>;

const propagations = ["Bidirectional", "HostToContainer", "None"];

function mountExtras(mount: PlainObject, container: PlainObject, at: string, report: Report): void {
  const { mountPropagation: propagation, recursiveReadOnly: recursive, readOnly } = mount;
  const place = `${at}.mountPropagation`;
  if (isSet(propagation)) {
    if (!propagations.includes(textOf(propagation)))
      report.notSupported(place, propagation, propagations);
    const isPrivileged = objectOf(container["securityContext"])["privileged"] === true;
    if (propagation === "Bidirectional" && !isPrivileged)
      report.forbidden(
        place,
        "Bidirectional mount propagation is available only to privileged containers",
      );
  }
  if (!isSet(recursive)) return;
  const readOnlyPlace = `${at}.recursiveReadOnly`;
  if (recursive === "Enabled" || recursive === "IfPossible") {
    if (readOnly !== true)
      report.forbidden(readOnlyPlace, "may only be specified when readOnly is true");
    if (isSet(propagation) && propagation !== "None")
      report.forbidden(
        readOnlyPlace,
        "may only be specified when mountPropagation is None or not specified",
      );
  } else if (recursive !== "Disabled")
    report.notSupported(readOnlyPlace, recursive, ["Disabled", "Enabled", "IfPossible"]);
}

function subPaths(mount: PlainObject, at: string, place: string, report: Report): void {
  const { subPath, subPathExpr } = mount;
  unlessEmpty(descendingPath)(subPath, `${at}.subPath`, report);
  if (isEmpty(subPathExpr)) return;
  if (!isEmpty(subPath))
    report.invalid(
      `${place}.subPathExpr`,
      subPathExpr,
      "subPathExpr and subPath are mutually exclusive",
    );
  descendingPath(subPathExpr, `${at}.subPathExpr`, report);
}

/** Where a container finds the volumes of its pod. */
export function mounts(container: PlainObject, volumes: Volumes): Check {
  const devices = placesOf(container["volumeDevices"], "devicePath");
  return (value, at, report) => {
    const paths = new Set<string>();
    listOf(value).forEach((one, index) => {
      const mount = objectOf(one);
      const place = `${at}[${index}]`;
      const path = textOf(mount["mountPath"]);
      mountNames(mount, devices, volumes, place, report);
      if (paths.has(path)) report.invalid(`${place}.mountPath`, path, "must be unique");
      paths.add(path);
      subPaths(mount, at, place, report);
      mountExtras(mount, container, at, report);
    });
  };
}

/** Under which names volumes are used, and where. */
interface Places {
  readonly names: ReadonlySet<unknown>;
  readonly paths: ReadonlySet<unknown>;
}

function placesOf(uses: unknown, path: "mountPath" | "devicePath"): Places {
  const all = listOf(uses).map(objectOf);
  return {
    names: new Set(all.map(({ name }) => name)),
    paths: new Set(all.map((one) => one[path])),
  };
}

function mountNames(
  mount: PlainObject,
  devices: Places,
  volumes: Volumes,
  place: string,
  report: Report,
): void {
  const name = textOf(mount["name"]);
  const path = textOf(mount["mountPath"]);
  needed()(name, `${place}.name`, report);
  if (!volumes.has(name)) report.notFound(`${place}.name`, name);
  needed()(path, `${place}.mountPath`, report);
  if (devices.names.has(name))
    report.invalid(`${place}.name`, name, "must not already exist in volumeDevices");
  if (devices.paths.has(path)) {
    report.invalid(`${place}.mountPath`, path, "must not already exist as a path in volumeDevices");
  }
}

function blockVolume(name: string, volumes: Volumes, place: string, report: Report): void {
  const volume = volumes.get(name);
  needed()(name, `${place}.name`, report);
  if (volume === undefined) report.notFound(`${place}.name`, name);
  else if (!isSet(volume["persistentVolumeClaim"]) && !isSet(volume["ephemeral"])) {
    report.invalid(
      `${place}.name`,
      name,
      "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode",
    );
  }
}

/** The same for raw devices. */
export function devices(container: PlainObject, volumes: Volumes): Check {
  const mounted = placesOf(container["volumeMounts"], "mountPath");
  return (value, at, report) => {
    const names = new Set<string>();
    const paths = new Set<string>();
    listOf(value).forEach((one, index) => {
      const place = `${at}[${index}]`;
      const name = textOf(objectOf(one)["name"]);
      const path = textOf(objectOf(one)["devicePath"]);
      if (names.has(name)) report.invalid(`${place}.name`, name, "must be unique");
      blockVolume(name, volumes, place, report);
      needed()(path, `${place}.devicePath`, report);
      if (paths.has(path)) report.invalid(`${place}.devicePath`, path, "must be unique");
      if (path.split("/").includes(".."))
        report.invalid(`${place}.devicePath`, path, "can not contain backsteps ('..')");
      else paths.add(path);
      if (mounted.names.has(name))
        report.invalid(`${place}.name`, name, "must not already exist in volumeMounts");
      if (mounted.paths.has(path))
        report.invalid(
          `${place}.devicePath`,
          path,
          "must not already exist as a path in volumeMounts",
        );
      if (name !== "") names.add(name);
    });
  };
}
