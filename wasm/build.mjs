// Builds the npm package: node build.mjs CORE_WASM PACKAGE_FOLDER VERSION
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const [core, folder, version] = process.argv.slice(2);
const dist = `${folder}/dist`;

const description = JSON.parse(readFileSync(`${here}package.json`, 'utf8'));
if (description.version !== version) {
  throw new Error(`package.json says version ${description.version}, CMakeLists.txt ${version}`);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await build({
  entryPoints: [`${here}src/index.ts`],
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2022',
  define: { GODWIT_VERSION: JSON.stringify(version) },
  outfile: `${dist}/godwit.js`,
});
copyFileSync(core, `${dist}/godwit.wasm`);
const tsc = `${here}node_modules/typescript/bin/tsc`;
execFileSync(process.execPath, [tsc, '-p', here, '--outDir', dist], { stdio: 'inherit' });

delete description.devDependencies;
delete description.private;
writeFileSync(`${folder}/package.json`, `${JSON.stringify(description, null, 2)}\n`);
copyFileSync(`${here}README.md`, `${folder}/README.md`);
copyFileSync(`${here}../LICENSE`, `${folder}/LICENSE`);
