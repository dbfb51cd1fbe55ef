// Firefox and WebKit: what a page tracks arrives once there, too.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { assertStoredOnce, range, trackMany } from './support/browser.mjs';
import { Collector } from './support/collector.mjs';
import { ENGINES } from './support/engines.mjs';
import { Site } from './support/site.mjs';

const PAGES = new URL('pages', import.meta.url).pathname;
const STRICT = "default-src 'self'; script-src 'self'; connect-src *; img-src data:";

for (const [name, start] of Object.entries(ENGINES)) {
  describe(name, () => {
    let browser, site, collector, directory;
    before(async () => {
      browser = await start();
    });
    after(() => browser?.stop());
    // Another port is another origin: each test has storage of its own.
    beforeEach(async () => {
      directory = mkdtempSync(join(tmpdir(), 'godwit-engines-'));
      site = await new Site().start(process.env.GODWIT_WEB_DIST, PAGES);
      collector = await new Collector(join(directory, 'collector')).start();
    });
    afterEach(async () => {
      await collector.stop();
      await site.stop();
      rmSync(directory, { recursive: true, force: true });
    });

    const visit = async (path = '/', query = `?endpoint=${encodeURIComponent(collector.url)}`) => {
      await browser.visit(`${site.url}${path}${query}`);
      for (let tries = 200; !(await browser.run('!!window.ready')); --tries) {
        assert.ok(tries > 0, 'the page does not load');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const flush = () => window.tracker.flush(15_000);

    test('events are kept in IndexedDB, and delivered in order', async () => {
      await visit();
      await browser.run(trackMany, ['view', 0, 1000]);
      assert.equal((await browser.run(flush)).code, 'ok');
      const state = await browser.run(() => {
        const { engine, storage } = window.tracker;
        return { engine, storage: storage.code };
      });
      assert.deepEqual(state, { engine: 'wasm', storage: 'ok' });
      const events = await assertStoredOnce(collector, { view: range(0, 1000) });
      assert.deepEqual(
        events.map(({ properties }) => properties.i),
        range(0, 1000),
      );
    });

    test('what a dead server did not take is delivered after a reload', async () => {
      await visit();
      await collector.stop();
      await browser.run(trackMany, ['offline', 0, 500]);
      await browser.run(async () => {
        while (!window.heard.some(({ on }) => on === 'will_retry')) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      });
      await collector.start();
      await visit();
      await assertStoredOnce(collector, { offline: range(0, 500) });
    });

    test('events before a navigation are stored once', async () => {
      await collector.faults({ path: '/v1/events', delay_ms: 250 });
      await visit();
      await browser.run('window.tracker.opened.then(() => true)');
      await browser.run(trackMany, ['left', 0, 1000]);
      await visit('/index.html');
      await assertStoredOnce(collector, { left: range(0, 1000) });
    });

    test('a strict security policy makes the core run as JavaScript', async () => {
      site.headers = { 'Content-Security-Policy': STRICT };
      await visit('/', '');
      const runs = await browser.run(async (endpoint) => {
        const tracker = window.open_tracker({ endpoint, engine: 'js' });
        const { code } = await tracker.opened;
        return { code, engine: tracker.engine };
      }, collector.url);
      assert.deepEqual(runs, { code: 'ok', engine: 'js' });
      await browser.run(trackMany, ['strict', 0, 100]);
      await browser.run(flush);
      await assertStoredOnce(collector, { strict: range(0, 100) });
    });

    test('input that is no event is declined, and nothing is thrown', async () => {
      await visit();
      const stats = await browser.run(async () => {
        const { tracker } = window;
        const cyclic = {};
        cyclic.self = cyclic;
        for (const bad of [cyclic, { value: 1n }, [1]]) tracker.track('bad', bad);
        tracker.track('half', { i: 2, value: '\ud800' });
        tracker.track('good', { i: 1 });
        await tracker.flush(15_000);
        return tracker.stats();
      });
      assert.equal(stats.declined, 3);
      assert.equal(stats.repaired, 1);
      assert.equal(stats.delivered, 2);
      await assertStoredOnce(collector, { good: [1], half: [2] });
    });
  });
}
