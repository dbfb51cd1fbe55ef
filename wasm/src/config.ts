// What a page configures: whether it can work, and its limits as the core counts them.
import { checkSchemas } from './pack.js';
import type { Config } from './types.js';
import { CONSENTS, LIMITS } from './interface.js';

/** Limits::kNever: the highest value of every limit, of bytes too. */
const NEVER = 2 ** 40;

/** Throws where no tracker can work with it. */
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

/** 0: the core's own. */
export const limitsOf = ({ limits }: Config): number[] =>
  LIMITS.map(([name, otherwise]) => Math.min(limits?.[name] ?? otherwise, NEVER));
