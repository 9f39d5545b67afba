import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
  type IConfigFile,
} from "@microsoft/api-extractor";
import {
  entriesOf,
  type PackageEntry,
  type PublishedPackage,
  publishedPackages,
} from "./packages.ts";
import { cacheFolder, root } from "./paths.ts";

/** Entries generated from the server's own schemas: thousands of lines that no review would read. */
const unreported: ReadonlySet<string> = new Set(["core-kinds"]);

/** Whether reports that differ are rewritten, and where is said what was found. */
export interface ReportContext {
  readonly update: boolean;
  readonly write: (line: string) => void;
}

/** How many entries there are, and how many of them are right. */
export interface ReportCounts {
  readonly entries: number;
  readonly right: number;
}

/**
 * Compares the public names of each entry, as it was built, with its committed report. Computes for many seconds without a
 * pause: it wants a thread of its own.
 */
export function compareReports(context: ReportContext): ReportCounts {
  const packages = publishedPackages();
  const program = readDeclarations(packages);
  const entries = packages.flatMap((one) => extractEntries(one, program, context));
  return { entries: entries.length, right: entries.filter(({ isRight }) => isRight).length };
}

/** Reads all entries at once: most declarations are behind several of them. */
function readDeclarations(packages: readonly PublishedPackage[]): CompilerState {
  const files = packages
    .flatMap((one) => entriesOf(one).map(({ types }) => join(one.path, types)))
    .filter((file) => existsSync(file));
  const [first] = files;
  if (first === undefined) throw new Error("No entry was built: npm run check -- --only types");
  return CompilerState.create(extractorConfig(root, "all", first), {
    additionalEntryPoints: files,
  });
}

interface ExtractedEntry {
  readonly name: string;
  isRight: boolean;
  /** Names that this entry's declarations use without exporting them. */
  readonly borrowed: Mention[];
  /** Names without a doc comment: exported ones, and members, which may speak for themselves. */
  readonly unexplained: Mention[];
}

interface Mention {
  readonly symbol: string;
  readonly place: string;
}

/** Compares each entry's report; a name used by one entry must be exported by one of them. */
function extractEntries(
  one: PublishedPackage,
  program: CompilerState,
  context: ReportContext,
): ExtractedEntry[] {
  mkdirSync(join(one.path, "api"), { recursive: true });
  const entries = entriesOf(one).map(({ subpath, types }) =>
    extractEntry(one, { subpath, types }, program, context),
  );
  const exported = new Set(entries.flatMap(({ name }) => exportedNames(name)));
  for (const entry of entries) {
    const own = unreported.has(entry.name) ? [] : exportedNames(entry.name);
    for (const { symbol, place } of entry.unexplained) {
      // What a field of a generated type means is said in Kubernetes' own reference.
      if (!own.includes(symbol) || place.includes(".generated.d.ts")) continue;
      context.write(`${entry.name}: ${symbol} is exported without a doc comment (${place})`);
      entry.isRight = false;
    }
    for (const { symbol, place } of entry.borrowed) {
      if (exported.has(symbol)) continue;
      context.write(`${entry.name}: ${symbol} is used but no entry exports it (${place})`);
      entry.isRight = false;
    }
  }
  return entries;
}

function extractEntry(
  one: PublishedPackage,
  { subpath, types }: PackageEntry,
  program: CompilerState,
  context: ReportContext,
): ExtractedEntry {
  const name = subpath === "." ? one.folder : `${one.folder}-${subpath.slice(2)}`;
  const extracted: ExtractedEntry = { name, isRight: true, borrowed: [], unexplained: [] };
  const path = join(one.path, types);
  const isReported = !unreported.has(name);
  const place = isReported ? `${one.folder}/api/${name}.api.md` : "no report";
  context.write(`\n${one.manifest.name}${subpath.slice(1)} → ${place}`);
  if (!existsSync(path)) {
    context.write(`  ${types} was not built: does the entry's source exist?`);
    extracted.isRight = false;
    return extracted;
  }
  const result = Extractor.invoke(extractorConfig(one.path, name, path), {
    compilerState: program,
    localBuild: context.update || !isReported,
    messageCallback: (message) => judge(message, extracted, context),
  });
  if (result.apiReportChanged && isReported && !context.update) {
    context.write("  differs from the report: npm run check -- --only api --update");
    extracted.isRight = false;
  }
  return extracted;
}

/** The names in an entry's fresh report. */
function exportedNames(name: string): string[] {
  const report = join(cacheFolder("api"), `${name}.api.md`);
  if (!existsSync(report)) return [];
  return [...readFileSync(report, "utf8").matchAll(exportLine)].map(
    ([, declared, listed]) => declared ?? listed ?? "",
  );
}

const exportLine =
  /^export (?:(?:declare |abstract )*(?:class|interface|type|const|let|function|enum|namespace) ([\w$]+)|\{ (?:\w+ as )?([\w$]+) \})/gm;

function extractorConfig(folder: string, name: string, entry: string): ExtractorConfig {
  const configObject: IConfigFile = {
    projectFolder: folder,
    mainEntryPointFilePath: entry,
    compiler: { overrideTsconfig: { compilerOptions, files: [entry] }, skipLibCheck: true },
    apiReport: {
      enabled: true,
      reportFileName: `${name}.api.md`,
      reportFolder: unreported.has(name) ? cacheFolder("unreported") : join(folder, "api"),
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
    packageJsonFullPath: join(folder, "package.json"),
  });
}

/** Declarations are read with every host's names known: which host is whose, `types` checks. */
const compilerOptions = {
  target: "es2023",
  lib: ["es2024", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
  types: ["node"],
  module: "nodenext",
  moduleResolution: "nodenext",
  strict: true,
  skipLibCheck: true,
};

/** Takes every message over from api-extractor: what counts is written and spoils the entry. */
function judge(message: ExtractorMessage, entry: ExtractedEntry, { write }: ReportContext): void {
  message.handled = true;
  const place = message.sourceFilePath ? `${message.sourceFilePath}:${message.sourceFileLine}` : "";
  const symbol = (/"([^"]+)"/.exec(message.text)?.[1] ?? "").replace(/_\d+$/, "");
  if (message.messageId === "ae-forgotten-export") {
    entry.borrowed.push({ symbol, place });
    return;
  }
  if (message.messageId === "ae-undocumented") {
    entry.unexplained.push({ symbol, place });
    return;
  }
  const level: string = message.logLevel;
  if (level !== "error" && level !== "warning") return;
  if (message.messageId.startsWith("console-api-report-")) return;
  write(`  ${message.text} (${message.messageId}) ${place}`);
  entry.isRight = false;
}
