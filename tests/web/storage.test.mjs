// Chromium: what a page does where its storage fails, and where it was taken away.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Bench, range, trackMany } from './support/browser.mjs';

let bench;
beforeEach(async () => {
  bench = await new Bench().start();
});
afterEach(() => bench.stop());

const flush = () => window.tracker.flush(10_000);
const storage = () => window.tracker.storage;

/** A page whose tracker is open; what became of that. */
async function opened() {
  const page = await bench.page();
  assert.equal((await page.evaluate('tracker.opened')).code, 'ok');
  return page;
}

/** It goes on in memory, says so, and delivers. */
async function assertRunsInMemory(page) {
  await page.evaluate(trackMany, ['memory', 0, 100]);
  await page.evaluate(flush);
  assert.equal((await page.evaluate(storage)).code, 'storage_unavailable');
  await bench.assertStoredOnce({ memory: range(0, 100) });
}

for (const [what, script] of [
  [
    'cannot be opened',
    () => {
      IDBFactory.prototype.open = () => {
        const request = new EventTarget();
        setTimeout(() => request.onerror?.(new Event('error')));
        return Object.assign(request, { error: new DOMException('no', 'UnknownError') });
      };
    },
  ],
  [
    'may not be used',
    () => {
      IDBFactory.prototype.open = IDBFactory.prototype.databases = () => {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      };
    },
  ],
  [
    'never answers',
    () => {
      IDBFactory.prototype.open = () => new EventTarget();
      const { setTimeout } = window; // The 10 s that it is given pass at once.
      window.setTimeout = (run, ms, ...more) => setTimeout(run, ms === 10_000 ? 0 : ms, ...more);
    },
  ],
  [
    'writes nothing',
    () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    },
  ],
]) {
  test(`where IndexedDB ${what} a page goes on in memory`, async () => {
    await bench.context.addInitScript(script);
    await assertRunsInMemory(await opened());
  });
}

test('where IndexedDB never says which databases there are a page makes its own', async () => {
  await bench.context.addInitScript(() => {
    IDBFactory.prototype.databases = () => new Promise(() => {});
    const { setTimeout } = window; // All other waits of 10 s end within one.
    window.setTimeout = (run, ms, ...more) => setTimeout(run, ms === 10_000 ? 1000 : ms, ...more);
  });
  const page = await opened();
  await page.evaluate(trackMany, ['kept', 0, 100]);
  assert.equal((await page.evaluate(flush)).code, 'ok');
  assert.equal((await page.evaluate(storage)).code, 'ok');
  await bench.assertStoredOnce({ kept: range(0, 100) });
});

test('where the disk is full a page goes on in memory', async () => {
  const page = await bench.page({ open: false });
  const session = await bench.context.newCDPSession(page);
  const { origin } = new URL(bench.site.url);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await bench.visit(page);
  await assertRunsInMemory(page);
});

test('what a full disk did not take is stored once there is room', async () => {
  const page = await opened();
  await page.evaluate(trackMany, ['before', 0, 10]);
  await page.evaluate(flush);
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    window.makeRoom = () => (IDBObjectStore.prototype.put = put);
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await bench.collector.stop();
  await page.evaluate(trackMany, ['full', 0, 200]);
  await page.waitForFunction(() => window.tracker.storage.code === 'storage_unavailable');
  await page.evaluate('makeRoom()');
  await page.waitForFunction(() => window.tracker.storage.code === 'ok');
  await page.close({ runBeforeUnload: true });
  await bench.collector.start();
  await bench.page();
  await bench.assertStoredOnce({ before: range(0, 10), full: range(0, 200) });
});

