// A site on a port of its own: the package's dist/ and the pages of the tests.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
};

export class Site {
  /** Headers of every answer, to be set by a test: a content security policy, for one. */
  headers = {};
  #server;

  async start(...folders) {
    this.#server = createServer(async (request, response) => {
      const path = new URL(request.url, 'http://site').pathname;
      for (const folder of folders) {
        try {
          const content = await readFile(join(folder, path === '/' ? 'index.html' : path));
          response.writeHead(200, {
            'Content-Type': TYPES[extname(path)] ?? TYPES['.html'],
            ...this.headers,
          });
          return response.end(content);
        } catch {
          // In the next folder, perhaps.
        }
      }
      response.writeHead(404).end();
    });
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
