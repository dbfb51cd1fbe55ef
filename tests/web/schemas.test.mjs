// The build that checks events against their schemas: in Node, and in a page, on both cores.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Bench } from './support/browser.mjs';
import { Collector } from './support/collector.mjs';
import { compile } from './support/pack.mjs';

const DIST = process.env.GODWIT_WEB_DIST;
const MODULE = `${DIST}/godwit.schemas.js`;
const CONFIG = { key: 'KEY', consent: 'granted' };

const folder = mkdtempSync(join(tmpdir(), 'godwit-schemas-'));
after(() => rmSync(folder, { recursive: true }));

const SCHEMA = {
  type: 'object',
  properties: {
    sku: { type: 'string', minLength: 1, pattern: '^[a-z]+-\\d+$' },
    price: { type: 'number', minimum: 0, multipleOf: 0.01 },
    at: { type: 'string', format: 'date-time' },
    kind: { enum: ['view', 'click'] },
  },
  required: ['sku'],
  additionalProperties: false,
};
const NEWER = { ...SCHEMA, required: ['sku', 'kind'] };

const pack = compile({ 'product/1-0-0.json': SCHEMA, 'product/1-1-0.json': NEWER });

const GOOD = { sku: 'shoe-1', price: 49.95, at: '2026-02-28T12:00:00Z', kind: 'view' };
/** Wrong properties, and the sentence about each. */
const BAD = [
  [{ ...GOOD, sku: 'Shoe' }, /\/sku must match .* \(pattern\)/],
  [{ ...GOOD, price: 1.005 }, /\/price must be a multiple of 0.01 \(multipleOf\)/],
  [{ ...GOOD, at: '2026-02-29T12:00:00Z' }, /\/at must be a date and time.* \(format\)/],
  [{ ...GOOD, kind: 'buy' }, /\/kind must be one of "view" or "click" \(enum\)/],
  [{ ...GOOD, colour: 'red' }, /\/colour .* \(additionalProperties\)/],
  [{ kind: 'view' }, /it lacks the property "sku" \(required\)/],
];

async function open(config) {
  const { Tracker } = await import(MODULE);
  const tracker = Tracker.open({ endpoint: 'http://127.0.0.1:1', ...CONFIG, ...config });
  const declined = [];
  tracker.on('declined', (event) => declined.push(event));
  return { tracker, declined };
}

for (const engine of ['auto', 'js']) {
  test(`in Node, engine ${engine}: what its schema refuses is, with the reason`, async () => {
    const { tracker, declined } = await open({ schemas: pack, engine });
    tracker.track('product', GOOD);
    for (const [properties] of BAD) tracker.track('product', properties);
    tracker.track('unknown', { anything: 1 });
    assert.equal((await tracker.opened).code, 'ok');
    assert.equal(tracker.engine, engine === 'js' ? 'js' : 'wasm');
    await tracker.flush(10);
    assert.equal(tracker.stats().accepted, 2);
    assert.equal(declined.length, BAD.length);
    BAD.forEach(([, sentence], i) => assert.match(declined[i].message, sentence));
    await tracker.close();
  });
}

