import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
  type IConfigFile,
} from "@microsoft/api-extractor";
import { entriesOf, type PublishedPackage, publishedPackages } from "../lib/packages.ts";
import { cacheFolder } from "../lib/paths.ts";
import type { Check, CheckContext } from "./check.ts";

/** Whether the public names are those in `<package>/api/*.api.md`, which reviews have seen. */
export const apiCheck: Check = {
  name: "api",
  about: "public API against the committed reports (--update rewrites them)",
  async run(context) {
    if ((await context.tool("tsc", ["-b"])) !== 0) {
      return { passed: 0, failed: 1, note: "types do not build" };
    }
    let [passed, failed] = [0, 0];
    for (const one of publishedPackages()) {
      for (const { subpath, types } of entriesOf(one)) {
        if (reportMatches(one, subpath, types, context)) passed += 1;
        else failed += 1;
      }
    }
    return { passed, failed, note: `${passed + failed} entries` };
  },
};

function reportMatches(
  one: PublishedPackage,
  subpath: string,
  types: string,
  context: CheckContext,
): boolean {
  const name = subpath === "." ? one.folder : `${one.folder}-${subpath.slice(2)}`;
  const entry = join(one.path, types);
  context.write(`\n${one.manifest.name}${subpath.slice(1)} → ${one.folder}/api/${name}.api.md`);
  if (!existsSync(entry)) {
    context.write(`  ${types} was not built: does the entry's source exist?`);
    return false;
  }
  mkdirSync(join(one.path, "api"), { recursive: true });
  const result = Extractor.invoke(extractorConfig(one, name, entry), {
    localBuild: context.update,
    messageCallback: (message) => record(message, context),
  });
  if (result.apiReportChanged && !context.update) {
    context.write("  The API differs from the report: npm run check -- --only api --update");
  }
  return result.succeeded && (context.update || !result.apiReportChanged);
}

function extractorConfig(one: PublishedPackage, name: string, entry: string): ExtractorConfig {
  const configObject: IConfigFile = {
    projectFolder: one.path,
    mainEntryPointFilePath: entry,
    compiler: { overrideTsconfig: compilerOptions, skipLibCheck: true },
    apiReport: {
      enabled: true,
      reportFileName: `${name}.api.md`,
      reportFolder: join(one.path, "api"),
      reportTempFolder: cacheFolder("api"),
      includeForgottenExports: false,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: "lf",
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Warning } },
      tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      extractorMessageReporting: {
        default: { logLevel: ExtractorLogLevel.Warning },
        "ae-missing-release-tag": { logLevel: ExtractorLogLevel.None },
        "ae-unresolved-link": { logLevel: ExtractorLogLevel.None },
        "ae-undocumented": { logLevel: ExtractorLogLevel.Error },
        "ae-forgotten-export": { logLevel: ExtractorLogLevel.Error },
      },
    },
  };
  return ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: join(one.path, "package.json"),
  });
}

/** Declarations are read with every host's names known: which host is whose, `types` checks. */
const compilerOptions = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
    types: ["node"],
    module: "nodenext",
    moduleResolution: "nodenext",
    strict: true,
    skipLibCheck: true,
  },
};

function record(message: ExtractorMessage, { write }: CheckContext): void {
  const level: string = message.logLevel;
  if (level === "none" || level === "verbose") message.handled = true;
  if (message.handled || level === "info") {
    message.handled = true;
    return;
  }
  const place = message.sourceFilePath ? `${message.sourceFilePath}:${message.sourceFileLine}` : "";
  write(`  ${level}: ${message.text} (${message.messageId}) ${place}`);
  message.handled = true;
}
