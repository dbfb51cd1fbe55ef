// Shared by all tests of pages: a site, a collector, and Chromium with a profile that lasts.
import { chromium } from '../../../wasm/node_modules/playwright-core/index.mjs';
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Collector } from './collector.mjs';
import { Site } from './site.mjs';

const OPTIONS = {
  executablePath: process.env.GODWIT_CHROMIUM,
  args: ['--no-sandbox'],
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
};
let shared; // One browser for all tests that do not kill theirs.

after(() => shared?.close());

const PAGES = new URL('../pages', import.meta.url).pathname;

export class Bench {
  /** Messages on a page's console, and its exceptions; a test ends with none. */
  complaints = [];

  /** `lasting`: the profile stays when the browser is killed. `folder`: of another site. */
  async start({ lasting = false, folder } = {}) {
    this.lasting = lasting;
    this.directory = mkdtempSync(join(tmpdir(), 'godwit-web-'));
    const folders = folder ? [folder] : [process.env.GODWIT_WEB_DIST, PAGES];
    this.site = await new Site().start(...folders);
    this.collector = await new Collector(join(this.directory, 'collector')).start();
    await this.browse();
    return this;
  }

  async browse() {
    this.context = this.lasting
      ? await chromium.launchPersistentContext(join(this.directory, 'profile'), OPTIONS)
      : await (shared ??= await chromium.launch(OPTIONS)).newContext();
  }

  /** As if the machine had lost its power. */
  async killBrowser() {
    const session = await this.context.browser().newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const closed = new Promise((resolve) => this.context.once('close', resolve));
    process.kill(processInfo.find(({ type }) => type === 'browser').id, 'SIGKILL');
    await closed;
  }

  /** A page that has loaded, with a tracker where `open` says so. */
  async page({ open = true, path = '/' } = {}) {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'debug') return;
      // A browser tells of every request that fails.
      const own = /^Failed to load resource|^Access to fetch at .* by CORS policy/;
      if (!own.test(message.text())) this.complaints.push(message.text());
    });
    await this.visit(page, open, path);
    return page;
  }

  async visit(page, open = true, path = '/') {
    const query = open ? `?endpoint=${encodeURIComponent(this.collector.url)}` : '';
    await page.goto(`${this.site.url}${path}${query}`);
    await page.waitForFunction('window.ready');
  }

  /** Until it holds. */
  async waitFor(holds, ms = 10_000) {
    const end = Date.now() + ms;
    while (!(await holds())) {
      assert.ok(Date.now() < end, 'waited in vain');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop() {
    await this.context.close().catch(() => {});
    await this.collector.stop();
    await this.site.stop();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
    assert.deepEqual(this.complaints, []);
  }

  assertStoredOnce(expected) {
    return assertStoredOnce(this.collector, expected);
  }
}

/** The collector's files hold each of these once: name -> values of the property i. */
export async function assertStoredOnce(collector, expected) {
  const total = Object.values(expected).flat().length;
  assert.ok(
    await collector.waitFor(total),
    `${(await collector.summary()).unique} of ${total} arrived`,
  );
  const { missing } = await collector.summary();
  await collector.stop();
  const events = collector.stored();
  const keys = events.map(({ stream, sequence }) => `${stream} ${sequence}`);
  assert.equal(new Set(keys).size, keys.length, 'stored twice');
  const found = events.map(({ name, properties }) => `${name} ${properties.i}`).sort();
  const wanted = Object.entries(expected)
    .flatMap(([name, values]) => values.map((i) => `${name} ${i}`))
    .sort();
  assert.deepEqual(found, wanted);
  assert.equal(missing, 0);
  return events;
}

export const range = (begin, end) => Array.from({ length: end - begin }, (_, i) => begin + i);

/** In a page: tracks events that number themselves. */
export const trackMany = ([name, begin, end]) => {
  for (let i = begin; i < end; ++i) {
    window.tracker.track(name, { i, shop: 'books', price: 12.5, tags: ['a', 'b'], in_stock: true });
  }
};

/** In a page: as if nobody looked at it any more, or somebody again. */
export const hide = (hidden) => {
  Object.defineProperty(document, 'visibilityState', {
    value: hidden ? 'hidden' : 'visible',
    configurable: true,
  });
  document.dispatchEvent(new Event('visibilitychange'));
};
