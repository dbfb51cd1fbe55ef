// Chromium: what a page tracks arrives once, whatever becomes of page, network and browser.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Bench, range, trackMany } from './support/browser.mjs';

let bench;
beforeEach(async ({ name }) => {
  bench = await new Bench().start({ lasting: name.startsWith('a browser killed') });
});
afterEach(() => bench.stop());

const flush = () => window.tracker.flush(10_000);

test('events tracked from the first line on arrive in order, with their page', async () => {
  const page = await bench.page({ open: false });
  const early = await page.evaluate(async (endpoint) => {
    const tracker = window.open_tracker({ endpoint, app: { name: 'shop' }, user: 'u1' });
    for (let i = 0; i < 50; ++i) tracker.track('early', { i });
    const before = tracker.stats().accepted;
    const opened = await tracker.opened;
    for (let i = 50; i < 60; ++i) tracker.track('early', { i });
    return { before, opened, flushed: await tracker.flush(10_000) };
  }, bench.collector.url);
  assert.deepEqual(early, {
    before: 0,
    opened: { code: 'ok', message: '' },
    flushed: { code: 'ok', message: '' },
  });
  const events = await bench.assertStoredOnce({ early: range(0, 60) });
  events.forEach((event, i) => {
    assert.equal(event.properties.i, i);
    assert.ok(Math.abs(event.time - Date.now()) < 60_000);
    assert.equal(event.context.user, 'u1');
    assert.equal(event.context.app.name, 'shop');
    assert.equal(event.context.page.url, `${bench.site.url}/`);
    assert.equal(event.context.page.title, 'A page of the tests');
  });
});

test('a thousand events take at most two requests, 45 KB and no preflight', async () => {
  const page = await bench.page();
  const session = await bench.context.newCDPSession(page);
  const requests = [];
  session.on('Network.requestWillBeSent', ({ request, type }) =>
    requests.push([request.method, type]),
  );
  await session.send('Network.enable');
  await page.evaluate(trackMany, ['view', 0, 1000]);
  await page.evaluate(flush);
  const { bytes } = await bench.collector.summary();
  assert.ok(requests.length <= 2, JSON.stringify(requests));
  assert.deepEqual([...new Set(requests.map(([method]) => method))], ['POST']);
  assert.ok(bytes < 45_000, `${bytes} bytes`);
  await bench.assertStoredOnce({ view: range(0, 1000) });
});

test('a burst of ten thousand is delivered', async () => {
  const page = await bench.page();
  await page.evaluate(trackMany, ['view', 0, 10_000]);
  assert.equal((await page.evaluate(flush)).code, 'ok');
  await bench.assertStoredOnce({ view: range(0, 10_000) });
});

test('what a dead server did not take is delivered after a reload', async () => {
  const page = await bench.page();
  await bench.collector.stop();
  await page.evaluate(trackMany, ['offline', 0, 500]);
  await page.waitForFunction(() => window.heard.some(({ on }) => on === 'will_retry'));
  await bench.collector.start();
  await bench.visit(page);
  await bench.assertStoredOnce({ offline: range(0, 500) });
});

for (const ms of [300, 2000]) {
  test(`a browser killed ${ms} ms after 500 events loses none`, async () => {
    const page = await bench.page();
    await page.evaluate('tracker.opened');
    await bench.collector.stop();
    await page.evaluate(trackMany, ['killed', 0, 500]);
    await new Promise((resolve) => setTimeout(resolve, ms));
    await bench.killBrowser();
    await bench.collector.start();
    await bench.browse();
    await bench.page();
    await bench.assertStoredOnce({ killed: range(0, 500) });
  });
}

for (const pending of [100, 1000]) {
  test(`${pending} events in a tab that is closed at once are stored once`, async () => {
    await bench.collector.faults({ path: '/v1/events', delay_ms: 250 });
    const page = await bench.page();
    await page.evaluate('tracker.opened');
    await page.evaluate(trackMany, ['closed', 0, pending]);
    await page.close({ runBeforeUnload: true });
    await bench.page();
    await bench.assertStoredOnce({ closed: range(0, pending) });
  });

  test(`${pending} events before a navigation are stored once`, async () => {
    await bench.collector.faults({ path: '/v1/events', delay_ms: 250 });
    const page = await bench.page();
    await page.evaluate('tracker.opened');
    await page.evaluate(trackMany, ['left', 0, pending]);
    await bench.visit(page, true, '/index.html');
    await bench.assertStoredOnce({ left: range(0, pending) });
  });
}

test('a tab that is closed when the server has just died loses nothing', async () => {
  const page = await bench.page();
  await page.evaluate(trackMany, ['before', 0, 10]);
  await page.evaluate(flush);
  await bench.collector.stop();
  await page.evaluate(trackMany, ['closed', 0, 100]);
  await page.close({ runBeforeUnload: true });
  await bench.collector.start();
  await bench.page();
  await bench.assertStoredOnce({ before: range(0, 10), closed: range(0, 100) });
});

test('two tabs deliver what they tracked while the server was down', async () => {
  const [first, second] = [await bench.page(), await bench.page()];
  for (const page of [first, second]) await page.evaluate('tracker.opened');
  await bench.collector.stop();
  await first.evaluate(trackMany, ['first', 0, 200]);
  await second.evaluate(trackMany, ['second', 0, 200]);
  await second.waitForTimeout(300);
  const crash = await bench.context.newCDPSession(second);
  crash.send('Page.crash').catch(() => {});
  await second.waitForEvent('crash');
  await bench.collector.start(); // No page is opened: the first takes over from the second.
  const events = await bench.assertStoredOnce({ first: range(0, 200), second: range(0, 200) });
  assert.equal(new Set(events.map(({ installation }) => installation)).size, 1);
});
