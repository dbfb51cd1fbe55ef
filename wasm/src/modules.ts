// The files from which the core is loaded. Each is written out, so that bundlers see which files
// belong to it.
import type { Config } from './types.js';

/** undefined if it is known not to run. */
export function wasmOf({ engine, wasm }: Config): string | URL | undefined {
  if (engine === 'js') return undefined;
  if (wasm) return wasm;
  return GODWIT_SCHEMAS
    ? new URL('godwit.schemas.wasm', import.meta.url)
    : new URL('godwit.wasm', import.meta.url);
}

export function scriptOf({ script }: Config): string | URL {
  if (script) return script;
  return GODWIT_SCHEMAS
    ? new URL('godwit-core.schemas.js', import.meta.url)
    : new URL('godwit-core.js', import.meta.url);
}

/** For packs that are not ordinary, which the module above does not check. */
export function allSchemasWasmOf({ engine, wasm }: Config): string | URL | undefined {
  if (engine === 'js') return undefined;
  return wasm ?? new URL('godwit.all-schemas.wasm', import.meta.url);
}

export function allSchemasScriptOf({ script }: Config): string | URL {
  return script ?? new URL('godwit-core.all-schemas.js', import.meta.url);
}
