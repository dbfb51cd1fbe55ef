// A tracker where there is no page: in Node, and in a Web Worker.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Bench, range } from './support/browser.mjs';
import { Collector } from './support/collector.mjs';

const MODULE = `${process.env.GODWIT_WEB_DIST}/godwit.js`;

/** Gives `use` the package and a collector, which end with it. */
async function inNode(use) {
  const module = await import(MODULE);
  const directory = mkdtempSync(join(tmpdir(), 'godwit-node-'));
  const collector = await new Collector(directory).start();
  try {
    await use({ ...module, collector });
  } finally {
    await collector.stop();
    rmSync(directory, { recursive: true });
  }
}

test('importing the module in Node does nothing, and a tracker delivers from there', () => {
  const globals = Object.keys(globalThis);
  return inNode(async ({ Tracker, collector }) => {
    assert.deepEqual(Object.keys(globalThis), globals);
    const tracker = Tracker.open({ endpoint: collector.url, key: 'KEY', consent: 'granted' });
    for (let i = 0; i < 100; ++i) tracker.track('node', { i });
    assert.equal((await tracker.opened).code, 'ok');
    assert.equal(tracker.storage.code, 'storage_unavailable');
    assert.equal((await tracker.flush(10_000)).code, 'ok');
    assert.equal((await tracker.close()).code, 'ok');
    assert.equal((await collector.summary()).unique, 100);
  });
});

test('a user who waits for room in the core is forgotten by a reset()', () =>
  inNode(async ({ Tracker, collector }) => {
    const tracker = Tracker.open({ endpoint: collector.url, key: 'KEY', consent: 'pending' });
    await tracker.opened;
    const text = 'x'.repeat(10_000);
    for (let i = 0; i < 300; ++i) tracker.track('large', { i, text });
    tracker.stats(); // Has the core take what it can: not all of 3 MB.
    tracker.setUser('before');
    tracker.setSuperProperty('plan', 'before');
    assert.equal((await tracker.reset()).code, 'ok');
    assert.equal((await tracker.setConsent('granted')).code, 'ok');
    tracker.track('after');
    assert.equal((await tracker.flush(10_000)).code, 'ok');
    await tracker.close();
    const [after, ...others] = collector.stored();
    assert.equal(after.name, 'after');
    assert.deepEqual([after.context.user, after.context.super, others], [undefined, undefined, []]);
  }));

test('a hook that tracks: each event has its own time, and each answer its own name', () =>
  inNode(async ({ Tracker, collector }) => {
    const tracker = Tracker.open({
      endpoint: collector.url,
      key: 'KEY',
      consent: 'granted',
      beforeSend({ name }) {
        if (name !== 'outer') return;
        tracker.track('inner', {}, { time: 12_345 });
        tracker.track('x'.repeat(300));
      },
    });
    const declined = [];
    tracker.on('declined', ({ name, code }) => declined.push([name, code]));
    const begun = Date.now();
    tracker.track('outer');
    tracker.setSuperProperty('large', 'x'.repeat(20_000));
    tracker.track('last');
    assert.equal((await tracker.flush(10_000)).code, 'ok');
    await tracker.close();
    assert.deepEqual(declined, [
      ['x'.repeat(300), 'too_large'],
      ['', 'too_large'],
    ]);
    const [inner, outer, last, ...others] = collector.stored();
    assert.deepEqual(
      [inner, outer, last].map(({ name }) => name),
      ['inner', 'outer', 'last'],
    );
    assert.deepEqual(others, []);
    assert.equal(inner.time, 12_345);
    for (const { time } of [outer, last]) assert.ok(Math.abs(time - begun) < 1000);
  }));

test('half a character is repaired in Node too', () =>
  inNode(async ({ Tracker, collector }) => {
    const tracker = Tracker.open({
      endpoint: collector.url,
      key: 'KEY',
      consent: 'granted',
      user: 'user \ud800',
    });
    tracker.track('name \ud83d', { '\udc00': ['\ud83d'], path: 'C:\\ud800', whole: '😀' });
    assert.equal((await tracker.flush(10_000)).code, 'ok');
    assert.equal(tracker.stats().repaired, 2);
    await tracker.close();
    const [event] = collector.stored();
    assert.equal(event.name, 'name \ufffd');
    assert.deepEqual(event.properties, { '\ufffd': ['\ufffd'], path: 'C:\\ud800', whole: '😀' });
    assert.equal(event.context.user, 'user \ufffd');
  }));

