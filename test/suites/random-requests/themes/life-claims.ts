import type { Chance } from "../chance.ts";
import type { WorldKind } from "../world-kind.ts";
import { some } from "./rules.ts";

const sizes = ["1Gi", "1Gi", "2Gi", "500Mi", "1.5Gi", "0"];
const className = "volume.beta.kubernetes.io/storage-class";

const pem = (type: string, content: Buffer): string =>
  Buffer.from(
    `-----BEGIN ${type}-----\n${content.toString("base64")}\n-----END ${type}-----\n`,
  ).toString("base64");
const pemOf = (type: string, hex: string): string => pem(type, Buffer.from(hex, "hex"));

/** Jane's request for a certificate, and bytes that are none. */
const requests = [
  ...Array<string>(6).fill(
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWE1IOENBUUF3SFRFTU1Bb0dBMVVFQ2d3RFpHVjJNUTB3Q3dZRFZRUUREQVJxWVc1bE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUVPNC9PNXN5WnQrRTZUczFKOVRSR0dIOWRWK25GTVZvWlNibXEwL0NjCndlZUZUQmhmTnV1T00xOGY3eWIzQ08wOGZjMGplY2xFWFBoRG1acUNNL0tvRGFBQU1Bb0dDQ3FHU000OUJBTUMKQTBnQU1FVUNJR0pNTTZVMVNubERDVjVnRUNFNUNqa295Nk83NWlFME1wbWJEcUo0ZC9SZkFpRUE4NnlKcU5CeQorMVBTTGhrWXJxRzBqb0JWRXdmOXBrSVlkWUtKMERMN1ArOD0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==",
  ),
  ...["", "3000", "0401ff", "30"].map((hex) => pemOf("CERTIFICATE REQUEST", hex)),
];
const certificates = [
  "",
  "QUFBQQ==",
  pemOf("KEY", "3000"),
  ...["", "3000", "30023000", "0401ff"].map((hex) => pemOf("CERTIFICATE", hex)),
];

const decisions = (chance: Chance): object => ({
  conditions: some(chance, ["Approved", "Denied", "Failed", "Other", ""], 2).map((type) => ({
    type,
    status: chance.oneOf(["True", "True", "True", "False", ""]),
    ...chance.maybe(2, () => ({ reason: "r", message: "m" })),
  })),
});

const device = (chance: Chance): object => ({
  driver: "d.example.org",
  pool: "p",
  device: chance.oneOf(["v", "v", "w"]),
});

const claimStatus = (chance: Chance): object => ({
  ...chance.maybe(2, () => ({
    allocation: chance.oneOf([
      null,
      {
        devices: {
          results: [
            {
              request: chance.oneOf(["r", "r", "q"]),
              ...device(chance),
              ...chance.maybe(5, () => ({ adminAccess: true })),
            },
          ],
        },
      },
    ]),
  })),
  ...chance.maybe(3, () => ({
    reservedFor: chance.oneOf([
      null,
      some(chance, ["u", "v", "w"], 2).map((uid) => ({ resource: "pods", name: "p", uid })),
    ]),
  })),
  ...chance.maybe(3, () => ({ devices: chance.oneOf([null, [device(chance)]]) })),
});

/** Claims, what they are met from, and who asks for certificates. */
export const claimKinds: readonly WorldKind[] = [
  {
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    plural: "certificatesigningrequests",
    isNamespaced: false,
    subresources: ["approval", "status"],
    content: (chance) => ({
      spec: {
        request: chance.oneOf(requests),
        signerName: chance.oneOf([
          "example.org/own",
          "example.org/own",
          "kubernetes.io/legacy-unknown",
        ]),
        usages: ["client auth"],
      },
    }),
    change: (chance) => ({
      status: {
        ...chance.maybe(2, () => decisions(chance)),
        ...chance.maybe(2, () => ({ certificate: chance.oneOf(certificates) })),
      },
    }),
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    plural: "persistentvolumeclaims",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: chance.oneOf(sizes) } },
        ...chance.maybe(3, () => ({ storageClassName: chance.oneOf(["fast", "slow"]) })),
        ...chance.maybe(3, () => ({ volumeAttributesClassName: "gold" })),
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? {
            status: {
              phase: chance.oneOf(["Bound", "Bound", "Pending"]),
              ...chance.maybe(2, () => ({ capacity: { storage: chance.oneOf(sizes) } })),
              ...chance.maybe(3, () => ({ currentVolumeAttributesClassName: "gold" })),
            },
          }
        : chance.oneOf<object>([
            { metadata: { annotations: { [className]: chance.oneOf(["fast", "slow", null]) } } },
            { spec: { storageClassName: chance.oneOf(["fast", "slow", null]) } },
            { spec: { resources: { requests: { storage: chance.oneOf(sizes) } } } },
            { spec: { volumeAttributesClassName: chance.oneOf(["silver", "", null]) } },
            { spec: { volumeName: "v", accessModes: ["ReadWriteMany"], volumeMode: "Block" } },
          ]),
  },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    plural: "storageclasses",
    isNamespaced: false,
    subresources: [],
    content: (chance) => ({
      provisioner: "a.example.org/b",
      ...chance.maybe(2, () => ({ parameters: chance.oneOf([{}, { a: "b" }]) })),
    }),
    change: (chance) => ({
      ...chance.maybe(2, () => ({ parameters: chance.oneOf([{}, { a: "c" }, null]) })),
      allowVolumeExpansion: chance.isOneIn(2),
    }),
  },
  {
    apiVersion: "resource.k8s.io/v1",
    kind: "ResourceClaim",
    plural: "resourceclaims",
    isNamespaced: true,
    subresources: ["status", "status"],
    content: () => ({
      spec: { devices: { requests: [{ name: "r", exactly: { deviceClassName: "gold" } }] } },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: claimStatus(chance) }
        : chance.oneOf<object>([
            { metadata: { finalizers: chance.oneOf([["example.org/kept"], null]) } },
            { spec: { devices: { requests: [] } } },
          ]),
  },
];
