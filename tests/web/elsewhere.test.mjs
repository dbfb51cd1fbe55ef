// A tracker where there is no page: in Node, and in a Web Worker.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Bench, range } from './support/browser.mjs';
import { Collector } from './support/collector.mjs';

const MODULE = `${process.env.GODWIT_WEB_DIST}/godwit.js`;

test('importing the module in Node does nothing, and a tracker delivers from there', async () => {
  const globals = Object.keys(globalThis);
  const { Tracker } = await import(MODULE);
  assert.deepEqual(Object.keys(globalThis), globals);
  const directory = mkdtempSync(join(tmpdir(), 'godwit-node-'));
  const collector = await new Collector(directory).start();
  const tracker = Tracker.open({ endpoint: collector.url, key: 'KEY', consent: 'granted' });
  for (let i = 0; i < 100; ++i) tracker.track('node', { i });
  assert.equal((await tracker.opened).code, 'ok');
  assert.equal(tracker.storage.code, 'storage_unavailable');
  assert.equal((await tracker.flush(10_000)).code, 'ok');
  assert.equal((await tracker.close()).code, 'ok');
  assert.equal((await collector.summary()).unique, 100);
  await collector.stop();
  rmSync(directory, { recursive: true });
});

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
