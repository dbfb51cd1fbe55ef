// The schemas of a page: only in the build that checks events (schemas.ts).
import type { Core } from './core.js';
import { read } from './core.js';
import type { Config, Status } from './types.js';

const MODES = ['enforce', 'report', 'off'];
const POLICIES = ['accept', 'mark', 'refuse'];
const VERSION = /^(\d{1,9})-(\d{1,9})-(\d{1,9})$/;

/** Throws where the words are none. */
export function checkSchemas({ schemaMode, unknownSchema }: Config): void {
  if (schemaMode !== undefined && !MODES.includes(schemaMode)) {
    throw new TypeError('schemaMode: must be enforce, report or off');
  }
  if (unknownSchema !== undefined && !POLICIES.includes(unknownSchema)) {
    throw new TypeError('unknownSchema: must be accept, mark or refuse');
  }
}

/** Gives the core its schemas, before it is opened. Resolves with what is wrong, if anything. */
export async function giveSchemas(core: Core, config: Config): Promise<Status | undefined> {
  const { schemas, schemaMode = 'enforce', unknownSchema = 'accept' } = config;
  if (!schemas) return undefined;
  try {
    const pack =
      schemas instanceof Uint8Array
        ? schemas
        : new Uint8Array((await read(schemas)) as ArrayBuffer);
    const at = core.memory_.keep(pack);
    const numbers = [MODES.indexOf(schemaMode), POLICIES.indexOf(unknownSchema)];
    if (!core.call('core_set_schemas', at, pack.length, ...numbers)) return undefined;
  } catch (error) {
    return { code: 'invalid_argument', message: `schemas: cannot be loaded: ${String(error)}` };
  }
  return { code: 'invalid_argument', message: 'schemas: not a schema pack, or damaged' };
}

/** "1-0-2" in numbers; undefined where it is no version. */
export function parseVersion(version: unknown): number[] | undefined {
  return VERSION.exec(String(version))?.slice(1).map(Number);
}
