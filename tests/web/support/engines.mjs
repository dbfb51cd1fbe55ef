// Browsers of other makers, with as much of an interface as their tests need: visit(), run(),
// stop(). Firefox is driven by WebDriver BiDi (puppeteer-core); WebKit by WebDriver, whose few
// requests are made here.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const { default: puppeteer } = await import(
  `../../../wasm/node_modules/puppeteer-core/lib/esm/puppeteer/puppeteer-core.js`
);

class Firefox {
  async start() {
    this.browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: process.env.GODWIT_FIREFOX,
      headless: true,
    });
    this.page = await this.browser.newPage();
    return this;
  }

  visit(url) {
    return this.page.goto(url);
  }

  run(script, ...args) {
    return this.page.evaluate(script, ...args);
  }

  stop() {
    return this.browser.close();
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

class WebKit {
  async start() {
    // The number of a display that is free.
    this.display = spawn(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      },
    );
    const [number] = await once(this.display.stdio[3], 'data');
    const port = await freePort();
    this.driver = spawn('WebKitWebDriver', [`--port=${port}`], {
      stdio: 'ignore',
      env: {
        ...process.env,
        DISPLAY: `:${String(number).trim()}`,
        // Its sandbox does not run as root.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
        WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      },
    });
    this.url = `http://127.0.0.1:${port}`;
    const browser = { binary: process.env.GODWIT_WEBKIT, args: ['--automation'] };
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': browser } };
    for (let tries = 100; ; --tries) {
      try {
        ({ sessionId: this.session } = await this.#ask('/session', { capabilities }));
        break;
      } catch (error) {
        if (tries === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100)); // It is not listening yet.
      }
    }
    await this.#ask(`/session/${this.session}/timeouts`, { script: 60_000 });
    return this;
  }

  async #ask(path, body, method = 'POST') {
    const reply = await fetch(this.url + path, { method, body: body && JSON.stringify(body) });
    const { value } = await reply.json();
    if (!reply.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }

  visit(url) {
    return this.#ask(`/session/${this.session}/url`, { url });
  }

  async run(script, ...args) {
    const text = typeof script === 'string' ? `() => (${script})` : String(script);
    const { value, error } = await this.#ask(`/session/${this.session}/execute/async`, {
      script: `const done = arguments[1];
        Promise.resolve().then(() => (${text})(...arguments[0])).then(
          (value) => done({ value }), (error) => done({ error: String(error) }));`,
      args: [args],
    });
    if (error) throw new Error(error);
    return value;
  }

  async stop() {
    await this.#ask(`/session/${this.session}`, undefined, 'DELETE').catch(() => {});
    this.driver.kill();
    this.display.kill();
  }
}

/** Those that are installed: name -> start(). */
export const ENGINES = Object.fromEntries(
  [
    ['Firefox', process.env.GODWIT_FIREFOX, Firefox],
    ['WebKit', process.env.GODWIT_WEBKIT, WebKit],
  ]
    .filter(([, path]) => path)
    .map(([name, , Engine]) => [name, () => new Engine().start()]),
);
