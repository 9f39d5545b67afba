import { createServer, type IncomingMessage, type Server } from "node:http";
import { messageOf } from "../../../../codec/message-of.ts";
import type { CliOutput } from "../../command/cli-output.ts";
import { wordsOf } from "../flags/kube-apiserver-flags.ts";
import { EtcdKeys, refused } from "./etcd-keys.ts";

/** The flags of etcd 3.6. @see etcd --help */
const knownFlags = new Set(
  wordsOf(`
  name data-dir wal-dir snapshot-count heartbeat-interval election-timeout initial-election-tick-advance
  listen-peer-urls listen-client-urls listen-client-http-urls max-snapshots max-wals memory-mlock
  quota-backend-bytes backend-bbolt-freelist-type backend-batch-interval backend-batch-limit max-txn-ops
  max-request-bytes max-concurrent-streams grpc-keepalive-min-time grpc-keepalive-interval grpc-keepalive-timeout
  socket-reuse-port socket-reuse-address enable-grpc-gateway raft-read-timeout raft-write-timeout feature-gates
  initial-advertise-peer-urls initial-cluster initial-cluster-state initial-cluster-token advertise-client-urls
  discovery discovery-token discovery-endpoints discovery-dial-timeout discovery-request-timeout
  discovery-keepalive-time discovery-keepalive-timeout discovery-insecure-transport
  discovery-insecure-skip-tls-verify discovery-cert discovery-key discovery-cacert discovery-user
  discovery-password discovery-fallback discovery-proxy discovery-srv discovery-srv-name strict-reconfig-check
  pre-vote auto-compaction-retention auto-compaction-mode v2-deprecation cert-file key-file client-cert-auth
  client-cert-file client-key-file client-crl-file client-cert-allowed-hostname trusted-ca-file auto-tls
  peer-cert-file peer-key-file peer-client-cert-auth peer-client-cert-file peer-client-key-file
  peer-trusted-ca-file peer-cert-allowed-cn peer-cert-allowed-hostname peer-auto-tls self-signed-cert-validity
  peer-crl-file cipher-suites cors host-whitelist tls-min-version tls-max-version auth-token bcrypt-cost
  auth-token-ttl enable-pprof metrics listen-metrics-urls logger log-outputs log-level log-format
  enable-log-rotation log-rotation-config-json warning-unary-request-duration
  experimental-enable-distributed-tracing enable-distributed-tracing experimental-distributed-tracing-address
  distributed-tracing-address experimental-distributed-tracing-service-name distributed-tracing-service-name
  experimental-distributed-tracing-instance-id distributed-tracing-instance-id
  experimental-distributed-tracing-sampling-rate distributed-tracing-sampling-rate
  experimental-initial-corrupt-check experimental-corrupt-check-time corrupt-check-time
  experimental-compact-hash-check-enabled experimental-compact-hash-check-time compact-hash-check-time
  experimental-enable-lease-checkpoint experimental-compaction-batch-limit compaction-batch-limit
  experimental-peer-skip-client-san-verification peer-skip-client-san-verification
  experimental-watch-progress-notify-interval watch-progress-notify-interval experimental-warning-apply-duration
  warning-apply-duration experimental-txn-mode-write-with-shared-buffer
  experimental-bootstrap-defrag-threshold-megabytes bootstrap-defrag-threshold-megabytes
  experimental-warning-unary-request-duration max-learners experimental-compaction-sleep-interval
  compaction-sleep-interval experimental-downgrade-check-time downgrade-check-time
  experimental-enable-lease-checkpoint-persist experimental-memory-mlock experimental-snapshot-catchup-entries
  snapshot-catchup-entries experimental-stop-grpc-service-on-defrag force-new-cluster unsafe-no-fsync`),
);

/** What etcd says of its version, to who asks whether it is new enough. */
const version = { etcdserver: "3.6.8", etcdcluster: "3.6.0", storage: "3.6.0" };

/** etcd's own default of `--max-request-bytes`. */
const requestBytesMax = 1.5 * 1024 * 1024;

/**
 * Answers `/health` where etcd would, and holds nothing but what is put there over HTTP: the apiserver keeps its objects
 * itself. Ends when told to stop, and answers the exit code.
 */
export async function runEtcd(
  args: readonly string[],
  output: CliOutput,
  stopped: Promise<void>,
): Promise<number> {
  const { values, problem } = readFlags(args);
  if (problem !== undefined) {
    output.warn(problem);
    return 2;
  }
  if (values.has("help") || values.has("h")) {
    output.say(
      `Usage:\n\n  etcd [flags]\n\n${[...knownFlags].map((name) => `  --${name}`).join("\n")}`,
    );
    return 0;
  }
  if (values.has("version")) {
    output.say(`etcd Version: ${version.etcdserver}`);
    return 0;
  }
  const urls = (values.get("listen-client-urls") ?? "http://localhost:2379").split(",");
  const wrong = urls.find((url) => !/^http:\/\/(\[[\da-f:]+\]|[^:/]+):\d+$/i.test(url));
  if (wrong !== undefined) {
    output.warn(`--listen-client-urls: http://HOST:PORT is wanted, not ${JSON.stringify(wrong)}`);
    return 1;
  }
  const servers: Server[] = [];
  const keys = new EtcdKeys();
  try {
    for (const url of urls) servers.push(await listening(new URL(url), keys));
    await stopped;
    return 0;
  } catch (error) {
    output.warn(messageOf(error));
    return 1;
  } finally {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}

interface EtcdFlags {
  readonly values: ReadonlyMap<string, string>;
  readonly problem?: string;
}

/** As Go's flag package reads them: one dash or two, `=` or the next word; unlike there, a switch needs its `=`. */
function readFlags(args: readonly string[]): EtcdFlags {
  const values = new Map<string, string>();
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, name = "", value] = /^--?([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const isOwn = ["help", "h", "version"].includes(name);
    if (!isOwn && !knownFlags.has(name))
      return { values, problem: `flag provided but not defined: -${name || arg}` };
    const hasNext = !isOwn && rest[0] !== undefined && !rest[0].startsWith("-");
    values.set(name, value ?? (hasNext ? (rest.shift() ?? "") : "true"));
  }
  return { values };
}

function listening(url: URL, keys: EtcdKeys): Promise<Server> {
  const server = createServer((request, response) => {
    void answerOf(request, keys).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(Number(url.port), host, () => resolve(server));
  });
}

async function answerOf(request: IncomingMessage, keys: EtcdKeys) {
  const { url: path = "", method } = request;
  if (path === "/health") return { status: 200, body: { health: "true", reason: "" } };
  if (path === "/version") return { status: 200, body: version };
  if (method === "POST" && path.startsWith("/v3/")) {
    const text = await textOf(request);
    return text === undefined
      ? refused(429, 8, "etcdserver: request is too large")
      : keys.answer(path, text);
  }
  return { status: 404, body: "404 page not found\n" };
}

/** Undefined for a body of more bytes than etcd takes. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > requestBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
