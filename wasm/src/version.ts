// Put in by build.mjs.
declare const GODWIT_VERSION: string;
export const VERSION = GODWIT_VERSION;
