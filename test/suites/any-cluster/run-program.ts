import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a finished command said. */
export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const source = [process.execPath, "--conditions=@informerlab/source"];

/** The words that run the command of the fake apiserver. */
const command: readonly string[] = [
  ...source,
  fileURLToPath(new URL("../../../fake-apiserver/src/transports/node/cli.ts", import.meta.url)),
];

/** The words that run {@link file://./mirror.ts}. */
export const mirror: readonly string[] = [
  ...source,
  fileURLToPath(new URL("./mirror.ts", import.meta.url)),
];

/** Runs fake-apiserver to its end, as somebody at a terminal. `upstream`: the kubeconfig that kubectl would take. */
export function fakeApiserver(upstream: string, args: readonly string[]): Promise<Finished> {
  const [program = "", ...rest] = [...command, ...args];
  const env = { ...process.env, KUBECONFIG: upstream };
  return new Promise((resolve) => {
    execFile(program, rest, { env, timeout: 100_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err });
    });
  });
}
