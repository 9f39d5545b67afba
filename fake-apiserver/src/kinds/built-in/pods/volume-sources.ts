import { objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { labelName } from "../../../codec/names/names.ts";
import {
  all,
  between,
  type Check,
  fields,
  form,
  isEmpty,
  isSet,
  needed,
  optional,
  optionalOneOf,
  textForm,
} from "../../validation/checks.ts";
import { driverName } from "../../validation/common-checks.ts";

/**
 * Where the content of volumes comes from: the sources that pods and persistent volumes share.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go
 */

/** A path that does not climb. */
export const noBacksteps: Check = (value, at, report) => {
  if (textOf(value).split("/").includes("..")) report.invalid(at, value, "must not contain '..'");
};

/** A path within a volume. */
export const descendingPath: Check = all((value, at, report) => {
  if (textOf(value).startsWith("/")) report.invalid(at, value, "must be a relative path");
}, noBacksteps);

/** A path of a file that the kubelet writes: its names for its own files are taken. */
export const localPath: Check = all(descendingPath, (value, at, report) => {
  if (textOf(value).startsWith("..") && !textOf(value).startsWith("../"))
    report.invalid(at, value, "must not start with '..'");
});

const hostPath: Check = (value, at, report) => {
  const { path, type } = objectOf(value);
  if (textOf(path) === "") {
    report.required(`${at}.path`);
    return;
  }
  noBacksteps(path, `${at}.path`, report);
  optionalOneOf(
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
  )(type, `${at}.type`, report);
};

const partition: Check = (value, at, report) => {
  const number = typeof value === "number" ? value : 0;
  if (number < 0 || number > 255)
    report.invalid(at, number, "must be between 1 and 255, inclusive");
};

const secretReference = (needsNamespace: boolean): Check =>
  optional(fields({ name: needed(), ...(needsNamespace ? { namespace: needed() } : {}) }));

const iqn = /^iqn\.\d{4}-\d{2}\.([a-z0-9-.]+)(:[^,;*&$|\s]+)$/;
const eui = /^eui\.[0-9a-fA-F]{16}$/;
const naa = /^naa\.[0-9a-fA-F]{32}$/;

function iscsi(isPersistent: boolean): Check {
  const wrongStart = isPersistent
    ? "must be valid format"
    : "must be valid format starting with iqn, eui, or naa";
  const initiator: Check = (value, at, report) => {
    const name = textOf(value);
    if (!/^(iqn|eui|naa)/.test(name)) report.invalid(at, name, wrongStart);
    else if (![iqn, eui, naa].some((pattern) => pattern.test(name)))
      report.invalid(at, name, "must be valid format");
  };
  return all(fields({ targetPortal: needed(), iqn: needed(initiator) }), (value, at, report) => {
    const { lun, chapAuthDiscovery, chapAuthSession, secretRef, initiatorName } = objectOf(value);
    between(0, 255)(lun ?? 0, `${at}.lun`, report);
    if ((chapAuthDiscovery === true || chapAuthSession === true) && !isSet(secretRef))
      report.required(`${at}.secretRef`);
    if (isPersistent) secretReference(false)(secretRef, `${at}.secretRef`, report);
    optional(initiator)(initiatorName, `${at}.initiatorname`, report);
  });
}

const fibreChannel: Check = (value, at, report) => {
  const { targetWWNs: targets, wwids, lun } = objectOf(value);
  const field = `${at}.targetWWNs`;
  if (isEmpty(targets) && isEmpty(wwids))
    report.required(field, "must specify either targetWWNs or wwids, but not both");
  if (!isEmpty(targets) && !isEmpty(wwids))
    report.invalid(field, targets, "targetWWNs and wwids can not be specified simultaneously");
  if (isEmpty(targets)) return;
  if (!isSet(lun)) report.required(`${at}.lun`, "lun is required if targetWWNs is specified");
  else between(0, 255)(lun, `${at}.lun`, report);
};

const quobyte: Check = (value, at, report) => {
  const { registry, tenant } = objectOf(value);
  const pairs = "must be a host:port pair or multiple pairs separated by commas";
  if (textOf(registry) === "") report.required(`${at}.registry`, pairs);
  else if (textOf(tenant).length >= 65) {
    report.required(`${at}.tenant`, "must be a UUID and may not exceed a length of 64 characters");
  } else {
    for (const pair of textOf(registry).split(",")) {
      if (!/^(\[[^\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair))
        report.invalid(`${at}.registry`, registry, pairs);
    }
  }
  fields({ volume: needed() })(value, at, report);
};

const flocker: Check = (value, at, report) => {
  const { datasetName: name, datasetUUID: uuid } = objectOf(value);
  if (isEmpty(name) && isEmpty(uuid))
    report.required(at, "one of datasetName and datasetUUID is required");
  if (!isEmpty(name) && !isEmpty(uuid)) {
    report.invalid(
      at,
      "resource",
      "datasetName and datasetUUID can not be specified simultaneously",
    );
  }
  if (textOf(name).includes("/")) report.invalid(`${at}.datasetName`, name, "must not contain '/'");
};

const flexVolume: Check = (value, at, report) => {
  const { driver, options } = objectOf(value);
  needed()(driver, `${at}.driver`, report);
  for (const key of Object.keys(objectOf(options))) {
    const domain = `.${(key.split("/")[0] ?? "").toLowerCase()}`;
    if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
      report.invalid(
        `${at}.options[${key}]`,
        key,
        "kubernetes.io and k8s.io namespaces are reserved",
      );
    }
  }
};

const azureDisk: Check = (value, at, report) => {
  const { kind, diskURI } = objectOf(value);
  fields({
    diskName: needed(),
    diskURI: needed(),
    cachingMode: optionalOneOf("None", "ReadOnly", "ReadWrite"),
    kind: optionalOneOf("Dedicated", "Managed", "Shared"),
  })(value, at, report);
  if (!isSet(kind)) return;
  const uri = textOf(diskURI);
  if (kind === "Managed" && !uri.startsWith("/subscriptions/")) {
    report.notSupported(`${at}.diskURI`, uri, [
      "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",
    ]);
  }
  if (kind !== "Managed" && !uri.startsWith("https://")) {
    report.notSupported(`${at}.diskURI`, uri, [
      "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd",
    ]);
  }
};

function storageOs(isPersistent: boolean): Check {
  return fields({
    volumeName: needed(form(labelName)),
    volumeNamespace: textForm(labelName),
    secretRef: secretReference(isPersistent),
  });
}

const nfs: Check = fields({
  server: needed(),
  path: all(needed(), (value, at, report) => {
    if (!textOf(value).startsWith("/"))
      report.invalid(at, textOf(value), "must be an absolute path");
  }),
});

const secretOfVolume: Check = optional(
  fields({ name: needed(form(labelName)), namespace: needed(form(labelName)) }),
);

/** A source of a volume, by its field; where its mistakes are reported under another name, that name. */
interface VolumeSource {
  readonly check: Check;
  /** The name below which its own mistakes are reported. */
  readonly reportedAs?: string;
  /** The name by which one source too many is reported. */
  readonly surplusAs?: string;
}

const endpointsNamespace: Check = optional((value, at, report) => {
  if (textOf(value) !== "") form(labelName)(value, at, report);
  else report.invalid(at, "", "if the endpointnamespace is set, it must be a valid namespace name");
});

/** The sources that both kinds of volumes have, in the order in which they are looked at. */
export function sharedSources(isPersistent: boolean): Readonly<Record<string, VolumeSource>> {
  return {
    hostPath: { check: hostPath },
    gcePersistentDisk: {
      check: fields({ pdName: needed(), partition }),
      reportedAs: "persistentDisk",
    },
    awsElasticBlockStore: { check: fields({ volumeID: needed(), partition }) },
    nfs: { check: nfs },
    iscsi: { check: iscsi(isPersistent) },
    glusterfs: {
      check: fields({
        endpoints: needed(),
        path: needed(),
        ...(isPersistent ? { endpointsNamespace } : {}),
      }),
    },
    flocker: { check: flocker },
    rbd: { check: fields({ monitors: needed(), image: needed() }) },
    cinder: {
      check: fields({ volumeID: needed(), secretRef: secretReference(isPersistent) }),
    },
    cephfs: { check: fields({ monitors: needed() }), surplusAs: "cephFS" },
    quobyte: { check: quobyte },
    fc: { check: fibreChannel },
    flexVolume: { check: flexVolume },
    azureFile: {
      check: fields({
        secretName: needed(),
        shareName: needed(),
        ...(isPersistent ? { secretNamespace: optional(needed()) } : {}),
      }),
    },
    vsphereVolume: { check: fields({ volumePath: needed() }) },
    photonPersistentDisk: { check: fields({ pdID: needed() }) },
    portworxVolume: { check: fields({ volumeID: needed() }) },
    azureDisk: { check: azureDisk },
    storageos: { check: storageOs(isPersistent) },
    scaleIO: {
      check: fields({ gateway: needed(), system: needed(), volumeName: needed() }),
    },
    ...(isPersistent
      ? {
          local: { check: fields({ path: needed(noBacksteps) }) },
          csi: {
            check: fields({
              driver: driverName,
              volumeHandle: needed(),
              controllerPublishSecretRef: secretOfVolume,
              controllerExpandSecretRef: secretOfVolume,
              nodePublishSecretRef: secretOfVolume,
              nodeExpandSecretRef: secretOfVolume,
            }),
          },
        }
      : {}),
  };
}

/** Exactly one source. */
export function oneSource(sources: Readonly<Record<string, VolumeSource>>): Check {
  return (value, at, report) => {
    let count = 0;
    for (const [name, { check, reportedAs, surplusAs }] of Object.entries(sources)) {
      const source = objectOf(value)[name];
      if (!isSet(source)) continue;
      count += 1;
      if (count > 1 && name !== "emptyDir" && !(name === "flexVolume" && "local" in sources))
        report.forbidden(`${at}.${surplusAs ?? name}`, "may not specify more than 1 volume type");
      else check(source, `${at}.${reportedAs ?? name}`, report);
    }
    if (count === 0) report.required(at, "must specify a volume type");
  };
}
