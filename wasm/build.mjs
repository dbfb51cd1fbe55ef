// Builds the npm package:
// node build.mjs CORE_WASM SCHEMAS_WASM ALL_SCHEMAS_WASM PACKAGE_FOLDER VERSION INTERFACE_TS
import { build, transform } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const [core, schemas, allSchemas, folder, version, generated] = process.argv.slice(2);
const dist = `${folder}/dist`;

const description = JSON.parse(readFileSync(`${here}package.json`, 'utf8'));
if (description.version !== version) {
  throw new Error(`package.json says version ${description.version}, CMakeLists.txt ${version}`);
}

// The sources, and beside them what is generated.
const source = `${dirname(generated)}/source`;
rmSync(source, { recursive: true, force: true });
cpSync(`${here}src`, source, { recursive: true });
copyFileSync(generated, `${source}/interface.ts`);
copyFileSync(`${here}package.json`, `${source}/package.json`);

rmSync(folder, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const bundle = (entry, name, format, define = {}) =>
  build({
    entryPoints: [`${source}/${entry}.ts`],
    bundle: true,
    minify: true,
    // Private members, which no string names.
    mangleProps: /[a-z]_$/,
    sourcemap: true,
    format,
    target: 'es2022',
    define: { GODWIT_VERSION: JSON.stringify(version), GODWIT_SCHEMAS: 'false', ...define },
    outfile: `${dist}/${name}.js`,
  });
await bundle('index', 'godwit', 'esm');
await bundle('schemas', 'godwit.schemas', 'esm', { GODWIT_SCHEMAS: 'true' });
await bundle('script', 'godwit.script', 'iife', { 'import.meta.url': 'godwit.base' });

// The snippet is for copying into a page: one line, and the address to be filled in.
const snippet = await build({
  entryPoints: [`${source}/snippet.ts`],
  minify: true,
  target: 'es2017',
  write: false,
});
writeFileSync(`${dist}/snippet.html`, `<script>${snippet.outputFiles[0].text.trim()}</script>\n`);
// The same core as JavaScript, for pages that may not run WebAssembly. wasm2js writes a module that
// starts itself; ours is started with the page's functions.
for (const [module, wasm, name] of [
  [core, 'godwit.wasm', 'godwit-core.js'],
  [schemas, 'godwit.schemas.wasm', 'godwit-core.schemas.js'],
  [allSchemas, 'godwit.all-schemas.wasm', 'godwit-core.all-schemas.js'],
]) {
  copyFileSync(module, `${dist}/${wasm}`);
  const translated = execFileSync('wasm2js', [module, '-Oz', '--enable-bulk-memory'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const end = translated.indexOf('var retasmFunc');
  const body = translated.slice(0, end).replace(/^import .*$/gm, '');
  const script = await transform(`${body}export default asmFunc;`, { minify: true, format: 'esm' });
  writeFileSync(`${dist}/${name}`, script.code);
}
const tsc = `${here}node_modules/typescript/bin/tsc`;
writeFileSync(
  `${source}/tsconfig.json`,
  JSON.stringify({
    extends: `${here}tsconfig.json`,
    compilerOptions: { rootDir: '.', rootDirs: [] },
    include: ['.'],
  }),
);
execFileSync(process.execPath, [tsc, '-p', source, '--outDir', dist], { stdio: 'inherit' });

delete description.devDependencies;
delete description.private;
writeFileSync(`${folder}/package.json`, `${JSON.stringify(description, null, 2)}\n`);
copyFileSync(`${here}README.md`, `${folder}/README.md`);
copyFileSync(`${here}../LICENSE`, `${folder}/LICENSE`);