for (const engine of ['auto', 'js']) {
  test(`in Node, engine ${engine}: packs that ask for more are checked, too`, async () => {
    for (const [asked, sentence] of [
      [{ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, /\(anyOf\)/],
      [{ properties: { a: { pattern: '(a|b)*a(a|b){20}' } } }, /\(pattern\)/],
      [{ properties: { a: { format: 'regex' } } }, /\(format\)/],
    ]) {
      const { tracker, declined } = await open({ schemas: compile({ 'x.json': asked }), engine });
      tracker.track('x', { a: asked.anyOf ? 1 : `b${'a'.repeat(21)}` });
      tracker.track('x', asked.anyOf ? {} : { a: '(' });
      await tracker.opened;
      assert.equal(tracker.engine, engine === 'js' ? 'js' : 'wasm');
      await tracker.flush(10);
      assert.equal(tracker.stats().accepted, 1);
      assert.equal(declined.length, 1);
      assert.match(declined[0].message, sentence);
      await tracker.close();
    }
  });
}

test('where the module for all packs is not there, that is said, and events go on', async () => {
  const schemas = compile({ 'x.json': { not: { required: ['a'] } } });
  const { tracker, declined } = await open({ schemas, wasm: `file://${DIST}/godwit.schemas.wasm` });
  tracker.track('x', { a: 1 });
  assert.equal((await tracker.opened).code, 'ok');
  await tracker.flush(10);
  assert.deepEqual(
    declined.map(({ message }) => message),
    ['schemas: they need godwit.all-schemas.wasm'],
  );
  assert.equal(tracker.stats().accepted, 1);
  await tracker.close();
});

test('an event follows the version that it names, or the highest', async () => {
  const { tracker, declined } = await open({ schemas: pack, unknownSchema: 'refuse' });
  const { kind, ...older } = GOOD;
  tracker.track('product', older, { schema: '1-0-0' });
  tracker.track('product', older);
  tracker.track('product', GOOD, { schema: '2-0-0' });
  tracker.track('product', GOOD, { schema: 'newest' });
  tracker.track('other', {});
  await tracker.opened;
  await tracker.flush(10);
  assert.equal(kind, 'view');
  assert.equal(tracker.stats().accepted, 1);
  const sentences = declined.map(({ message }) => message).sort();
  assert.match(sentences[0], /^schema: must be a version/);
  assert.match(sentences[1], /lacks the property "kind"/);
  assert.match(sentences[2], /no schema of this event: other/);
  assert.match(sentences[3], /no such version of this event: product/);
  await tracker.close();
});

test('in report mode all are taken, marked and counted, and arrive with their mark', async () => {
  const directory = mkdtempSync(join(folder, 'data-'));
  const collector = await new Collector(directory).start();
  const { tracker } = await open({
    endpoint: collector.url,
    schemas: pack,
    schemaMode: 'report',
    unknownSchema: 'mark',
  });
  tracker.track('product', GOOD);
  for (const [properties] of BAD) tracker.track('product', properties);
  tracker.track('other', {});
  assert.equal((await tracker.flush(10_000)).code, 'ok');
  assert.equal(tracker.stats().marked, BAD.length + 1);
  assert.equal((await collector.summary()).unique, BAD.length + 2);
  await tracker.close();
  await collector.stop();
});

test('a pack that is none, or a word that is none, is said, and events go on', async () => {
  const { tracker, declined } = await open({ schemas: pack.slice(0, -4) });
  tracker.track('product', { wrong: true });
  assert.equal((await tracker.opened).code, 'ok');
  await tracker.flush(10);
  assert.deepEqual(
    declined.map(({ message }) => message),
    ['schemas: not a schema pack, or damaged'],
  );
  assert.equal(tracker.stats().accepted, 1);
  await tracker.close();
  await assert.rejects(open({ schemaMode: 'strict' }), /^TypeError: schemaMode: /);
  await assert.rejects(open({ unknownSchema: 'drop' }), /^TypeError: unknownSchema: /);
  const { Tracker } = await import(`${DIST}/godwit.js`);
  assert.throws(
    () => Tracker.open({ endpoint: 'https://collector.example', ...CONFIG, schemas: pack }),
    /^TypeError: schemas: import godwit\/schemas/,
  );
});

test('a pack that never comes, or is not there, keeps no event from its way', async () => {
  const bench = await new Bench().start();
  const page = await bench.page({ open: false });
  const heard = await page.evaluate(
    async ([module, endpoint, site]) => {
      const { fetch, setTimeout } = window;
      window.setTimeout = (run, ms, ...more) => setTimeout(run, ms === 10_000 ? 0 : ms, ...more);
      window.fetch = (url, ...more) =>
        String(url).endsWith('/hangs') ? new Promise(() => {}) : fetch(url, ...more);
      const { Tracker } = await import(module);
      const messages = [];
      for (const schemas of [`${site}/hangs`, `${site}/nowhere.pack`]) {
        const config = { endpoint, key: 'KEY', consent: 'granted', name: schemas, schemas };
        const tracker = Tracker.open(config);
        tracker.on('declined', ({ message }) => messages.push(message));
        tracker.track('product', { wrong: true });
        messages.push((await tracker.flush(20_000)).code);
        window.setTimeout = setTimeout;
      }
      return messages;
    },
    [`${bench.site.url}/godwit.schemas.js`, bench.collector.url, bench.site.url],
  );
  assert.deepEqual(heard, [
    'schemas: cannot be loaded: Error: it does not answer',
    'ok',
    'schemas: not a schema pack, or damaged',
    'ok',
  ]);
  assert.equal((await bench.collector.summary()).unique, 2);
  await bench.stop();
});

test('a page fetches its pack, and hears of each event that is declined', async () => {
  const bench = await new Bench().start();
  const page = await bench.page({ open: false });
  const heard = await page.evaluate(
    async ([module, endpoint, bytes, events]) => {
      const { Tracker } = await import(module);
      const schemas = URL.createObjectURL(new Blob([new Uint8Array(bytes)]));
      const tracker = Tracker.open({ endpoint, key: 'KEY', consent: 'granted', schemas });
      const declined = [];
      tracker.on('declined', ({ name, message }) => declined.push({ name, message }));
      for (const event of events) tracker.track('product', event);
      const flushed = await tracker.flush(10_000);
      return { flushed, declined };
    },
    [
      `${bench.site.url}/godwit.schemas.js`,
      bench.collector.url,
      [...pack],
      [GOOD, ...BAD.map(([properties]) => properties), GOOD],
    ],
  );
  assert.deepEqual(heard.flushed, { code: 'ok', message: '' });
  assert.equal(heard.declined.length, BAD.length);
  BAD.forEach(([, sentence], i) => assert.match(heard.declined[i].message, sentence));
  assert.equal((await bench.collector.summary()).unique, 2);
  await bench.stop();
});
