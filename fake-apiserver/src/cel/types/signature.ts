import {
  type CelType,
  celTypes,
  listType,
  mapType,
  optionalType,
  parameterType,
  typeType,
} from "./cel-type.ts";

/** The types that a function takes, the receiver first, and what it gives. */
export interface Signature {
  readonly parameters: readonly CelType[];
  readonly result: CelType;
  /** Names of its type parameters. */
  readonly typeParameters: readonly string[];
}

/** Reads `list(T) int -> optional(T)`: types between blanks, type parameters are single capitals. */
export function parseSignature(text: string, others: Readonly<Record<string, CelType>>): Signature {
  const [from = "", to = ""] = text.split("->");
  const typeParameters = new Set<string>();
  const read = (source: string): CelType => new TypeReader(source, others, typeParameters).read();
  const words = from.split(" ").filter((word) => word !== "");
  const parameters = words.map(read);
  return { parameters, result: read(to.trim()), typeParameters: [...typeParameters] };
}

class TypeReader {
  #at = 0;
  readonly #text: string;
  readonly #others: Readonly<Record<string, CelType>>;
  readonly #typeParameters: Set<string>;

  constructor(
    text: string,
    others: Readonly<Record<string, CelType>>,
    typeParameters: Set<string>,
  ) {
    this.#text = text;
    this.#others = others;
    this.#typeParameters = typeParameters;
  }

  read(): CelType {
    const start = this.#at;
    while (this.#at < this.#text.length && !"(),".includes(this.#text[this.#at] ?? "")) this.#at++;
    const name = this.#text.slice(start, this.#at);
    const inner: CelType[] = [];
    if (this.#text[this.#at] === "(") {
      do {
        this.#at++;
        inner.push(this.read());
      } while (this.#text[this.#at] === ",");
      this.#at++;
    }
    return this.#named(name, inner);
  }

  #named(name: string, [first = celTypes.dyn, second = celTypes.dyn]: readonly CelType[]): CelType {
    if (name === "list") return listType(first);
    if (name === "map") return mapType(first, second);
    if (name === "optional") return optionalType(first);
    if (name === "typeOf") return typeType(first);
    if (/^[A-Z]$/.test(name)) {
      this.#typeParameters.add(name);
      return parameterType(name);
    }
    const known: Readonly<Record<string, CelType>> = { ...celTypes, ...this.#others };
    const found = known[name];
    if (found === undefined) throw new Error(`no type ${name}`);
    return found;
  }
}
