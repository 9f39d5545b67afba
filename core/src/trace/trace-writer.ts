import { printJson } from "../api/json.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { TraceFact } from "./facts.ts";
import type { TraceRecord } from "./trace.ts";
import type { TraceFile, TraceFinding } from "./trace-file.ts";

/**
 * Writes a trace as JSON lines: a header, then records in order. Kubernetes objects are written once each, as lines of
 * their own before their first use, named by `uid@resourceVersion`; records point at them.
 */
export function writeTraceFile(trace: TraceFile): string {
  const lines = [traceFileHeader(trace.scenario, trace.finding)];
  const writer = new TraceLineWriter();
  for (const record of trace.records) lines.push(...writer.linesOf(record));
  return `${lines.join("\n")}\n`;
}

/** The first line of a trace file. */
export function traceFileHeader(scenario?: unknown, finding?: TraceFinding): string {
  return JSON.stringify({ version: 1, scenario, finding });
}

/** A recorder may write for weeks: so many characters of objects are remembered. */
const rememberedLengthMax = 16 * 1024 * 1024;

/** Turns records into lines one at a time: for recorders that append while a program runs. */
export class TraceLineWriter {
  /** Texts of the objects that records can point at; of too many all are forgotten, and written again when they come again. */
  readonly #written = new Map<string, string>();
  #writtenLength = 0;

  /** The lines for one record: objects not written yet, then the record. */
  linesOf(record: TraceRecord<TraceFact>): readonly string[] {
    const lines: string[] = [];
    const point = (object: KubernetesObject): { $object: string } => {
      const text = printJson(object);
      let id = `${object.metadata?.uid ?? object.metadata?.name ?? "object"}@${object.metadata?.resourceVersion ?? ""}`;
      // A transform can give two forms of one version; each needs a name of its own.
      while (this.#written.has(id) && this.#written.get(id) !== text) id += "'";
      if (!this.#written.has(id)) {
        this.#writtenLength += text.length;
        if (this.#writtenLength > rememberedLengthMax) {
          this.#written.clear();
          this.#writtenLength = text.length;
        }
        this.#written.set(id, text);
        lines.push(`{"object":${JSON.stringify(id)},"value":${text}}`);
      }
      return { $object: id };
    };
    const fact: Record<string, unknown> = { ...record.fact };
    if ("object" in record.fact && record.fact.object !== undefined) {
      fact["object"] = point(record.fact.object);
    }
    if ("objects" in record.fact && record.fact.objects !== undefined) {
      fact["objects"] = record.fact.objects.map(point);
    }
    lines.push(printJson({ ...record, fact }));
    return lines;
  }
}
