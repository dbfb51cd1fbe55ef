// A page's configuration: checks it, and gives its limits in the core's units.
import { checkSchemas } from './pack.js';
import type { Config } from './types.js';
import { CONSENTS, LIMITS } from './interface.js';

/** Limits::kNever: the highest value of every limit, also of bytes. */
const NEVER = 2 ** 40;

/** Throws if no tracker can work with this configuration. */
export function check(config: Config): void {
  const { endpoint, key, consent } = config;
  if (GODWIT_SCHEMAS) checkSchemas(config);
  else if (config.schemas) throw new TypeError('schemas: import godwit/schemas');
  if (!/^https?:\/\//.test(endpoint)) throw new TypeError('endpoint: must be an http(s) URL');
  if (!key) throw new TypeError('key: the write key is missing');
  if (!CONSENTS.includes(consent) || !consent) {
    throw new TypeError('consent: must be granted, pending or denied');
  }
}

/** 0 stands for the core's own default. */
export const limitsOf = ({ limits }: Config): number[] =>
  LIMITS.map(([name, otherwise]) => Math.min(limits?.[name] ?? otherwise, NEVER));
