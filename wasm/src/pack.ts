// The schemas of a page; only in the build that checks events (schemas.ts).
import type { Core } from './core.js';
import { read } from './core.js';
import { SCHEMA_MODES, UNKNOWN_SCHEMAS } from './interface.js';
import { allSchemasScriptOf, allSchemasWasmOf } from './modules.js';
import { soon } from './store.js';
import type { Config, Status } from './types.js';

const VERSION = /^(\d{1,9})-(\d{1,9})-(\d{1,9})$/;

/** Throws if a word is unknown. */
export function checkSchemas({ schemaMode, unknownSchema }: Config): void {
  if (schemaMode !== undefined && !SCHEMA_MODES.includes(schemaMode)) {
    throw new TypeError('schemaMode: must be enforce, report or off');
  }
  if (unknownSchema !== undefined && !UNKNOWN_SCHEMAS.includes(unknownSchema)) {
    throw new TypeError('unknownSchema: must be accept, mark or refuse');
  }
}

/** The pack's bytes, or the reason why there are none. */
type Pack = Uint8Array | string | undefined;

/** The wait is short, because the collector checks too. */
export async function fetchPack({ schemas }: Config): Promise<Pack> {
  if (!schemas) return undefined;
  if (schemas instanceof Uint8Array) return schemas;
  try {
    const bytes = await soon<BufferSource>((resolve, reject) => {
      read(schemas).then(resolve, reject);
    });
    return new Uint8Array(bytes as ArrayBuffer);
  } catch (error) {
    return `cannot be loaded: ${String(error)}`;
  }
}

/** Results of core_schemas() that are no address. */
const INVALID_PACK = 0;
const NEEDS_ALL_SCHEMAS = 1;

/**
 * Opens the pack in the core's memory. The module that is loaded first checks most packs; for the
 * others, the second module is loaded. Returns the schemas for core_open(), or 0 if there are none;
 * `decline` then gets the reason.
 */
export async function openSchemas(
  core: Core,
  config: Config,
  pack: Pack,
  decline: (why: Status) => void,
): Promise<number> {
  const none = (why: string) => {
    decline({ code: 'invalid_argument', message: `schemas: ${why}` });
    return 0;
  };
  if (!pack) return 0;
  if (typeof pack === 'string') return none(pack);
  const { schemaMode = 'enforce', unknownSchema = 'accept' } = config;
  const numbers = [SCHEMA_MODES.indexOf(schemaMode), UNKNOWN_SCHEMAS.indexOf(unknownSchema)];
  const open = () => core.call('core_schemas', core.memory_.keep(pack), pack.length, ...numbers);
  let schemas = open();
  if (schemas === NEEDS_ALL_SCHEMAS) {
    try {
      await core.load(allSchemasWasmOf(config), allSchemasScriptOf(config));
    } catch (error) {
      return none(`cannot be checked: ${String(error)}`);
    }
    schemas = open();
  }
  if (schemas === NEEDS_ALL_SCHEMAS) return none('they need godwit.all-schemas.wasm');
  return schemas === INVALID_PACK ? none('not a schema pack, or damaged') : schemas;
}

/** The numbers of "1-0-2"; undefined if the text is no version. */
export function parseVersion(version: unknown): number[] | undefined {
  return VERSION.exec(String(version))?.slice(1).map(Number);
}
