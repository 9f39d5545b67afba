import { isNegativeQuantity } from "../../../codec/go/quantity.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { labelName, subdomainName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  isSet,
  needed,
  neededPointer,
  optional,
} from "../../validation/checks.ts";
import { driverName, labelSelector } from "../../validation/common-checks.ts";
import type { Report } from "../../validation/report.ts";
import { templateMetadata } from "../../validation/template-metadata.ts";
import { claimSpec } from "../storage/persistent-volume-claim.ts";
import { placedContainers } from "./all-containers.ts";
import type { Volumes } from "./container-mounts.ts";
import { fieldReference, resourceReference } from "./pod-references.ts";
import { checkTokenLifetime } from "./token-lifetime.ts";
import { descendingPath, localPath, oneSource, sharedSources } from "./volume-sources.ts";

/**
 * Volumes of pods.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go
 */

const fileMode: Check = optional((value, at, report) => {
  const mode = value as number;
  if (mode < 0 || mode > 0o777)
    report.invalid(at, mode, "must be a number between 0 and 0777 (octal), both inclusive");
});

const keyToPath: Check = fields({
  key: needed(),
  path: all(needed(), localPath),
  mode: fileMode,
});

const downwardFile: Check = (value, at, report) => {
  const { fieldRef, resourceFieldRef } = objectOf(value);
  fields({ path: all(needed(), localPath) })(value, at, report);
  if (isSet(fieldRef)) {
    fieldReference([
      "metadata.annotations",
      "metadata.labels",
      "metadata.name",
      "metadata.namespace",
      "metadata.uid",
    ])(fieldRef, `${at}.fieldRef`, report);
    if (isSet(resourceFieldRef)) {
      report.invalid(
        at,
        "resource",
        "fieldRef and resourceFieldRef can not be specified simultaneously",
      );
    }
  } else if (isSet(resourceFieldRef))
    resourceReference(true)(resourceFieldRef, `${at}.resourceFieldRef`, report);
  else report.required(at, "one of fieldRef and resourceFieldRef is required");
  fields({ mode: fileMode })(value, at, report);
};

/** Mistakes of all files are reported at their volume. */
const downwardFiles: Check = (value, at, report) => {
  const place = at.replace(/\.items$/, "");
  for (const file of listOf(value)) downwardFile(file, place, report);
};

const tokenProjection = (at: string, source: unknown, place: string, report: Report): void => {
  const { expirationSeconds: seconds, path } = objectOf(source);
  checkTokenLifetime(seconds, `${place}.expirationSeconds`, report);
  if (textOf(path) === "") report.required(`${at}.path`);
  else localPath(path, `${at}.path`, report);
};

const signerName: Check = (value, at, report) => {
  const text = textOf(value);
  if (text === "") {
    report.required(at);
    return;
  }
  const [domain = "", path, ...more] = text.split("/");
  if (path === undefined || more.length > 0) {
    report.invalid(
      at,
      text,
      'must be a fully qualified domain and path of the form "example.com/signer-name"',
    );
    return;
  }
  for (const problem of subdomainName(domain))
    report.invalid(at, domain, `validating label "${domain}": ${problem}`);
};

const trustBundle = (source: unknown, place: string, report: Report): void => {
  const { name, signerName: signer, labelSelector: selector, path } = objectOf(source);
  if (isSet(name) && isSet(signer))
    report.invalid(place, source, "only one of name and signerName may be used");
  else if (isSet(name)) {
    if (name === "") report.required(`${place}.name`, "must be a valid object name");
    for (const problem of subdomainName(textOf(name)))
      report.invalid(`${place}.name`, name, `not a valid clustertrustbundlename: ${problem}`);
    if (isSet(selector))
      report.invalid(
        `${place}.labelSelector`,
        selector,
        "labelSelector must be unset if name is specified",
      );
  } else if (isSet(signer)) {
    if (signer === "") report.required(`${place}.signerName`, "must be a valid signer name");
    signerName(signer, `${place}.signerName`, report);
    labelSelector(selector, `${place}.labelSelector`, report);
  } else report.required(place, "either name or signerName must be specified");
  all(needed(), localPath)(path, `${place}.path`, report);
};

const sourceMembers = [
  "secret",
  "configMap",
  "downwardAPI",
  "serviceAccountToken",
  "clusterTrustBundle",
  "podCertificate",
] as const;

const projected: Check = (value, at, report) => {
  fields({ defaultMode: fileMode })(value, at, report);
  const paths = new Set<string>();
  const claim = (path: string, shown: unknown): void => {
    if (path === "") return;
    if (paths.has(path)) report.invalid(at, shown, "conflicting duplicate paths");
    paths.add(path);
  };
  listOf(objectOf(value)["sources"]).forEach((item, index) => {
    const source = objectOf(item);
    const place = `${at}.sources[${index}]`;
    for (const member of ["secret", "configMap"] as const) {
      if (!isSet(source[member])) continue;
      const named = objectOf(source[member]);
      fields({ name: needed(), items: each(keyToPath) })(named, `${place}.${member}`, report);
      for (const one of listOf(named["items"]))
        claim(textOf(objectOf(one)["path"]), textOf(named["name"]));
    }
    if (isSet(source["downwardAPI"])) {
      for (const file of listOf(objectOf(source["downwardAPI"])["items"])) {
        downwardFile(file, `${place}.downwardAPI`, report);
        claim(textOf(objectOf(file)["path"]), objectOf(file)["path"]);
      }
    }
    if (isSet(source["serviceAccountToken"]))
      tokenProjection(at, source["serviceAccountToken"], `${place}.serviceAccountToken`, report);
    if (isSet(source["clusterTrustBundle"])) {
      trustBundle(source["clusterTrustBundle"], `${place}.clusterTrustBundle`, report);
      const path = textOf(objectOf(source["clusterTrustBundle"])["path"]);
      claim(path, path);
    }
    if (sourceMembers.filter((member) => isSet(source[member])).length > 1)
      report.forbidden(place, "may not specify more than 1 volume type per source");
  });
};

