import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { kubeApiserverFlags } from "../flags/kube-apiserver-flags.ts";
import { parseFlags } from "../flags/parse-flags.ts";
import { readKubeApiserverOptions } from "../kube-apiserver-options.ts";

/** Flags are read with those that the server cannot be without. */
interface OptionsFolder {
  readonly folder: string;
  /** Writes a file into it, and answers its path. */
  readonly file: (name: string, text: string) => string;
  readonly read: (...args: string[]) => ReturnType<typeof readKubeApiserverOptions>;
}

/** A folder for what flags name; gone after the tests of the file that asks for it. */
export function optionsFolder(): OptionsFolder {
  const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-flags-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const needed = [
    "--etcd-servers=http://127.0.0.1:2379",
    "--service-account-issuer=https://issuer.example.com/",
    `--service-account-key-file=${file("sa.pub", publicKey)}`,
    `--service-account-signing-key-file=${file("sa.key", privateKey)}`,
    `--cert-dir=${folder}`,
  ];

  return {
    folder,
    file,
    read: (...args: string[]) =>
      readKubeApiserverOptions(parseFlags([...needed, ...args], kubeApiserverFlags)),
  };
}

/** What PodSecurity demands where namespaces say nothing. */
export function podSecurityFile(enforce: string): string {
  return `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    apiVersion: pod-security.admission.config.k8s.io/v1
    kind: PodSecurityConfiguration
    defaults: { enforce: ${enforce}, warn-version: v1.24 }
    exemptions: { usernames: [ann] }
`;
}
