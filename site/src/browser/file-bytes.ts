/** What a file holds, as far as it can be read. */
export interface FileBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its compression breaks off or is broken: the bytes are what came before. */
  readonly isBroken: boolean;
  /** It holds more than the limit, and was read no further. */
  readonly isTooLarge: boolean;
}

// What is broken takes the rest of its piece with it.
const pieceBytes = 16_384;

/** Reads a file; recordings come compressed, too, and one of a killed recorder ends where its compression does. */
export async function bytesOf(file: Blob, bytesMax: number): Promise<FileBytes> {
  const nothing = { bytes: new Uint8Array(0), isBroken: false, isTooLarge: true };
  if (file.size > bytesMax) return nothing;
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { bytes, isBroken: false, isTooLarge: false };
  const { readable, writable } = new DecompressionStream("gzip");
  // Whoever reads hears of an error.
  feed(bytes, writable.getWriter()).catch(() => undefined);
  const reader = readable.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let isBroken = false;
  let size = 0;
  for (;;) {
    const { value } = await reader.read().catch(() => {
      isBroken = true;
      return { value: undefined };
    });
    if (value === undefined) break;
    size += value.length;
    if (size > bytesMax) {
      await reader.cancel().catch(() => undefined);
      return nothing;
    }
    parts.push(value);
  }
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  return { bytes: whole, isBroken, isTooLarge: false };
}

async function feed(
  bytes: Uint8Array<ArrayBuffer>,
  writer: WritableStreamDefaultWriter<BufferSource>,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes)
    await writer.write(bytes.subarray(at, at + pieceBytes));
  // An error at the end throws away what has not been read yet: nothing is taken in before that has been.
  await writer.write(new Uint8Array(0));
  await writer.close();
}
