import { Command } from "commander";
import {
  addChaosOptions,
  type ChaosOptions,
  type RawChaosOptions,
  toChaosOptions,
} from "../chaos/chaos-options.ts";
import {
  addFaultOptions,
  type FaultOptions,
  faultOptionsOf,
  type RawFaultOptions,
} from "../command/fault-options.ts";
import { toCount } from "../command/option-values.ts";
import {
  addServerOptions,
  type RawServerOptions,
  type ServerOptions,
  serverOptionsOf,
} from "../command/server-options.ts";
import { UsageError } from "../command/usage-error.ts";
import type { RecordOptions } from "../record/start-recording.ts";

/** What the command line of `proxy` asks for. */
export interface ProxyCommandLine extends ServerOptions, FaultOptions {
  /** Path of a kubeconfig; undefined: the one that kubectl would take. */
  readonly upstream: string | undefined;
  /** Undefined: the current one. */
  readonly context: string | undefined;
  readonly isReadOnly: boolean;
  /** Each client that lists and watches has a correct informer beside it. */
  readonly hasTwins: boolean;
  /** What each client sees is written there; undefined: it is not. */
  readonly record: RecordOptions | undefined;
  /** What runs with KUBECONFIG set; undefined: serve until told to stop. */
  readonly command: readonly string[] | undefined;
  /** The command runs again and again, with faults drawn by seeds. */
  readonly chaos: ChaosOptions | undefined;
}

interface RawProxyOptions extends RawServerOptions, RawFaultOptions, RawChaosOptions {
  readonly seed?: number;
  readonly upstream?: string;
  readonly context?: string;
  readonly readOnly?: true;
  readonly twins?: true;
  readonly record?: string;
  readonly out?: string;
  readonly keepSecrets?: true;
  readonly recordLimit?: number;
}

const examples = `
Examples:
  fake-apiserver proxy --upstream ~/.kube/config --kubeconfig ./proxied
      then: kubectl --kubeconfig ./proxied get pods
  fake-apiserver proxy --read-only --faults cut-watches.yaml -- go test ./...
      KUBECONFIG is set for the command; the cluster is that of kubectl

What goes wrong is decided by --faults and by the admin API, as for the fake;
faults that need the storage of the cluster (compact, stale) are refused.`;

const recordExamples = `
Examples:
  fake-apiserver record --upstream ~/.kube/config --kubeconfig ./recorded --out run.jsonl.gz
      then: kubectl --kubeconfig ./recorded get pods -w
  fake-apiserver record --out run.jsonl -- ./my-controller
      KUBECONFIG is set for the command; the cluster is that of kubectl

Lists, objects, watches, errors and what the server serves are written, with
their times; no values of Secrets, no credentials, no logs, no bodies of
writes. fake-apiserver replay FILE serves it again.`;

/** The command `proxy`, which tells what it was asked for. */
export function createProxyCommand(
  args: readonly string[],
  parsed: (commandLine: ProxyCommandLine) => void,
): Command {
  const proxy = new Command("proxy")
    .description(
      "stands between clients and a real cluster: passes everything through, but for the faults it is told",
    )
    .option("--record <file>", "write here what each client sees, as the command record does");
  return completed(proxy, args, parsed).addHelpText("after", examples);
}

/** The command `record`: a proxy that writes down what passes. */
export function createRecordCommand(
  args: readonly string[],
  parsed: (commandLine: ProxyCommandLine) => void,
): Command {
  const record = new Command("record")
    .description(
      "stands between clients and a real cluster as proxy does, and writes what each client sees to a file",
    )
    .requiredOption(
      "--out <file>",
      "where to write it, as JSON lines; compressed when the name ends in .gz",
    );
  return completed(record, args, parsed).addHelpText("after", recordExamples);
}

/** What both commands can be asked for. */
function completed(
  proxy: Command,
  args: readonly string[],
  parsed: (commandLine: ProxyCommandLine) => void,
): Command {
  proxy
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
    .option("--keep-secrets", "write the values of Secrets into the recording, too")
    .option(
      "--record-limit <MiB>",
      "text after which nothing more is recorded (default: 1024)",
      toCount,
    )
    .option("--seed <number>", "with --chaos: the first seed (default: 1)", toCount)
    .action((words: readonly string[], options: RawProxyOptions) => {
      const command = words.length === 0 ? undefined : words;
      parsed({
        upstream: options.upstream,
        context: options.context,
        ...serverOptionsOf(options),
        ...faultOptionsOf(options),
        isReadOnly: options.readOnly === true,
        hasTwins: options.twins === true,
        record: recordOf(options),
        command,
        chaos: toChaosOptions(options, options.seed, command, args),
      });
    });
  addServerOptions(proxy, { name: "proxy", token: "the proxy's user, also for the admin API" });
  addFaultOptions(proxy, "chances");
  addChaosOptions(proxy);
  return proxy;
}

function recordOf({
  record,
  out,
  keepSecrets,
  recordLimit,
}: RawProxyOptions): RecordOptions | undefined {
  const file = record ?? out;
  if (file === undefined) {
    if (keepSecrets !== true && recordLimit === undefined) return undefined;
    throw new UsageError("--keep-secrets and --record-limit need --record FILE");
  }
  return {
    file,
    keepsSecrets: keepSecrets === true,
    ...(recordLimit === undefined ? {} : { mebibytesMax: recordLimit }),
  };
}
