import type { ServerResponse } from "node:http";
import type { SendPage } from "./built-site.ts";

/** A page on its way: each `next()` lets one more piece out, and answers when it has left. */
export type PageOnItsWay = AsyncGenerator<void, void, void>;

const pieceBytes = 2500;

/** A network as slow as a test wants it: no piece of a page leaves before it is asked for. */
export class PagesInPieces {
  #asked = Promise.withResolvers<PageOnItsWay>();

  /** The page that the browser asks for next. */
  get asked(): Promise<PageOnItsWay> {
    return this.#asked.promise;
  }

  /** For `serveBuiltSite`. */
  readonly send: SendPage = (response, body) => {
    response.flushHeaders();
    this.#asked.resolve(piecesOf(response, body));
    this.#asked = Promise.withResolvers();
  };
}

/** The head comes whole, with the first piece: without it a browser draws nothing. */
async function* piecesOf(response: ServerResponse, page: Buffer): PageOnItsWay {
  let from = 0;
  for (let to = page.indexOf("<body") + pieceBytes; from < page.length; to += pieceBytes) {
    const piece = page.subarray(from, to);
    await new Promise<void>((left) => response.write(piece, () => left()));
    from = to;
    yield;
  }
  response.end();
}
