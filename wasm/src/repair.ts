// Replaces half a character, as in a text that was cut, by U+FFFD (docs/protocol.md). So a page's
// core gets only valid text (bindings/no_repair.cpp).

/** Halves of surrogate pairs; under flag u a whole pair is one character. */
const HALVES = /\p{Surrogate}/gu;
/**
 * In the output of JSON.stringify(), which escapes only halves. An escaped backslash before one
 * does not count.
 */
const ESCAPED_HALVES = /(\\\\)|\\ud[89a-f]../g;

export class Repairs {
  /** The number of calls with half a character. */
  count = 0;

  /** The arguments of a call to the core: a text, and the output of JSON.stringify(). */
  of(text: string, json = ''): [text: string, json: string] {
    text = String(text);
    const repaired: [string, string] = [
      text.replace(HALVES, '\ufffd'),
      json.includes('\\ud')
        ? json.replace(ESCAPED_HALVES, (_, backslash?: string) => backslash ?? '\ufffd')
        : json,
    ];
    if (repaired[0] !== text || repaired[1] !== json) ++this.count;
    return repaired;
  }
}
