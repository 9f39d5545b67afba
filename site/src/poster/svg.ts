import { drawingKit } from "@informerlab/visualizer";

/** A text's look: size in pixels, class for colour and weight, and how far its lines are apart. */
export interface Look {
  readonly size: number;
  readonly name?: string;
  readonly leading?: number;
}

/** SVG, and how far down it reaches. */
export interface Drawn {
  readonly svg: string;
  readonly bottom: number;
}

/** One line; `y` is its base line. */
export function line(x: number, y: number, text: string, look: Look, anchor = "start"): string {
  const { size, name = "" } = look;
  const at = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
  return `<text x="${round(x)}" y="${round(y)}" class="p ${name}" style="font-size:${size}px"${at}>${escaped(text)}</text>`;
}

/** A paragraph of a width; `y` is the base line of its first line. */
export function paragraph(x: number, y: number, width: number, text: string, look: Look): Drawn {
  const leading = look.size * (look.leading ?? 1.36);
  const lines = broken(text, width, look.size);
  return {
    svg: lines.map((one, index) => line(x, y + index * leading, one, look)).join(""),
    bottom: y + (lines.length - 1) * leading,
  };
}

/** Where a text is broken, so that no line is wider than `width` pixels. */
export function broken(text: string, width: number, size: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const part of unbreakable(text)) {
    if (current !== "" && widthOf((current + part).trimEnd(), size) > width) {
      lines.push(current.trimEnd());
      current = "";
    }
    current += part;
  }
  lines.push(current.trimEnd());
  return lines;
}

/** How wide a text is at most, in pixels. */
export function widthOf(text: string, size: number): number {
  return drawingKit.widthOf(text, size);
}

/** Words with the blank after them, and Chinese characters; no mark that closes begins a line, none that opens ends one. */
function unbreakable(text: string): readonly string[] {
  return (
    text.match(
      /[“（《]*(?:[\u2e80-\u2fff\u3040-\u9fff]|[^\s\u2e80-\uffff“”]+)[，。；：、？！”）》,.;:?!)]*\s*|\s+|./gu,
    ) ?? []
  );
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
