import { Command, Option } from "commander";
import {
  addChaosOptions,
  type ChaosOptions,
  type RawChaosOptions,
  toChaosOptions,
} from "../chaos/chaos-options.ts";
import { toCount, toHost, toPort, toToken } from "../option-values.ts";
import type { ReadyOptions } from "../ready-files.ts";

/** What the command line of `proxy` asks for. */
export interface ProxyCommandLine extends ReadyOptions {
  /** Path of a kubeconfig; undefined: the one that kubectl would take. */
  readonly upstream: string | undefined;
  /** Undefined: the current one. */
  readonly context: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly isSecure: boolean;
  readonly token: string | undefined;
  readonly faults: string | undefined;
  readonly requiresFaults: boolean;
  readonly trace: string | undefined;
  readonly randomSeed: string | undefined;
  readonly isReadOnly: boolean;
  /** Each client that lists and watches has a correct informer beside it. */
  readonly hasTwins: boolean;
  /** What runs with KUBECONFIG set; undefined: serve until told to stop. */
  readonly command: readonly string[] | undefined;
  /** The command runs again and again, with faults drawn by seeds. */
  readonly chaos: ChaosOptions | undefined;
}

interface RawProxyOptions extends RawChaosOptions {
  readonly seed?: number;
  readonly upstream?: string;
  readonly context?: string;
  readonly port: number;
  readonly host: string;
  readonly http?: true;
  readonly token?: string;
  readonly kubeconfig?: string;
  readonly readyFile?: string;
  readonly faults?: string;
  readonly requireFaults?: true;
  readonly trace?: string;
  readonly output: "text" | "json";
  readonly randomSeed?: string;
  readonly readOnly?: true;
  readonly twins?: true;
}

const examples = `
Examples:
  fake-apiserver proxy --upstream ~/.kube/config --kubeconfig ./proxied
      then: kubectl --kubeconfig ./proxied get pods
  fake-apiserver proxy --read-only --faults cut-watches.yaml -- go test ./...
      KUBECONFIG is set for the command; the cluster is that of kubectl

What goes wrong is decided by --faults and by the admin API, as for the fake;
faults that need the storage of the cluster (compact, stale) are refused.`;

/** The command `proxy`, which tells what it was asked for. */
export function createProxyCommand(
  args: readonly string[],
  parsed: (commandLine: ProxyCommandLine) => void,
): Command {
  const proxy = new Command("proxy")
    .description(
      "stands between clients and a real cluster: passes everything through, but for the faults it is told",
    )
    .usage("[options] [-- COMMAND [ARGS…]]")
    .passThroughOptions()
    .argument("[command...]")
    .option(
      "--upstream <kubeconfig>",
      "how to reach the cluster, and as whom (default: as kubectl, KUBECONFIG or ~/.kube/config)",
    )
    .option("--context <name>", "context of that kubeconfig (default: its current one)")
    .option("--read-only", "pass nothing on that could change the cluster")
    .option(
      "--twins",
      "beside each client an informer that is told the same: it stands in the trace, and says where the client does otherwise",
    )
    .option("-p, --port <number>", "port to listen on; 0 takes a free one", toPort, 0)
    .option("--host <address>", "address to listen on", toHost, "127.0.0.1")
    .option("--http", "plain HTTP instead of HTTPS with certificates made for this run")
    .option(
      "--token <token>",
      "bearer token of the proxy's user, also for the admin API (default: random)",
      toToken,
    )
    .option("--kubeconfig <file>", "write a kubeconfig for the proxy's clients here")
    .option(
      "--ready-file <file>",
      "write a JSON file here once the proxy listens; removed at the end",
    )
    .option("--faults <file>", "faults to begin with: YAML or JSON")
    .option(
      "--require-faults",
      "end with 3 when a command went well but one of the faults never struck",
    )
    .option("--trace <file>", "write the trace here, as JSON lines; no object stands in it")
    .addOption(
      new Option("--output <format>", "how to say that the proxy is ready")
        .choices(["text", "json"])
        .default("text"),
    )
    .option("--random-seed <seed>", "fixes chances")
    .addHelpText("after", examples)
    .option("--seed <number>", "with --chaos: the first seed (default: 1)", toCount)
    .action((words: readonly string[], options: RawProxyOptions) => {
      const command = words.length === 0 ? undefined : words;
      parsed({
        upstream: options.upstream,
        context: options.context,
        port: options.port,
        host: options.host,
        isSecure: options.http !== true,
        token: options.token,
        kubeconfig: options.kubeconfig,
        readyFile: options.readyFile,
        faults: options.faults,
        requiresFaults: options.requireFaults === true,
        trace: options.trace,
        output: options.output,
        randomSeed: options.randomSeed,
        isReadOnly: options.readOnly === true,
        hasTwins: options.twins === true,
        command,
        chaos: toChaosOptions(options, options.seed, command, args),
      });
    });
  addChaosOptions(proxy);
  return proxy;
}
