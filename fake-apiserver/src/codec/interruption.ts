/** Ends what is done for a request as a whole: nothing on its way swallows this, or takes it for an answer. */
export class Interruption extends Error {
  override readonly name: string = "Interruption";
}
