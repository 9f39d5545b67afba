import { YamlSyntaxError } from "./yaml-syntax-error.ts";

/** What writing out an aliased node costs. */
export interface ExpandedSize {
  readonly nodes: number;
  readonly characters: number;
}

/** Up to so many nodes nearly all may come out of aliases, from so many on a tenth. */
const nodesLow = 400_000;
const nodesHigh = 4_000_000;

/**
 * Characters that aliases may add to one document. The real server has no such limit; an object that large could not
 * be stored in either.
 */
const charactersMax = 8 * 1024 * 1024;

/**
 * Keeps a document from growing without bound by aliases of aliases: the share of nodes that come out of aliases is
 * limited, the more so the larger the document becomes.
 *
 * @see sigs.k8s.io/yaml/goyaml.v2 decode.go, allowedAliasRatio
 */
export class AliasBudget {
  #nodes = 0;
  #aliasedNodes = 0;
  #aliasedCharacters = 0;

  /** A node of the text was read. */
  read(): void {
    this.#nodes += 1;
  }

  /** A node was put in a second time. @throws YamlSyntaxError when that was once too often */
  expand({ nodes, characters }: ExpandedSize): void {
    this.#nodes += nodes + 1;
    this.#aliasedNodes += nodes;
    this.#aliasedCharacters += characters;
    const isExcessive =
      this.#aliasedNodes > 100 &&
      this.#nodes > 1_000 &&
      this.#aliasedNodes / this.#nodes > allowedRatio(this.#nodes);
    if (isExcessive || this.#aliasedCharacters > charactersMax) {
      throw new YamlSyntaxError("yaml: document contains excessive aliasing");
    }
  }
}

function allowedRatio(nodes: number): number {
  if (nodes <= nodesLow) return 0.99;
  if (nodes >= nodesHigh) return 0.1;
  return 0.99 - (0.89 * (nodes - nodesLow)) / (nodesHigh - nodesLow);
}
