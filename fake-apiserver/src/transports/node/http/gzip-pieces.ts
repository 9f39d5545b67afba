import { constants, crc32, deflateRaw } from "node:zlib";
import { joined } from "../../../codec/bytes/byte-store.ts";
import { combinedChecksum } from "./combine-checksums.ts";

/** What a gzip file begins with: deflate, no name, no time. */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255);
/** An empty last block. */
const lastBlock = Uint8Array.of(3, 0);

/** Pieces of a cut at most, and at least where one says that a new cut begins. */
const cutPiecesMax = 512;
const cutPiecesMin = 32;
/** One in so many long pieces says so. */
const cutEvery = 64;
/** Shorter pieces are what stands between items. */
const longPieceBytesMin = 64;

const hashFactor = 0x0100_0193;

/** Of the windows remembered, compressed and not. */
const rememberedBytesMax = 32 * 1024 * 1024;

/** Pieces that are compressed by themselves. */
interface Cut {
  readonly pieces: readonly Uint8Array[];
  /** Of the long pieces among them. */
  readonly hash: number;
}

/** What came of a cut. */
interface Window {
  readonly pieces: readonly Uint8Array[];
  readonly compressed: Uint8Array;
  readonly length: number;
  readonly checksum: number;
}

/**
 * Compresses what is made of pieces that come again: the same list, a moment later, with a few objects changed. It is
 * cut where the pieces themselves say so, and each cut is compressed alone, so most of it is at hand the next time.
 */
export class PieceCompressor {
  #newer = new Map<number, Window>();
  #older = new Map<number, Window>();
  #newerBytes = 0;

  /** The pieces as one gzip file. */
  async compress(pieces: readonly Uint8Array[]): Promise<Uint8Array> {
    const windows = await Promise.all(cutsOf(pieces).map((cut) => this.#windowOf(cut)));
    let checksum = 0;
    let total = 0;
    for (const window of windows) {
      checksum = combinedChecksum(checksum, window.checksum, window.length);
      total += window.length;
    }
    const trailer = new Uint8Array(8);
    new DataView(trailer.buffer).setUint32(0, checksum, true);
    new DataView(trailer.buffer).setUint32(4, total, true);
    return joined([header, ...windows.map(({ compressed }) => compressed), lastBlock, trailer]);
  }

  async #windowOf({ pieces, hash }: Cut): Promise<Window> {
    const known = this.#newer.get(hash) ?? this.#older.get(hash);
    const window =
      known !== undefined && isSame(known.pieces, pieces) ? known : await compressedAlone(pieces);
    this.#remember(hash, window);
    return window;
  }

  #remember(hash: number, window: Window): void {
    if (this.#newer.get(hash) === window) return;
    const bytes = window.length + window.compressed.length;
    if (this.#newerBytes + bytes > rememberedBytesMax / 2) {
      this.#older = this.#newer;
      this.#newer = new Map();
      this.#newerBytes = 0;
    }
    this.#newer.set(hash, window);
    this.#newerBytes += bytes;
  }
}

/** Ends at a byte, so that whatever comes next can be compressed without knowing of it. */
function compressedAlone(pieces: readonly Uint8Array[]): Promise<Window> {
  const options = { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_FULL_FLUSH };
  const bytes = joined(pieces);
  return new Promise((resolve, reject) => {
    deflateRaw(bytes, options, (error, compressed) => {
      if (error !== null) reject(error);
      else resolve({ pieces, compressed, length: bytes.length, checksum: crc32(bytes) });
    });
  });
}

function cutsOf(pieces: readonly Uint8Array[]): readonly Cut[] {
  const cuts: Cut[] = [];
  let cut: Uint8Array[] = [];
  let hash = 0;
  for (const piece of pieces) {
    const own = piece.length < longPieceBytesMin ? undefined : hashOfStart(piece);
    const isFull =
      cut.length >= cutPiecesMax ||
      (cut.length >= cutPiecesMin && own !== undefined && own % cutEvery === 0);
    if (isFull) {
      cuts.push({ pieces: cut, hash });
      cut = [];
      hash = 0;
    }
    cut.push(piece);
    if (own !== undefined) hash = Math.imul(hash ^ own, hashFactor) >>> 0;
  }
  if (cut.length > 0) cuts.push({ pieces: cut, hash });
  return cuts;
}

/** FNV-1a of what an object begins with, its name above all: wherever it stands it is the same. */
function hashOfStart(piece: Uint8Array): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < longPieceBytesMin; index++) {
    hash = Math.imul(hash ^ (piece[index] ?? 0), hashFactor);
  }
  return hash >>> 8;
}

/** Bytes are never written to again, so the same place holds the same bytes. */
function isSame(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((piece, index) => isSamePlace(piece, b[index]));
}

function isSamePlace(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return (
    a === b || (a.buffer === b?.buffer && a.byteOffset === b.byteOffset && a.length === b.length)
  );
}
