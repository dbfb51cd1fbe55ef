// Chromium: an application that imports the package, built by bundlers as their users would.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bench, range } from './support/browser.mjs';
import { build as esbuild } from '../../wasm/node_modules/esbuild/lib/main.js';
import { build as vite } from '../../wasm/node_modules/vite/dist/node/index.js';

const MAIN = `
import { Tracker } from 'godwit';
window.start = async (endpoint, more = {}) => {
  const tracker = Tracker.open({ endpoint, key: 'KEY', consent: 'granted', ...more });
  for (let i = 0; i < 10; ++i) tracker.track('bundled', { i });
  const status = await tracker.flush(10_000);
  return { status: status.code, engine: tracker.engine };
};
window.ready = true;
`;
const PAGE = `<!doctype html><link rel="icon" href="data:," />
<body><script type="module" src="./main.js"></script></body>`;

let app;
before(() => {
  app = mkdtempSync(join(tmpdir(), 'godwit-app-'));
  writeFileSync(join(app, 'package.json'), '{"type":"module","dependencies":{"godwit":"*"}}');
  writeFileSync(join(app, 'main.js'), MAIN);
  writeFileSync(join(app, 'index.html'), PAGE);
  mkdirSync(join(app, 'node_modules'));
  symlinkSync(dirname(process.env.GODWIT_WEB_DIST), join(app, 'node_modules/godwit'));
});
after(() => rmSync(app, { recursive: true, force: true }));

async function assertDelivers(dist) {
  for (const engine of ['auto', 'js']) {
    const bench = await new Bench().start({ folder: dist });
    const page = await bench.page({ open: false });
    const done = await page.evaluate(
      ([endpoint, engine]) => window.start(endpoint, { engine }),
      [bench.collector.url, engine],
    );
    assert.deepEqual(done, { status: 'ok', engine: engine === 'js' ? 'js' : 'wasm' });
    await bench.assertStoredOnce({ bundled: range(0, 10) });
    await bench.stop();
  }
}

test('esbuild, with the core copied beside the bundle', async () => {
  const dist = join(app, 'esbuild');
  await esbuild({
    entryPoints: [join(app, 'main.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    outdir: dist,
    logLevel: 'error',
  });
  cpSync(join(app, 'index.html'), join(dist, 'index.html'));
  for (const name of ['godwit.wasm', 'godwit-core.js']) {
    cpSync(join(process.env.GODWIT_WEB_DIST, name), join(dist, name));
  }
  await assertDelivers(dist);
});

test('Vite, which finds the core by itself', async () => {
  const dist = join(app, 'vite');
  await vite({ root: app, configFile: false, logLevel: 'error', build: { outDir: dist } });
  await assertDelivers(dist);
});
