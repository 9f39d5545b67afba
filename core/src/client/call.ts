import { parseJson } from "../api/json.ts";
import { isRecord } from "../api/record.ts";
import { onStop, type StopSignal } from "../environment/stop-signal.ts";
import { bodyLengthMax } from "../source/list-body.ts";
import {
  errorOfResponse,
  type RequestSubject,
  unexpectedContent,
} from "../source/response-error.ts";
import type { RestRequest, RestResponseHead, RestTransport } from "../source/rest-transport.ts";
import { CallAbortedError } from "./object-client-options.ts";

/**
 * Sends one request and answers the object that came back.
 *
 * @throws StatusError when the server refused, TransportError when there was no answer of an apiserver,
 * CallAbortedError at the signal.
 */
export function call(
  transport: RestTransport,
  request: RestRequest,
  subject: RequestSubject,
  signal?: StopSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(
        new CallAbortedError(`${subject.verb} ${subject.url} was not sent: the signal was given`),
      );
      return;
    }
    let head: RestResponseHead | undefined;
    let text = "";
    let forgetSignal = (): void => {};
    let cancel = (): void => {};
    const fail = (error: unknown): void => {
      forgetSignal();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    cancel = transport.send(request, {
      responded: (received) => {
        head = received;
      },
      text: (piece) => {
        if (text.length + piece.length <= bodyLengthMax) {
          text += piece;
          return;
        }
        cancel();
        fail(unexpectedContent(subject, `more than ${bodyLengthMax} characters`, ""));
      },
      ended: () => {
        forgetSignal();
        try {
          resolve(decode(head, text, subject));
        } catch (error) {
          fail(error);
        }
      },
      failed: fail,
    });
    forgetSignal = onStop(signal, () => {
      cancel();
      reject(
        new CallAbortedError(`${subject.verb} ${subject.url} was given up: the signal was given`),
      );
    });
  });
}

function decode(
  head: RestResponseHead | undefined,
  text: string,
  subject: RequestSubject,
): unknown {
  if (head === undefined) throw unexpectedContent(subject, "nothing", "");
  if (head.status < 200 || head.status > 299) throw errorOfResponse(head, text, subject);
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw unexpectedContent(subject, "something that is no JSON", text);
  }
  if (!isRecord(value)) throw unexpectedContent(subject, "JSON that is no object", text);
  return value;
}
