/** A copy of fewer bytes would not be shorter than the bytes. */
const copyMin = 4;
/** Places at which a copy is looked for, the latest first. */
const triesMax = 16;

/**
 * Bytes as what they repeat, of a dictionary that the reader has and of themselves, and what is new: a count, doubled, then
 * that many new bytes; or a count, doubled and one more, then how far back that many bytes are to be found.
 */
export function toBackReferences(
  bytes: readonly number[],
  dictionary: readonly number[],
): readonly number[] {
  const all = [...dictionary, ...bytes];
  const places = new Map<number, number[]>();
  const out: number[] = [];
  let fresh: number[] = [];
  let noted = 0;
  const note = (end: number): void => {
    for (; noted < end && noted + copyMin <= all.length; noted += 1) {
      const key = keyAt(all, noted);
      const known = places.get(key);
      if (known === undefined) places.set(key, [noted]);
      else known.push(noted);
    }
  };
  const flush = (): void => {
    if (fresh.length > 0) out.push(...varint(fresh.length * 2), ...fresh);
    fresh = [];
  };
  for (let at = dictionary.length; at < all.length; ) {
    note(at);
    const best = longestAt(all, at, places);
    if (best === undefined) {
      fresh.push(all[at] ?? 0);
      at += 1;
      continue;
    }
    flush();
    out.push(...varint(best.length * 2 + 1), ...varint(at - best.from));
    at += best.length;
  }
  flush();
  return out;
}

/** Reads what {@link toBackReferences} wrote; undefined where it is not that, or longer than `bytesMax`. */
export function fromBackReferences(
  references: readonly number[],
  dictionary: readonly number[],
  bytesMax: number,
): readonly number[] | undefined {
  const all = [...dictionary];
  const room = dictionary.length + bytesMax;
  const reader = { bytes: references, at: 0 };
  while (reader.at < references.length) {
    const head = readVarint(reader);
    if (head === undefined) return undefined;
    const length = Math.floor(head / 2);
    if (length === 0 || all.length + length > room) return undefined;
    if (head % 2 === 0) {
      if (reader.at + length > references.length) return undefined;
      for (const byte of references.slice(reader.at, reader.at + length)) all.push(byte);
      reader.at += length;
      continue;
    }
    const distance = readVarint(reader);
    if (distance === undefined || distance === 0 || distance > all.length) return undefined;
    // What is copied may reach into the copy.
    for (let index = 0; index < length; index += 1) all.push(all[all.length - distance] ?? 0);
  }
  return all.slice(dictionary.length);
}

function longestAt(
  all: readonly number[],
  at: number,
  places: ReadonlyMap<number, readonly number[]>,
): { readonly from: number; readonly length: number } | undefined {
  if (at + copyMin > all.length) return undefined;
  let best: { from: number; length: number } | undefined;
  for (const from of (places.get(keyAt(all, at)) ?? []).slice(-triesMax).reverse()) {
    let length = copyMin;
    while (at + length < all.length && all[from + length] === all[at + length]) length += 1;
    if (length > (best?.length ?? 0)) best = { from, length };
  }
  return best;
}

/** The first {@link copyMin} bytes as one number. */
function keyAt(all: readonly number[], at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = all.slice(at, at + copyMin);
  return ((a * 256 + b) * 256 + c) * 256 + d;
}

/** Seven bits a byte, lowest first; the eighth says that more follow. */
function varint(count: number): readonly number[] {
  return count < 0x80 ? [count] : [(count % 0x80) | 0x80, ...varint(Math.floor(count / 0x80))];
}

function readVarint(reader: { readonly bytes: readonly number[]; at: number }): number | undefined {
  let count = 0;
  for (let factor = 1; factor < 2 ** 42; factor *= 0x80) {
    const byte = reader.bytes[reader.at];
    if (byte === undefined) return undefined;
    reader.at += 1;
    count += (byte & 0x7f) * factor;
    if (byte < 0x80) return count;
  }
  return undefined;
}
