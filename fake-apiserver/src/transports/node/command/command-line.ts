import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type AdmissionSwitches, chainOf } from "../../../admission/default-chain.ts";
import type { ClusterOptions } from "../../../cluster-options.ts";
import { messageOf } from "../../../codec/message-of.ts";
import {
  addChaosOptions,
  type ChaosOptions,
  type RawChaosOptions,
  toChaosOptions,
} from "../chaos/chaos-options.ts";
import { type AssetsCommandLine, createAssetsCommand } from "../envtest/assets/assets-command.ts";
import { readFeatureGates } from "../envtest/flags/feature-gates.ts";
import { readRuntimeConfig } from "../envtest/flags/runtime-config.ts";
import {
  createProxyCommand,
  createRecordCommand,
  type ProxyCommandLine,
} from "../proxy/proxy-command.ts";
import { createReplayCommand, type ReplayCommandLine } from "../record/replay-command.ts";
import {
  addFaultOptions,
  type FaultOptions,
  faultOptionsOf,
  type RawFaultOptions,
} from "./fault-options.ts";
import {
  collect,
  collectNames,
  collectService,
  collectUser,
  type NamedUser,
  plain,
} from "./option-values.ts";
import {
  addServerOptions,
  type RawServerOptions,
  type ServerOptions,
  serverOptionsOf,
} from "./server-options.ts";
import { UsageError } from "./usage-error.ts";

/** What the command line asks for. */
export interface CommandLine extends ServerOptions, FaultOptions {
  readonly users: readonly NamedUser[];
  readonly seed: readonly string[];
  readonly controllers: readonly string[];
  readonly clock: "real" | "manual";
  /** A recording to begin with that was cut off is read up to there. */
  readonly acceptsCut: boolean;
  /** Admission plugins switched on and off, by the real server's names. */
  readonly admission: AdmissionSwitches;
  /** What is served besides. */
  readonly apis: Pick<ClusterOptions, "featureGates" | "runtimeConfig">;
  /** Where services of webhooks listen: `NAMESPACE/NAME` → `HOST:PORT`. */
  readonly webhookServices: Readonly<Record<string, string>>;
  /** What `exec` runs; undefined: serve until told to stop. */
  readonly command: readonly string[] | undefined;
  /** `exec` runs its command again and again, with faults drawn by seeds. */
  readonly chaos: ChaosOptions | undefined;
}

/** Parts of the cluster that run by themselves. */
export const knownControllers = [
  "gc",
  "namespaces",
  "pods",
  "serviceaccounts",
  "clusterroles",
  "flowschemas",
  "apiservices",
] as const;

/** The command line as text for people, where nothing else was asked for. */
export type ParsedCommandLine =
  | { readonly kind: "run"; readonly commandLine: CommandLine }
  | { readonly kind: "proxy"; readonly commandLine: ProxyCommandLine }
  | { readonly kind: "replay"; readonly commandLine: ReplayCommandLine }
  | { readonly kind: "envtest-assets"; readonly commandLine: AssetsCommandLine }
  | { readonly kind: "shown"; readonly text: string };

interface RawOptions extends RawServerOptions, RawFaultOptions, RawChaosOptions {
  readonly user?: readonly NamedUser[];
  readonly seed?: readonly string[];
  readonly controllers?: readonly string[];
  readonly clock: "real" | "manual";
  readonly enableAdmissionPlugins?: readonly string[];
  readonly disableAdmissionPlugins?: readonly string[];
  readonly featureGates?: readonly string[];
  readonly runtimeConfig?: readonly string[];
  readonly acceptCut?: true;
  readonly webhookService?: Readonly<Record<string, string>>;
}

const examples = `
Examples:
  fake-apiserver --port 6443 --kubeconfig ./kubeconfig
      then: kubectl --kubeconfig ./kubeconfig get nodes
  fake-apiserver --seed config/crd --seed pods.yaml
      a cluster that holds these manifests
  fake-apiserver exec -- go test ./...
      KUBECONFIG is set for the command
  fake-apiserver exec --chaos mild --seed 1 --runs 20 -- go test ./...
      again and again, under faults that seeds draw; what breaks it is cut down
  fake-apiserver --http --token T --port 8080
      curl -H "Authorization: Bearer T" http://127.0.0.1:8080/api/v1/pods

The admin API is at /_fake/v1 on the same port, with the same token: faults,
compaction, time, the requests that came, barriers, the trace as it happens.
GET /_fake/v1/openapi.json describes it.`;

