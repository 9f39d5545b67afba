import { spawn } from "node:child_process";
import { isRecord } from "../api/record.ts";
import type { ExecSettings } from "./cluster-access.ts";
import { firstLineOf, KubeConfigError } from "./kube-config-error.ts";

/** What an exec plugin gave. */
export interface ExecCredential {
  readonly token: string;
  readonly certificate: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Milliseconds since the epoch; undefined: good until the server says otherwise. */
  readonly expiresAt: number | undefined;
}

/** Longest output of a plugin that is read, in characters. */
const outputLengthMax = 1024 * 1024;

/**
 * Runs an exec plugin and reads its ExecCredential.
 *
 * @throws KubeConfigError that says which plugin, whose, and what went wrong.
 * @see client-go plugin/pkg/client/auth/exec/exec.go
 */
export async function runExecPlugin(
  settings: ExecSettings,
  whose: string,
): Promise<ExecCredential> {
  const { command, apiVersion, interactiveMode } = settings;
  const plugin = `the exec plugin ${JSON.stringify(command)} of ${whose}`;
  const isTerminal = process.stdin.isTTY === true;
  if (interactiveMode === "Always" && !isTerminal)
    throw new KubeConfigError(
      `${plugin} wants a terminal (interactiveMode: Always), and there is none`,
    );
  const isInteractive = isTerminal && interactiveMode !== "Never";
  const output = await run(settings, plugin, isInteractive);
  let credential: unknown;
  try {
    credential = JSON.parse(output);
  } catch (cause) {
    throw new KubeConfigError(`${plugin} wrote no JSON: ${firstLineOf(output).slice(0, 200)}`, {
      cause,
    });
  }
  if (!isRecord(credential) || credential["kind"] !== "ExecCredential")
    throw new KubeConfigError(`${plugin} wrote JSON that is no ExecCredential`);
  if (credential["apiVersion"] !== apiVersion) {
    throw new KubeConfigError(
      `${plugin} answered with apiVersion ${JSON.stringify(credential["apiVersion"])}; it was asked for ${apiVersion}`,
    );
  }
  return credentialOf(credential["status"], plugin);
}

function credentialOf(status: unknown, plugin: string): ExecCredential {
  if (!isRecord(status))
    throw new KubeConfigError(`${plugin} gave an ExecCredential without status`);
  const [token, cert, key, expiry] = [
    "token",
    "clientCertificateData",
    "clientKeyData",
    "expirationTimestamp",
  ].map((name) => {
    const value = status[name] ?? "";
    if (typeof value !== "string")
      throw new KubeConfigError(`${plugin} gave a status.${name} that is no text`);
    return value;
  }) as [string, string, string, string];
  if ((cert === "") !== (key === ""))
    throw new KubeConfigError(
      `${plugin} gave a certificate without its key, or a key without certificate`,
    );
  if (token === "" && cert === "")
    throw new KubeConfigError(`${plugin} gave neither a token nor a certificate`);
  const expiresAt = expiry === "" ? undefined : Date.parse(expiry);
  if (Number.isNaN(expiresAt))
    throw new KubeConfigError(
      `${plugin} gave ${JSON.stringify(expiry)} as expirationTimestamp, which is no time`,
    );
  const certificate = cert === "" ? undefined : { cert: Buffer.from(cert), key: Buffer.from(key) };
  return { token, certificate, expiresAt };
}

function run(settings: ExecSettings, plugin: string, isInteractive: boolean): Promise<string> {
  const { command, args, env, apiVersion, clusterInfo, installHint } = settings;
  const spec = {
    interactive: isInteractive,
    ...(clusterInfo === undefined ? {} : { cluster: clusterInfo }),
  };
  const info = { kind: "ExecCredential", apiVersion, spec };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: {
        ...process.env,
        ...Object.fromEntries(env),
        KUBERNETES_EXEC_INFO: JSON.stringify(info),
      },
      stdio: [isInteractive ? "inherit" : "ignore", "pipe", isInteractive ? "inherit" : "pipe"],
    });
    let output = "";
    let complaint = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      if (output.length <= outputLengthMax) output += text;
      if (output.length > outputLengthMax) child.kill();
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      if (complaint.length < outputLengthMax) complaint += text;
      // It may be what somebody must do now: open this address, enter that code. client-go hands it on, too.
      process.stderr.write(text);
    });
    child.on("error", (cause) => {
      const { code } = cause as { readonly code?: unknown };
      const hint = installHint === "" ? "" : `; ${installHint}`;
      const what =
        code === "ENOENT"
          ? "is not installed, or not on the PATH"
          : `cannot be started (${firstLineOf(cause)})`;
      reject(new KubeConfigError(`${plugin} ${what}${hint}`, { cause }));
    });
    child.on("close", (code) => {
      if (output.length > outputLengthMax) {
        reject(new KubeConfigError(`${plugin} wrote more than ${outputLengthMax} characters`));
      } else if (code === 0) {
        resolve(output);
      } else {
        const said =
          firstLineOf(complaint) || (isInteractive ? "see what it wrote" : "it said nothing");
        reject(
          new KubeConfigError(`no credentials for ${plugin}: it failed with code ${code}: ${said}`),
        );
      }
    });
  });
}
