import { serverVersion } from "../../../discovery/version.ts";
import type { CliOutput } from "../command/cli-output.ts";
import { kubeApiserverFlags, shownHelp } from "./flags/kube-apiserver-flags.ts";
import { FlagError, type Flags, isTrueText, parseFlags } from "./flags/parse-flags.ts";

/** What came of a look at a command line that another program may be meant by. */
export type StandIn =
  /** It has ended. */
  | { readonly kind: "ended"; readonly code: number }
  | { readonly kind: "kube-apiserver"; readonly ownArgs: readonly string[]; readonly flags: Flags }
  | { readonly kind: "none" };

/**
 * Is what other programs would be: `etcd FLAGS` and `[our options] kube-apiserver FLAGS`. envtest asks both for their flags
 * before it starts them, and waits for each; so this loads next to nothing.
 */
export async function standIn(
  args: readonly string[],
  output: CliOutput,
  untilSignal: () => Promise<void>,
): Promise<StandIn> {
  if (args[0] === "etcd") {
    const { runEtcd } = await import("./etcd/run-etcd.ts");
    return { kind: "ended", code: await runEtcd(args.slice(1), output, untilSignal()) };
  }
  const place = args.indexOf("kube-apiserver");
  if (place < 0 || args.slice(0, place).some((word) => commands.includes(word)))
    return { kind: "none" };
  try {
    const flags = parseFlags(args.slice(place + 1), kubeApiserverFlags);
    const shown = textShown(flags);
    if (shown === undefined)
      return { kind: "kube-apiserver", ownArgs: args.slice(0, place), flags };
    output.say(shown);
    return { kind: "ended", code: 0 };
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    process.stderr.write(`Error: ${error.message}\n`);
    return { kind: "ended", code: 1 };
  }
}

/** Whose words may be anything. */
const commands = ["exec", "proxy", "record", "replay", "envtest-assets", "--"];

/** What is said instead of serving. */
function textShown(flags: Flags): string | undefined {
  if (flags.last("help") !== undefined) return shownHelp();
  const version = flags.last("version");
  return version === "raw" || isTrueText(version ?? "")
    ? `Kubernetes ${serverVersion.gitVersion}`
    : undefined;
}
