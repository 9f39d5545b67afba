/**
 * Keyed randomness: a draw depends on the seed and on the labels it was forked by, never on how many draws
 * happened elsewhere. Removing one operation from a scenario leaves every other draw as it was.
 */
export interface Random {
  /** The next number in [0, 1) of this stream. */
  next(): number;
  /** A stream of its own for `label`; the same label gives the same stream again. */
  fork(label: string): Random;
}

/** Whole number in [0, bound). */
export function randomInteger(random: Random, bound: number): number {
  return Math.floor(random.next() * bound);
}

/** The seeded generator: a pure function of (seed, labels, position in the stream). */
export function seededRandom(seed: number | string): Random {
  return new KeyedRandom(hashText(String(seed), 0x9e3779b9));
}

class KeyedRandom implements Random {
  readonly #key: number;
  #drawn = 0;

  constructor(key: number) {
    this.#key = key;
  }

  next(): number {
    this.#drawn += 1;
    const high = mix(this.#key ^ Math.imul(this.#drawn, 0x85ebca6b));
    const low = mix(high + 0x6d2b79f5);
    return ((high >>> 6) * 0x8000000 + (low >>> 5)) / 0x20000000000000;
  }

  fork(label: string): Random {
    return new KeyedRandom(hashText(label, this.#key));
  }
}

/** FNV-1a over UTF-16 units, finished by an avalanche so that near labels give far keys. */
function hashText(text: string, basis: number): number {
  let hash = basis ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** The 32-bit finalizer of MurmurHash3. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
