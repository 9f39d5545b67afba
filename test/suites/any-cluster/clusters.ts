import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCluster } from "@informerlab/fake-apiserver";
import { listen } from "@informerlab/fake-apiserver/node";
import { findRealPrograms, realApiserverProblem } from "@informerlab/tools/real-apiserver";
import { startRealApiserver } from "@informerlab/tools/start-real-apiserver";
import type { WireServer } from "./compare-answers.ts";

/** A cluster that commands stand before, whatever it is. */
export interface AnyCluster {
  readonly server: WireServer;
  /** A folder for files of the test. */
  readonly folder: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

/** A kind of cluster, and why it cannot be had here. */
export interface ClusterKind {
  readonly name: string;
  readonly problem: string | undefined;
  start(): Promise<AnyCluster>;
}

/** The fake, and the real one where its programs are. */
export const clusterKinds: readonly ClusterKind[] = [
  {
    name: "the fake",
    problem: undefined,
    async start() {
      const cluster = createCluster({ controllers: {} });
      const server = await listen(cluster);
      return withFiles(server, server.kubeconfig(), () => cluster.close());
    },
  },
  {
    name: "kube-apiserver",
    problem: realApiserverProblem(),
    async start() {
      const programs = findRealPrograms();
      if (programs === undefined) throw new Error(realApiserverProblem());
      const real = await startRealApiserver(programs, {
        // No other part of a cluster is there to make accounts.
        flags: ["--disable-admission-plugins=ServiceAccount"],
        // Nothing of it has to last.
        etcdFlags: ["--unsafe-no-fsync"],
      });
      return withFiles(real, real.kubeconfig(), () => real.stop());
    },
  },
];

async function withFiles(
  { url, token }: WireServer,
  kubeconfig: string,
  stop: () => Promise<void>,
): Promise<AnyCluster> {
  const folder = await mkdtemp(join(tmpdir(), "any-cluster-"));
  const path = join(folder, "kubeconfig");
  await writeFile(path, kubeconfig, { mode: 0o600 });
  return {
    server: { url, token },
    folder,
    kubeconfig: path,
    async stop() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}
