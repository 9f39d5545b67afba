import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * The queues that a flow may use: `handSize` different ones of `queues`, drawn by the flow's name, so that two flows seldom
 * share all of theirs.
 *
 * @see kubernetes apiserver pkg/util/shufflesharding/dealer.go, pkg/util/flowcontrol/apf_controller.go hashFlowID
 */
export function dealHand(
  schema: string,
  distinguisher: string,
  { queues, handSize }: { readonly queues: number; readonly handSize: number },
): readonly number[] {
  let rest = queues > 1 ? flowHash(schema, distinguisher) : 0n;
  const drawn: number[] = [];
  const hand: number[] = [];
  for (let dealt = 0; dealt < handSize; dealt++) {
    const left = BigInt(queues - dealt);
    drawn.push(Number(rest % left));
    rest /= left;
    let card = drawn[dealt] as number;
    // What was dealt before is no longer in the deck.
    for (let before = dealt - 1; before >= 0; before--)
      if (card >= (drawn[before] as number)) card += 1;
    hand.push(card);
  }
  return hand;
}

function flowHash(schema: string, distinguisher: string): bigint {
  const bytes = sha256(utf8ToBytes(`${schema}\0${distinguisher}`));
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
}