test('a configuration that cannot work is refused with its reason', async () => {
  const { Tracker } = await import(MODULE);
  const right = { endpoint: 'https://collector.example', key: 'KEY', consent: 'granted' };
  for (const wrong of [{ endpoint: 'collector' }, { key: '' }, { consent: undefined }]) {
    const [name] = Object.keys(wrong);
    assert.throws(() => Tracker.open({ ...right, ...wrong }), new RegExp(`^TypeError: ${name}: `));
  }
});

test('a tracker runs in a Web Worker', async () => {
  const bench = await new Bench().start();
  const page = await bench.page({ open: false });
  const flushed = await page.evaluate(
    ([module, endpoint]) =>
      new Promise((resolve) => {
        const text = `
          import { Tracker } from '${module}';
          const tracker = Tracker.open({ endpoint: '${endpoint}', key: 'KEY', consent: 'granted' });
          for (let i = 0; i < 100; ++i) tracker.track('worker', { i });
          tracker.flush(10_000).then((status) => postMessage({ status, storage: tracker.storage }));
        `;
        const source = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
        const worker = new Worker(source, { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve({ message });
      }),
    [`${bench.site.url}/godwit.js`, bench.collector.url],
  );
  const ok = { code: 'ok', message: '' };
  assert.deepEqual(flushed, { status: ok, storage: ok });
  await bench.assertStoredOnce({ worker: range(0, 100) });
  await bench.stop();
});

test('a tracker runs in a service worker', async () => {
  const bench = await new Bench().start();
  const page = await bench.page({ open: false });
  const flushed = await page.evaluate(async (endpoint) => {
    await navigator.serviceWorker.register('/service_worker.js', { type: 'module' });
    const { active } = await navigator.serviceWorker.ready;
    return new Promise((resolve) => {
      navigator.serviceWorker.onmessage = ({ data }) => resolve(data);
      active.postMessage({ endpoint });
    });
  }, bench.collector.url);
  const ok = { code: 'ok', message: '' };
  assert.deepEqual(flushed, { status: ok, storage: ok });
  await bench.assertStoredOnce({ service: range(0, 100) });
  await bench.stop();
});

for (const [name, lists, sources] of [
  ['godwit.wasm', ['exports.txt'], ['bindings.cpp']],
  ['godwit.schemas.wasm', ['exports.txt', 'schema_exports.txt'], ['bindings.cpp', 'schemas.cpp']],
  [
    'godwit.all-schemas.wasm',
    ['exports.txt', 'schema_exports.txt'],
    ['bindings.cpp', 'schemas.cpp'],
  ],
]) {
  test(`${name} asks for nothing but the page, and exports what the list says`, async () => {
    const bytes = readFileSync(`${process.env.GODWIT_WEB_DIST}/${name}`);
    const module = await WebAssembly.compile(bytes);
    const bindings = new URL('../../wasm/bindings/', import.meta.url);
    const text = (file) => readFileSync(new URL(file, bindings), 'utf8');
    const declared = [...text('imports.h').matchAll(/GODWIT_IMPORT\("(\w+)"\)/g)];
    assert.deepEqual(
      WebAssembly.Module.imports(module)
        .map(({ module, name }) => `${module}.${name}`)
        .sort(),
      [...declared.map(([, name]) => `page.${name}`), 'wasi_snapshot_preview1.proc_exit'].sort(),
    );
    const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
    const listed = lists.map(text).join('\n').split('\n').filter(Boolean);
    const elsewhere = lists.includes('schema_exports.txt') ? '' : text('schema_exports.txt');
    const defined = [
      ...sources
        .map(text)
        .join('\n')
        .matchAll(/^(?:void|int|double|const Status\*) (core_\w+)\(/gm),
    ].filter(([, name]) => !elsewhere.split('\n').includes(name));
    assert.deepEqual(
      listed.filter((name) => !exported.has(name)),
      [],
    );
    assert.deepEqual(
      defined.map(([, name]) => name).sort(),
      listed.filter((name) => name.startsWith('core_')).sort(),
    );
  });
}
