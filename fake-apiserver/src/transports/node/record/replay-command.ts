import { Command, InvalidArgumentError, Option } from "commander";
import { collect, toHost, toPort, toToken } from "../command/option-values.ts";
import type { ReadyOptions } from "../command/ready-files.ts";

/** What the command line of `replay` asks for. */
export interface ReplayCommandLine extends ReadyOptions {
  readonly file: string;
  readonly speed: number;
  readonly acceptsCut: boolean;
  readonly port: number;
  readonly host: string;
  readonly isSecure: boolean;
  readonly token: string | undefined;
  /** A cluster that can be written to begins with the last state of the recording. */
  readonly isSeed: boolean;
  /** Manifests that such a cluster begins with besides. */
  readonly manifests: readonly string[];
  /** What runs with KUBECONFIG set; undefined: serve until told to stop. */
  readonly command: readonly string[] | undefined;
}

interface RawReplayOptions {
  readonly speed: number;
  readonly acceptCut?: true;
  readonly port: number;
  readonly host: string;
  readonly http?: true;
  readonly token?: string;
  readonly kubeconfig?: string;
  readonly readyFile?: string;
  readonly output: "text" | "json";
  readonly seed?: true;
  readonly manifests?: readonly string[];
}

const examples = `
Examples:
  fake-apiserver replay run.jsonl.gz --kubeconfig ./replayed
      then: kubectl --kubeconfig ./replayed get pods -w
  fake-apiserver replay run.jsonl --speed 10 -- ./my-controller
      KUBECONFIG is set for the command
  fake-apiserver replay run.jsonl --seed --manifests config/crd
      a cluster that can be written to, as it was at the end

It begins to run when the first client asks for objects. What nobody asked
while it was recorded is refused, and named.`;

/** The command `replay`, which tells what it was asked for. */
export function createReplayCommand(parsed: (commandLine: ReplayCommandLine) => void): Command {
  return new Command("replay")
    .description("serves what record has written again, as a cluster that can only be read")
    .usage("[options] FILE [-- COMMAND [ARGS…]]")
    .argument("<file>")
    .argument("[command...]")
    .option("--speed <factor>", "how fast it goes: 10 takes a tenth of the time", toSpeed, 1)
    .option("--accept-cut", "read a recording that was cut off up to there")
    .option("--seed", "begin a cluster that can be written to with its last state instead")
    .option(
      "--manifests <path>",
      "with --seed: more to begin with, such as definitions; may be repeated",
      collect,
    )
    .option("-p, --port <number>", "port to listen on; 0 takes a free one", toPort, 0)
    .option("--host <address>", "address to listen on", toHost, "127.0.0.1")
    .option("--http", "plain HTTP instead of HTTPS with certificates made for this run")
    .option("--token <token>", "bearer token of the replay's user (default: random)", toToken)
    .option("--kubeconfig <file>", "write a kubeconfig here")
    .option("--ready-file <file>", "write a JSON file here once it listens; removed at the end")
    .addOption(
      new Option("--output <format>", "how to say that it is ready")
        .choices(["text", "json"])
        .default("text"),
    )
    .addHelpText("after", examples)
    .action((file: string, words: readonly string[], options: RawReplayOptions) => {
      parsed({
        file,
        speed: options.speed,
        acceptsCut: options.acceptCut === true,
        port: options.port,
        host: options.host,
        isSecure: options.http !== true,
        token: options.token,
        kubeconfig: options.kubeconfig,
        readyFile: options.readyFile,
        output: options.output,
        isSeed: options.seed === true,
        manifests: options.manifests ?? [],
        command: words.length === 0 ? undefined : words,
      });
    });
}

function toSpeed(text: string): number {
  const speed = Number(text);
  if (/^\d{1,6}(?:\.\d{1,3})?$/.test(text) && speed > 0) return speed;
  throw new InvalidArgumentError("A speed is a number above 0, such as 0.5 or 10, up to 999999.");
}
