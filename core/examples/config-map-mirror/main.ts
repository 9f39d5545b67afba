/**
 * A whole controller: keeps a copy of every ConfigMap of one namespace in another, as one of several candidates of
 * which one leads.
 *
 *   node main.ts --from NAMESPACE --to NAMESPACE [--kubeconfig FILE] [--lease-namespace NS] [--identity NAME] [--port N]
 *                [--read-deadline SECONDS]
 *
 * On the port it serves /metrics, /healthz and /readyz. SIGTERM and Ctrl-C end it: what is being written is finished, the
 * lease is given up, so that the next candidate need not wait.
 */
import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { hostname } from "node:os";
import { parseArgs } from "node:util";
import {
  CacheSyncError,
  collectInformerMetrics,
  createClientSet,
  LeaderElector,
  LeaseLock,
  MetricsRegistry,
  prometheusContentType,
  prometheusText,
} from "@informerlab/core";
import { fromKubeConfig, loadKubeConfig } from "@informerlab/core/client-node";
import { createSystemEnvironment } from "@informerlab/core/system";
import { ConfigMapMirror } from "./mirror.ts";

const { values: options } = parseArgs({
  options: {
    from: { type: "string" },
    to: { type: "string" },
    kubeconfig: { type: "string" },
    "lease-namespace": { type: "string", default: "default" },
    identity: { type: "string", default: `${hostname()}_${randomUUID()}` },
    port: { type: "string", default: "8080" },
    // A server sends a bookmark about every minute: a watch that is silent for longer than that is dead.
    "read-deadline": { type: "string", default: "90" },
  },
});
const { from, to } = options;
if (from === undefined || to === undefined || from === to) {
  console.error("mirror: --from and --to are wanted, two namespaces");
  process.exit(1);
}

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());

const say = (message: string): void => console.error(`${new Date().toISOString()} ${message}`);
const environment = createSystemEnvironment({ warn: say });
const metrics = new MetricsRegistry();
collectInformerMetrics(environment.trace, metrics);
const client = fromKubeConfig(loadKubeConfig(options.kubeconfig), {
  environment,
  userAgent: `config-map-mirror/${options.identity}`,
});
const clients = createClientSet(client);
const mirror = new ConfigMapMirror({
  client,
  clients,
  from,
  to,
  metrics,
  readDeadlineMs: Number(options["read-deadline"]) * 1000,
  warn: say,
});
const elector = new LeaderElector(environment, {
  lock: new LeaseLock({
    leases: clients.coordination.v1.leases,
    namespace: options["lease-namespace"],
    name: "config-map-mirror",
    identity: options.identity,
  }),
  metrics,
  onStartedLeading: (signal) => mirror.lead(signal),
  onStoppedLeading: () => say("does not lead"),
  onNewLeader: (identity) => say(`${identity} leads`),
});

const server = await serve(Number(options.port));
try {
  await mirror.start(stop.signal);
  // Whoever loses the lead becomes a candidate again.
  while (!stop.signal.aborted) await elector.run(stop.signal);
} catch (error) {
  // Asked to stop before the caches were filled: nothing was begun.
  if (!(error instanceof CacheSyncError && stop.signal.aborted)) throw error;
} finally {
  await mirror.stop();
  server.close();
  server.closeAllConnections();
  say("stopped");
}

function serve(port: number): Promise<Server> {
  const memory = { name: "process_resident_memory_bytes", help: "Resident memory size in bytes." };
  const heap = { name: "nodejs_heap_size_used_bytes", help: "Heap in use, in bytes." };
  const health = createServer((request, response) => {
    const answer = (status: number, text: string, type = "text/plain"): void => {
      response.writeHead(status, { "content-type": type }).end(text);
    };
    switch (request.url) {
      case "/metrics": {
        const { rss, heapUsed } = process.memoryUsage();
        metrics.gauge(memory).set(rss);
        metrics.gauge(heap).set(heapUsed);
        answer(200, prometheusText(metrics), prometheusContentType);
        break;
      }
      case "/healthz": {
        const complaint = elector.check(20_000);
        answer(complaint === undefined ? 200 : 500, complaint ?? "ok");
        break;
      }
      case "/readyz":
        answer(mirror.isReady ? 200 : 503, mirror.isReady ? "ok" : "caches not synced");
        break;
      default:
        answer(404, "there are /metrics, /healthz and /readyz");
    }
  });
  return new Promise((resolve) => {
    health.listen(port, "127.0.0.1", () => {
      const address = health.address();
      say(`listening on port ${typeof address === "object" ? address?.port : port}`);
      resolve(health);
    });
  });
}
