import { type Command, Option } from "commander";
import { toHost, toPort, toToken } from "./option-values.ts";
import type { ReadyOptions } from "./ready-files.ts";

/** What every command that serves can be asked for: where it listens, who may ask, and how it says that it is ready. */
export interface ServerOptions extends ReadyOptions {
  readonly port: number;
  readonly host: string;
  readonly isSecure: boolean;
  readonly token: string | undefined;
}

/** The options as commander hands them over. */
export interface RawServerOptions {
  readonly port: number;
  readonly host: string;
  readonly http?: true;
  readonly token?: string;
  readonly kubeconfig?: string;
  readonly readyFile?: string;
  readonly output: "text" | "json";
}

/** Whose server it is: `server`, `proxy`, `replay`, and what its token opens. */
export interface ServerWords {
  readonly name: string;
  readonly token: string;
}

/** Adds the options to a command. */
export function addServerOptions(command: Command, { name, token }: ServerWords): void {
  command
    .option("-p, --port <number>", "port to listen on; 0 takes a free one", toPort, 0)
    .option("--host <address>", "address to listen on", toHost, "127.0.0.1")
    .addOption(
      new Option(
        "--tls",
        "HTTPS with certificates made for this run (this is the default)",
      ).conflicts("http"),
    )
    .option("--http", "plain HTTP; clients prove who they are by token")
    .option("--token <token>", `bearer token of ${token} (default: random)`, toToken)
    .option("--kubeconfig <file>", `write a kubeconfig for clients of the ${name} here`)
    .option(
      "--ready-file <file>",
      `write a JSON file here once the ${name} listens; removed at the end`,
    )
    .addOption(
      new Option("--output <format>", `how to say that the ${name} is ready`)
        .choices(["text", "json"])
        .default("text"),
    );
}

/** What the options say. */
export function serverOptionsOf(raw: RawServerOptions): ServerOptions {
  const { port, host, http, token, kubeconfig, readyFile, output } = raw;
  return { port, host, isSecure: http !== true, token, kubeconfig, readyFile, output };
}
