// The encoding of keys is what a URL's query means to JavaScript.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const { cases } = JSON.parse(readFileSync(new URL('keys.json', import.meta.url), 'utf8'));

for (const { input, encoded } of cases.filter((each) => each.encoded)) {
  test(`key ${input}: a URL with its encoding gives it back`, () => {
    const { searchParams, hash } = new URL(`http://h/v1/events?k=${encoded}&b=1`);
    assert.deepEqual([...searchParams], [['k', input], ['b', '1']]);
    assert.equal(hash, '');
  });
}
