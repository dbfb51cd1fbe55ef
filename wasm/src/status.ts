// The answer of a call that succeeded.
import type { Status } from './types.js';

export const OK: Status = { code: 'ok', message: '' };