const claimTemplate: Check = fields({ metadata: templateMetadata, spec: claimSpec });

const csi: Check = (value, at, report) => {
  fields({ driver: driverName })(value, at, report);
  const { nodePublishSecretRef: secret } = objectOf(value);
  if (!isSet(secret)) return;
  const name = textOf(objectOf(secret)["name"]);
  if (name === "") report.required(`${at}.nodePublishSecretRef.name`);
  else form(subdomainName)(name, `${at}.name`, report);
};

const emptyDirectory: Check = (value, at, report) => {
  const { sizeLimit } = objectOf(value);
  if (isNegativeQuantity(sizeLimit))
    report.forbidden(`${at}.sizeLimit`, "SizeLimit field must be a valid resource quantity");
};

const gitRepository: Check = fields({ repository: needed(), directory: descendingPath });

function volumeSources(isPod: boolean): Parameters<typeof oneSource>[0] {
  const shared = sharedSources(false);
  const pick = (...names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (shared[name] ? [[name, shared[name]]] : [])));
  return {
    emptyDir: { check: emptyDirectory },
    ...pick("hostPath"),
    gitRepo: { check: gitRepository },
    ...pick("gcePersistentDisk", "awsElasticBlockStore"),
    secret: {
      check: fields({ secretName: needed(), defaultMode: fileMode, items: each(keyToPath) }),
    },
    ...pick("nfs", "iscsi", "glusterfs", "flocker"),
    persistentVolumeClaim: { check: fields({ claimName: needed() }) },
    ...pick("rbd", "cinder", "cephfs", "quobyte"),
    downwardAPI: {
      check: fields({ defaultMode: fileMode, items: downwardFiles }),
      surplusAs: "downwarAPI",
    },
    ...pick("fc", "flexVolume"),
    configMap: {
      check: fields({ name: needed(), defaultMode: fileMode, items: each(keyToPath) }),
    },
    ...pick(
      "azureFile",
      "vsphereVolume",
      "photonPersistentDisk",
      "portworxVolume",
      "azureDisk",
      "storageos",
    ),
    projected: { check: projected },
    ...pick("scaleIO"),
    csi: { check: csi },
    ephemeral: { check: fields({ volumeClaimTemplate: neededPointer(claimTemplate) }) },
    image: {
      check: fields({
        ...(isPod ? { reference: needed() } : {}),
        pullPolicy: needed((value, at, report) => {
          const known = ["Always", "IfNotPresent", "Never"];
          if (!known.includes(textOf(value))) report.notSupported(at, value, known);
        }),
      }),
    },
  };
}

function isOnly(source: string, volume: PlainObject): boolean {
  const { name: _, ...sources } = volume;
  return isSet(volume[source]) && Object.values(sources).filter(isSet).length === 1;
}

/** Checks the volumes; those without mistakes are what containers can mount. */
export function checkVolumes(
  value: unknown,
  at: string,
  pod: { readonly isPod: boolean; readonly name: string },
  report: Report,
): Volumes {
  const source = oneSource(volumeSources(pod.isPod));
  const names = new Set<string>();
  const good = new Map<string, PlainObject>();
  const created = new Set(
    listOf(value)
      .map(objectOf)
      .filter((volume) => isSet(volume["ephemeral"]) && pod.name !== "")
      .map((volume) => `${pod.name}-${textOf(volume["name"])}`),
  );
  listOf(value).forEach((item, index) => {
    const volume = objectOf(item);
    const place = `${at}[${index}]`;
    const before = report.errors.length;
    const name = textOf(volume["name"]);
    source(volume, place, report);
    needed(form(labelName))(name, `${place}.name`, report);
    if (names.has(name)) report.duplicate(`${place}.name`, name);
    if (isOnly("ephemeral", volume) && pod.name !== "" && name !== "") {
      for (const problem of subdomainName(`${pod.name}-${name}`))
        report.invalid(
          `${place}.name`,
          name,
          `PVC name ${JSON.stringify(`${pod.name}-${name}`)}: ${problem}`,
        );
    }
    if (report.errors.length === before) {
      names.add(name);
      good.set(name, volume);
    }
    const claimed = textOf(objectOf(volume["persistentVolumeClaim"])["claimName"]);
    if (isSet(volume["persistentVolumeClaim"]) && created.has(claimed)) {
      report.invalid(
        `${place}.persistentVolumeClaim.claimName`,
        claimed,
        "must not reference a PVC that gets created for an ephemeral volume",
      );
    }
  });
  return good;
}

/** Variables that are read from files need a directory of the pod's own. */
export const fileVolumes: Check = (value, at, report) => {
  const spec = objectOf(value);
  const volumes = new Map(
    listOf(spec["volumes"])
      .map(objectOf)
      .map((volume) => [textOf(volume["name"]), volume]),
  );
  for (const { container, at: place } of placedContainers(spec, at)) {
    listOf(container["env"]).forEach((entry, index) => {
      const file = valueAt(entry, "valueFrom", "fileKeyRef");
      if (!isSet(file)) return;
      const name = textOf(objectOf(file)["volumeName"]);
      const field = `${place}.env[${index}].valueFrom.fileKeyRef.volumeName`;
      const volume = volumes.get(name);
      if (volume === undefined) report.notFound(field, name);
      else if (!isSet(volume["emptyDir"]))
        report.invalid(field, name, "referenced volume must be of type emptyDir");
    });
  }
};
