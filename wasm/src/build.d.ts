// Defined by build.mjs.

declare const GODWIT_VERSION: string;
/** True in the build that checks events. */
declare const GODWIT_SCHEMAS: boolean;
