// Chromium: what the browser tells of network and traffic decides when a page sends.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Bench, range, trackMany } from './support/browser.mjs';

let bench;
beforeEach(async () => {
  bench = await new Bench().start();
});
afterEach(() => bench.stop());

const flush = () => void window.tracker.flush();
const requests = (page) => page.evaluate(() => window.tracker.stats().requests);

test('a page without a network tries nothing, and sends once it is back', async () => {
  const page = await bench.page();
  await page.evaluate(() => window.tracker.opened);
  await bench.context.setOffline(true);
  await page.evaluate(trackMany, ['offline', 0, 20]);
  await page.evaluate(flush);
  await page.waitForTimeout(1000);
  assert.equal(await requests(page), 0);
  await bench.context.setOffline(false);
  await bench.assertStoredOnce({ offline: range(0, 20) });
  assert.equal(await requests(page), 1);
});

test('a page that saves data waits longer; what it loads takes along what has waited', async () => {
  const page = await bench.page({ open: false });
  await page.evaluate((endpoint) => {
    // Chromium on a desktop says nothing of this by itself.
    const connection = Object.assign(new EventTarget(), { saveData: true, type: 'cellular' });
    Object.defineProperty(navigator, 'connection', { value: connection });
    return window.open_tracker({ endpoint, limits: { flushInterval: 10_000 } }).opened;
  }, bench.collector.url);
  await page.evaluate(trackMany, ['rides', 0, 5]);
  await page.waitForTimeout(11_000);
  assert.equal(await requests(page), 0, 'it waits four times as long');
  await page.evaluate(() => fetch(`/?${Math.random()}`));
  await bench.waitFor(async () => (await requests(page)) === 1);
  await bench.assertStoredOnce({ rides: range(0, 5) });
});

test('a page asks for the battery with consent only, and waits while it is empty', async () => {
  const page = await bench.page({ open: false });
  await page.evaluate((endpoint) => {
    window.battery = Object.assign(new EventTarget(), { charging: false, level: 0.04 });
    window.asked = 0;
    navigator.getBattery = () => {
      ++window.asked;
      return Promise.resolve(window.battery);
    };
    const limits = { flushInterval: 500 };
    return window.open_tracker({ endpoint, limits, consent: 'pending' }).opened;
  }, bench.collector.url);
  assert.equal(await page.evaluate(() => window.asked), 0);
  await page.evaluate(() => window.tracker.setConsent('granted'));
  assert.equal(await page.evaluate(() => window.asked), 1);
  await page.evaluate(trackMany, ['charged', 0, 5]);
  await page.waitForTimeout(3000);
  assert.equal(await requests(page), 0);
  await page.evaluate(() => {
    window.battery.charging = true;
    window.battery.dispatchEvent(new Event('chargingchange'));
  });
  await bench.assertStoredOnce({ charged: range(0, 5) });
});

const EMPTY_BATTERY = { batteryPercent: 5, charging: false, saving: false };

for (const [what, hold, recover] of [
  [
    'an empty battery',
    (state) => window.tracker.setPower(state),
    () => window.tracker.setPower({ batteryPercent: 5, charging: true }),
  ],
  [
    'that power is saved',
    () => window.tracker.setPower({ saving: true }),
    () => window.tracker.setPower(undefined),
  ],
  [
    'that the device roams',
    () => window.tracker.setNetwork({ kind: 'roaming', savingData: false }),
    () => window.tracker.setNetwork(undefined),
  ],
]) {
  test(`a page that says ${what} sends immediate events only, then the rest`, async () => {
    const page = await bench.page({ open: false });
    // A report before the core runs counts, too.
    await page.evaluate((endpoint) => {
      window.open_tracker({ endpoint, limits: { flushInterval: 100 } });
    }, bench.collector.url);
    await page.evaluate(hold, EMPTY_BATTERY);
    await page.evaluate(trackMany, ['waits', 0, 5]);
    await page.evaluate(() => window.tracker.track('now', { i: 0 }, { priority: 'immediate' }));
    await bench.waitFor(async () => (await requests(page)) === 1);
    await page.waitForTimeout(1000);
    assert.deepEqual(await page.evaluate(() => window.tracker.stats().queuedEvents), 5);
    assert.equal(await requests(page), 1);
    await page.evaluate(recover);
    await bench.assertStoredOnce({ waits: range(0, 5), now: [0] });
  });
}

test('a page that says background sends all in one request, and then none', async () => {
  const page = await bench.page({ open: false });
  await page.evaluate((endpoint) => {
    window.open_tracker({ endpoint, limits: { flushInterval: 1000 } });
  }, bench.collector.url);
  await page.evaluate(() => window.tracker.opened);
  await page.evaluate(trackMany, ['parts', 0, 20]);
  await page.evaluate(() => window.tracker.setAppState('background'));
  await bench.waitFor(async () => (await requests(page)) === 1);
  await page.evaluate(trackMany, ['later', 0, 5]);
  await page.waitForTimeout(2500);
  assert.equal(await requests(page), 1);
  await page.evaluate(() => window.tracker.setAppState('foreground'));
  await bench.assertStoredOnce({ parts: range(0, 20), later: range(0, 5) });
});

test('what no device can say is declined, and changes nothing', async () => {
  const page = await bench.page();
  const declined = await page.evaluate(async () => {
    const { tracker } = window;
    await tracker.opened;
    const codes = [];
    tracker.on('declined', ({ code }) => codes.push(code));
    tracker.setPower({ batteryPercent: 101 });
    tracker.setPower({ batteryPercent: 'full' });
    tracker.setNetwork({ kind: 'fast' });
    tracker.setAppState('asleep');
    tracker.setPower({});
    tracker.setNetwork({});
    tracker.noteNetworkActivity();
    await tracker.close();
    tracker.setAppState('foreground');
    tracker.noteNetworkActivity();
    await new Promise((resolve) => setTimeout(resolve));
    return codes;
  });
  assert.deepEqual(declined, [...Array(4).fill('invalid_argument'), 'closed', 'closed']);
});