test('damaged records are passed over, and the page goes on', async () => {
  const page = await bench.page({ open: false });
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('godwit', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('records');
        request.onsuccess = () => {
          const transaction = request.result.transaction('records', 'readwrite');
          const store = transaction.objectStore('records');
          const noise = (size) => crypto.getRandomValues(new Uint8Array(size));
          for (const name of ['installation', 'session', 'retry', 'timeline']) {
            store.put(noise(40), ['', name]);
          }
          store.put(noise(7), ['', 'stream/x']);
          store.put('text', ['gone', 'text']);
          store.put('text', ['gone', 5]);
          store.put(noise(3), ['gone', 1]);
          store.put(noise(64), ['gone', 2]);
          store.put(noise(5000), ['gone', 3]);
          store.put(noise(100), ['gone', 'stream/0123456789abcdef']);
          store.put(noise(10), 'no pair');
          store.put(noise(10), ['one']);
          store.put(noise(10), [1, 2, 3]);
          store.put(noise(10), 7);
          store.put(noise(10), new Date());
          store.put(noise(4), ['', 5]);
          transaction.oncomplete = resolve;
        };
      }),
  );
  await page.close();
  const next = await opened();
  await next.evaluate(trackMany, ['sound', 0, 100]);
  assert.equal((await next.evaluate(flush)).code, 'ok');
  assert.deepEqual(await next.evaluate(storage), { code: 'ok', message: '' });
  await bench.assertStoredOnce({ sound: range(0, 100) });
});

test('a database of other contents is left alone, and the page goes on in memory', async () => {
  const page = await bench.page({ open: false });
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('godwit', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('others');
        request.onsuccess = () => resolve(request.result.close());
      }),
  );
  await assertRunsInMemory(await opened());
});

test('a newer version may take the database over from a page that uses it', async () => {
  const page = await opened();
  await page.evaluate(trackMany, ['before', 0, 10]);
  await page.evaluate(flush);
  const newer = await bench.page({ open: false });
  await newer.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('godwit', 2);
        request.onblocked = () => reject(new Error('blocked'));
        request.onsuccess = () => resolve(request.result.close());
      }),
  );
  await page.evaluate(trackMany, ['memory', 0, 100]);
  await page.waitForFunction(() => window.tracker.storage.code === 'storage_unavailable');
  await page.evaluate(flush);
  await bench.assertStoredOnce({ before: range(0, 10), memory: range(0, 100) });
});

test('a site whose storage was wiped is another installation, and the loss shows', async () => {
  const page = await opened();
  // The second request announces all 600, for all are tracked by then, and stores the first 500.
  const refused = [1, ...range(3, 30)];
  await bench.collector.faults(...refused.map((nth) => ({ path: '/v1/events', nth, status: 503 })));
  await page.evaluate(trackMany, ['lost', 0, 600]);
  assert.ok(await bench.collector.waitFor(500));
  await page.waitForFunction(() =>
    window.heard.some(({ on, first }) => on === 'will_retry' && first > 500),
  );
  const session = await bench.context.newCDPSession(page);
  const { origin } = new URL(bench.site.url);
  await bench.collector.stop(); // Or the rest would go at the door.
  await page.goto('about:blank');
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await bench.collector.start();
  const before = await bench.collector.summary();
  const next = await opened();
  await next.evaluate(trackMany, ['new', 0, 10]);
  assert.equal((await next.evaluate(flush)).code, 'ok');
  const { unique, missing } = await bench.collector.summary();
  assert.equal(unique, before.unique + 10);
  assert.equal(missing, 600 - before.unique);
  assert.ok(missing > 0);
  await bench.collector.stop();
  const events = bench.collector.stored();
  const installations = (name) =>
    new Set(events.filter((event) => event.name === name).map((event) => event.installation));
  assert.equal(installations('lost').size, 1);
  assert.notDeepEqual([...installations('new')], [...installations('lost')]);
});

test('a clock that is wrong by a year, or set right meanwhile, dates no event wrong', async () => {
  await bench.context.addInitScript(() => {
    const right = Date.now;
    window.wrong = 365 * 86_400_000;
    Date.now = () => right() + window.wrong;
  });
  const page = await opened();
  const begun = Date.now();
  await page.evaluate(trackMany, ['wrong', 0, 10]);
  await page.evaluate(() => (window.wrong = -365 * 86_400_000));
  await page.evaluate(trackMany, ['wrong', 10, 20]);
  assert.equal((await page.evaluate(flush)).code, 'ok');
  for (const { time } of await bench.assertStoredOnce({ wrong: range(0, 20) })) {
    assert.ok(Math.abs(time - begun) < 10_000, `${time - begun} ms off`);
  }
});
