import { utf8Of } from "../../codec/bytes/byte-store.ts";
import { textDecoder } from "../../codec/bytes/text-decoder.ts";
import type { Findings } from "../findings.ts";

const noteBytesMax = 10 * 1024;

/**
 * What policies note for the audit log: what several bindings of one say under the same key stands there together.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/dispatcher.go auditAnnotationCollector
 */
export class AuditNotes {
  readonly #texts = new Map<string, Set<string>>();

  /** Nothing is noted of an empty text; of a long one its beginning. */
  add(key: string, text: string): void {
    if (text === "") return;
    const texts = this.#texts.get(key) ?? new Set();
    this.#texts.set(key, texts.add(beginningOf(text)));
  }

  tell(findings: Findings): void {
    for (const [key, texts] of this.#texts) findings.annotate(key, [...texts].join(", "));
  }
}

function beginningOf(text: string): string {
  if (text.length <= noteBytesMax / 3) return text;
  return textDecoder.decode(utf8Of(text).subarray(0, noteBytesMax));
}
