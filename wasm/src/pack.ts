// The schemas of a page: only in the build that checks events (schemas.ts).
import type { Core } from './core.js';
import { read } from './core.js';
import { SCHEMA_MODES, UNKNOWN_SCHEMAS } from './interface.js';
import { allSchemasScriptOf, allSchemasWasmOf } from './modules.js';
import { soon } from './store.js';
import type { Config, Status } from './types.js';

const VERSION = /^(\d{1,9})-(\d{1,9})-(\d{1,9})$/;

/** Throws where the words are none. */
export function checkSchemas({ schemaMode, unknownSchema }: Config): void {
  if (schemaMode !== undefined && !SCHEMA_MODES.includes(schemaMode)) {
    throw new TypeError('schemaMode: must be enforce, report or off');
  }
  if (unknownSchema !== undefined && !UNKNOWN_SCHEMAS.includes(unknownSchema)) {
    throw new TypeError('unknownSchema: must be accept, mark or refuse');
  }
}

const invalid = (message: string): Status => ({
  code: 'invalid_argument',
  message: `schemas: ${message}`,
});

type Pack = Uint8Array | Status | undefined;

/** The pack's bytes, or why there are none. Nobody waits for long: the collector checks, too. */
export async function fetchPack({ schemas }: Config): Promise<Pack> {
  if (!schemas) return undefined;
  if (schemas instanceof Uint8Array) return schemas;
  try {
    const bytes = await soon<BufferSource>((resolve, reject) => {
      read(schemas).then(resolve, reject);
    });
    return new Uint8Array(bytes as ArrayBuffer);
  } catch (error) {
    return invalid(`cannot be loaded: ${String(error)}`);
  }
}

/** What core_set_schemas() returns. */
const ASKS_MORE = 2;

/**
 * Gives the core its schemas, before it is opened. Few packs ask for more than the module checks
 * that is loaded first; for these the other one is loaded. Returns what is wrong, if anything.
 */
export async function giveSchemas(
  core: Core,
  config: Config,
  pack: Pack,
): Promise<Status | undefined> {
  if (!(pack instanceof Uint8Array)) return pack;
  const { schemaMode = 'enforce', unknownSchema = 'accept' } = config;
  const numbers = [SCHEMA_MODES.indexOf(schemaMode), UNKNOWN_SCHEMAS.indexOf(unknownSchema)];
  const give = () =>
    core.call('core_set_schemas', core.memory_.keep(pack), pack.length, ...numbers);
  let wrong = give();
  if (wrong === ASKS_MORE) {
    try {
      await core.load(allSchemasWasmOf(config), allSchemasScriptOf(config));
    } catch (error) {
      return invalid(`cannot be checked: ${String(error)}`);
    }
    wrong = give();
  }
  if (wrong === ASKS_MORE) return invalid('they need godwit.all-schemas.wasm');
  return wrong ? invalid('not a schema pack, or damaged') : undefined;
}

/** "1-0-2" in numbers; undefined where it is no version. */
export function parseVersion(version: unknown): number[] | undefined {
  return VERSION.exec(String(version))?.slice(1).map(Number);
}
