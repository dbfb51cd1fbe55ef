// Put in by build.mjs.

declare const GODWIT_VERSION: string;
/** Whether this is the build that checks events. */
declare const GODWIT_SCHEMAS: boolean;
