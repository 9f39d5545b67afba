import type { ResourceLookup } from "../../kinds/registry.ts";
import { etagOf } from "../digest.ts";

/** A document, and the name of its state. */
export interface Tagged {
  readonly document: object;
  readonly etag: string;
}

/** Documents of one state of a registry. */
interface Documents {
  readonly generation: number;
  readonly tagged: Map<string, Tagged>;
}

const documents = new WeakMap<ResourceLookup, Documents>();

/** What is made of a registry is made once for each of its states. */
export function remembered(lookup: ResourceLookup, key: string, make: () => object): Tagged {
  let known = documents.get(lookup);
  if (known === undefined || known.generation !== lookup.generation) {
    known = { generation: lookup.generation, tagged: new Map() };
    documents.set(lookup, known);
  }
  let tagged = known.tagged.get(key);
  if (tagged === undefined) {
    const document = make();
    tagged = { document, etag: etagOf(document) };
    known.tagged.set(key, tagged);
  }
  return tagged;
}
