import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { CertificateAuthority } from "./certificates.ts";
import { writeFileAtomically } from "./command/atomic-file.ts";
import { toKubeconfig } from "./kubeconfig.ts";

test("a kubeconfig embeds authority, client certificate and tokens, with a context for each user", () => {
  const authority = new CertificateAuthority();
  const certificate = authority.issueClient({ commonName: "admin" });

  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(
    toKubeconfig({
      server: "https://127.0.0.1:6443",
      authority: authority.certificate,
      users: [
        { name: "admin", certificate },
        { name: "alice", token: "secret" },
      ],
    }),
  );

  expect(kubeConfig.getCurrentContext()).toBe("fake-apiserver");
  expect(Buffer.from(kubeConfig.getCurrentCluster()?.caData ?? "", "base64").toString()).toBe(
    authority.certificate,
  );
  expect(Buffer.from(kubeConfig.getCurrentUser()?.keyData ?? "", "base64").toString()).toBe(
    certificate.key,
  );
  kubeConfig.setCurrentContext("fake-apiserver-alice");
  expect(kubeConfig.getCurrentUser()?.token).toBe("secret");
});

test("a file is written whole, with its mode, and leaves no draft", async () => {
  const folder = await mkdtemp(join(tmpdir(), "atomic-"));
  const path = join(folder, "config");

  await writeFileAtomically(path, "first", { mode: 0o600 });
  await writeFileAtomically(path, "second", { mode: 0o600 });

  expect(await readFile(path, "utf8")).toBe("second");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["config"]);
  await rm(folder, { recursive: true });
});

test("a file that cannot be written leaves nothing behind and keeps the host's error", async () => {
  await expect(writeFileAtomically("/nowhere/at/all", "x")).rejects.toMatchObject({
    code: "ENOENT",
  });
});
