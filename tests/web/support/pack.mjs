// Compiles schemas into a pack, with the command line tool.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** `schemas`: path -> JSON Schema. */
export function compile(schemas) {
  const folder = mkdtempSync(join(tmpdir(), 'godwit-pack-'));
  try {
    for (const [path, schema] of Object.entries(schemas)) {
      const file = join(folder, 'source', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(schema));
    }
    const [godwit, pack] = [join(process.env.GODWIT_BIN, 'godwit'), join(folder, 'schemas.pack')];
    execFileSync(godwit, ['schema', 'compile', join(folder, 'source'), '-o', pack]);
    return new Uint8Array(readFileSync(pack));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
