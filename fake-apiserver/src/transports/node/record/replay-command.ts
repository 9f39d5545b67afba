import { Command, InvalidArgumentError } from "commander";
import { collect } from "../command/option-values.ts";
import {
  addServerOptions,
  type RawServerOptions,
  type ServerOptions,
  serverOptionsOf,
} from "../command/server-options.ts";

/** What the command line of `replay` asks for. */
export interface ReplayCommandLine extends ServerOptions {
  readonly file: string;
  readonly speed: number;
  readonly acceptsCut: boolean;
  /** A cluster that can be written to begins with the last state of the recording. */
  readonly isSeed: boolean;
  /** Manifests that such a cluster begins with besides. */
  readonly manifests: readonly string[];
  /** What runs with KUBECONFIG set; undefined: serve until told to stop. */
  readonly command: readonly string[] | undefined;
}

interface RawReplayOptions extends RawServerOptions {
  readonly speed: number;
  readonly acceptCut?: true;
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
  const replay = new Command("replay")
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
    .addHelpText("after", examples)
    .action((file: string, words: readonly string[], options: RawReplayOptions) => {
      parsed({
        file,
        speed: options.speed,
        acceptsCut: options.acceptCut === true,
        ...serverOptionsOf(options),
        isSeed: options.seed === true,
        manifests: options.manifests ?? [],
        command: words.length === 0 ? undefined : words,
      });
    });
  addServerOptions(replay, { name: "replay", token: "the replay's user" });
  return replay;
}

function toSpeed(text: string): number {
  const speed = Number(text);
  if (/^\d{1,6}(?:\.\d{1,3})?$/.test(text) && speed > 0) return speed;
  throw new InvalidArgumentError("A speed is a number above 0, such as 0.5 or 10, up to 999999.");
}
