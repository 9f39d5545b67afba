import { readTraceFile, type TraceFile, TraceFileError } from "@informerlab/core/trace";

/** Reads JSON lines, or one JSON value `{ version: 1, records: […] }` as a page may hold it. */
export function readTrace(text: string): TraceFile {
  const plain = text.replace(/^\uFEFF/, "");
  const file = readTraceFile(plain);
  if (file.records.length > 0) return checkOrder(file);
  const whole = wholeFile(plain);
  if (whole !== undefined) return checkOrder(whole);
  throw new TraceFileError(
    "line 1: the header is right, but no record follows it; the trace is empty",
  );
}

/**
 * @throws TraceFileError naming the first record whose `seq` does not grow.
 */
export function checkOrder(file: TraceFile): TraceFile {
  let last = 0;
  for (const [index, record] of file.records.entries()) {
    if (!(record.seq > last)) {
      throw new TraceFileError(
        `record ${index + 1}: seq ${record.seq} follows ${last}; records must come in the order of seq`,
      );
    }
    if (typeof record.fact?.kind !== "string") {
      throw new TraceFileError(`record ${index + 1} (seq ${record.seq}): its fact has no "kind"`);
    }
    last = record.seq;
  }
  return file;
}

function wholeFile(text: string): TraceFile | undefined {
  try {
    const data = JSON.parse(text) as { records?: unknown };
    return Array.isArray(data.records) && data.records.length > 0
      ? (data as unknown as TraceFile)
      : undefined;
  } catch {
    return undefined;
  }
}
