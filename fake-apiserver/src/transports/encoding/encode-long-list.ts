import { utf8Of } from "../../codec/bytes/byte-store.ts";
import type { Encoding, LongList } from "../../request/read/api-request.ts";
import { toJsonText } from "./json-text.ts";
import { compareKeys } from "./yaml/key-order.ts";
import { toYamlText } from "./yaml-text.ts";

/** How a list is written where nothing of it is remembered. */
export type ListStyle = "compact" | "indented" | "yaml";

/** Elements written without a pause. */
const elementsPerStep = 16;

/** Writes a list element by element, with pauses: the bytes are those of its whole value written at once. */
export function encodeLongList(list: LongList, style: ListStyle): Encoding {
  return style === "yaml" ? encodeYaml(list) : encodeJson(list, style === "indented");
}

function* encodeJson(list: LongList, isPretty: boolean): Encoding {
  const { head, member, count, foot, elementAt } = list;
  const gap = isPretty ? "\n    " : "";
  const open = toJsonText({ ...head, [member]: [] }, { isPretty });
  const beforeElements = open.slice(0, isPretty ? -"]\n}".length : -"]}".length);
  const whole = toJsonText({ ...head, [member]: [], ...foot }, { isPretty });
  const tail = whole.slice(beforeElements.length);
  const pieces = [utf8Of(beforeElements)];
  for (let index = 0; index < count; index++) {
    const text = toJsonText(elementAt(index), { isPretty });
    // Line ends within texts are escaped, so these are those of the layout.
    const laidOut = isPretty ? text.replaceAll("\n", gap) : text;
    pieces.push(utf8Of(`${index === 0 ? "" : ","}${gap}${laidOut}`));
    if (index % elementsPerStep === elementsPerStep - 1) yield;
  }
  pieces.push(utf8Of(isPretty ? `\n  ${tail}` : `${tail}\n`));
  return pieces;
}

function* encodeYaml({ head, member, count, foot, elementAt }: LongList): Encoding {
  const pieces: Uint8Array[] = [];
  const others: LongList["head"] = { ...head, ...foot };
  for (const name of [...Object.keys(others), member].sort(compareKeys)) {
    if (name !== member) {
      pieces.push(utf8Of(toYamlText({ [name]: others[name] })));
      continue;
    }
    pieces.push(utf8Of(`${member}:\n`));
    for (let index = 0; index < count; index++) {
      pieces.push(utf8Of(toYamlText([elementAt(index)])));
      if (index % elementsPerStep === elementsPerStep - 1) yield;
    }
  }
  return pieces;
}
