/**
 * Runs in the page that is printed: draws what is hatched as lines. Chromium prints a pattern as an
 * image of the whole sheet, one for each shape, which is heavy and blurred.
 */
export function drawHatches(): void {
  const svg = document.querySelector("svg");
  if (svg === null) throw new Error("there is no drawing to print");
  const element = <Name extends keyof SVGElementTagNameMap>(
    name: Name,
  ): SVGElementTagNameMap[Name] => document.createElementNS("http://www.w3.org/2000/svg", name);
  const hatched = [...svg.querySelectorAll<SVGGraphicsElement>("*")].filter((one) =>
    getComputedStyle(one).fill.startsWith("url("),
  );
  for (const [index, shape] of hatched.entries()) {
    const pattern = svg.querySelector<SVGPatternElement>(
      getComputedStyle(shape).fill.replace(/^url\("?(#[^")]+)"?\).*$/, "$1"),
    );
    if (pattern === null) throw new Error(`no pattern ${getComputedStyle(shape).fill}`);
    const [ground, line] = [pattern.querySelector("rect"), pattern.querySelector("line")];
    const { x, y, width, height } = shape.getBBox();
    const step = pattern.width.baseVal.value * Math.SQRT2;
    const count = Math.ceil((width + height) / step);
    const clip = element("clipPath");
    clip.id = `hatch-${index}`;
    clip.append(shape.cloneNode());
    const lines = element("path");
    lines.setAttribute("class", line?.getAttribute("class") ?? "");
    lines.setAttribute("clip-path", `url(#${clip.id})`);
    lines.setAttribute(
      "d",
      Array.from({ length: count }, (_, at) => {
        const right = x + (at + 0.5) * step;
        return `M${right},${y}l${-height},${height}`;
      }).join(""),
    );
    shape.style.fill = ground === null ? "none" : getComputedStyle(ground).fill;
    shape.after(clip, lines);
  }
}