/**
 * Reads the command line.
 *
 * @throws UsageError naming the option that is wrong and what would be right.
 */
export function parseCommandLine(args: readonly string[], version: string): ParsedCommandLine {
  let shown = "";
  let parsed: CommandLine | undefined;
  let other: Exclude<ParsedCommandLine, { readonly kind: "run" | "shown" }> | undefined;
  const program = new Command("fake-apiserver")
    .description("A Kubernetes apiserver in memory, for kubectl, helm and every client library.")
    .version(version)
    .usage(
      "[options]\n       fake-apiserver exec [options] -- COMMAND [ARGS…]\n       fake-apiserver proxy [options] [-- COMMAND [ARGS…]]\n       fake-apiserver record --out FILE [options] [-- COMMAND [ARGS…]]\n       fake-apiserver replay [options] FILE [-- COMMAND [ARGS…]]\n       fake-apiserver envtest-assets [options] [FOLDER]",
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => (shown += text), writeErr: () => {} })
    .addHelpText("after", examples)
    .enablePositionalOptions()
    .helpCommand(false)
    .argument("[words...]", undefined, [])
    .action((words: readonly string[], options: RawOptions) => {
      const [word] = words;
      if (word !== undefined) {
        throw new UsageError(
          `there is no command ${JSON.stringify(word)}; there are exec, proxy, record, replay and envtest-assets: fake-apiserver exec -- COMMAND`,
        );
      }
      parsed = toCommandLine(options, undefined, args);
    });
  const exec = program
    .command("exec")
    .description(
      "starts a server, runs a command with KUBECONFIG and FAKE_APISERVER_ADMIN set, and ends with its exit code",
    )
    .usage("[options] -- COMMAND [ARGS…]")
    .exitOverride()
    .configureOutput({ writeOut: (text) => (shown += text), writeErr: () => {} })
    .passThroughOptions()
    .argument("<command...>")
    .action((command: readonly string[], options: RawOptions) => {
      if ([program, exec].some((one) => one.getOptionValueSource("output") === "cli")) {
        throw new UsageError(
          "exec leaves standard output to its command: take --ready-file instead of --output",
        );
      }
      parsed = toCommandLine({ ...program.opts<RawOptions>(), ...given(exec) }, command, args);
      void options;
    });
  for (const one of [program, exec]) addOptions(one);
  addChaosOptions(exec);
  const onProxy = (commandLine: ProxyCommandLine): void => {
    other = { kind: "proxy", commandLine };
  };
  const others = [
    createProxyCommand(args, onProxy),
    createRecordCommand(args, onProxy),
    createReplayCommand((commandLine) => {
      other = { kind: "replay", commandLine };
    }),
    createAssetsCommand(toControllers, (commandLine) => {
      other = { kind: "envtest-assets", commandLine };
    }),
  ];
  for (const command of others) {
    const quiet = { writeOut: (text: string) => (shown += text), writeErr: () => {} };
    program.addCommand(command.exitOverride().configureOutput(quiet));
  }
  try {
    program.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: "shown", text: shown };
    throw new UsageError(`${plain(error.message)}; see fake-apiserver --help`);
  }
  if (other !== undefined) return other;
  if (parsed === undefined) return { kind: "shown", text: shown };
  return { kind: "run", commandLine: parsed };
}

/** Options that were really given, not defaults. */
function given(command: Command): Partial<RawOptions> {
  const all = Object.entries(command.opts<Record<string, unknown>>());
  return Object.fromEntries(
    all.filter(([name]) => command.getOptionValueSource(name) === "cli"),
  ) as Partial<RawOptions>;
}

