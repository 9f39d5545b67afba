import { Command } from "commander";
import { collect } from "../../command/option-values.ts";

/** What `envtest-assets` is asked for. */
export interface AssetsCommandLine {
  /** Undefined: one in the user's cache. */
  readonly folder: string | undefined;
  readonly controllers: string | undefined;
  readonly faults: string | undefined;
  readonly seed: readonly string[];
  readonly randomSeed: string | undefined;
}

const examples = `
Examples:
  KUBEBUILDER_ASSETS=$(fake-apiserver envtest-assets) go test ./...
      a suite of envtest, as it is, without kube-apiserver and etcd
  fake-apiserver envtest-assets --controllers gc,namespaces ./assets
      deletes what nobody owns and empties namespaces, which envtest has not`;

/** The command that writes a folder for envtest; `--controllers` is checked as everywhere. */
export function createAssetsCommand(
  toControllers: (text: string) => readonly string[],
  onParsed: (commandLine: AssetsCommandLine) => void,
): Command {
  const command = new Command("envtest-assets")
    .description(
      "writes the programs kube-apiserver, etcd and kubectl into a folder and says where: the value of KUBEBUILDER_ASSETS",
    )
    .usage("[options] [FOLDER]")
    .argument("[folder]")
    .option("--controllers <names>", "what runs by itself in every server of it", (text) => {
      toControllers(text);
      return text;
    })
    .option("--faults <file>", "faults that every server begins with: YAML or JSON")
    .option("--seed <path>", "what every server begins with; may be repeated", collect)
    .option("--random-seed <seed>", "fixes uids, generated names and chances")
    .addHelpText("after", examples);
  return command.action(
    (folder: string | undefined, options: Partial<Omit<AssetsCommandLine, "folder">>) => {
      const { controllers, faults, seed = [], randomSeed } = options;
      onParsed({ folder, controllers, faults, seed, randomSeed });
    },
  );
}
