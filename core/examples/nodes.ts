/**
 * Keeps a local copy of a cluster's Nodes and prints what happens to them: the TypeScript twin of the informer program
 * that many people wrote first in Go.
 *
 *   node nodes.ts [--kubeconfig FILE] [--trace OUT.jsonl]
 *
 * Without --kubeconfig it reads the file that KUBECONFIG names, else ~/.kube/config. It runs until Ctrl-C.
 */
import { createWriteStream } from "node:fs";
import { parseArgs } from "node:util";
import { deletedObject, Selector, SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig, loadKubeConfig } from "@informerlab/core/client-node";
import type { coreV1 } from "@informerlab/core/kinds";
import { createSystemEnvironment, type SystemEnvironment } from "@informerlab/core/system";
import { TraceLineWriter, traceFileHeader } from "@informerlab/core/trace";

const usage = "usage: node nodes.ts [--kubeconfig FILE] [--trace OUT.jsonl]";

async function main(): Promise<void> {
  const options = readOptions();
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());

  // Until the cache is filled, a trouble is the end of this program; afterwards the informer lives through it.
  let hasSynced = false;
  const environment = createSystemEnvironment({
    warn: (message, error) => {
      if (hasSynced) console.error(message);
      else fail(messageOf(error ?? message));
    },
  });
  const closeTrace =
    options.trace === undefined ? undefined : recordTrace(environment, options.trace);

  const kubeConfig = loadKubeConfig(options.kubeconfig);
  const factory = new SharedInformerFactory(fromKubeConfig(kubeConfig, { environment }), {
    resyncPeriodMs: 0,
  });
  const nodes = factory.core.v1.nodes;
  nodes.informer().addEventHandler({
    onAdd: (node, isInInitialList) => {
      console.log(`${isInInitialList ? "found" : "added"}   ${describe(node)}`);
    },
    onUpdate: (oldNode, newNode) => {
      console.log(`updated ${describe(newNode)} (was ${versionOf(oldNode)})`);
    },
    onDelete: (node) => {
      console.log(`deleted ${describe(deletedObject(node))}`);
    },
  });

  factory.start(stop.signal);
  await factory.waitForCacheSync(stop.signal);
  hasSynced = true;

  const cached = nodes.lister().list(Selector.everything());
  const names = cached.map(({ metadata }) => metadata?.name ?? "").sort();
  console.log(`synced  ${cached.length} nodes in the cache${["", ...names].join("  ")}`);

  await factory.shutdown();
  await closeTrace?.();
  console.log("stopped");
}

function describe(node: coreV1.Node | undefined): string {
  if (node === undefined) return "a node of which nothing is known";
  const labels = Object.entries(node.metadata?.labels ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  );
  const taints = (node.spec?.taints ?? []).map(
    ({ key, value, effect }) => `${key}${value === undefined ? "" : `=${value}`}:${effect}`,
  );
  const parts = [node.metadata?.name ?? "", versionOf(node)];
  if (labels.length > 0) parts.push(`labels ${labels.join(",")}`);
  if (taints.length > 0) parts.push(`taints ${taints.join(",")}`);
  return parts.join("  ");
}

function versionOf(node: coreV1.Node): string {
  return `resourceVersion ${node.metadata?.resourceVersion ?? "unknown"}`;
}

/** Writes every fact of this run to a file that the visualizer opens. The answer waits until all is written. */
function recordTrace(environment: SystemEnvironment, path: string): () => Promise<void> {
  const file = createWriteStream(path);
  file.on("error", (error) => fail(`the trace cannot be written: ${error.message}`));
  file.write(`${traceFileHeader()}\n`);
  const writer = new TraceLineWriter();
  const unsubscribe = environment.trace.subscribe((record) => {
    file.write(`${writer.linesOf(record).join("\n")}\n`);
  });
  return () => {
    unsubscribe();
    return new Promise((resolve) => file.end(resolve));
  };
}

function readOptions(): { readonly kubeconfig?: string; readonly trace?: string } {
  try {
    const { values } = parseArgs({
      options: {
        kubeconfig: { type: "string" },
        trace: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help !== true) return values;
  } catch (error) {
    fail(`${messageOf(error)}; ${usage}`);
  }
  console.log(usage);
  return process.exit(0);
}

function fail(message: string): never {
  console.error(`nodes: ${message}`);
  process.exit(1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => fail(messageOf(error)));