function addOptions(command: Command): void {
  addServerOptions(command, {
    name: "server",
    token: "group system:masters, also for the admin API",
  });
  addFaultOptions(command, "uids, generated names and chances");
  command
    .option(
      "--user <name[:group,…]>",
      "one more user, with a context of its own and its name as token; may be repeated (default: alice:dev, whom nothing is granted)",
      collectUser,
    )
    .option(
      "--seed <path>",
      "what to begin with: manifests (a file or folder) or a recording; may be repeated; with --chaos a number is the first seed",
      collect,
    )
    .option("--accept-cut", "read a recording that was cut off up to there")
    .option(
      "--controllers <names>",
      `what runs by itself: some of ${knownControllers.join(", ")}; or none (default: all)`,
      toControllers,
    )
    .addOption(
      new Option("--clock <kind>", "manual: time stands still until the admin API moves it")
        .choices(["real", "manual"])
        .default("real"),
    )
    .option(
      "--enable-admission-plugins <names>",
      "besides those that kube-apiserver runs by default",
      collectNames,
    )
    .option("--disable-admission-plugins <names>", "such as ServiceAccount", collectNames)
    .option(
      "--feature-gates <gates>",
      "as kube-apiserver's: MutatingAdmissionPolicy=true, StorageVersionMigrator=true",
      collectNames,
    )
    .option(
      "--runtime-config <versions>",
      "as kube-apiserver's: api/beta=true, GROUP/VERSION=true, GROUP/VERSION/RESOURCE=true",
      collectNames,
    )
    .option(
      "--webhook-service <ns/name=addr>",
      "where a webhook's service listens: NAMESPACE/NAME=HOST:PORT; may be repeated",
      collectService,
    );
}

function toCommandLine(
  options: RawOptions,
  command: readonly string[] | undefined,
  args: readonly string[],
): CommandLine {
  const { manifests, firstSeed } = seedsOf(options);
  return {
    ...serverOptionsOf(options),
    ...faultOptionsOf(options),
    users: options.user ?? [{ name: "alice", groups: ["dev"] }],
    seed: manifests,
    controllers: options.controllers ?? knownControllers,
    clock: options.clock,
    acceptsCut: options.acceptCut === true,
    admission: switchesOf(options),
    apis: apisOf(options),
    webhookServices: options.webhookService ?? {},
    command,
    chaos: toChaosOptions(options, firstSeed, command, args),
  };
}

/** With chaos, a number is what draws begin with; manifests in a file of such a name are given as ./7. */
function seedsOf({ chaos, seed = [] }: RawOptions): {
  readonly manifests: readonly string[];
  readonly firstSeed: number | undefined;
} {
  const isNumber = (text: string): boolean => chaos !== undefined && /^\d{1,9}$/.test(text);
  // As with every option, the last one counts.
  const number = seed.findLast(isNumber);
  return {
    manifests: seed.filter((text) => !isNumber(text)),
    firstSeed: number === undefined ? undefined : Number(number),
  };
}

/** As a real server has it: with an account for each pod, unless that is switched off. */
function switchesOf({
  enableAdmissionPlugins: enabled = [],
  disableAdmissionPlugins: disable = [],
}: RawOptions): AdmissionSwitches {
  const isOff = disable.includes("ServiceAccount") || disable.includes("*");
  const enable =
    isOff || enabled.includes("ServiceAccount") ? enabled : [...enabled, "ServiceAccount"];
  try {
    chainOf({ enable, disable });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
  return { enable, disable };
}

function apisOf({ featureGates = [], runtimeConfig = [] }: RawOptions): CommandLine["apis"] {
  if (featureGates.length + runtimeConfig.length === 0) return {};
  try {
    return {
      featureGates: readFeatureGates(featureGates).featureGates,
      runtimeConfig: readRuntimeConfig(runtimeConfig),
    };
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function toControllers(text: string): readonly string[] {
  if (text === "all") return knownControllers;
  if (text === "none") return [];
  const names = text.split(",");
  const known: readonly string[] = knownControllers;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(
    `There is no controller ${JSON.stringify(unknown)}; there are ${knownControllers.join(", ")}, all, none.`,
  );
}
