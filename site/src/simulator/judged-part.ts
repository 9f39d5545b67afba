import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { isGuessed } from "@informerlab/visualizer";

/** An informer beside a client of a proxy: it is told what the client is told, and says nothing of that client. */
const twinName = /^twin-\d+\//;

/**
 * What of a file can be judged: what was seen, not what was worked out beside it for the picture. Of a recording the
 * changes of the server are worked out, too.
 */
export function judgedPart(
  records: readonly TraceRecord<TraceFact>[],
  isRecorded: boolean,
): readonly TraceRecord<TraceFact>[] {
  return records.filter((record) => {
    const { fact } = record;
    const isTwins = "informer" in fact && twinName.test(fact.informer);
    return !isGuessed(record) && !isTwins && !(isRecorded && fact.kind === "server.committed");
  });
}
