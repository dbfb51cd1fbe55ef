// Chromium: what goes out while a page is being left, for those who never come back.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Bench, hide, range, trackMany } from './support/browser.mjs';

let bench;
beforeEach(async () => {
  bench = await new Bench().start();
});
afterEach(() => bench.stop());

/** A page on which 450 events wait, 130 KB in all; `sizes` will have the bodies that it posts. */
async function waitingPage(sizes) {
  await bench.collector.faults({ path: '/v1/events', delay_ms: 250 });
  const page = await bench.page({ open: false });
  page.on('request', (request) => {
    if (request.method() === 'POST') sizes.push(request.postDataBuffer().length);
  });
  await page.evaluate(
    (endpoint) => window.open_tracker({ endpoint, limits: { flushInterval: 60_000 } }).opened,
    bench.collector.url,
  );
  await page.evaluate(() => {
    const text = 'What the visitor has read, or typed, or looked at. '.repeat(5);
    for (let i = 0; i < 450; ++i) window.tracker.track('left', { i, text });
  });
  await page.waitForFunction(() => window.tracker.stats().queuedBytes > 100_000);
  assert.deepEqual(sizes, []);
  return page;
}

test('of what waits on a page that is closed, as much goes as its browser sends', async () => {
  const sizes = [];
  const page = await waitingPage(sizes);
  await page.close({ runBeforeUnload: true });
  // A first batch that outlives the page, and a second one that the browser sends after its end.
  assert.ok(await bench.collector.waitFor(300));
  const { requests, duplicates } = await bench.collector.summary();
  assert.equal(requests, 2);
  assert.equal(duplicates, 0);
  await bench.page();
  await bench.assertStoredOnce({ left: range(0, 450) });
});

test('where browsers send nothing later, what does not fit is sent by the next page', async () => {
  await bench.context.addInitScript('delete window.fetchLater');
  const sizes = [];
  const page = await waitingPage(sizes);
  await page.evaluate(hide, true);
  assert.ok(await bench.collector.waitFor(1));
  await page.close();
  assert.ok(sizes[0] > 45_000, `${sizes[0]} bytes`);
  assert.ok(sizes[0] < 64 * 1024, `${sizes[0]} bytes`);
  await bench.page();
  await bench.assertStoredOnce({ left: range(0, 450) });
});

test('a page that is hidden, and lives, sends what it had deferred, once', async () => {
  const sizes = [];
  const page = await waitingPage(sizes);
  await page.evaluate(hide, true);
  assert.ok(await bench.collector.waitFor(450));
  await page.evaluate(hide, false);
  await page.close({ runBeforeUnload: true });
  await bench.page();
  const { duplicates } = await bench.collector.summary();
  assert.equal(duplicates, 0);
  for (const size of sizes) assert.ok(size < 64 * 1024, `${size} bytes`);
  await bench.assertStoredOnce({ left: range(0, 450) });
});

test('a page that is shown again after it was left makes batches of their usual size', async () => {
  const page = await bench.page();
  await page.evaluate('tracker.opened');
  await page.evaluate(hide, true);
  await page.evaluate(hide, false);
  await page.evaluate(trackMany, ['view', 0, 500]);
  await page.evaluate(() => window.tracker.flush(10_000));
  assert.equal((await bench.collector.summary()).requests, 1);
  await bench.assertStoredOnce({ view: range(0, 500) });
});

test('a page that comes back in the turn in which it was left is left no more', async () => {
  const page = await bench.page();
  const urls = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') urls.push(request.url());
  });
  await page.evaluate('tracker.opened');
  // So it is in the back/forward cache, where timers stand still, with a listener that tracks.
  await page.evaluate(`
    const hide = ${hide};
    hide(true);
    hide(false);
    window.tracker.track('back', { i: 1 });
  `);
  await bench.waitFor(() => page.evaluate(() => window.tracker.stats().delivered === 1));
  await page.evaluate(trackMany, ['later', 0, 100]);
  await page.evaluate(() => window.tracker.flush(10_000));
  assert.match(urls.at(-1), /z=gzip/); // The remaining events do not compress.
  await bench.assertStoredOnce({ back: [1], later: range(0, 100) });
});

for (const how of ['closed', 'left for another page']) {
  test(`what is tracked last of all, by listeners of a page that is ${how}, is kept`, async () => {
    const page = await bench.page();
    await page.evaluate(async () => {
      await window.tracker.opened;
      addEventListener('pagehide', () => window.tracker.track('last', { i: 1 }));
      document.addEventListener('visibilitychange', () => window.tracker.track('last', { i: 2 }));
    });
    await page.evaluate(trackMany, ['first', 0, 10]);
    if (how === 'closed') await page.close({ runBeforeUnload: true });
    else await page.goto('about:blank');
    await bench.page();
    await bench.assertStoredOnce({ first: range(0, 10), last: [1, 2] });
  });
}

test('a hidden page that goes on tracking sends no more often than one that is seen', async () => {
  const page = await bench.page({ open: false });
  const sizes = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sizes.push(request.postDataBuffer().length);
  });
  await page.evaluate(
    (endpoint) => window.open_tracker({ endpoint, limits: { flushInterval: 60_000 } }).opened,
    bench.collector.url,
  );
  await page.evaluate(hide, true);
  await page.evaluate(async () => {
    for (let i = 0; i < 20; ++i) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      window.tracker.track('played', { i });
    }
  });
  await page.waitForFunction(() => window.tracker.stats().accepted === 20);
  assert.ok(sizes.length <= 1, `${sizes.length} requests`);
  await page.close({ runBeforeUnload: true });
  await bench.page();
  await bench.assertStoredOnce({ played: range(0, 20) });
});

test('what is tracked last of all is kept although no core has come', async () => {
  const page = await bench.page({ open: false });
  const opened = await page.evaluate((endpoint) => {
    addEventListener('pagehide', () => window.tracker.track('last', { i: 1 }));
    document.addEventListener('visibilitychange', () => window.tracker.track('last', { i: 2 }));
    const missing = { wasm: '/missing.wasm', script: '/missing.js' };
    // Its own listeners come behind these; those that count come behind them.
    const tracker = window.open_tracker({ endpoint, ...missing });
    addEventListener('pagehide', () => tracker.track('last', { i: 3 }));
    document.addEventListener('visibilitychange', () => tracker.track('last', { i: 4 }));
    return tracker.opened;
  }, bench.collector.url);
  assert.equal(opened.code, 'unsupported');
  await page.evaluate(trackMany, ['early', 0, 10]);
  await page.close({ runBeforeUnload: true });
  await bench.page();
  await bench.assertStoredOnce({ early: range(0, 10), last: [1, 2, 3, 4] });
});
