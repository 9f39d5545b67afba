/**
 * What is wrong with an object whose version its definition has lost.
 *
 * @see apiextensions-apiserver pkg/apiserver/conversion/converter.go
 */
export function goneVersionText(apiVersion = ""): string {
  return `request to convert CR from an invalid group/version: ${apiVersion}`;
}
