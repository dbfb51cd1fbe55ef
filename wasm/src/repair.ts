// Half a character, as of a text that was cut, is no text: U+FFFD takes its place, as
// docs/protocol.md says. The core of a page is given no other text (bindings/no_repair.cpp).

/** Halves of surrogate pairs; whole ones are one character here. */
const HALVES = /\p{Surrogate}/gu;
/** In what JSON.stringify() wrote, which escapes halves alone; a backslash before them is none. */
const ESCAPED_HALVES = /(\\\\)|\\ud[89a-f]../g;

export class Repairs {
  /** Calls with half a character. */
  count = 0;

  /** What a call gives the core: a text, and JSON by JSON.stringify(). */
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
